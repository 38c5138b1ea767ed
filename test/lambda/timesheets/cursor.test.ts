import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { parseCursor, toCursor } from '../../../lambda/timesheets/cursor.ts';
import { positionOf } from '../../../lambda/timesheets/position.ts';

const scope = { owner: 'auth0|ada', from: '2026-01-01', to: '2026-12-31' };
const position = positionOf({
  date: '2026-03-01',
  createdAt: '2026-03-02T08:00:00.000Z',
  id: '123e4567-e89b-42d3-a456-426614174000',
});

test('a cursor gives its position back to the same owner and range, whoever the owner is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (owner) => {
      expect(parseCursor(toCursor(position, { ...scope, owner }), { ...scope, owner })).toBe(position);
    }),
  );
});

test('a cursor of one owner is none to any other', () => {
  const owner = fc.string({ unit: 'grapheme', minLength: 1 });
  fc.assert(
    fc.property(owner, owner, (mine, theirs) => {
      fc.pre(mine !== theirs);
      expect(parseCursor(toCursor(position, { ...scope, owner: theirs }), { ...scope, owner: mine })).toBeUndefined();
    }),
  );
});

test.each([
  ['begins on another day', { from: '2026-01-02' }],
  ['ends on another day', { to: '2026-12-30' }],
])('a cursor is none to a range that %s', (_, change) => {
  expect(parseCursor(toCursor(position, scope), { ...scope, ...change })).toBeUndefined();
});

test('a cursor with any one character changed is none', () => {
  const cursor = toCursor(position, scope);
  fc.assert(
    fc.property(fc.nat(cursor.length - 1), fc.constantFrom(...'ABCXYZabcxyz0189-_=+/ ~'), (index, character) => {
      fc.pre(cursor[index] !== character);
      const altered = cursor.slice(0, index) + character + cursor.slice(index + 1);
      expect(parseCursor(altered, scope)).toBeUndefined();
    }),
    { numRuns: 1000 },
  );
});

test('no text that a caller makes up is a cursor', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
      expect(parseCursor(text, scope)).toBeUndefined();
    }),
  );
});

test.each(['2027-01-01#2026-03-02T08:00:00.000Z#123e4567-e89b-42d3-a456-426614174000', 'owner#eve', ''])(
  'a forged tag over %j, which is no position in the range, makes no cursor',
  (forged) => {
    const tag = createHash('sha256')
      .update(JSON.stringify([scope.owner, scope.from, scope.to, forged]))
      .digest();
    const cursor = Buffer.concat([tag.subarray(0, 16), Buffer.from(forged)]).toString('base64url');
    expect(toCursor(forged, scope)).toBe(cursor);
    expect(parseCursor(cursor, scope)).toBeUndefined();
  },
);

test('a cursor does not hold the owner', () => {
  const bytes = Buffer.from(toCursor(position, { ...scope, owner: 'ada@example.com' }), 'base64url');
  expect(bytes.toString('latin1')).not.toContain('ada');
});
