import { toChart } from '../../../web/timesheets/chart-model.ts';
import { type Entry, mergeEntries } from '../../../web/timesheets/entries.ts';
import { addDays, groupByWeek, mondayOf, toDay } from '../../../web/timesheets/weeks.ts';

let count = 0;
function entry(date: string, hours: number, project = 'Apollo'): Entry {
  return { id: `${count++}`, date, hours, project, createdAt: `${date}T12:00:00.000Z` };
}

test.each([
  ['2026-01-05', '2026-01-05'],
  ['2026-01-11', '2026-01-05'],
  ['2026-01-01', '2025-12-29'],
  ['2024-03-03', '2024-02-26'],
])('%s is in the week that begins on %s', (date, monday) => {
  expect(mondayOf(date)).toBe(monday);
});

test('days are counted over the ends of months, leap days and summer time', () => {
  expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
  expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
});

test('today is the day of this place, not of UTC', () => {
  expect(toDay(new Date(2026, 0, 5, 23, 59))).toBe('2026-01-05');
  expect(toDay(new Date(2026, 0, 5, 0, 0))).toBe('2026-01-05');
});

test('entries are grouped by week in their order, each with its total', () => {
  const weeks = groupByWeek([entry('2026-01-12', 1), entry('2026-01-11', 0.25), entry('2026-01-05', 7.5)]);
  expect(weeks.map(({ monday, hours, entries }) => [monday, hours, entries.length])).toEqual([
    ['2026-01-12', 1, 1],
    ['2026-01-05', 7.75, 2],
  ]);
});

test('a page that overlaps with what is there adds no entry twice, and the order is the API’s', () => {
  const [a, b, c] = [entry('2026-01-07', 1), entry('2026-01-06', 1), entry('2026-01-05', 1)] as const;
  expect(mergeEntries([a, c], [b, c]).map(({ date }) => date)).toEqual(['2026-01-07', '2026-01-06', '2026-01-05']);
});

describe('the chart', () => {
  test('has nothing to draw without entries', () => {
    expect(toChart([], 8)).toBeUndefined();
  });

  test('draws the weeks without entries as well, and none before the first entry', () => {
    const chart = toChart(groupByWeek([entry('2026-01-19', 3), entry('2026-01-05', 5, 'Gemini')]), 8);
    expect(chart).toEqual({
      projects: ['Gemini', 'Apollo'],
      weeks: [
        { monday: '2026-01-05', hours: 5, hoursByProject: [5, 0] },
        { monday: '2026-01-12', hours: 0, hoursByProject: [0, 0] },
        { monday: '2026-01-19', hours: 3, hoursByProject: [0, 3] },
      ],
      stepHours: 2,
      maxHours: 6,
    });
  });

  test('leaves out what is older than the weeks that fit, its projects included', () => {
    const chart = toChart(groupByWeek([entry('2026-01-19', 3), entry('2026-01-05', 5, 'Gemini')]), 2);
    expect(chart?.weeks.map(({ monday }) => monday)).toEqual(['2026-01-19']);
    expect(chart?.projects).toEqual(['Apollo']);
  });

  test('sums up the smallest projects where there are more than colours', () => {
    const entries = [1, 2, 3, 4, 5, 6, 7].map((hours) => entry('2026-01-05', hours, `P${hours}`));
    const chart = toChart(groupByWeek(entries), 8);
    expect(chart?.projects).toEqual(['P7', 'P6', 'P5', 'P4', 'Other projects']);
    expect(chart?.weeks[0]?.hoursByProject).toEqual([7, 6, 5, 4, 6]);
  });

  test.each([
    [0.25, 1, 1],
    [4, 1, 4],
    [9, 5, 10],
    [40, 10, 40],
    [41, 20, 60],
    [168, 50, 200],
    [1000, 100, 1000],
  ])('an axis for %d hours has steps of %d and ends at %d', (hours, stepHours, maxHours) => {
    expect(toChart(groupByWeek([entry('2026-01-05', hours)]), 8)).toMatchObject({ stepHours, maxHours });
  });
});
