/** The query parameters of `GET /timesheets` in, the page that is asked for or every problem out. Pure. */
import * as v from 'valibot';
import { calendarDay, FIRST_DAY, LAST_DAY } from './calendar-day.ts';
import { parseCursor } from './cursor.ts';
import { expected, parseFields } from './fields.ts';
import type { Range } from './position.ts';
import { expectedGot, type Parsed, type Problem, parsed, problemsOf, refused } from './problems.ts';

/** One page of one owner's list. */
export interface ListQuery extends Range {
  /** Entries a page, 1 to 100. */
  readonly limit: number;
  /** Continue after this position; without it, begin with the newest. */
  readonly after?: string;
}

/** A screenful. */
const DEFAULT_LIMIT = 20;
/** A hundred of the largest entries stay well below the 1 MB that one DynamoDB query reads. */
const MAX_LIMIT = 100;

const queryFields = {
  from: v.optional(calendarDay, FIRST_DAY),
  to: v.optional(calendarDay, LAST_DAY),
  limit: v.optional(
    v.pipe(v.custom<string>(isLimit, expected(`a whole number from 1 to ${MAX_LIMIT}`)), v.transform(Number)),
    String(DEFAULT_LIMIT),
  ),
  cursor: v.optional(v.string()),
};

/**
 * Parses `from` and `to` (days, both inclusive), `limit` and `cursor`. Unknown and repeated parameters are problems.
 * A cursor is judged last, since it is bound to the range: it has no verdict while the range has problems.
 */
export function parseListQuery(query: ReadonlyMap<string, readonly string[]>, owner: string): Parsed<ListQuery> {
  const repeated = [...query]
    .filter(([, values]) => values.length > 1)
    .map(([path, values]): Problem => ({ path, message: `expected one value, got ${values.length}` }));
  const single = [...query].filter(([, values]) => values.length === 1);
  const fields = parseFields(queryFields, Object.fromEntries(single.map(([name, [value]]) => [name, value])));
  if (!fields.ok || repeated.length > 0) return refused(...problemsOf(fields), ...repeated);

  const { cursor, ...page } = fields.value;
  if (page.from > page.to) {
    return refused({ path: 'from', message: expectedGot(`a day that is not after \`to\` (${page.to})`, page.from) });
  }
  if (cursor === undefined) return parsed(page);
  const after = parseCursor(cursor, { owner, from: page.from, to: page.to });
  if (after !== undefined) return parsed({ ...page, after });
  return refused({
    path: 'cursor',
    message: expectedGot('the cursor of an answer to you with the same `from` and `to`', cursor),
  });
}

function isLimit(value: unknown): value is string {
  return typeof value === 'string' && /^[1-9]\d{0,2}$/.test(value) && Number(value) <= MAX_LIMIT;
}
