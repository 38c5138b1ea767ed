/** Tokens that are signed well and written badly: encoding, JSON, numbers, names, sizes; each with its exact reason. */
import { config, type Issuer, testAuthorizer } from '../../fixtures/authorizer.ts';
import { partsOf, withSignature } from '../../fixtures/forgeries.ts';
import { base64url, ISSUER, NOW_SECONDS, signedToken, signingKey, token, VALID_CLAIMS } from '../../fixtures/tokens.ts';
import { type Attack, expectRefused } from './attack.ts';

const key = signingKey();
const [header, payload, signature] = partsOf(token(key));
const HEADER = JSON.stringify({ alg: 'RS256', kid: 'key-1' });
const CLAIMS = JSON.stringify(VALID_CLAIMS);

const row = (title: string, reason: Attack['reason'], value: string, rest: Partial<Attack> = {}): Attack => ({
  title,
  reason,
  token: value,
  ...rest,
});
/** Signed by the issuer, byte for byte. */
const payloadOf = (title: string, reason: Attack['reason'], text: string, issuer?: Issuer): Attack =>
  row(title, reason, signedToken(key, HEADER, text), { issuer });
const headerOf = (title: string, reason: Attack['reason'], text: string): Attack =>
  row(title, reason, signedToken(key, text, CLAIMS));
/** The valid claims with a member written as it stands here. */
const withMember = (member: string) => CLAIMS.replace(/}$/, `,${member}}`);
const withNumber = (name: string, text: string) =>
  JSON.stringify({ ...VALID_CLAIMS, [name]: undefined }).replace(/}$/, `,"${name}":${text}}`);

