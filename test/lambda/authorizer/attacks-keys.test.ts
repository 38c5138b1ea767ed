/** Keys that an issuer should not publish, with what anybody can sign once it does; each with its exact reason. */
import { generateKeyPairSync } from 'node:crypto';
import { config, testAuthorizer } from '../../fixtures/authorizer.ts';
import { hmacToken, paddedHash, withSignature } from '../../fixtures/forgeries.ts';
import { base64url, secretKey, signingKey, token, VALID_CLAIMS } from '../../fixtures/tokens.ts';
import { type Attack, expectRefused } from './attack.ts';

const rsa = signingKey();
const good = signingKey({ kid: 'good' });
const ec = signingKey({ alg: 'ES256' });
const ed = signingKey({ alg: 'EdDSA' });
const SECRET = 'a secret of thirty-two bytes, ok';

/** The key stands in the issuer's set, beside a good one; what it signed is asked. */
const published = (title: string, jwk: object, value: string, reason: Attack['reason'] = 'unknown_key'): Attack => ({
  title,
  reason,
  token: value,
  issuer: { algorithms: ['RS256', 'ES256', 'EdDSA'], jwks: { keys: [{ ...jwk }, { ...good.jwk }] } },
});

const exponent = (value: bigint) => {
  const hex = value.toString(16);
  return base64url(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'));
};
const withExponent = (value: bigint) => ({ ...rsa.jwk, e: exponent(value) });

const rsaKeys: Attack[] = [
  published(
    'the padded hash itself as a signature, where e is 1',
    withExponent(1n),
    withSignature(token(rsa), paddedHash(token(rsa), 256)),
  ),
  published(
    'the same with zeros before e',
    { ...rsa.jwk, e: base64url(Buffer.from([0, 0, 1])) },
    withSignature(token(rsa), paddedHash(token(rsa), 256)),
  ),
  published('an e of 0', withExponent(0n), token(rsa)),
  published('an e of 2', withExponent(2n), token(rsa)),
  published('an even e', withExponent(65_536n), token(rsa)),
  published('an e of 257 bits', withExponent(2n ** 256n + 1n), token(rsa)),
  published('an e as long as the modulus', withExponent(2n ** 2047n + 1n), token(rsa)),
  published('an e that is no base64url', { ...rsa.jwk, e: 'AQ=B' }, token(rsa)),
  published('an e that is a number', { ...rsa.jwk, e: 65_537 }, token(rsa)),
  ...[512, 1024, 2040].map((bits) => {
    const weak = signingKey({ bits });
    return published(`an RSA key of ${bits} bits`, weak.jwk, token(weak));
  }),
  published('a modulus of another key', { ...rsa.jwk, n: good.jwk.n }, token(rsa), 'invalid_signature'),
  published('an even modulus', { ...rsa.jwk, n: base64url(Buffer.alloc(256, 0xfe)) }, token(rsa), 'invalid_signature'),
  published(
    'a modulus larger than OpenSSL computes with',
    { ...rsa.jwk, n: base64url(Buffer.alloc(2_500, 0xff)) },
    token(rsa),
    'invalid_signature',
  ),
];

const secret = rsa.privateKey.export({ format: 'jwk' });

/** Whoever reads the set can sign. */
const privateKeys: Attack[] = (
  [
    ['a private RSA key', { ...rsa.jwk, ...secret }],
    ['an RSA key with its primes, from which the rest follows', { ...rsa.jwk, p: secret.p, q: secret.q }],
    ...(['d', 'p', 'q', 'dp', 'dq', 'qi'] as const).map(
      (name) => [`an RSA key with ${name} alone`, { ...rsa.jwk, [name]: secret[name] }] as const,
    ),
    ['an RSA key with other primes', { ...rsa.jwk, oth: [{ r: 'AQ', d: 'AQ', t: 'AQ' }] }],
    ['an RSA key with a k', { ...rsa.jwk, k: base64url(SECRET) }],
  ] as const
).map(([title, jwk]) => published(title, jwk, token(rsa)));

const secp256k1 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
const k1 = { ...ec, privateKey: secp256k1.privateKey };

/** RFC 8725 §3.4: points that are on no curve, or on another one. */
const curves: Attack[] = [
  published('a private EC key', { ...ec.jwk, ...ec.privateKey.export({ format: 'jwk' }) }, token(ec)),
  published('a key of secp256k1', { ...secp256k1.publicKey.export({ format: 'jwk' }), kid: 'key-1' }, token(k1)),
  published(
    'a key of secp256k1 that says P-256',
    { ...secp256k1.publicKey.export({ format: 'jwk' }), kid: 'key-1', crv: 'P-256' },
    token(k1),
    'key_set_unavailable',
  ),
  published('a key of P-256 that says P-384', { ...ec.jwk, crv: 'P-384', alg: undefined }, token(ec)),
  published(
    'a key of P-384 that says P-256',
    { ...signingKey({ alg: 'ES384' }).jwk, crv: 'P-256', alg: undefined },
    token(ec),
    'key_set_unavailable',
  ),
  published('a point that is on no curve', { ...ec.jwk, y: ec.jwk.x }, token(ec), 'key_set_unavailable'),
  published(
    'a point of zeros',
    { ...ec.jwk, x: base64url(Buffer.alloc(32)), y: base64url(Buffer.alloc(32)) },
    token(ec),
    'key_set_unavailable',
  ),
  published('an EC key without its curve', { ...ec.jwk, crv: undefined }, token(ec)),
  published('an EC key that says OKP', { ...ec.jwk, kty: 'OKP' }, token(ec)),
  published('an Ed25519 key that says X25519', { ...ed.jwk, crv: 'X25519' }, token(ed)),
  published('an Ed25519 key of no bytes', { ...ed.jwk, x: 'A' }, token(ed), 'key_set_unavailable'),
  published('a private Ed25519 key', { ...ed.jwk, ...ed.privateKey.export({ format: 'jwk' }) }, token(ed)),
];

/** Numbers of a point in 32 bytes, the lowest first (RFC 8032 §5.1.2). */
const littleEndian = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse();
const P = 2n ** 255n - 19n;
const ORDER_8 = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;
const SIGN = 2n ** 255n;

/** With a point of small order for a key, one signature of eight that nobody had to sign is right. */
const smallOrder: Attack[] = [0n, 1n, P - 1n, P, P + 1n, ORDER_8, P - ORDER_8].flatMap((y) =>
  [y, y + SIGN].map((point) => {
    const x = base64url(littleEndian(point));
    const identity = Buffer.concat([littleEndian(1n), Buffer.alloc(32)]);
    return published(
      `the Ed25519 key ${x}, a point of small order`,
      { ...ed.jwk, x },
      withSignature(token(ed), identity),
    );
  }),
);

/** RFC 7517 §4.2, §4.3. */
const otherUses: Attack[] = [
  published('a key for encryption', { ...rsa.jwk, use: 'enc' }, token(rsa)),
  published('a key whose use is no text', { ...rsa.jwk, use: ['sig'] }, token(rsa)),
  published('a key that signs but does not verify', { ...rsa.jwk, use: undefined, key_ops: ['sign'] }, token(rsa)),
  published('a key that may do nothing', { ...rsa.jwk, key_ops: [] }, token(rsa)),
  published('a key that wraps other keys', { ...rsa.jwk, key_ops: ['wrapKey', 'unwrapKey'] }, token(rsa)),
  published('a key for RSA-OAEP', { ...rsa.jwk, use: undefined, alg: 'RSA-OAEP' }, token(rsa)),
  published('a key of another algorithm', { ...rsa.jwk, alg: 'RS512' }, token(rsa)),
  published('an alg in other letters', { ...rsa.jwk, alg: 'rs256' }, token(rsa)),
  published('a type in other letters', { ...rsa.jwk, kty: 'rsa' }, token(rsa)),
  published('a kid that is a number', { ...rsa.jwk, kid: 1 }, token(rsa, { header: { kid: '1' } })),
  published('one of two keys that have the same kid', { ...rsa.jwk, kid: 'good' }, token(good)),
  published('the key of another kid', rsa.jwk, token(good, { header: { kid: 'key-1' } }), 'invalid_signature'),
];

const symmetric: Attack[] = [
  published(
    'a symmetric key',
    { kty: 'oct', kid: 'key-1', k: base64url(SECRET), alg: 'HS256' },
    hmacToken(SECRET, { alg: 'HS256', kid: 'key-1' }, VALID_CLAIMS),
    'algorithm_not_allowed',
  ),
  published(
    'a symmetric key that says RS256',
    { kty: 'oct', kid: 'key-1', k: base64url(SECRET), alg: 'RS256' },
    token({ ...secretKey(SECRET), kid: 'key-1' }, { header: { alg: 'RS256' } }),
  ),
];

test.each([...rsaKeys, ...privateKeys, ...curves, ...smallOrder, ...otherUses, ...symmetric])(
  'refuses what is signed with $title as $reason',
  (attack) => expectRefused(attack, []),
);

test.each([...rsaKeys, ...privateKeys, ...curves, ...smallOrder].filter(({ reason }) => reason === 'unknown_key'))(
  'the good key beside $title still serves',
  async ({ issuer }) => {
    const authorizer = testAuthorizer(config([], issuer));
    await authorizer.ask(token(good));
    expect(authorizer.lastDecision()).toMatchObject({ outcome: 'allow' });
  },
);

test.each([3, 65_537])('an RSA key with the exponent %i serves', async (publicExponent) => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'key-1' };
  const authorizer = testAuthorizer(config([{ ...rsa, jwk }]));
  await authorizer.ask(token({ ...rsa, privateKey }));
  expect(authorizer.lastDecision()).toMatchObject({ outcome: 'allow' });
});
