import { parseBearerToken } from '../../../lambda/authorizer/bearer-token.ts';
import type { Presented } from '../../../lambda/authorizer/road.ts';

const MAXIMUM = 100;
const parserFor =
  (form: Presented['form']) =>
  (...values: string[]) =>
    parseBearerToken({ kind: 'rest-request', presented: { values, form } }, MAXIMUM);

const abc = { ok: true, value: { value: 'abc' } };
const rejection = (error: string) => ({ ok: false, error });

describe.each<[Presented['form'], string]>([
  ['bearer', 'Bearer '],
  ['token', ''],
  ['either', ''],
  ['either', 'Bearer '],
])('the form "%s" with %j before the token', (form, prefix) => {
  const parse = parserFor(form);

  test('gives the token', () => {
    expect(parse(`${prefix}abc`)).toEqual(abc);
  });

  test('trims the spaces around it', () => {
    expect(parse(`  ${prefix}abc   `)).toEqual(abc);
  });

  test('takes the same value twice for one', () => {
    expect(parse(`${prefix}abc`, ` ${prefix}abc `)).toEqual(abc);
  });

  test('passes over empty values', () => {
    expect(parse('', '  ', `${prefix}abc`)).toEqual(abc);
  });

  test('refuses two different values', () => {
    expect(parse(`${prefix}abc`, `${prefix}def`)).toEqual(rejection('malformed_header'));
  });

  test('refuses no value', () => {
    expect(parse()).toEqual(rejection('missing_token'));
    expect(parse('', '   ')).toEqual(rejection('missing_token'));
  });

  test('takes a token of exactly the bytes that are allowed', () => {
    expect(parse(`${prefix}${'a'.repeat(MAXIMUM)}`).ok).toBe(true);
    expect(parse(`${prefix}${'a'.repeat(MAXIMUM + 1)}`)).toEqual(rejection('token_too_large'));
    expect(parse(`${prefix}${'é'.repeat(MAXIMUM / 2 + 1)}`)).toEqual(rejection('token_too_large'));
  });
});

describe.each<[Presented['form'], string]>([
  ['bearer', 'Bearer '],
  ['token', ''],
  ['either', 'Bearer '],
])('in the form "%s", after %j', (form, prefix) => {
  test.each(['abc def', 'abc,def', 'abc, def', 'abc\tdef', 'abc\n', 'abc\u00a0def', 'abc,', ',abc'])(
    'a second value is refused: %j',
    (value) => {
      expect(parserFor(form)(`${prefix}${value}`)).toEqual(rejection('malformed_header'));
    },
  );
});

describe.each<Presented['form']>(['bearer', 'either'])('the scheme, in the form "%s"', (form) => {
  const parse = parserFor(form);

  test.each(['Bearer abc', 'bearer abc', 'BEARER abc', 'Bearer   abc'])('may be written %j', (value) => {
    expect(parse(value)).toEqual(abc);
  });

  test.each(['Basic abc', 'Bearer2 abc', 'bear abc', 'DPoP abc', 'Basic,abc'])('is no other: %j', (value) => {
    expect(parse(value)).toEqual(rejection('unsupported_scheme'));
  });

  test.each(['Bearer', 'bearer ', 'Bearer\tabc', 'Bearer\t abc', 'Bearer,abc', 'Bearer\tx abc', 'Bearer,x abc'])(
    'is followed by spaces and the token, not so %j',
    (value) => {
      expect(parse(value)).toEqual(rejection('malformed_header'));
    },
  );

  test('decides before a second value does', () => {
    expect(parse('Basic abc', 'Bearer def')).toEqual(rejection('unsupported_scheme'));
    expect(parse('Bearer def', 'Basic abc')).toEqual(rejection('malformed_header'));
  });
});

test('a token without a scheme is none in a header', () => {
  expect(parserFor('bearer')('abc')).toEqual(rejection('unsupported_scheme'));
});

test('a scheme is none in a cookie or a parameter', () => {
  expect(parserFor('token')('Bearer abc')).toEqual(rejection('malformed_header'));
});

test('AppSync’s token with and without the scheme are two different values', () => {
  expect(parserFor('either')('abc', 'Bearer abc')).toEqual(rejection('malformed_header'));
});

test('takes no longer for many spaces inside than for as many letters', () => {
  const time = (filling: string) => {
    const startMs = performance.now();
    for (let count = 0; count < 20; count += 1) parserFor('bearer')(`Bearer a${filling.repeat(50_000)}b`);
    return performance.now() - startMs;
  };
  time('x');
  expect(time(' ')).toBeLessThan(20 * time('x') + 50);
});
