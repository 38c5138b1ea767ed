/** A record of untrusted values in, the typed record or every problem in it out. Pure. */
import * as v from 'valibot';
import { expectedGot, type Parsed, type Problem, parsed, refused } from './problems.ts';

/** A valibot message that says what was expected and what was found. */
export function expected(what: string): (issue: v.BaseIssue<unknown>) => string {
  return (issue) => expectedGot(what, issue.input);
}

/**
 * Parses `input` by the schemas in `entries`; a key that has no schema is a problem, a key that is absent is `undefined` to its schema.
 *
 * valibot's own `strictObject` names only the first unknown key and words a missing key differently from a wrong one, hence this.
 */
export function parseFields<const Entries extends v.ObjectEntries>(
  entries: Entries,
  input: Readonly<Record<string, unknown>>,
): Parsed<v.InferOutput<v.ObjectSchema<Entries, undefined>>> {
  const known = Object.keys(entries);
  const unknown = Object.keys(input)
    .filter((key) => !known.includes(key))
    .map((key): Problem => ({ path: key, message: `expected only ${known.join(', ')}, got an unknown name` }));
  const candidate = Object.fromEntries(known.map((key) => [key, Object.hasOwn(input, key) ? input[key] : undefined]));
  const result = v.safeParse(v.object(entries), candidate);
  const wrong = (result.issues ?? []).map(
    (issue): Problem => ({ path: v.getDotPath(issue) ?? '', message: issue.message }),
  );
  return result.success && unknown.length === 0 ? parsed(result.output) : refused(...wrong, ...unknown);
}
