/** Small random things, of which the plans of the fuzz are made; the changes name what they do and hold no token. */
import fc from 'fast-check';
import { CREATE, JWKS, READ, TOKENS } from './corpus.ts';
import { EDITS, type Member, NAMES, TEXTS } from './edits.ts';

/** Mostly what `READ` opens. */
export const method = fc.constantFrom('GET', 'GET', 'POST', 'DELETE');
/** A token of the corpus. */
export const index = fc.nat({ max: TOKENS.length - 1 });
export const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ maxLength: 8, unit: 'binary' }) },
);
export const edit = fc.record({
  op: fc.constantFrom(...(Object.keys(EDITS) as (keyof typeof EDITS)[])),
  at: fc.nat({ max: 1 << 20 }),
  text,
});
/** Numbers as they stand in JSON, and what looks like one. */
const numberText = fc.oneof(
  fc.constantFrom(
    '0',
    '-0',
    '-1',
    '1e999',
    '-1e999',
    '1e300',
    '0.5',
    '4102444800',
    '4102444800.5',
    '9007199254740993',
    '"4102444800"',
    'NaN',
    '01',
  ),
  fc.double().map((value) => JSON.stringify(value)),
);
/** What JSON can say, with what the authorizer looks for among it. */
export const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    READ,
    `${CREATE} ${READ}`,
    [READ],
    [CREATE, `${READ} x`],
    `${CREATE}\t${READ}`,
    `${CREATE},${READ}`,
    `${CREATE}\u00a0${READ}`,
    'client-1',
    ['client-1'],
    'id',
    'ID',
    'HS256',
    ['exp'],
    true,
  ),
  fc.constantFrom(50, 98, 99, 100, 300).map((depth) => JSON.parse('['.repeat(depth) + ']'.repeat(depth))),
);
export const member: fc.Arbitrary<Member> = fc.record({
  name: fc.constantFrom(...NAMES),
  json: fc.oneof(
    numberText,
    value.map((one) => JSON.stringify(one)),
  ),
  first: fc.boolean(),
});

/** Members of an event, of every kind. */
const MEMBERS = [
  'type',
  'methodArn',
  'routeArn',
  'authorizationToken',
  'version',
  'identitySource',
  'headers',
  'multiValueHeaders',
  'cookies',
  'queryStringParameters',
  'multiValueQueryStringParameters',
  'rawQueryString',
  'routeKey',
  'resource',
  'httpMethod',
  'requestContext',
  'requestHeaders',
  'path',
  '__proto__',
];
/** Members of its headers, parameters and context. */
const INNER = [
  'Authorization',
  'authorization',
  'Cookie',
  'access_token',
  'Sec-WebSocket-Protocol',
  'eventType',
  'operation',
  'queryString',
  'routeKey',
  '0',
  '__proto__',
  'constructor',
];

/** A change of an event: what is put there, or under the inner name there, is a word for the token in some form, or a value of any sort. */
export const eventChange = fc.record({
  name: fc.constantFrom(...MEMBERS),
  inner: fc.option(fc.constantFrom(...INNER)),
  what: fc.oneof(fc.constantFrom('bearer', 'token', 'cookie', 'protocol', 'arn', 'none'), value),
});

/** A change of one key of a set. */
export const keyChange = fc.record({
  key: fc.nat({ max: JWKS.keys.length - 1 }),
  name: fc.constantFrom('kty', 'kid', 'alg', 'use', 'key_ops', 'n', 'e', 'crv', 'x', 'y', 'd', 'k', 'x5c', '__proto__'),
  value: fc.oneof(value, fc.base64String({ maxLength: 400 })),
});
