/** Makes one fresh RSA signing key as a private JWK; nothing is read or kept, so no two runs share a key. */

import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint } from 'jose';
import type { JWK } from 'oidc-provider';

/** A private JWK for RS256 whose `kid` is the key's own thumbprint (RFC 7638), so that equal ids mean equal keys. */
export interface SigningKey extends JWK {
  readonly kid: string;
}

/** 2048 bits: what Auth0 uses, and the least that verifiers accept. */
const modulusLengthBits = 2048;

export async function createSigningKey(): Promise<SigningKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: modulusLengthBits });
  const { kty, n, e, d, p, q, dp, dq, qi } = privateKey.export({ format: 'jwk' });
  const kid = await calculateJwkThumbprint({ kty, n, e });
  return { kty, n, e, d, p, q, dp, dq, qi, kid, alg: 'RS256', use: 'sig' };
}
