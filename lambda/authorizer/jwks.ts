/** A JWKS document comes in (RFC 7517 §5), the keys that may verify access tokens go out; pure. */
import type { JWK } from 'jose';

/** Every algorithm that can be configured, with the kind of key it needs (RFC 7518 §3.1, RFC 8037, RFC 9864). */
export const ALGORITHMS = {
  RS256: { kty: 'RSA' },
  RS384: { kty: 'RSA' },
  RS512: { kty: 'RSA' },
  PS256: { kty: 'RSA' },
  PS384: { kty: 'RSA' },
  PS512: { kty: 'RSA' },
  ES256: { kty: 'EC', crv: 'P-256' },
  ES384: { kty: 'EC', crv: 'P-384' },
  ES512: { kty: 'EC', crv: 'P-521' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
  Ed25519: { kty: 'OKP', crv: 'Ed25519' },
  HS256: { kty: 'oct' },
} as const;

export type Algorithm = keyof typeof ALGORITHMS;

/** RFC 7518 §3.3: "A key of size 2048 bits or larger MUST be used". */
const MINIMUM_RSA_BITS = 2048;

/** FIPS 186-5 §A.1.1 has it odd and under 2^256. With 1, which is shorter by a bit than 3, everybody can sign. */
const EXPONENT_BITS = { least: 2, most: 256 };

/**
 * Ed25519 points of small order in hexadecimal, their sign left out: with one of them for a key, everybody can sign (the list of libsodium's
 * `ge25519_has_small_order`).
 */
const SMALL_ORDER_POINTS = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
];

/** RFC 7518 §6.2.2, §6.3.2, §6.4: any of them gives the secret away, or a part of it from which the rest follows. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** The public members that verification needs; whatever else a key carries (certificates, comments) is left behind. */
const PUBLIC_MEMBERS = ['kty', 'kid', 'alg', 'crv', 'x', 'y', 'n', 'e'] as const;

/**
 * The keys of a set that can verify signatures: public, asymmetric, for signatures (`use`, `key_ops`), strong enough, each
 * reduced to its public members. A key with which anyone can sign is left out: published with its private part, or chosen to be a trap.
 *
 * @returns undefined where the document is not a JWKS at all
 */
export function usableKeys(document: unknown): JWK[] | undefined {
  const keys = isObject(document) ? document.keys : undefined;
  return Array.isArray(keys) ? distinct(keys.filter(isUsable).map(publicPart)) : undefined;
}

/** A key that is published twice, once with its certificates perhaps, is one key: two would leave a token in doubt which of them it means. */
function distinct(keys: readonly JWK[]): JWK[] {
  return [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
}

/** Whether a key may be used with an algorithm: right type and curve, and the key's own `alg`, where it has one, agrees. */
export function fitsAlgorithm(key: JWK, algorithm: Algorithm): boolean {
  const needed: { kty: string; crv?: string } = ALGORITHMS[algorithm];
  return (
    key.kty === needed.kty && key.crv === needed.crv && (key.alg === undefined || sameAlgorithm(key.alg, algorithm))
  );
}

/** RFC 9864 gives `EdDSA` with the curve Ed25519 the name `Ed25519`; either may stand in a key or a token. */
function sameAlgorithm(one: string, other: string): boolean {
  const plain = (name: string) => (name === 'EdDSA' ? 'Ed25519' : name);
  return plain(one) === plain(other);
}

function isUsable(key: unknown): key is JWK {
  if (!isObject(key)) return false;
  if (key.use !== undefined && key.use !== 'sig') return false;
  if (key.key_ops !== undefined && !(Array.isArray(key.key_ops) && key.key_ops.includes('verify'))) return false;
  if (key.kid !== undefined && typeof key.kid !== 'string') return false;
  if (key.alg !== undefined && typeof key.alg !== 'string') return false;
  if (PRIVATE_MEMBERS.some((name) => key[name] !== undefined)) return false;
  switch (key.kty) {
    case 'RSA':
      return isBase64url(key.e) && isSoundExponent(key.e) && isBase64url(key.n) && bitLength(key.n) >= MINIMUM_RSA_BITS;
    case 'EC':
      return isCurve(key.crv, 'P-256', 'P-384', 'P-521') && isBase64url(key.x) && isBase64url(key.y);
    case 'OKP':
      return isCurve(key.crv, 'Ed25519') && isBase64url(key.x) && !isOfSmallOrder(key.x);
    default:
      return false;
  }
}

function publicPart(key: JWK): JWK {
  return Object.fromEntries(
    PUBLIC_MEMBERS.flatMap((name) => (key[name] === undefined ? [] : [[name, key[name]]])),
  ) as JWK;
}

function isSoundExponent(base64url: string): boolean {
  const isOdd = ((Buffer.from(base64url, 'base64url').at(-1) ?? 0) & 1) === 1;
  const bits = bitLength(base64url);
  return isOdd && bits >= EXPONENT_BITS.least && bits <= EXPONENT_BITS.most;
}

function isOfSmallOrder(base64url: string): boolean {
  // RFC 8032 §5.1.2: the highest bit of the last byte is the sign.
  const y = Buffer.from(base64url, 'base64url').map((byte, index) => (index === 31 ? byte & 0x7f : byte));
  return SMALL_ORDER_POINTS.includes(Buffer.from(y).toString('hex'));
}

function bitLength(base64url: string): number {
  const bytes = Buffer.from(base64url, 'base64url');
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (bytes.length - first) * 8 - (Math.clz32(bytes[first] ?? 0) - 24);
}

function isBase64url(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]+$/.test(value);
}

function isCurve(value: unknown, ...curves: string[]): boolean {
  return typeof value === 'string' && curves.includes(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
