/** The words for what is wrong with a caller's input, one problem a place, and for input that was parsed. Pure. */

/** One thing wrong: `path` names the body key, query parameter or header; `message` what was expected and what was found. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** Untrusted input after parsing: the typed value, or every problem that was found. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function parsed<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function refused(...problems: Problem[]): Parsed<never> {
  return { ok: false, problems };
}

/** The problems of a parse, none when it went well: joins the findings of several parses into one answer. */
export function problemsOf(result: Parsed<unknown>): readonly Problem[] {
  return result.ok ? [] : result.problems;
}

/** The form of every message: `expected a real calendar day written YYYY-MM-DD, got "2026-02-30"`. */
export function expectedGot(expected: string, received: unknown): string {
  return `expected ${expected}, got ${describe(received)}`;
}

/** Long enough to recognise the value, short enough to keep an answer readable. */
const SHOWN_CHARACTERS = 40;

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  const characters = Array.from(value);
  if (characters.length <= SHOWN_CHARACTERS) return JSON.stringify(value);
  return `${JSON.stringify(characters.slice(0, SHOWN_CHARACTERS).join(''))}… (${characters.length} characters)`;
}
