/** Entries in, ISO weeks (Monday to Sunday) with their totals out; pure, and free of time zones: a day is a day. */
import type { Entry } from './entries.ts';

export interface Week {
  /** The Monday, `YYYY-MM-DD`. */
  readonly monday: string;
  /** In the order of the entries given. */
  readonly entries: readonly Entry[];
  readonly hours: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

export function mondayOf(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  return addDays(date, -((day.getUTCDay() + 6) % 7));
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The day that it is here, which at night is another one than in UTC. */
export function toDay(instant: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${instant.getFullYear()}-${two(instant.getMonth() + 1)}-${two(instant.getDate())}`;
}

/** Newest week first, as the entries are. */
export function groupByWeek(entries: readonly Entry[]): readonly Week[] {
  const byMonday = new Map<string, Entry[]>();
  for (const entry of entries) {
    const monday = mondayOf(entry.date);
    byMonday.set(monday, [...(byMonday.get(monday) ?? []), entry]);
  }
  return [...byMonday].map(([monday, ofWeek]) => ({ monday, entries: ofWeek, hours: sumHours(ofWeek) }));
}

/** Quarters of hours are exact in binary floating point, and so are their sums. */
function sumHours(entries: readonly Entry[]): number {
  return entries.reduce((sum, { hours }) => sum + hours, 0);
}
