/** Values, lists and times in words. */
import { counted, lasting, listed, moment, quoted } from '../../../bin/tool/words.ts';

test.each([
  [0, '0 seconds'],
  [1, '1 second'],
  [59.9, '59 seconds'],
  [60, '1 minute'],
  [-180, '3 minutes'],
  [7_199, '119 minutes'],
  [7_200, '2 hours'],
  [172_799, '47 hours'],
  [172_800, '2 days'],
])('%d s last %s', (seconds, words) => {
  expect(lasting(seconds)).toBe(words);
});

test.each([
  ['https://issuer.example/', 'https://issuer.example/'],
  ['two words', '"two words"'],
  ['', '""'],
  ['\u001b[31m', '"\\u001b[31m"'],
  ['\u009b\u202e', '"\\u009b\\u202e"'],
  ['x'.repeat(121), `${'x'.repeat(120)}…`],
  [7, '7'],
  [['a'], '["a"]'],
  [undefined, 'nothing'],
])('%j is written so that a terminal does not obey it', (value, words) => {
  expect(quoted(value)).toBe(words);
});

test('a list ends with its conjunction, and has an end', () => {
  expect(listed([])).toBe('none');
  expect(listed(['a'])).toBe('a');
  expect(listed(['a', 'b', 'c'], 'or')).toBe('a, b or c');
  expect(listed(Array.from({ length: 22 }, (_, index) => index))).toMatch(/^0, .*, 19 and 2 more$/);
});

test('one is no plural', () => {
  expect([counted(1, 'key'), counted(2, 'key')]).toEqual(['1 key', '2 keys']);
});

test('a moment is in UTC; what no calendar has stays a number', () => {
  expect(moment(1_767_323_045)).toBe('2026-01-02T03:04:05Z');
  expect(moment(1_767_323_045.5)).toBe('2026-01-02T03:04:05.500Z');
  expect(moment(1e300)).toBe('1e+300 seconds after 1970');
});