const BLANKS = [' ', '\n', '\r\n', '\t', '\v', '\f', '\u00a0', '\u2028', '\u3000', '\ufeff'];
const nameOf = (blank: string) => `U+${blank.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Every text stands for one sequence of bytes, so that nobody can write a token in two ways. */
const encoding: Attack[] = [header, payload, signature].flatMap((part, index) => {
  const replaced = (text: string) => [header, payload, signature].with(index, text).join('.');
  const name = ['header', 'payload', 'signature'][index];
  const middle = Math.floor(part.length / 2);
  const inserted = (text: string) => replaced(part.slice(0, middle) + text + part.slice(middle));
  return [
    row(`a ${name} with one =`, 'malformed_token', replaced(`${part}=`)),
    row(`a ${name} with ==`, 'malformed_token', replaced(`${part}==`)),
    row(`a ${name} with = inside`, 'malformed_token', inserted('=')),
    row(`a ${name} with + inside`, 'malformed_token', inserted('+')),
    row(`a ${name} with / inside`, 'malformed_token', inserted('/')),
    row(`a ${name} with a NUL inside`, 'malformed_token', inserted('\0')),
    row(`a ${name} with an escape for a letter`, 'malformed_token', inserted('%41')),
    row(`a ${name} with a letter that looks alike`, 'malformed_token', inserted('А')),
    row(`a ${name} with a surrogate`, 'malformed_token', inserted('\ud800')),
    row(
      `a ${name} with a character too few for a byte`,
      'malformed_token',
      replaced(`${part.slice(0, part.length - (part.length % 4))}A`),
    ),
    ...BLANKS.map((blank) => row(`a ${name} with ${nameOf(blank)} inside`, 'malformed_header', inserted(blank))),
    // A space before the token is one more after `Bearer`.
    ...BLANKS.filter((blank) => index > 0 || blank !== ' ').map((blank) =>
      row(`a ${name} after ${nameOf(blank)}`, 'malformed_header', replaced(`${blank}${part}`)),
    ),
  ];
});

const notJson: Attack[] = [
  ...[
    '',
    'null',
    '[]',
    '"text"',
    '7',
    'true',
    'undefined',
    '{',
    '{}}',
    '{}{}',
    "{'iss':1}",
    '{iss:1}',
    '{"iss":1,}',
    '/**/{}',
    '\u00a0{}',
    '{"a":NaN}',
    '{"a":Infinity}',
    '{"a":0x1}',
    '{"a":01}',
    '{"a":+1}',
    '{"a":"\n"}',
    '{"a":"\\x"}',
  ].flatMap((text) => [
    payloadOf(`a payload of ${JSON.stringify(text)}`, 'malformed_token', text),
    headerOf(`a header of ${JSON.stringify(text)}`, 'malformed_token', text),
  ]),
  headerOf('an empty header object', 'malformed_token', '{}'),
  payloadOf('an empty claims object', 'unknown_issuer', '{}'),
  headerOf('a header with a byte order mark', 'malformed_token', `\ufeff${HEADER}`),
  row(
    'a payload in UTF-16',
    'malformed_token',
    signedToken(key, HEADER, Buffer.from(CLAIMS, 'utf16le').toString('latin1')),
  ),
  ...[
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a lone continuation', [0x80]],
    ['a character beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
    ['a cut character', [0xe2, 0x82]],
  ].map(([title, bytes]) => {
    const text = Buffer.concat([Buffer.from('{"sub":"'), Buffer.from(bytes as number[]), Buffer.from('"}')]);
    return row(`a payload in UTF-8 with ${title}`, 'malformed_token', `${header}.${base64url(text)}.${signature}`);
  }),
];

/** RFC 7519 §4: either refused or the last one counts; it is the last one that counts, for the signature's check and for the claims alike. */
const duplicates: Attack[] = [
  payloadOf('an expired exp after a good one', 'expired', withMember('"exp":1')),
  payloadOf('another iss after ours', 'unknown_issuer', withMember('"iss":"https://evil.example/"')),
  payloadOf('another aud after ours', 'audience_mismatch', withMember('"aud":"https://evil.example"')),
  payloadOf(
    'an iss written with an escape after ours',
    'unknown_issuer',
    withMember('"\\u0069ss":"https://evil.example/"'),
  ),
  payloadOf('a sub of null after a good one', 'malformed_token', withMember('"sub":null')),
  headerOf('alg HS256 after RS256', 'algorithm_not_allowed', '{"alg":"RS256","kid":"key-1","alg":"HS256"}'),
  headerOf('another kid after ours', 'unknown_key', '{"alg":"RS256","kid":"key-1","kid":"key-2"}'),
  headerOf(
    'an alg written with an escape after ours',
    'algorithm_not_allowed',
    '{"alg":"RS256","kid":"key-1","\\u0061lg":"none"}',
  ),
];

const numbers: Attack[] = ['exp', 'nbf', 'iat'].flatMap((name) => [
  ...[
    '1e999',
    '-1e999',
    'null',
    'true',
    '[1]',
    '{}',
    '""',
    '"1e9"',
    '" 9999999999 "',
    '"0x7fffffff"',
    '"NaN"',
    '"Infinity"',
    '"2099-01-01T00:00:00Z"',
    `"${NOW_SECONDS + 600}"`,
    `[${NOW_SECONDS + 600}]`,
    `{"valueOf":${NOW_SECONDS + 600}}`,
  ].map((text) => payloadOf(`${name} ${text}`, 'malformed_token', withNumber(name, text))),
]);

const times: Attack[] = [
  ...['0', '-0', '-1', '1e-999', '-1e300', '0.5', `${NOW_SECONDS - 5}.0`, `${(NOW_SECONDS - 5) / 1e9}e9`].map((text) =>
    payloadOf(`exp ${text}`, 'expired', withNumber('exp', text)),
  ),
  ...[
    `${NOW_SECONDS + 5.5}`,
    '1e300',
    `${NOW_SECONDS * 1000}`,
    '9007199254740993',
    '99999999999999999999999999',
  ].flatMap((text) => [
    payloadOf(`nbf ${text}`, 'not_yet_valid', withNumber('nbf', text)),
    payloadOf(`iat ${text}`, 'issued_in_future', withNumber('iat', text)),
  ]),
  payloadOf('an iat of -1e300 where an age is set', 'too_old', withNumber('iat', '-1e300'), { maxTokenAgeSeconds: 60 }),
];

/** Names that every object has by nature, where a claim, a parameter or a setting looks for a name. */
const prototypeKeys: Attack[] = [
  payloadOf(
    'an exp in __proto__',
    'missing_claim',
    withNumber('exp', '1').replace(/"exp":1/, '"__proto__":{"exp":9999999999}'),
  ),
  payloadOf('an iss in __proto__', 'unknown_issuer', CLAIMS.replace('"iss":', '"__proto__":{"iss":1},"is":')),
  headerOf('an alg in __proto__', 'malformed_token', '{"__proto__":{"alg":"RS256"},"kid":"key-1"}'),
  headerOf('a crit in constructor', 'malformed_token', '{"alg":"RS256","kid":"key-1","crit":{"constructor":{}}}'),
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'].flatMap((name) => [
    payloadOf(`the issuer ${name}`, 'unknown_issuer', CLAIMS.replace(ISSUER, name)),
    row(`the principal claim ${name}, which the token does not have`, 'missing_claim', token(key), {
      rest: { principalClaim: name },
    }),
    row(`the principal claim ${name}.name, which no token has`, 'missing_claim', token(key), {
      rest: { principalClaim: `${name}.name` },
    }),
    row(`the scope claim ${name}, which the token does not have`, 'insufficient_scope', token(key), {
      issuer: { scopeClaims: [name, `${name}.name`, `scope.${name}`, 'scope.length'] },
    }),
    row(`the client claim ${name}, which the token does not have`, 'missing_claim', token(key), {
      issuer: { clientIdClaims: [name], clientIds: ['x'] },
    }),
    row(`the audience claim ${name}, which the token does not have`, 'missing_claim', token(key), {
      issuer: { audienceClaim: `sub.${name}` },
    }),
    payloadOf(
      `scopes in ${name} that the issuer's scope claim does not name`,
      'insufficient_scope',
      withMember(`"${name}":{"scope":"read:timesheets"}`).replace('"scope":"read:timesheets",', ''),
    ),
  ]),
  row('a required claim that every object has', 'missing_claim', token(key), {
    issuer: { requiredClaims: { toString: 'x' } },
  }),
  row('a required path that every text has', 'missing_claim', token(key), {
    issuer: { requiredClaims: { 'sub.length': 6 } },
  }),
];

