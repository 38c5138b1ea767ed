/** The least authorizer that one can write on jsonwebtoken and jwks-rsa, after Auth0's sample: one policy for the asked route. */
import jwt from 'jsonwebtoken';
import { JwksClient } from 'jwks-rsa';
import { allow, type TokenEvent, tokenOf } from './policy.ts';

const client = new JwksClient({ jwksUri: process.env.JWKS_URI ?? '', cache: true, rateLimit: true });

export async function handler(event: TokenEvent) {
  const token = tokenOf(event);
  const key = await client.getSigningKey(jwt.decode(token, { complete: true })?.header.kid);
  const claims = jwt.verify(token, key.getPublicKey(), {
    issuer: process.env.ISSUER,
    audience: process.env.AUDIENCE,
    algorithms: ['RS256'],
  });
  return allow(String(claims.sub), event);
}
