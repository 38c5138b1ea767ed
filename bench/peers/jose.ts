/** The least authorizer that one can write on jose's remote key set: one policy for the asked route. */
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { allow, type TokenEvent, tokenOf } from './policy.ts';

const keys = createRemoteJWKSet(new URL(process.env.JWKS_URI ?? ''));

export async function handler(event: TokenEvent) {
  const { payload } = await jwtVerify(tokenOf(event), keys, {
    issuer: process.env.ISSUER,
    audience: process.env.AUDIENCE,
    algorithms: ['RS256'],
  });
  return allow(payload.sub, event);
}
