/** What an issuer itself shows: one fault a row, of the issuer or of a configuration that does not agree with it. */
import { AUDIENCE, signingKey } from '../../fixtures/tokens.ts';
import type { Issuer, Own } from './support.ts';

/** What an issuer at a URL publishes. */
export interface Published {
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly keys: readonly unknown[];
  /** At `/other/jwks`. */
  readonly otherKeys?: readonly unknown[];
}

export interface Situation {
  readonly published: Published;
  readonly issuer: Issuer;
  readonly routes?: Record<string, string[]>;
}

export interface NetworkCase {
  readonly title: string;
  readonly finding: (url: string) => Own;
  readonly wrong: (url: string) => Situation;
  readonly right: (url: string) => Situation;
}

const [rs256, next] = [signingKey().jwk, signingKey({ kid: 'next' }).jwk];
const es256 = signingKey({ kid: 'ec', alg: 'ES256' }).jwk;

/** An issuer as it should be, and its configuration. */
export function healthy(url: string, metadata: Published['metadata'] = {}): Situation {
  return {
    published: { metadata: { issuer: url, jwks_uri: `${url}/jwks`, ...metadata }, keys: [rs256] },
    issuer: { issuer: url, audience: AUDIENCE },
  };
}

/** One slash too many in the configuration. */
export function misspelt(url: string): Situation {
  return { ...healthy(url), issuer: { issuer: `${url}/`, audience: AUDIENCE } };
}

const pinned = { jwks: { keys: [rs256] } };

export const NETWORK_CASES: readonly NetworkCase[] = [
  {
    title: 'an issuer that differs by the slash at its end',
    finding: (url) => ({ code: 'issuer_near_miss', severity: 'error', where: 'issuers[0].issuer', found: `"${url}/"` }),
    wrong: misspelt,
    right: healthy,
  },
  {
    title: 'an issuer that differs by its slash, where the keys are found elsewhere',
    finding: (url) => ({ code: 'issuer_near_miss', severity: 'error', where: 'issuers[0].issuer', found: `"${url}/"` }),
    wrong: (url) => ({ ...healthy(url), issuer: { issuer: `${url}/`, audience: AUDIENCE, jwksUri: `${url}/jwks` } }),
    right: (url) => ({ ...healthy(url), issuer: { issuer: url, audience: AUDIENCE, jwksUri: `${url}/jwks` } }),
  },
  {
    title: 'metadata of another issuer',
    finding: (url) => ({ code: 'issuer_mismatch', severity: 'error', where: 'issuers[0].issuer', found: `"${url}"` }),
    wrong: (url) => healthy(url, { issuer: 'https://other.example/' }),
    right: healthy,
  },
  {
    title: 'metadata of another issuer, where the keys are found elsewhere',
    finding: (url) => ({ code: 'issuer_differs', severity: 'warning', where: 'issuers[0].issuer', found: `"${url}"` }),
    wrong: (url) => ({ ...healthy(url, { issuer: 'https://other.example/' }), issuer: { issuer: url, ...pinned } }),
    right: (url) => ({ ...healthy(url), issuer: { issuer: url, ...pinned } }),
  },
  {
    title: 'keys of somebody else',
    finding: (url) => ({
      code: 'jwks_uri_differs',
      severity: 'warning',
      where: 'issuers[0].jwksUri',
      found: `"${url}/other/jwks", without one of the keys at "${url}/jwks"`,
    }),
    wrong: (url) => ({
      published: { ...healthy(url).published, keys: [rs256], otherKeys: [next] },
      issuer: { issuer: url, jwksUri: `${url}/other/jwks` },
    }),
    // Another address may lag behind a rotation.
    right: (url) => ({
      published: { ...healthy(url).published, keys: [rs256, next], otherKeys: [next] },
      issuer: { issuer: url, jwksUri: `${url}/other/jwks` },
    }),
  },
  {
    title: 'an issuer without metadata',
    finding: (url) => ({
      code: 'keys_unavailable',
      severity: 'error',
      where: 'issuers[0].issuer',
      found: `GET ${url}/.well-known/openid-configuration: expected status 200, received 404; GET ${url}/.well-known/oauth-authorization-server: expected status 200, received 404`,
    }),
    wrong: (url) => ({ published: { keys: [rs256] }, issuer: { issuer: url } }),
    right: (url) => ({ published: { keys: [rs256] }, issuer: { issuer: url, jwksUri: `${url}/jwks` } }),
  },
  {
    title: 'keys that are none for the configured algorithm',
    finding: () => ({
      code: 'keys_unavailable',
      severity: 'error',
      where: 'issuers[0].issuer',
      found: 'expected a JWKS with at least one public signature key for RS256, received 1 other keys',
    }),
    wrong: (url) => ({ ...healthy(url), published: { ...healthy(url).published, keys: [es256] } }),
    right: (url) => ({ ...healthy(url), published: { ...healthy(url).published, keys: [es256, rs256] } }),
  },
  {
    title: 'an algorithm that the issuer has no key for',
    finding: () => ({
      code: 'algorithm_without_key',
      severity: 'warning',
      where: 'issuers[0].algorithms',
      found: 'ES256, and 1 key of which none fits it',
    }),
    wrong: (url) => ({ ...healthy(url), issuer: { issuer: url, algorithms: ['RS256', 'ES256'] } }),
    right: (url) => ({
      published: { ...healthy(url).published, keys: [rs256, es256] },
      issuer: { issuer: url, algorithms: ['RS256', 'ES256'] },
    }),
  },
  {
    title: 'an algorithm that the issuer does not list',
    finding: () => ({
      code: 'algorithm_not_offered',
      severity: 'note',
      where: 'issuers[0].algorithms',
      found: 'RS256, and metadata that lists ["PS256"]',
    }),
    wrong: (url) => healthy(url, { id_token_signing_alg_values_supported: ['PS256'] }),
    right: (url) => healthy(url, { id_token_signing_alg_values_supported: ['PS256', 'RS256'] }),
  },
  {
    title: 'a scope that the issuer does not list',
    finding: () => ({
      code: 'scope_not_supported',
      severity: 'note',
      where: 'routes["GET /timesheets"]',
      found: '"read:timesheet", and "read:timesheets" at the issuer',
    }),
    wrong: (url) => ({
      ...healthy(url, { scopes_supported: ['openid', 'read:timesheets'] }),
      routes: { 'GET /timesheets': ['read:timesheet'] },
    }),
    // Most issuers list the scopes of OpenID Connect alone.
    right: (url) => ({
      ...healthy(url, { scopes_supported: ['openid', 'profile', 'email'] }),
      routes: { 'GET /timesheets': ['read:timesheet'] },
    }),
  },
  {
    title: 'a product that is told by its metadata',
    finding: () => ({
      code: 'profile_unfit',
      severity: 'warning',
      where: 'issuers[0].profile',
      found: '"generic", and an issuer of Keycloak: scopeClaims, clientIdClaims, requiredClaims differ',
    }),
    wrong: (url) => healthy(url, { token_endpoint: `${url}/protocol/openid-connect/token` }),
    right: (url) => healthy(url, { token_endpoint: `${url}/token` }),
  },
  {
    title: 'a weak key',
    finding: () => ({
      code: 'weak_key',
      severity: 'warning',
      where: 'issuers[0].issuer',
      found: 'the key "weak" of 1024 bits',
    }),
    wrong: (url) => ({
      ...healthy(url),
      published: { ...healthy(url).published, keys: [rs256, signingKey({ kid: 'weak', bits: 1024 }).jwk] },
    }),
    right: healthy,
  },
];
