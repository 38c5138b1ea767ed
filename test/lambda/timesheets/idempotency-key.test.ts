import fc from 'fast-check';
import { entryIdOf, parseIdempotencyKey } from '../../../lambda/timesheets/idempotency-key.ts';

test('no header is no key', () => {
  expect(parseIdempotencyKey([])).toEqual({ ok: true, value: undefined });
});

test.each(['a', '!~', '"8e03978e-40d5-43dd-bc93-6894a57f9324"', 'k'.repeat(255)])('%j is a key', (key) => {
  expect(parseIdempotencyKey([key])).toEqual({ ok: true, value: key });
});

test.each([
  ['', '""'],
  ['two words', '"two words"'],
  ['schlüssel', '"schlüssel"'],
  ['tab\there', '"tab\\there"'],
  ['k'.repeat(256), `"${'k'.repeat(40)}"… (256 characters)`],
])('%j is not a key', (key, got) => {
  expect(parseIdempotencyKey([key])).toEqual({
    ok: false,
    problems: [
      { path: 'Idempotency-Key', message: `expected 1 to 255 visible ASCII characters without spaces, got ${got}` },
    ],
  });
});

test('two headers are not a key', () => {
  expect(parseIdempotencyKey(['a', 'a'])).toEqual({
    ok: false,
    problems: [{ path: 'Idempotency-Key', message: 'expected one value, got 2' }],
  });
});

test('a key makes a UUID of version 8, the same one every time', () => {
  expect(entryIdOf('auth0|ada', 'k-1')).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(entryIdOf('auth0|ada', 'k-1')).toBe(entryIdOf('auth0|ada', 'k-1'));
});

test('another owner or another key makes another id, however the two are cut', () => {
  const text = fc.string({ maxLength: 5 });
  fc.assert(
    fc.property(text, text, text, text, (ownerA, keyA, ownerB, keyB) => {
      fc.pre(ownerA !== ownerB || keyA !== keyB);
      expect(entryIdOf(ownerA, keyA)).not.toBe(entryIdOf(ownerB, keyB));
    }),
  );
  expect(entryIdOf('ab', 'c')).not.toBe(entryIdOf('a', 'bc'));
});
