/** The least authorizer that one can write on aws-jwt-verify: one policy for the asked route. */
import { JwtVerifier } from 'aws-jwt-verify';
import { allow, type TokenEvent, tokenOf } from './policy.ts';

const verifier = JwtVerifier.create({
  issuer: process.env.ISSUER ?? '',
  audience: process.env.AUDIENCE ?? '',
  jwksUri: process.env.JWKS_URI,
});

export async function handler(event: TokenEvent) {
  const { sub } = await verifier.verify(tokenOf(event));
  return allow(sub, event);
}
