/** What a measurement hands out, and how it is read; pure. */
import type { Workbench } from './workbench.ts';

export interface Measurement {
  /** As `npm run bench -- NAME` has it. */
  readonly name: string;
  run(workbench: Workbench): Promise<readonly Result[]>;
}

export interface Result {
  readonly title: string;
  readonly unit: 'ms' | 'µs' | 'MB';
  /** By contestant, in the order of the tables. */
  readonly medians: ReadonlyMap<string, number>;
  /** The contestant that all are set in proportion to. */
  readonly baseline: string;
  /** The subject takes at most so many times what the baseline takes. */
  readonly goal?: { readonly subject: string; readonly atMost: number };
}

/** @throws Error where there is no such contestant */
export function medianOf({ title, medians }: Pick<Result, 'title' | 'medians'>, name: string): number {
  const value = medians.get(name);
  if (value === undefined) throw new Error(`${title}: expected one of ${[...medians.keys()].join(', ')}, got ${name}`);
  return value;
}

/** The one of several contestants that has the least median. */
export function bestOf(candidates: readonly { readonly name: string }[], medians: Result['medians']): string {
  const [best] = [...medians]
    .filter(([name]) => candidates.some((candidate) => candidate.name === name))
    .sort(([, one], [, other]) => one - other);
  if (!best) throw new Error('expected at least one contestant, received none');
  return best[0];
}
