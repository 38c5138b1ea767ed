/** Bundles and their events come in, the median microseconds that each takes for one event go out; each runs in a process of its own, they take turns. */
import { type Loop, type Program, startLoop } from './processes.ts';
import { interleave, median } from './rounds.ts';

export interface Runner {
  readonly name: string;
  readonly program: Program;
  /** A JSON array; every process answers it in order, then from the first again. */
  readonly eventsFile: string;
}

export interface Effort {
  /** So many times the processes are started anew, since one that V8 compiled unluckily stays slow for as long as it lives. */
  readonly starts: number;
  /** With every start. */
  readonly rounds: number;
  readonly eventsARound: number;
  /** Events that each process answers before it is measured. */
  readonly warmUp: number;
}

export async function hotPath(runners: readonly Runner[], effort: Effort): Promise<ReadonlyMap<string, number>> {
  const medians: ReadonlyMap<string, number>[] = [];
  for (let start = 0; start < effort.starts; start += 1) medians.push(await startAndMeasure(runners, effort));
  return new Map(
    runners.map(({ name }) => [name, median(medians.flatMap((ofOneStart) => ofOneStart.get(name) ?? []))]),
  );
}

async function startAndMeasure(runners: readonly Runner[], { rounds, eventsARound, warmUp }: Effort) {
  const loops: Loop[] = [];
  try {
    const contestants = [];
    for (const { name, program, eventsFile } of runners) {
      const loop = startLoop(program, eventsFile);
      loops.push(loop);
      await loop.round({ start: 0, count: warmUp });
      let start = warmUp;
      const measure = async () => {
        const { microseconds } = await loop.round({ start, count: eventsARound });
        start += eventsARound;
        return microseconds;
      };
      contestants.push({ name, measure });
    }
    return await interleave(contestants, rounds);
  } finally {
    await Promise.all(loops.map((loop) => loop.stop()));
  }
}
