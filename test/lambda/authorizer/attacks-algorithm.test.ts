/** Algorithm confusion: `none`, public keys as secrets, keys for other algorithms and of other issuers; each with its exact reason. */
import { parseConfig } from '../../../lambda/authorizer/config.ts';
import { config, testAuthorizer } from '../../fixtures/authorizer.ts';
import { hmacToken, publicKeySpellings, signatureOf, withSignature } from '../../fixtures/forgeries.ts';
import { base64url, signedToken, signingKey, token, VALID_CLAIMS } from '../../fixtures/tokens.ts';
import { type Attack, endingOf, expectRefused } from './attack.ts';

const rsa = signingKey();
const pss = signingKey({ kid: 'pss', alg: 'PS256' });
const ec = signingKey({ kid: 'ec', alg: 'ES256' });
const ec384 = signingKey({ kid: 'ec384', alg: 'ES384' });
const ed = signingKey({ kid: 'ed', alg: 'EdDSA' });
const attacker = signingKey();
const published = [rsa, pss, ec, ec384, ed];
const algorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'] as const;

const SECRET = 'a secret of thirty-two bytes, ok';
const valid = { rsa: token(rsa) };
const payload = base64url(JSON.stringify(VALID_CLAIMS));

const forged = (title: string, reason: Attack['reason'], value: string): Attack => ({
  title,
  reason,
  token: value,
  issuer: { algorithms: [...algorithms] },
});
const unsigned = (header: object) => `${base64url(JSON.stringify(header))}.${payload}.`;

/** RFC 8725 §3.1. */
const none: Attack[] = ['none', 'None', 'NONE', 'nOnE', 'none ', ' none', 'none\0', 'ｎone', 'null', 'HS0'].flatMap(
  (alg) => {
    const title = `alg ${JSON.stringify(alg)}`;
    const bare = unsigned({ alg });
    return [
      forged(`${title} without a signature`, 'algorithm_not_allowed', bare),
      forged(`${title} with the kid of a key`, 'algorithm_not_allowed', unsigned({ alg, kid: 'key-1' })),
      forged(
        `${title} over the signature of another token`,
        'algorithm_not_allowed',
        withSignature(bare, signatureOf(valid.rsa)),
      ),
    ];
  },
);

const absent: Attack[] = [
  forged('alg none in two parts', 'malformed_token', unsigned({ alg: 'none' }).slice(0, -1)),
  forged('alg none and a space for the signature', 'malformed_header', `${unsigned({ alg: 'none' })} x`),
  forged('an alg of null', 'malformed_token', unsigned({ alg: null })),
  forged('a list of algorithms', 'malformed_token', unsigned({ alg: ['RS256', 'none'] })),
  forged('alg in capitals, which is another parameter', 'malformed_token', unsigned({ ALG: 'none' })),
  forged(
    'alg none after the right one, the last of which counts',
    'algorithm_not_allowed',
    signedToken(rsa, '{"alg":"RS256","kid":"key-1","alg":"none"}', JSON.stringify(VALID_CLAIMS)),
  ),
  forged(
    'alg none before the right one, over no signature',
    'invalid_signature',
    `${base64url('{"alg":"none","alg":"RS256","kid":"key-1"}')}.${payload}.`,
  ),
];

/** The public key is public: whoever takes it for the secret of an HMAC lets everybody sign. */
const confusion: Attack[] = ['HS256', 'HS384', 'HS512'].flatMap((alg) =>
  Object.entries(publicKeySpellings(rsa)).map(([spelling, secret]) =>
    forged(`${alg} with ${spelling}`, 'algorithm_not_allowed', hmacToken(secret, { alg, kid: 'key-1' }, VALID_CLAIMS)),
  ),
);

const otherAlgorithms: Attack[] = [
  forged('the key of RS256 used for PS256', 'unknown_key', token({ ...rsa, alg: 'PS256' })),
  forged('the key of PS256 used for RS256', 'unknown_key', token({ ...pss, alg: 'RS256' })),
  forged(
    'the signature of PS256 called RS256',
    'invalid_signature',
    withSignature(valid.rsa, signatureOf(token({ ...rsa, alg: 'PS256' }))),
  ),
  forged('the key of P-256 used for ES384', 'unknown_key', token(ec, { header: { alg: 'ES384' } })),
  forged('the key of P-384 used for ES256', 'unknown_key', token(ec384, { header: { alg: 'ES256' } })),
  forged('an RSA key used for ES256', 'unknown_key', token(rsa, { header: { alg: 'ES256' } })),
  forged('ES256K', 'algorithm_not_allowed', token(ec, { header: { alg: 'ES256K' } })),
  forged('RSA encryption as a signature', 'algorithm_not_allowed', token(rsa, { header: { alg: 'RSA-OAEP' } })),
  forged('a direct key', 'algorithm_not_allowed', token(rsa, { header: { alg: 'dir' } })),
  forged('RS1, which is SHA-1', 'algorithm_not_allowed', token(rsa, { header: { alg: 'RS1' } })),
  forged('__proto__ as an alg', 'algorithm_not_allowed', token(rsa, { header: { alg: '__proto__' } })),
  forged('toString as an alg', 'algorithm_not_allowed', token(rsa, { header: { alg: 'toString' } })),
  forged('__proto__ as a kid', 'unknown_key', token(rsa, { header: { kid: '__proto__' } })),
  forged('a path as a kid', 'unknown_key', token(rsa, { header: { kid: '../../dev/null' } })),
  forged('a query as a kid', 'unknown_key', token(rsa, { header: { kid: "key-1' OR '1'='1" } })),
  forged('a kid in other letters', 'unknown_key', token(rsa, { header: { kid: 'KEY-1' } })),
  forged('a kid with a space behind it', 'unknown_key', token(rsa, { header: { kid: 'key-1 ' } })),
  forged('an empty kid', 'unknown_key', token(rsa, { header: { kid: '' } })),
  forged('a kid as long as a token may be', 'unknown_key', token(rsa, { header: { kid: 'k'.repeat(8_000) } })),
];

