import fc from 'fast-check';
import { isJsonOrUnsaid, parseJsonBody } from '../../../lambda/timesheets/body.ts';

const plain = (body: string | undefined) => parseJsonBody({ body, isBase64Encoded: false });
const base64 = (body: string) => parseJsonBody({ body, isBase64Encoded: true });
const refusal = (message: string) => ({ ok: false, problems: [{ path: 'body', message }] });

test('any JSON value comes through as it is, plain or in base64', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 2 }), (json) => {
      const expected = { ok: true, value: JSON.parse(json) };
      expect(plain(json)).toEqual(expected);
      expect(base64(Buffer.from(json).toString('base64'))).toEqual(expected);
    }),
  );
});

test.each([
  ['no body', plain(undefined), 'expected a JSON object, got nothing'],
  ['an empty body', plain(''), 'expected a JSON object, got nothing'],
  ['an empty body in base64', base64(''), 'expected a JSON object, got nothing'],
  ['half an object', plain('{"date":'), 'expected JSON in UTF-8, got text that is not'],
  ['a form', plain('date=2026-01-01'), 'expected JSON in UTF-8, got text that is not'],
  [
    'bytes that are no UTF-8',
    base64(Buffer.from([0x22, 0xff, 0x22]).toString('base64')),
    'expected JSON in UTF-8, got text that is not',
  ],
  [
    'plain JSON that says it is base64',
    base64('{"hours":1}'),
    'expected base64 (RFC 4648, with padding), got text that is not',
  ],
  ['base64 without its padding', base64('e30'), 'expected base64 (RFC 4648, with padding), got text that is not'],
  [
    'base64url',
    base64(Buffer.from('"?>?>"').toString('base64url')),
    'expected base64 (RFC 4648, with padding), got text that is not',
  ],
  ['base64 with a line break', base64('e3\n0='), 'expected base64 (RFC 4648, with padding), got text that is not'],
  [
    'base64 with stray bits at its end',
    base64('e31='),
    'expected base64 (RFC 4648, with padding), got text that is not',
  ],
])('%s is refused', (_, result, message) => {
  expect(result).toEqual(refusal(message));
});

test('10240 bytes are read and one more is refused, counted in UTF-8 after decoding', () => {
  const most = `"${'é'.repeat(5119)}"`;
  const more = `${most} `;
  expect(plain(most).ok).toBe(true);
  expect(base64(Buffer.from(most).toString('base64')).ok).toBe(true);
  expect(plain(more)).toEqual(refusal('expected at most 10240 bytes, got 10241'));
  expect(base64(Buffer.from(more).toString('base64'))).toEqual(refusal('expected at most 10240 bytes, got 10241'));
});

test.each([[[]], [['application/json']], [['Application/JSON; charset=utf-8']], [['application/vnd.example.v1+json']]])(
  'content type %j is JSON, or says nothing',
  (values) => {
    expect(isJsonOrUnsaid(values)).toBe(true);
  },
);

test.each([
  [['']],
  [['text/plain']],
  [['application/x-www-form-urlencoded']],
  [['application/jsonp']],
  [['application/xml+jsonx']],
  [['application/json', 'text/plain']],
  [['text/plain; a=application/json']],
])('content type %j is not JSON', (values) => {
  expect(isJsonOrUnsaid(values)).toBe(false);
});
