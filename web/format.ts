/** Days, weeks and hours as people read them; pure. */
import { addDays } from './timesheets/weeks.ts';

/** The app's language, not the browser's: a page in English with dates in another language reads badly. */
const LOCALE = 'en-GB';

const dayFormat = format({ weekday: 'short', day: 'numeric', month: 'short' });
const shortDayFormat = format({ day: 'numeric', month: 'short' });
const rangeFormat = format({ day: 'numeric', month: 'short', year: 'numeric' });
const hoursFormat = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 2 });

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: 'UTC' });
}

/** `Mon, 5 Jan` */
export function formatDay(date: string): string {
  return dayFormat.format(toDate(date));
}

/** `5 Jan` */
export function formatShortDay(date: string): string {
  return shortDayFormat.format(toDate(date));
}

/** `5–11 Jan 2026` */
export function formatWeek(monday: string): string {
  return rangeFormat.formatRange(toDate(monday), toDate(addDays(monday, 6)));
}

/** `7.5` */
export function formatHours(hours: number): string {
  return hoursFormat.format(hours);
}

function toDate(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}
