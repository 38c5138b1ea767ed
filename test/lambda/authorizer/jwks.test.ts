import { generateKeyPairSync } from 'node:crypto';
import { fitsAlgorithm, usableKeys } from '../../../lambda/authorizer/jwks.ts';
import { signingKey } from '../../fixtures/tokens.ts';

const rsa = signingKey().jwk;
const ec = signingKey({ kid: 'ec', alg: 'ES256' }).jwk;
const ed = signingKey({ kid: 'ed', alg: 'EdDSA' }).jwk;

test('keeps RSA, EC and Ed25519 signature keys, reduced to their public members', () => {
  const keys = usableKeys({ keys: [{ ...rsa, x5c: ['MII'], x5t: 'a' }, ec, ed] });
  expect(keys).toEqual([rsa, ec, ed].map(({ use, ...members }) => members));
});

test.each([
  ['a key for encryption', { ...rsa, use: 'enc' }],
  ['a key whose operations do not include verify', { ...rsa, key_ops: ['encrypt'] }],
  ['a key with operations that are no list', { ...rsa, key_ops: 'verify' }],
  ['a symmetric key', { kty: 'oct', k: 'c2VjcmV0', kid: 's' }],
  ['a key with its private part', { ...rsa, d: 'AQAB' }],
  ['an RSA key of 1024 bits', signingKey({ bits: 1024 }).jwk],
  ['an RSA key of 2047 bits, filled up with a zero byte', { ...rsa, n: padded(2047) }],
  ['an RSA key without modulus', { ...rsa, n: undefined }],
  ['an RSA key whose modulus is zero', { ...rsa, n: Buffer.alloc(300).toString('base64url') }],
  ['an RSA key whose exponent is no base64url', { ...rsa, e: 'AQ+B' }],
  ['an EC key on a curve without an algorithm', { ...ec, crv: 'secp256k1' }],
  ['an EC key without y', { ...ec, y: undefined }],
  ['a key for key agreement', generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' })],
  ['an Ed25519 key without x', { ...ed, x: 1 }],
  ['a key of an unknown type', { kty: 'AKP', kid: 'k' }],
  ['a kid that is no string', { ...rsa, kid: 1 }],
  ['an alg that is no string', { ...rsa, alg: null }],
  ['null', null],
  ['a string', 'key'],
])('leaves out %s', (_title, key) => {
  expect(usableKeys({ keys: [key] })).toEqual([]);
});

test('keeps a key that says verify among its operations and has no use', () => {
  expect(usableKeys({ keys: [{ ...rsa, use: undefined, key_ops: ['verify'] }] })).toHaveLength(1);
});

test('keeps an RSA key of exactly 2048 bits with a zero byte in front', () => {
  expect(usableKeys({ keys: [{ ...rsa, n: padded(2048) }] })).toHaveLength(1);
});

test.each([[undefined], [null], [[]], ['keys'], [{}], [{ keys: {} }]])('tells that %j is no JWKS', (document) => {
  expect(usableKeys(document)).toBeUndefined();
});

test.each([
  [rsa, 'RS256', true],
  [rsa, 'PS256', false],
  [{ ...rsa, alg: undefined }, 'PS256', true],
  [rsa, 'ES256', false],
  [ec, 'ES256', true],
  [{ ...ec, alg: undefined }, 'ES384', false],
  [ed, 'EdDSA', true],
  [ed, 'Ed25519', true],
  [{ ...ed, alg: 'Ed25519' }, 'EdDSA', true],
  [{ ...ed, alg: 'ES256' }, 'EdDSA', false],
  [rsa, 'HS256', false],
  [{ ...rsa, alg: undefined }, 'HS256', false],
  [{ ...rsa, alg: undefined }, 'ES256', false],
  [{ ...ec, alg: undefined }, 'EdDSA', false],
  [{ ...ed, alg: undefined }, 'ES256', false],
  [{ ...ed, alg: undefined }, 'Ed25519', true],
] as const)('whether a key fits: %#', (key, algorithm, fits) => {
  expect(fitsAlgorithm(key as { kty: string }, algorithm)).toBe(fits);
});

/** A modulus of so many bits behind a zero byte, which adds to the length but not to the strength. */
function padded(bits: number): string {
  const bytes = Buffer.alloc(257, 0xff);
  bytes[0] = 0;
  bytes[1] = bits === 2048 ? 0x80 : 0x40;
  return bytes.toString('base64url');
}
