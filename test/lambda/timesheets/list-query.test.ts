import { toCursor } from '../../../lambda/timesheets/cursor.ts';
import { parseListQuery } from '../../../lambda/timesheets/list-query.ts';

const owner = 'auth0|ada';
const whole = { from: '0000-01-01', to: '9999-12-31' };
const position = '2026-03-01#2026-03-02T08:00:00.000Z#123e4567-e89b-42d3-a456-426614174000';

function parse(query: Record<string, string | string[]>) {
  return parseListQuery(new Map(Object.entries(query).map(([name, value]) => [name, [value].flat()])), owner);
}

test('no parameters ask for the 20 newest of all days', () => {
  expect(parse({})).toEqual({ ok: true, value: { ...whole, limit: 20 } });
});

test('a range, a limit and a cursor are taken together', () => {
  const range = { from: '2026-01-01', to: '2026-03-31' };
  expect(parse({ ...range, limit: '100', cursor: toCursor(position, { owner, ...range }) })).toEqual({
    ok: true,
    value: { ...range, limit: 100, after: position },
  });
});

test('a range of one day is a range', () => {
  expect(parse({ from: '2026-01-01', to: '2026-01-01' }).ok).toBe(true);
});

test('a cursor goes on with another limit', () => {
  expect(parse({ limit: '1', cursor: toCursor(position, { owner, ...whole }) })).toEqual({
    ok: true,
    value: { ...whole, limit: 1, after: position },
  });
});

const DAY = 'expected a real calendar day written YYYY-MM-DD, got';
const LIMIT = 'expected a whole number from 1 to 100, got';

test.each<[string, Record<string, string | string[]>, string, string]>([
  ['a day that does not exist', { from: '2026-02-30' }, 'from', `${DAY} "2026-02-30"`],
  ['an empty day', { to: '' }, 'to', `${DAY} ""`],
  ['a limit of 0', { limit: '0' }, 'limit', `${LIMIT} "0"`],
  ['a limit of 101', { limit: '101' }, 'limit', `${LIMIT} "101"`],
  ['a limit with a fraction', { limit: '1.5' }, 'limit', `${LIMIT} "1.5"`],
  ['a limit in another notation', { limit: '1e1' }, 'limit', `${LIMIT} "1e1"`],
  ['a negative limit', { limit: '-1' }, 'limit', `${LIMIT} "-1"`],
  [
    'a range that ends before it begins',
    { from: '2026-02-02', to: '2026-02-01' },
    'from',
    'expected a day that is not after `to` (2026-02-01), got "2026-02-02"',
  ],
  [
    'a cursor that is none',
    { cursor: 'abc' },
    'cursor',
    'expected the cursor of an answer to you with the same `from` and `to`, got "abc"',
  ],
  [
    'an empty cursor',
    { cursor: '' },
    'cursor',
    'expected the cursor of an answer to you with the same `from` and `to`, got ""',
  ],
  [
    'a parameter it does not know',
    { user: 'eve' },
    'user',
    'expected only from, to, limit, cursor, got an unknown name',
  ],
  [
    'a parameter in another case',
    { Limit: '5' },
    'Limit',
    'expected only from, to, limit, cursor, got an unknown name',
  ],
  ['a repeated parameter', { limit: ['5', '5'] }, 'limit', 'expected one value, got 2'],
])('%s is a problem', (_, query, path, message) => {
  expect(parse(query)).toEqual({ ok: false, problems: [{ path, message }] });
});

test('the parameter __proto__ is a problem', () => {
  expect(parseListQuery(new Map([['__proto__', ['1']]]), owner)).toEqual({
    ok: false,
    problems: [{ path: '__proto__', message: 'expected only from, to, limit, cursor, got an unknown name' }],
  });
});

test('everything that is wrong is named at once', () => {
  const result = parse({ from: 'x', to: 'y', limit: 'z', user: 'eve', sort: ['a', 'b'] });
  expect(result.ok || result.problems.map(({ path }) => path)).toEqual(['from', 'to', 'limit', 'user', 'sort']);
});
