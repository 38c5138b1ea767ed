/** What a timesheet entry is: a request body in, the entry it asks for or every problem out. Pure. */
import * as v from 'valibot';
import { calendarDay } from './calendar-day.ts';
import { expected, parseFields } from './fields.ts';
import { expectedGot, type Parsed, parsed, refused } from './problems.ts';

/** What the caller says of an entry. */
export interface Draft {
  /** Calendar day, `YYYY-MM-DD`. */
  readonly date: string;
  /** 1 to 100 characters, without spaces around them. */
  readonly project: string;
  /** More than 0, at most 24, in steps of a quarter. */
  readonly hours: number;
  /** At most 1000 characters. */
  readonly note?: string;
}

/** An entry as it is stored and answered. */
export interface Entry extends Draft {
  /** A UUID. */
  readonly id: string;
  /** UTC, ISO 8601 with milliseconds. */
  readonly createdAt: string;
}

const PROJECT = 'text of 1 to 100 characters';
const HOURS = 'a number above 0, at most 24, in steps of 0.25';
const NOTE = 'text of at most 1000 characters';

const draftFields = {
  date: calendarDay,
  // Trimmed, since " Apollo" and "Apollo" are the same project to people.
  project: v.pipe(v.string(expected(PROJECT)), v.trim(), v.check(isText(1, 100), expected(PROJECT))),
  hours: v.custom<number>(isHours, expected(HOURS)),
  note: v.optional(v.pipe(v.string(expected(NOTE)), v.check(isText(0, 1000), expected(NOTE)))),
};

/** Parses the JSON value of a request body. Keys other than the four of {@link Draft} are problems. */
export function parseDraft(body: unknown): Parsed<Draft> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return refused({ path: 'body', message: expectedGot('a JSON object', body) });
  }
  const result = parseFields(draftFields, { ...body });
  if (!result.ok) return result;
  const { note, ...draft } = result.value;
  return parsed(note === undefined ? draft : { ...draft, note });
}

/** Whether an entry is what a draft asks for. */
export function isEntryOf(entry: Entry, draft: Draft): boolean {
  return (
    entry.date === draft.date &&
    entry.project === draft.project &&
    entry.hours === draft.hours &&
    entry.note === draft.note
  );
}

/** Sums of quarters are exact in binary floating point, so the step can be tested without a tolerance. */
function isHours(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value <= 24 && Number.isInteger(value * 4);
}

/**
 * Length in code points, which is nearer to what people count than UTF-16 units.
 * A lone surrogate is refused: it has no UTF-8 form, so the stored text would differ from the answered one.
 */
function isText(minCharacters: number, maxCharacters: number): (value: string) => boolean {
  return (value) => {
    const characters = Array.from(value).length;
    return characters >= minCharacters && characters <= maxCharacters && !/\p{Surrogate}/u.test(value);
  };
}
