/** What each key of the authorizer's configuration is, for the JSON Schema; data only. Paths are written as docs/configuration.md has them. */
export const CONFIG_DESCRIPTIONS: Readonly<Record<string, string>> = {
  issuers: 'Whose tokens are accepted.',
  'issuers[].issuer': "Compared with the token's iss exactly, a slash at the end included.",
  'issuers[].audience': "One of these must be in the token's aud.",
  'issuers[].jwksUri': 'Where the keys are. Default: found through OpenID discovery, then RFC 8414, at the issuer.',
  'issuers[].jwks': 'The keys themselves, instead of jwksUri: no network at all.',
  'issuers[].jwks.keys': 'Public keys, RFC 7517 §5.',
  'issuers[].algorithms': 'The algorithms that tokens may be signed with. HS256 goes with hmacSecret alone.',
  'issuers[].hmacSecret':
    'Where the secret of HS256 is, never the secret itself. Prefer RS256: with HS256, whoever can check a token can make one.',
  'issuers[].hmacSecret.env': "The function's environment variable that holds the secret, 32 bytes or more.",
  'issuers[].hmacSecret.secretArn': 'The secret in AWS Secrets Manager.',
  'issuers[].profile':
    'What the issuer calls its claims: defaults for scopeClaims, audienceClaim, clientIdClaims and requiredClaims.',
  'issuers[].scopeClaims':
    'Read in order and united; each a string (split by spaces) or an array. A dotted path reaches inside. Default: the profile\'s, ["scope"] in generic.',
  'issuers[].audienceClaim': "The claim that is compared with audience. Default: the profile's, aud in generic.",
  'issuers[].clientIdClaims':
    'The first of these that the token has is the client. Default: the profile\'s, ["client_id", "azp"] in generic.',
  'issuers[].requiredClaims':
    "Each must be in the token and equal or, in an array, contained. Default: the profile's, none in generic.",
  'issuers[].clientIds': 'The only clients whose tokens are accepted. Default: all.',
  'issuers[].tokenTypes': "The only values of the header's typ that are accepted, such as at+jwt. Default: all.",
  'issuers[].maxTokenAgeSeconds': 'How old a token may be, counted from iat. Default: no limit.',
  routes:
    "The API's routes, spelled as API Gateway spells them: METHOD /path, ANY, {id}, {proxy+}, $default, $connect, AppSync's Type.field. An array means every one of the scopes, [] any valid token.",
  'routes[].anyOf': 'One of these scopes is enough.',
  unlistedRoutes:
    'What becomes of routes that the table does not name: closed, or open to any valid token. A forgotten route is closed by default.',
  contextClaims:
    "What your handlers get besides sub, scopes, issuer and clientId: the context's key, and the claim, taken literally.",
  principalClaim: 'Becomes principalId; a token without it is rejected.',
  clockToleranceSeconds: "How far the issuer's clock may differ from AWS's.",
  maxTokenBytes: 'Longer tokens are refused unread.',
  httpApiResponse: "The answer to HTTP APIs with payload 2.0; must equal the authorizer's setting in API Gateway.",
  policyScope:
    'api: the policy answers for every route. route: for the asked route alone, where the cache key holds the route or nothing is kept.',
  unauthenticated:
    'error: throw, which is 401. deny: a Deny, which is 403; for sam local, which turns a throw into 502.',
  tokenSources:
    'Where the token is, in order: header:NAME, cookie:NAME, query:NAME or protocol:NAME (Sec-WebSocket-Protocol).',
  jwksCache: "How the issuers' keys are kept.",
  'jwksCache.maxAgeSeconds':
    'How long a key set is fresh; a shorter Cache-Control: max-age of the issuer is respected.',
  'jwksCache.maxStaleSeconds':
    'How long the last good keys serve while the issuer cannot be reached, counted from the end of freshness.',
  'jwksCache.cooldownSeconds': 'How long to wait between refetches that unknown key ids cause.',
  'jwksCache.timeoutMs': 'Of a fetch, end to end.',
  'jwksCache.maxBytes': 'A longer key set is refused.',
  tokenCache: 'Tokens that were verified before.',
  'tokenCache.maxEntries': 'How many are kept in a warm function; 0 turns it off.',
  insecureAllowHttp: 'Allows plain http for issuers and jwksUri, on loopback and host.docker.internal only.',
};
