import { parseBearerToken } from '../../../lambda/authorizer/bearer-token.ts';
import type { AuthorizerRequest } from '../../../lambda/authorizer/road.ts';

function parse(...values: string[]) {
  const request: AuthorizerRequest = {
    kind: 'rest-token',
    presented: { values, form: 'bearer' },
  };
  return parseBearerToken(request, 100);
}

test('reads the token', () => {
  expect(parse('Bearer abc')).toEqual({ ok: true, value: { value: 'abc' } });
});

test('takes the same value twice for one', () => {
  expect(parse('Bearer abc', ' Bearer abc ')).toEqual({ ok: true, value: { value: 'abc' } });
});

test('passes over empty values', () => {
  expect(parse('', 'Bearer abc')).toEqual({ ok: true, value: { value: 'abc' } });
});

test('refuses two different values', () => {
  expect(parse('Bearer abc', 'Bearer def')).toEqual({ ok: false, error: 'malformed_header' });
});

test('takes a token of exactly the bytes that are allowed', () => {
  expect(parse(`Bearer ${'a'.repeat(100)}`).ok).toBe(true);
  expect(parse(`Bearer ${'a'.repeat(101)}`)).toEqual({ ok: false, error: 'token_too_large' });
});
