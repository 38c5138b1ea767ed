/** Text in, whether it is a real calendar day written `YYYY-MM-DD` out. Pure. */
import * as v from 'valibot';
import { expected } from './fields.ts';

export const FIRST_DAY = '0000-01-01';
export const LAST_DAY = '9999-12-31';

/** A day of the proleptic Gregorian calendar, as ISO 8601 writes it: `2024-02-29` is one, `2026-02-29` is not. */
export function isCalendarDay(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const midnight = new Date(`${value}T00:00:00.000Z`);
  // JavaScript reads 30 February as 2 March: only a real day comes back as it went in.
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(value);
}

export const calendarDay = v.custom<string>(isCalendarDay, expected('a real calendar day written YYYY-MM-DD'));
