/** Bundles and their events come in, the median microseconds that each takes for one event go out; each runs in a process of its own, they take turns. */
import { type Program, startLoop } from './processes.ts';
import { interleave } from './rounds.ts';

export interface Runner {
  readonly name: string;
  readonly program: Program;
  /** A JSON array; answered in order, then from the first again. */
  readonly eventsFile: string;
}

export async function hotPath(
  runners: readonly Runner[],
  { rounds, eventsARound, warmUp }: { rounds: number; eventsARound: number; warmUp: number },
): Promise<ReadonlyMap<string, number>> {
  const loops = runners.map(({ name, program, eventsFile }) => ({
    name,
    loop: startLoop(program, eventsFile),
    next: 0,
  }));
  const answer = async (runner: (typeof loops)[number], count: number) => {
    const start = runner.next;
    runner.next += count;
    return (await runner.loop.round({ start, count })).microseconds;
  };
  try {
    for (const runner of loops) await answer(runner, warmUp);
    return await interleave(
      loops.map((runner) => ({ name: runner.name, measure: () => answer(runner, eventsARound) })),
      rounds,
    );
  } finally {
    await Promise.all(loops.map(({ loop }) => loop.stop()));
  }
}
