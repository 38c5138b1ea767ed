/** Where an entry stands in its owner's list: text that sorts by date, then by creation, then by id. Pure. */
import { isCalendarDay } from './calendar-day.ts';
import type { Entry } from './entry.ts';

/** Days, both inclusive. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

/** All three parts have a fixed width, so that comparing the text compares date, creation and id in turn. */
export function positionOf(entry: Pick<Entry, 'date' | 'createdAt' | 'id'>): string {
  return `${entry.date}#${entry.createdAt}#${entry.id}`;
}

/** The least and the greatest text between which every position of the range lies, and no other. */
export function boundsOf(range: Range): readonly [least: string, greatest: string] {
  // `$` follows `#` in ASCII, so `2026-01-31$` comes after every position of that day and before the next day.
  return [range.from, `${range.to}$`];
}

/** The entry's id when `value` is a position within the range, else `undefined`. */
export function idAt(value: string, range: Range): string | undefined {
  const [date, createdAt, id, ...rest] = value.split('#');
  const isPosition =
    isCalendarDay(date) && isInstant(createdAt) && id !== undefined && UUID.test(id) && rest.length === 0;
  return isPosition && date >= range.from && date <= range.to ? id : undefined;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function isInstant(value: string | undefined): boolean {
  return value !== undefined && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(value);
}
