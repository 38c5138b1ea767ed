import fc from 'fast-check';
import { isEntryOf, parseDraft } from '../../../lambda/timesheets/entry.ts';

const valid = { date: '2026-01-31', project: 'Apollo', hours: 7.5 };

const HOURS = 'expected a number above 0, at most 24, in steps of 0.25, got';
const PROJECT = 'expected text of 1 to 100 characters, got';
const NOTE = 'expected text of at most 1000 characters, got';
const DATE = 'expected a real calendar day written YYYY-MM-DD, got';
const UNKNOWN = 'expected only date, project, hours, note, got an unknown name';

describe('accepts', () => {
  test.each([
    ['an entry without a note', valid],
    ['an entry with a note', { ...valid, note: 'Landing.\nSecond line.' }],
    ['an empty note', { ...valid, note: '' }],
    ['a project of one character', { ...valid, project: 'x' }],
    ['a project of 100 characters that need two UTF-16 units each', { ...valid, project: '🚀'.repeat(100) }],
    ['a note of 1000 characters', { ...valid, note: 'é'.repeat(1000) }],
    ['a quarter of an hour', { ...valid, hours: 0.25 }],
    ['a whole day', { ...valid, hours: 24 }],
  ])('%s', (_, body) => {
    expect(parseDraft(body)).toEqual({ ok: true, value: body });
  });
});

test('drops spaces around the project', () => {
  expect(parseDraft({ ...valid, project: '  Apollo 11\t' })).toEqual({
    ok: true,
    value: { ...valid, project: 'Apollo 11' },
  });
});

test('leaves no note behind where there is none', () => {
  const result = parseDraft(valid);
  expect(result.ok && Object.keys(result.value)).toEqual(['date', 'project', 'hours']);
});

describe('refuses', () => {
  test.each([
    ['a day that does not exist', { date: '2026-02-29' }, 'date', `${DATE} "2026-02-29"`],
    ['a day that is not text', { date: 20260131 }, 'date', `${DATE} 20260131`],
    ['a missing day', { date: undefined }, 'date', `${DATE} nothing`],
    ['a missing project', { project: undefined }, 'project', `${PROJECT} nothing`],
    ['an empty project', { project: '' }, 'project', `${PROJECT} ""`],
    ['a project of spaces', { project: '   ' }, 'project', `${PROJECT} ""`],
    [
      'a project of 101 characters',
      { project: 'x'.repeat(101) },
      'project',
      `${PROJECT} "${'x'.repeat(40)}"… (101 characters)`,
    ],
    ['a project that is a list', { project: ['Apollo'] }, 'project', `${PROJECT} an array`],
    ['a project with half a character', { project: 'Apollo \ud83d' }, 'project', `${PROJECT} "Apollo \\ud83d"`],
    ['missing hours', { hours: undefined }, 'hours', `${HOURS} nothing`],
    ['no hours', { hours: 0 }, 'hours', `${HOURS} 0`],
    ['negative hours', { hours: -0.25 }, 'hours', `${HOURS} -0.25`],
    ['more hours than a day has', { hours: 24.25 }, 'hours', `${HOURS} 24.25`],
    ['a tenth of an hour', { hours: 7.1 }, 'hours', `${HOURS} 7.1`],
    ['hours as text', { hours: '8' }, 'hours', `${HOURS} "8"`],
    ['hours beyond what a number holds', { hours: Number.POSITIVE_INFINITY }, 'hours', `${HOURS} Infinity`],
    ['a note of null', { note: null }, 'note', `${NOTE} null`],
    ['a note of 1001 characters', { note: 'n'.repeat(1001) }, 'note', `${NOTE} "${'n'.repeat(40)}"… (1001 characters)`],
    ['a note that is an object', { note: { text: 'x' } }, 'note', `${NOTE} an object`],
    ['a key it does not know', { user: 'eve' }, 'user', UNKNOWN],
    ['a key that every object inherits', { constructor: 'eve' }, 'constructor', UNKNOWN],
    ['an id of the caller’s choice', { id: 'x' }, 'id', UNKNOWN],
  ])('%s', (_, change, path, message) => {
    expect(parseDraft({ ...valid, ...change })).toEqual({ ok: false, problems: [{ path, message }] });
  });

  test('the key __proto__, as JSON can carry it', () => {
    expect(
      parseDraft(JSON.parse('{"date":"2026-01-31","project":"Apollo","hours":1,"__proto__":{"note":"x"}}')),
    ).toEqual({
      ok: false,
      problems: [{ path: '__proto__', message: UNKNOWN }],
    });
  });

  test.each([
    ['null', null, 'null'],
    ['a list', [valid], 'an array'],
    ['text', 'date', '"date"'],
    ['a number', 8, '8'],
  ])('a body that is %s', (_, body, got) => {
    expect(parseDraft(body)).toEqual({
      ok: false,
      problems: [{ path: 'body', message: `expected a JSON object, got ${got}` }],
    });
  });

  test('everything that is wrong, at once', () => {
    const result = parseDraft({ date: 'today', hours: 25, note: 5, user: 'eve', admin: true });
    expect(result.ok || result.problems.map(({ path }) => path)).toEqual([
      'date',
      'project',
      'hours',
      'note',
      'user',
      'admin',
    ]);
  });
});

test('hours are accepted exactly when they are one of the 96 quarters of a day', () => {
  const quarters = new Set(Array.from({ length: 96 }, (_, index) => (index + 1) / 4));
  const numbers = fc.oneof(
    fc.constantFrom(...quarters),
    fc.double(),
    fc.integer({ min: -100, max: 100 }).map((n) => n / 8),
  );
  fc.assert(
    fc.property(numbers, (hours) => {
      expect(parseDraft({ ...valid, hours }).ok).toBe(quarters.has(hours));
    }),
  );
});

test('an entry is of a draft exactly when all that the caller said is the same', () => {
  const entry = { ...valid, note: 'n', id: 'i', createdAt: 'c' };
  expect(isEntryOf(entry, { ...valid, note: 'n' })).toBe(true);
  for (const change of [{ date: '2026-01-30' }, { project: 'B' }, { hours: 1 }, { note: 'm' }, { note: undefined }]) {
    expect(isEntryOf(entry, { ...valid, note: 'n', ...change })).toBe(false);
  }
});
