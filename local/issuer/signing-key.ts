/** Makes one fresh RSA signing key as a private JWK; nothing is read or kept, so no two runs share a key. */

import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint } from 'jose';

/** What the key set publishes of a key (RFC 7517). */
export interface PublicKey {
  readonly kty: 'RSA';
  readonly n: string;
  readonly e: string;
  /** The key's own thumbprint (RFC 7638), so that equal ids mean equal keys. */
  readonly kid: string;
  readonly alg: 'RS256';
  readonly use: 'sig';
}

/** The private JWK: the public one and the members that never leave the process (RFC 7518 §6.3.2). */
export interface SigningKey extends PublicKey, RsaPrivateMembers {}

type RsaPrivateMembers = Readonly<Record<'d' | 'p' | 'q' | 'dp' | 'dq' | 'qi', string>>;

/** 2048 bits: what Auth0 uses, and the least that verifiers accept. */
const modulusLengthBits = 2048;

export async function createSigningKey(): Promise<SigningKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: modulusLengthBits });
  const key = privateKey.export({ format: 'jwk' }) as Pick<PublicKey, 'kty' | 'n' | 'e'> & RsaPrivateMembers;
  return { ...key, kid: await calculateJwkThumbprint(key), alg: 'RS256', use: 'sig' };
}

export function toPublicKey({ kty, n, e, kid, alg, use }: SigningKey): PublicKey {
  return { kty, n, e, kid, alg, use };
}
