/** The ten mistakes that this field's forums ask about most, each as a token, a configuration and arguments; what docs/explain.md shows and the tests check. */
import type { Printed } from '../../../bin/explain/command.ts';
import type { Reason } from '../../../lambda/authorizer/road.ts';
import type { Issuer } from '../../fixtures/authorizer.ts';
import { base64url, CLIENT_ID, ISSUER, NOW_SECONDS, secretKey, signingKey, token } from '../../fixtures/tokens.ts';
import { discovered, outside, runWith } from './outside.ts';

export interface Mistake {
  /** A sentence, the heading in the docs. */
  readonly title: string;
  readonly reason: Reason;
  readonly status: number;
  readonly token: string;
  /** Beside those that every transcript has. */
  readonly args: readonly string[];
  readonly issuer?: Issuer;
}

const key = signingKey();
const otherKey = signingKey({ kid: 'key-2' });
/** What the issuer publishes. */
export const KEYS = [key, signingKey({ kid: 'key-0' })];

const base = { args: [], status: 401 } as const;

export const MISTAKES: readonly Mistake[] = [
  {
    ...base,
    title: 'The ID token was sent instead of the access token',
    reason: 'id_token',
    issuer: { profile: 'auth0' },
    token: token(key, {
      header: { typ: 'JWT' },
      claims: { aud: CLIENT_ID, azp: CLIENT_ID, nonce: 'n-0S6_WzA2Mj', email: 'ada@example.com', scope: undefined },
    }),
  },
  {
    ...base,
    title: 'The access token is no JWT',
    reason: 'opaque_token',
    issuer: { profile: 'auth0' },
    token: 'kZbdqUPGAsgAbNVfFCgXSP0VGyRBSEul',
  },
  {
    ...base,
    title: 'The access token is encrypted',
    reason: 'encrypted_token',
    issuer: { profile: 'auth0' },
    token: `${base64url('{"alg":"dir","enc":"A256GCM"}')}..${base64url('initialisation')}.${base64url('what nobody can read')}.${base64url('authentication')}`,
  },
  {
    ...base,
    title: 'The token is for another API',
    reason: 'audience_mismatch',
    issuer: { profile: 'auth0' },
    token: token(key, { claims: { aud: ['https://other-api.example', `${ISSUER}userinfo`] } }),
  },
  {
    ...base,
    title: 'The issuer is configured without its slash, or with one too many',
    reason: 'unknown_issuer',
    token: token(key, { claims: { iss: ISSUER.replace(/\/$/, '') } }),
  },
  {
    ...base,
    title: 'Two clocks differ',
    reason: 'expired',
    token: token(key, { claims: { iat: NOW_SECONDS - 312, exp: NOW_SECONDS - 12 } }),
  },
  {
    ...base,
    title: 'HS256 or RS256?',
    reason: 'algorithm_not_allowed',
    issuer: { profile: 'auth0' },
    token: token(secretKey('a secret of thirty-two bytes or so'), { header: { kid: undefined } }),
  },
  {
    ...base,
    title: "The issuer's key was rotated away",
    reason: 'unknown_key',
    token: token(otherKey),
  },
  {
    ...base,
    title: 'A scope is missing',
    reason: 'insufficient_scope',
    status: 403,
    args: ['--route', 'POST /timesheets'],
    issuer: { profile: 'auth0' },
    token: token(key),
  },
  {
    ...base,
    title: 'The route is not in the table',
    reason: 'route_not_listed',
    status: 403,
    args: ['--route', 'GET /prod/timesheets'],
    token: token(key),
  },
];

export function explainMistake({ token: value, args, issuer }: Mistake, json = false): Promise<Printed> {
  return runWith(
    { 'authorizer.json': discovered(issuer) },
    ['--config', 'authorizer.json', '--realm', 'timesheets', ...args, ...(json ? ['--json'] : [])],
    outside(KEYS, { environment: { JWT: value } }),
  );
}
