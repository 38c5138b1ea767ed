/** A target and a way to call it come in, what every check saw goes out; calls the API, one request at a time. */

import { type Check, COMMON_DIFFERENCES, type Difference, type Step } from './check.ts';
import { CHECKS } from './checks/index.ts';
import type { ApiAnswer, Send, Unanswered } from './client.ts';
import { outcomeOf, type Sight } from './sight.ts';
import type { Target } from './target.ts';

/**
 * - `as expected`
 * - `noted`: other than expected, and nothing has to be changed
 * - `different`
 * - `not made`: something that it needs was not given
 */
export type Verdict = 'as expected' | 'noted' | 'different' | 'not made';

export interface Result {
  readonly heading: string;
  readonly check: Check;
  readonly verdict: Verdict;
  /** In words of ours, never the API's; why not, where the check was not made. */
  readonly seen: string;
  readonly findings: readonly Finding[];
}

/** A difference, with the first of the calls that showed it. */
export interface Finding extends Difference {
  /** Such as `denied token, GET /orders: 200`. */
  readonly example: string;
  /** How many calls showed it. */
  readonly count: number;
}

/** Makes every check. No two calls are under way at once: what one leaves in the cache is part of what the next one sees. */
export async function runChecks(target: Target, send: Send): Promise<Result[]> {
  const results: Result[] = [];
  for (const { heading, checks } of CHECKS) {
    for (const check of checks) results.push({ heading, ...(await runCheck(check, target, send)) });
  }
  return results;
}

/** A call that was made. */
interface Made {
  readonly step: Step;
  readonly sight: Sight;
  /** The sight as people read it. */
  readonly words: string;
}

async function runCheck(check: Check, target: Target, send: Send): Promise<Omit<Result, 'heading'>> {
  const steps = check.steps(target);
  if ('because' in steps) return { check, verdict: 'not made', seen: steps.because, findings: [] };
  const made: Made[] = [];
  for (const step of steps) made.push(toMade(step, await send(step.call), target));

  const findings = findingsIn(made, check);
  const verdict =
    findings.length === 0 ? 'as expected' : findings.every(({ isNote }) => isNote) ? 'noted' : 'different';
  return { check, verdict, seen: summary(made), findings };
}

function toMade(step: Step, answer: ApiAnswer | Unanswered, { kind }: Target): Made {
  if ('failure' in answer) return { step, sight: 'no answer', words: `no answer (${answer.failure})` };
  const sight = step.look ? step.look(answer) : outcomeOf(answer, kind);
  const isOfHeader = ['as set', 'missing', 'different'].includes(sight);
  return {
    step,
    sight,
    words: isOfHeader ? sight : `${answer.status}${sight === 'no route' ? ', no such route' : ''}`,
  };
}

function findingsIn(made: readonly Made[], check: Check): Finding[] {
  const byDifference = new Map<Difference, Finding>();
  for (const one of made.filter(isUnexpected)) {
    const difference = differenceOf(one, check);
    const known = byDifference.get(difference);
    byDifference.set(difference, {
      ...difference,
      example: known?.example ?? describe(one),
      count: (known?.count ?? 0) + 1,
    });
  }
  return [...byDifference.values()];
}

function isUnexpected({ step, sight }: Made): boolean {
  return !step.expected.includes(sight);
}

function differenceOf({ step, sight }: Made, { id, differences }: Check): Difference {
  const fitting = [...differences, ...COMMON_DIFFERENCES].find(
    ({ callers, seen }) => seen.includes(sight) && (callers?.includes(step.caller) ?? true),
  );
  if (!fitting) throw new TypeError(`check ${id}: no words for "${sight}"`);
  return fitting;
}

/** As many calls as fit into a line are told one by one. */
const FEW = 3;

function summary(made: readonly Made[]): string {
  const [first] = made;
  if (first && made.length === 1) return first.words;
  if (first && made.every(({ words }) => words === first.words)) return `${first.words}, all ${made.length}`;
  if (made.length <= FEW && new Set(made.map(({ step }) => step.caller)).size === made.length) {
    return made.map(({ step, words }) => `${step.caller} ${words}`).join('; ');
  }
  const unexpected = made.filter(isUnexpected);
  const [example] = unexpected;
  const counted = `${made.length - unexpected.length} of ${made.length} as expected`;
  return example ? `${counted}; ${describe(example)}` : counted;
}

const LONGEST_PATH = 40;

function describe({ step, words }: Made): string {
  const { method, path } = step.call;
  const shown = path.length > LONGEST_PATH ? `${path.slice(0, LONGEST_PATH - 1)}…` : path;
  return `${step.caller}, ${method} ${shown}: ${words}`;
}
