/** What is read out of the API's refusals: headers and bodies in, words out; pure. */
import type { Problem } from './outcome.ts';

/** The `scope` of a challenge (RFC 6750 §3). */
export function missingScopes(challenge: string | null): readonly string[] | undefined {
  return /\bscope="([^"]+)"/i.exec(challenge ?? '')?.[1]?.split(' ');
}

/** The problems that the API names in a body, undefined where it names none. */
export function parseProblems(json: unknown): readonly Problem[] | undefined {
  const problems = typeof json === 'object' && json !== null && 'problems' in json ? json.problems : undefined;
  if (!Array.isArray(problems)) return undefined;
  return problems.filter(
    (problem): problem is Problem => typeof problem?.path === 'string' && typeof problem?.message === 'string',
  );
}