test.each([...none, ...absent, ...confusion, ...otherAlgorithms])('refuses $title as $reason', (attack) =>
  expectRefused(attack, published),
);

describe('where the issuer allows RS256 alone', () => {
  test.each([...none, ...confusion])('refuses $title as $reason', ({ issuer, ...attack }) =>
    expectRefused(attack, [rsa]),
  );
});

describe('where one issuer signs with HS256 and another with RS256', () => {
  const symmetric = {
    issuer: 'https://symmetric.example/',
    audience: 'https://api.example',
    algorithms: ['HS256'],
    hmacSecret: { env: 'SECRET' },
  };
  const both = config([rsa]);
  const authorizer = () =>
    testAuthorizer(undefined, {
      environment: { AUTHORIZER_CONFIG: JSON.stringify({ ...both, issuers: [...both.issuers, symmetric] }), SECRET },
    });
  const claims = { ...VALID_CLAIMS, iss: symmetric.issuer };

  test.each([
    { title: 'its own token', value: hmacToken(SECRET, { alg: 'HS256' }, claims), reason: undefined },
    {
      title: 'its secret for the other issuer',
      value: hmacToken(SECRET, { alg: 'HS256', kid: 'key-1' }, VALID_CLAIMS),
      reason: 'algorithm_not_allowed',
    },
    { title: 'the other issuer’s key', value: token(rsa, { claims }), reason: 'algorithm_not_allowed' },
    {
      title: 'the other issuer’s public key as a secret',
      value: hmacToken(publicKeySpellings(rsa)['SPKI in PEM'] ?? '', { alg: 'HS256' }, claims),
      reason: 'invalid_signature',
    },
    {
      title: 'HS512 with the right secret',
      value: hmacToken(SECRET, { alg: 'HS512' }, claims),
      reason: 'algorithm_not_allowed',
    },
    { title: 'an empty secret', value: hmacToken('', { alg: 'HS256' }, claims), reason: 'invalid_signature' },
  ])('$title: $reason', async ({ value, reason }) => {
    const asked = authorizer();
    await endingOf(asked.ask(value));
    expect(asked.lastDecision()).toEqual(
      reason
        ? expect.objectContaining({ outcome: 'unauthenticated', reason })
        : expect.objectContaining({ outcome: 'allow' }),
    );
  });

  test.each([
    ['with pinned keys', { algorithms: ['RS256', 'HS256'] }, 'HS256 only together with hmacSecret'],
    [
      'with a secret',
      { jwks: undefined, hmacSecret: { env: 'SECRET' }, algorithms: ['RS256', 'HS256'] },
      '["HS256"] alone where hmacSecret is set',
    ],
    [
      'with a secret and keys',
      { hmacSecret: { env: 'SECRET' }, algorithms: ['HS256'] },
      'only one of jwksUri, jwks and hmacSecret',
    ],
  ] as const)('no issuer can have both: %s', (_title, issuer, expected) => {
    const parsed = parseConfig(JSON.stringify(config([rsa], { ...issuer, algorithms: [...issuer.algorithms] })));
    expect(parsed).toMatchObject({
      ok: false,
      error: expect.arrayContaining([expect.objectContaining({ expected: expect.stringContaining(expected) })]),
    });
  });
});

test('the key of one trusted issuer signs nothing for another, though both have the same kid', async () => {
  const other = { issuer: 'https://other.example/', audience: 'https://api.example', jwks: { keys: [attacker.jwk] } };
  const authorizer = testAuthorizer({ ...config([rsa]), issuers: [...config([rsa]).issuers, other] });

  await expect(authorizer.ask(token(attacker))).rejects.toThrow(new Error('Unauthorized'));

  expect(authorizer.lastDecision()).toMatchObject({ reason: 'invalid_signature' });
  expect(authorizer.lastDecision()).not.toHaveProperty('issuer');
});