const nested = (open: string, close: string, depth: number) =>
  withMember(`"deep":${open.repeat(depth)}1${close.repeat(depth)}`);
const large = { rest: { maxTokenBytes: 1_048_576 } };

const sizes: Attack[] = [
  payloadOf('100 arrays in the claims', 'malformed_token', nested('[', ']', 100)),
  payloadOf('100 objects in the claims', 'malformed_token', nested('{"a":', '}', 100)),
  row('100,000 arrays', 'malformed_token', signedToken(key, HEADER, nested('[', ']', 100_000)), large),
  row('100,000 objects', 'malformed_token', signedToken(key, HEADER, nested('{"a":', '}', 100_000)), large),
  row(
    '100,000 brackets that are never closed',
    'malformed_token',
    signedToken(key, HEADER, '['.repeat(100_000)),
    large,
  ),
  row(
    'a deep header',
    'malformed_token',
    signedToken(key, `{"alg":"RS256","a":${'['.repeat(100)}${']'.repeat(100)}}`, CLAIMS),
  ),
  row('a token of a byte too much', 'token_too_large', `${'a'.repeat(16_383)}.a`),
  row('a token of a megabyte', 'token_too_large', `${header}.${'A'.repeat(1_048_576)}.${signature}`),
  row('letters of several bytes each', 'token_too_large', 'ä'.repeat(8_193)),
  row('dots alone', 'malformed_token', '.'.repeat(16_000)),
  row('two dots', 'malformed_token', '..'),
  row('one dot', 'malformed_token', '.'),
  row('four dots', 'encrypted_token', '....'),
  row(
    '50,000 claims for another audience',
    'audience_mismatch',
    signedToken(
      key,
      HEADER,
      JSON.stringify({
        ...Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`c${index}`, index])),
        ...VALID_CLAIMS,
        aud: 'other',
      }),
    ),
    large,
  ),
  row(
    '50,000 audiences without ours',
    'audience_mismatch',
    token(key, { claims: { aud: Array.from({ length: 50_000 }, (_, index) => `a${index}`) } }),
    large,
  ),
  row(
    '50,000 scopes, more than API Gateway takes in an answer',
    'configuration_invalid',
    token(key, { claims: { scope: Array.from({ length: 50_000 }, (_, index) => `s${index}`) } }),
    large,
  ),
];

test.each([...encoding, ...notJson, ...duplicates, ...numbers, ...times, ...prototypeKeys, ...sizes])(
  'refuses $title as $reason',
  (attack) => expectRefused(attack, [key]),
);

describe('what looks odd and says one thing only', () => {
  test.each([
    ['an exp with a fraction (RFC 7519 §2, NumericDate)', withNumber('exp', `${NOW_SECONDS}.25`)],
    ['an exp with an exponent', withNumber('exp', '9.9e9')],
    ['an exp beyond all years', withNumber('exp', '1e300')],
    ['an exp that is no integer of a double', withNumber('exp', '9007199254740993')],
    ['an nbf of -0', withNumber('nbf', '-0')],
    ['a good exp after an expired one', `{"exp":1,${CLAIMS.slice(1)}`],
    ['our iss after another', `{"iss":"https://evil.example/",${CLAIMS.slice(1)}`],
    ['names with escapes', CLAIMS.replace('"iss"', '"\\u0069ss"')],
    ['blanks around the JSON', ` \t\r\n${CLAIMS} `],
    ['99 arrays', nested('[', ']', 99)],
    ['brackets in a text', withMember(`"text":"${'['.repeat(200)}"`)],
    [
      'members with names of nature',
      withMember('"__proto__":{"exp":1},"constructor":{"prototype":{"exp":1}},"toString":1'),
    ],
  ])('is accepted: %s', async (_title, text) => {
    const authorizer = testAuthorizer(config([key]));
    await authorizer.ask(signedToken(key, HEADER, text));
    expect(authorizer.lastDecision()).toMatchObject({ outcome: 'allow' });
  });

  test('nothing of a token’s prototype keys reaches the next token or the objects of the function', async () => {
    const authorizer = testAuthorizer(config([key]));
    await authorizer.ask(
      signedToken(key, HEADER, withMember('"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}')),
    );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    await expect(authorizer.ask(signedToken(key, HEADER, '{"iss":"https://issuer.example/"}'))).rejects.toThrow(
      'Unauthorized',
    );
    expect(authorizer.lastDecision()).toMatchObject({ reason: 'missing_claim' });
  });

  test('the signature counts for the token’s own text, not for one that means the same', async () => {
    const authorizer = testAuthorizer(config([key]));
    const spaced = withSignature(`${header}.${base64url(CLAIMS.replace('{', '{ '))}.`, signature);
    await expect(authorizer.ask(spaced)).rejects.toThrow('Unauthorized');
    expect(authorizer.lastDecision()).toMatchObject({ reason: 'invalid_signature' });
  });
});
