/** What the configuration's reference says of each key besides its description: why the default is what it is, and an example; data only. */
import type { AuthorizerConfigInput } from '../../lambda/authorizer/config.ts';

export interface KeyDetails {
  /** Why the default is the right one for most; absent where there is no default. */
  readonly why?: string;
  readonly example: unknown;
}

/** By path, as in bin/config-descriptions.ts; a key whose members are described has none of its own. */
export const KEY_DETAILS: Readonly<Record<string, KeyDetails>> = {
  'issuers[].issuer': { example: 'https://YOUR_TENANT.eu.auth0.com/' },
  'issuers[].audience': { example: ['https://api.example.com', 'https://api.example.org'] },
  'issuers[].jwksUri': {
    why: 'the issuer knows best, and one address less can be wrong',
    example: 'https://YOUR_TENANT.eu.auth0.com/.well-known/jwks.json',
  },
  'issuers[].jwks.keys': {
    example: [{ kty: 'OKP', crv: 'Ed25519', kid: '2026-11', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }],
  },
  'issuers[].algorithms': { why: 'what nearly every issuer signs with', example: ['RS256', 'ES256'] },
  'issuers[].hmacSecret.env': { example: 'HS256_SECRET' },
  'issuers[].hmacSecret.secretArn': {
    example: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:hs256-a1B2c3',
  },
  'issuers[].profile': { why: 'the names of RFC 9068, which promise nothing about a product', example: 'auth0' },
  'issuers[].scopeClaims': { example: ['scope', 'realm_access.roles'] },
  'issuers[].audienceClaim': { example: 'client_id' },
  'issuers[].clientIdClaims': { example: ['azp'] },
  'issuers[].requiredClaims': { example: { org_id: 'org_9ybsU1dN2dKfDkBi' } },
  'issuers[].clientIds': {
    why: 'the audience says already whom a token is for',
    example: ['YOUR_APP_CLIENT_ID', 'YOUR_MACHINE_CLIENT_ID'],
  },
  'issuers[].tokenTypes': { why: 'many issuers write JWT for every token', example: ['at+jwt'] },
  'issuers[].maxTokenAgeSeconds': { why: 'exp says how long a token counts', example: 86_400 },
  routes: { example: { 'GET /orders': ['read:orders'], 'GET /orders/{id}': ['read:orders'], 'GET /me': [] } },
  'routes[].anyOf': { example: ['approve:orders', 'admin'] },
  unlistedRoutes: { why: 'a forgotten route is closed, not open', example: 'authenticated' },
  contextClaims: {
    why: 'handlers need little else, and claims are personal data',
    example: { email: 'https://api.example.com/email' },
  },
  principalClaim: { why: 'RFC 7519 §4.1.2: the subject', example: 'oid' },
  clockToleranceSeconds: { why: 'clocks that are kept by NTP differ by less', example: 30 },
  maxTokenBytes: { why: 'more than the 10,240 bytes of headers that API Gateway lets through', example: 8192 },
  httpApiResponse: { why: 'one word, and no ARN to get wrong', example: 'policy' },
  policyScope: { why: 'one call of the function a token, whatever it is used for', example: 'route' },
  unauthenticated: { why: 'a bad token is 401 and is not kept', example: 'deny' },
  tokenSources: { why: 'RFC 6750 §2.1', example: ['header:authorization', 'cookie:session'] },
  'jwksCache.maxAgeSeconds': { why: 'a key that its issuer withdraws is gone in ten minutes', example: 300 },
  'jwksCache.maxStaleSeconds': { why: 'longer than most outages last', example: 3600 },
  'jwksCache.cooldownSeconds': {
    why: 'made-up key ids cause two fetches a minute, a rotated key waits half a minute at most',
    example: 60,
  },
  'jwksCache.timeoutMs': { why: "well within API Gateway's ten seconds", example: 2000 },
  'jwksCache.maxBytes': { why: 'many times what issuers publish', example: 65_536 },
  'tokenCache.maxEntries': { why: 'a few megabytes of the 256', example: 0 },
  insecureAllowHttp: { why: 'who can change an answer on its way can choose the keys', example: true },
};

/** Where more is said of a key. */
export const SEE: Readonly<Record<string, string>> = {
  issuers: '[several issuers](how-to/several-issuers.md)',
  'issuers[].hmacSecret': '[why RS256 rather than HS256](issuers/README.md#why-rs256-rather-than-hs256)',
  'issuers[].profile': '[the profiles](#profiles)',
  routes: '[which tables fit one policy](caching.md)',
  contextClaims: '[where your handler finds them](kinds.md#where-your-handler-finds-the-context)',
  policyScope: '[caching](caching.md)',
  unauthenticated: '[under SAM CLI](sam.md)',
  tokenSources: '[where tokens are looked for](kinds.md#where-tokens-are-looked-for)',
  jwksCache: '[outages and rotations](outages.md)',
};

/** A configuration as a whole, with what most need. */
export const EXAMPLE: AuthorizerConfigInput = {
  issuers: [{ issuer: 'https://YOUR_TENANT.eu.auth0.com/', audience: 'https://YOUR_API', profile: 'auth0' }],
  routes: {
    'GET /orders': ['read:orders'],
    'POST /orders': ['create:orders'],
    'POST /orders/{id}/approval': { anyOf: ['approve:orders', 'admin'] },
    'GET /me': [],
  },
  contextClaims: { email: 'https://YOUR_API/email' },
};
