/** What the fuzz starts from: keys, valid tokens, and two authorizers that are configured as differently as can be. */
import { createHmac } from 'node:crypto';
import type { AuthorizerConfigInput } from '../../lambda/authorizer/config.ts';
import { AUDIENCE, base64url, CLIENT_ID, ISSUER } from '../fixtures/tokens.ts';
import corpus from './corpus.json' with { type: 'json' };

export const { jwks: JWKS, secret: SECRET, tokens: TOKENS } = corpus;
export const VALID: ReadonlySet<string> = new Set(TOKENS);
export const SYMMETRIC_ISSUER = `${ISSUER}symmetric`;

/** Each kind of event asks for a route that is open to this scope. */
export const READ = 'read:timesheets';
export const CREATE = 'create:timesheets';

const base: AuthorizerConfigInput = {
  issuers: [
    { issuer: ISSUER, audience: AUDIENCE, jwksUri: `${ISSUER}jwks`, algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'] },
    { issuer: SYMMETRIC_ISSUER, audience: AUDIENCE, hmacSecret: { env: 'SECRET' }, algorithms: ['HS256'] },
  ],
  routes: {
    'GET /timesheets': [READ],
    'POST /timesheets': [CREATE],
    $connect: [READ],
    'Query.timesheets': [READ],
    'Mutation.createTimesheet': [CREATE],
  },
};

export const CONFIGS: readonly AuthorizerConfigInput[] = [
  base,
  {
    ...base,
    unauthenticated: 'deny',
    policyScope: 'route',
    httpApiResponse: 'policy',
    tokenCache: { maxEntries: 0 },
    contextClaims: { roles: 'roles', profile: 'profile' },
    tokenSources: ['cookie:session', 'query:access_token', 'protocol:bearer', 'header:authorization'],
  },
];

/** A token of these very texts, with the right signature. */
export function signedToken(header: string, claims: string): string {
  const input = `${base64url(header)}.${base64url(claims)}`;
  return `${input}.${createHmac('sha256', SECRET).update(input).digest('base64url')}`;
}

/** Texts of a token that is good, but for what the fuzz does to it. */
export const HEADER = JSON.stringify({ alg: 'HS256', typ: 'at+jwt' });
export const CLAIMS = JSON.stringify({
  iss: SYMMETRIC_ISSUER,
  aud: AUDIENCE,
  sub: 'user-1',
  client_id: CLIENT_ID,
  scope: READ,
  exp: 4_102_444_800,
});
