/** Contestants come in, the median of what each measured goes out; they take turns, so that whatever else the machine does hits all alike. */

export interface Contestant {
  readonly name: string;
  /** One round; a smaller number is better. */
  measure(): Promise<number>;
}

/** The first is another one each round, so that none always runs on a machine that the one before it warmed. */
export async function interleave(
  contestants: readonly Contestant[],
  rounds: number,
): Promise<ReadonlyMap<string, number>> {
  const measured = contestants.map((contestant) => ({ contestant, values: [] as number[] }));
  for (let round = 0; round < rounds; round += 1) {
    const first = round % measured.length;
    for (const { contestant, values } of [...measured.slice(first), ...measured.slice(0, first)]) {
      values.push(await contestant.measure());
    }
  }
  return new Map(measured.map(({ contestant, values }) => [contestant.name, median(values)]));
}

/** @param values at least one */
export function median(values: readonly number[]): number {
  const [middle] = [...values].sort((one, other) => one - other).slice(Math.floor(values.length / 2));
  if (middle === undefined) throw new Error('expected at least one value, received none');
  return middle;
}
