import fc from 'fast-check';
import { isCalendarDay } from '../../../lambda/timesheets/calendar-day.ts';

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The Gregorian calendar by its rule, apart from JavaScript's dates. */
function existsByRule(year: number, month: number, day: number): boolean {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const length = LENGTHS[month - 1];
  return length !== undefined && day >= 1 && day <= (month === 2 && isLeap ? 29 : length);
}

test('a day is a calendar day exactly when the Gregorian calendar has it', () => {
  const upTo = (max: number) => fc.integer({ min: 0, max });
  fc.assert(
    fc.property(upTo(9999), upTo(13), upTo(32), (year, month, day) => {
      const text = [String(year).padStart(4, '0'), ...[month, day].map((part) => String(part).padStart(2, '0'))].join(
        '-',
      );
      expect(isCalendarDay(text)).toBe(existsByRule(year, month, day));
    }),
    { numRuns: 2000 },
  );
});

test.each(['2024-02-29', '2000-02-29', '2026-12-31', '0001-01-01', '9999-12-31'])('%s is a calendar day', (day) => {
  expect(isCalendarDay(day)).toBe(true);
});

test.each([
  ['2026-02-29'],
  ['1900-02-29'],
  ['2026-04-31'],
  ['2026-00-10'],
  ['2026-1-1'],
  ['20260101'],
  ['2026-01-01T00:00:00Z'],
  [' 2026-01-01'],
  ['2026-01-01\n'],
  ['+002026-01-01'],
  ['２０２６-01-01'],
  [''],
  [20260101],
  [null],
  [undefined],
])('%j is not a calendar day', (value) => {
  expect(isCalendarDay(value)).toBe(false);
});
