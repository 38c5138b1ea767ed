/**
 * Answers userinfo for JWT access tokens, which Auth0 accepts there and the provider library does not: a bearer token goes in,
 * the claims that its scopes open come out.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { claimsForScopes, userBySub } from './claims.ts';
import { isLoopbackOrigin } from './loopback.ts';
import { type SigningKey, toPublicKey } from './signing-key.ts';

export const userinfoPath = '/userinfo';

/** The JWT in the Authorization header, or undefined where there is none: anything else is the library's to answer. */
export function bearerJwt(req: IncomingMessage): string | undefined {
  return /^bearer +([^.\s]+\.[^.\s]+\.[^.\s]+)$/i.exec(req.headers.authorization ?? '')?.[1];
}

/** 200 with the claims, 401 `invalid_token` or 403 `insufficient_scope` (RFC 6750 §3.1). */
export async function answerUserinfo(
  jwt: string,
  issuer: string,
  signingKeys: readonly SigningKey[],
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const { origin } = req.headers;
  res.setHeader('vary', 'Origin');
  if (origin !== undefined && isLoopbackOrigin(origin)) res.setHeader('access-control-allow-origin', origin);

  let payload: JWTPayload;
  try {
    const keySet = createLocalJWKSet({ keys: signingKeys.map(toPublicKey) });
    ({ payload } = await jwtVerify(jwt, keySet, { issuer, algorithms: ['RS256'], typ: 'at+jwt' }));
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    return refuse(res, 401, 'invalid_token', 'the access token is not a valid one of this issuer');
  }

  const user = userBySub(payload.sub);
  const scopes = typeof payload.scope === 'string' ? payload.scope.split(' ') : [];
  if (user === undefined) return refuse(res, 401, 'invalid_token', 'the access token names no demo user');
  if (!scopes.includes('openid'))
    return refuse(res, 403, 'insufficient_scope', 'the access token lacks the scope openid');
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(claimsForScopes(user, scopes)));
}

function refuse(res: ServerResponse, status: number, error: string, description: string): void {
  res
    .writeHead(status, {
      'content-type': 'application/json',
      'www-authenticate': `Bearer error="${error}", error_description="${description}"`,
    })
    .end(JSON.stringify({ error, error_description: description }));
}
