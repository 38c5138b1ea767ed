/** What a configuration alone shows: one fault a row, and beside it the nearest configuration without it. */
import type { Options } from '../../../bin/doctor/options.ts';
import { signingKey } from '../../fixtures/tokens.ts';
import { type Config, HEALTHY, type Own, withIssuer } from './support.ts';

export interface ConfigurationCase {
  readonly title: string;
  readonly finding: Own;
  readonly wrong: unknown;
  readonly right: unknown;
  readonly asked?: Partial<Pick<Options, 'kind' | 'ttlSeconds' | 'tokenLifetimeSeconds'>>;
  /** Of the right one, where it is they that make the difference. */
  readonly rightAsked?: ConfigurationCase['asked'];
}

const AUTH0 = { issuer: 'https://exampleco.eu.auth0.com/', profile: 'auth0' } as const;
const ENTRA = {
  issuer: 'https://login.microsoftonline.com/7ee40d14-4ac1-4f0c-9a4a-1c2d3e4f5a6b/v2.0',
  audience: 'ef1da9d4-ff77-4c3e-a005-840c3f830745',
  profile: 'entra',
} as const;
const COGNITO_CLIENT = '1example23456789abcdefghij';
const COGNITO = {
  issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a1B2c3D4e',
  audience: COGNITO_CLIENT,
  profile: 'cognito',
} as const;

const [one, other, weak] = [signingKey(), signingKey({ kid: 'key-2' }), signingKey({ kid: 'weak', bits: 1024 })];
const pinned = (...keys: Record<string, unknown>[]) => withIssuer({ jwks: { keys } });
const secret = { kty: 'oct', kid: 'shared', k: 'c2VjcmV0' };
const routes = (table: Config['routes'], rest: Partial<Config> = {}): Config => ({
  ...HEALTHY,
  routes: table,
  ...rest,
});
const keys = (jwksCache: Config['jwksCache']): Config => ({ ...HEALTHY, jwksCache });

/** Routes of a certain number of bytes. */
function manyRoutes(count: number): Config {
  const names = Array.from({ length: count }, (_, index) => `GET /resource-number-${String(index).padStart(3, '0')}`);
  return routes(Object.fromEntries(names.map((name) => [name, ['read:everything']])), { policyScope: 'route' });
}

const sizeOf = (config: Config) => 'AUTHORIZER_CONFIG'.length + JSON.stringify(config).length;

export const CONFIGURATION_CASES: readonly ConfigurationCase[] = [
  {
    title: 'a tenant whose placeholder was left in',
    finding: {
      code: 'issuer_spelling',
      severity: 'error',
      where: 'issuers[0].issuer',
      found: '"https://login.microsoftonline.com/{tenantid}/v2.0"',
    },
    wrong: withIssuer({ ...ENTRA, issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' }),
    right: withIssuer(ENTRA),
  },
  {
    title: "the user pool's id as audience",
    finding: {
      code: 'audience_is_no_client_id',
      severity: 'warning',
      where: 'issuers[0].audience',
      found: '"eu-west-1_a1B2c3D4e"',
    },
    wrong: withIssuer({ ...COGNITO, audience: 'eu-west-1_a1B2c3D4e' }),
    right: withIssuer(COGNITO),
  },
  {
    title: "an API's address as audience, which only resource binding puts into tokens",
    finding: {
      code: 'audience_is_no_client_id',
      severity: 'note',
      where: 'issuers[0].audience',
      found: '"https://api.example"',
    },
    wrong: withIssuer({ ...COGNITO, audience: 'https://api.example' }),
    right: withIssuer({ ...COGNITO, audience: 'https://api.example', clientIds: [COGNITO_CLIENT] }),
  },
  {
    title: 'the audience of every token of a realm, whatever the profile',
    finding: {
      code: 'audience_is_shared',
      severity: 'error',
      where: 'issuers[0].audience',
      found: '"account", which Keycloak puts into tokens of every client',
    },
    wrong: withIssuer({ issuer: 'https://keycloak.example.com/realms/timesheets', audience: 'account' }),
    right: withIssuer({ issuer: 'https://keycloak.example.com/realms/timesheets', audience: 'timesheets' }),
  },
  {
    title: 'a claim of every token in the place of the audience',
    finding: {
      code: 'audience_is_shared',
      severity: 'error',
      where: 'issuers[0].audienceClaim',
      found: '"iss", which every token of the issuer has',
    },
    wrong: withIssuer({ audienceClaim: 'iss', audience: 'https://issuer.example/' }),
    right: withIssuer({ audienceClaim: 'resource' }),
  },
  {
    title: "required claims that leave the profile's out",
    finding: {
      code: 'profile_claims_left_out',
      severity: 'warning',
      where: 'issuers[0].requiredClaims',
      found: '{"group":"staff"}, without "token_use" of the profile "cognito"',
    },
    wrong: withIssuer({ ...COGNITO, requiredClaims: { group: 'staff' } }),
    right: withIssuer({ ...COGNITO, requiredClaims: { group: 'staff', token_use: 'access' } }),
  },
  {
    title: 'a type that no token of the product has',
    finding: {
      code: 'token_type_unfit',
      severity: 'warning',
      where: 'issuers[0].tokenTypes',
      found: '["at+jwt"], and tokens of Microsoft Entra ID with "JWT"',
    },
    wrong: withIssuer({ ...ENTRA, tokenTypes: ['at+jwt'] }),
    right: withIssuer({ ...ENTRA, tokenTypes: ['at+jwt', 'jwt'] }),
  },
  {
    title: 'a type where the product writes none',
    finding: {
      code: 'token_type_unfit',
      severity: 'warning',
      where: 'issuers[0].tokenTypes',
      found: '["at+jwt"], and tokens of Amazon Cognito without a typ',
    },
    wrong: withIssuer({ ...COGNITO, tokenTypes: ['at+jwt'] }),
    right: withIssuer({ ...AUTH0, tokenTypes: ['at+jwt'] }),
  },
  {
    title: 'tokens in addresses',
    finding: {
      code: 'token_in_address',
      severity: 'warning',
      where: 'tokenSources',
      found: '"query:token"',
    },
    wrong: { ...HEALTHY, tokenSources: ['header:authorization', 'query:token'] },
    right: { ...HEALTHY, tokenSources: ['query:token'], routes: { $connect: [] } },
    asked: { kind: 'http-2.0' },
    rightAsked: { kind: 'websocket' },
  },
  {
    title: 'fields of AppSync that are thought to be closed',
    finding: {
      code: 'unlisted_fields_open',
      severity: 'warning',
      where: 'unlistedRoutes',
      found: '"deny", and fields of AppSync',
    },
    wrong: routes({ 'Query.timesheets': ['read:timesheets'] }, { unlistedRoutes: 'deny' }),
    right: routes({ 'Query.timesheets': ['read:timesheets'] }),
    asked: { kind: 'appsync' },
  },
  {
    title: 'a limit that tokens are longer than',
    finding: { code: 'token_limit_small', severity: 'warning', where: 'maxTokenBytes', found: '1024' },
    wrong: { ...HEALTHY, maxTokenBytes: 1_024 },
    right: { ...HEALTHY, maxTokenBytes: 8_192 },
  },
  {
    title: 'a key that is missing',
    finding: { code: 'configuration_invalid', severity: 'error', where: 'routes', found: 'nothing' },
    wrong: { issuers: HEALTHY.issuers },
    right: HEALTHY,
  },
  {
    title: 'HS256 beside RS256',
    finding: {
      code: 'configuration_invalid',
      severity: 'error',
      where: 'issuers[0].algorithms',
      found: '["RS256","HS256"]',
    },
    wrong: withIssuer({ algorithms: ['RS256', 'HS256'], hmacSecret: { secretArn: 'arn:aws:secretsmanager:x' } }),
    right: withIssuer({ algorithms: ['HS256'], hmacSecret: { secretArn: 'arn:aws:secretsmanager:x' } }),
  },
  {
    title: 'an Auth0 issuer without its slash',
    finding: {
      code: 'issuer_spelling',
      severity: 'error',
      where: 'issuers[0].issuer',
      found: '"https://exampleco.eu.auth0.com"',
    },
    wrong: withIssuer({ ...AUTH0, issuer: 'https://exampleco.eu.auth0.com' }),
    right: withIssuer(AUTH0),
  },
  {
    title: 'a user pool with a slash',
    finding: { code: 'issuer_spelling', severity: 'error', where: 'issuers[0].issuer', found: `"${COGNITO.issuer}/"` },
    wrong: withIssuer({ ...COGNITO, issuer: `${COGNITO.issuer}/` }),
    right: withIssuer(COGNITO),
  },
  {
    title: 'the common endpoint of Entra, which is no tenant',
    finding: {
      code: 'issuer_spelling',
      severity: 'error',
      where: 'issuers[0].issuer',
      found: '"https://login.microsoftonline.com/common/v2.0"',
    },
    wrong: withIssuer({ ...ENTRA, issuer: 'https://login.microsoftonline.com/common/v2.0' }),
    right: withIssuer(ENTRA),
  },
  {
    title: "Okta's org server",
    finding: {
      code: 'issuer_spelling',
      severity: 'error',
      where: 'issuers[0].issuer',
      found: '"https://exampleco.okta.com"',
    },
    wrong: withIssuer({ issuer: 'https://exampleco.okta.com', audience: 'api://timesheets', profile: 'okta' }),
    right: withIssuer({
      issuer: 'https://exampleco.okta.com/oauth2/default',
      audience: 'api://timesheets',
      profile: 'okta',
    }),
  },
  {
    title: 'a profile that is not the product of the issuer',
    finding: {
      code: 'profile_unfit',
      severity: 'warning',
      where: 'issuers[0].profile',
      found: '"generic", and an issuer of Auth0: scopeClaims, clientIdClaims differ',
    },
    wrong: withIssuer({ issuer: AUTH0.issuer }),
    right: withIssuer({ issuer: AUTH0.issuer, scopeClaims: ['scope'], clientIdClaims: ['azp'] }),
  },
  {
    title: 'a client id of Auth0 for an audience',
    finding: {
      code: 'audience_is_client_id',
      severity: 'warning',
      where: 'issuers[0].audience',
      found: '"Zk3mPq7RtXw2Yb9Lc4Nd8Vf1Hg6Js0Ae", which looks like a client id of Auth0',
    },
    wrong: withIssuer({ ...AUTH0, audience: 'Zk3mPq7RtXw2Yb9Lc4Nd8Vf1Hg6Js0Ae' }),
    right: withIssuer(AUTH0),
  },
  {
    title: 'a client id of Cognito where the client does not stand in for the audience',
    finding: {
      code: 'audience_is_client_id',
      severity: 'warning',
      where: 'issuers[0].audience',
      found: `"${COGNITO_CLIENT}", which looks like a client id of Amazon Cognito`,
    },
    wrong: withIssuer({ ...COGNITO, audienceClaim: 'aud' }),
    right: withIssuer(COGNITO),
  },
  {
    title: 'an audience that is a client as well',
    finding: {
      code: 'audience_is_client_id',
      severity: 'warning',
      where: 'issuers[0].audience',
      found: '"app", which is one of clientIds as well',
    },
    wrong: withIssuer({ audience: 'app', clientIds: ['app', 'machine'] }),
    right: withIssuer({ audience: 'api', clientIds: ['app', 'machine'] }),
  },
  {
    title: 'the application id URI in v2.0 of Entra',
    finding: {
      code: 'audience_is_app_id_uri',
      severity: 'error',
      where: 'issuers[0].audience',
      found: `"api://${ENTRA.audience}"`,
    },
    wrong: withIssuer({ ...ENTRA, audience: `api://${ENTRA.audience}` }),
    right: withIssuer({ ...ENTRA, audience: [`api://${ENTRA.audience}`, ENTRA.audience] }),
  },
  {
    title: "the issuer's own audience",
    finding: {
      code: 'audience_is_shared',
      severity: 'error',
      where: 'issuers[0].audience',
      found:
        '"https://exampleco.eu.auth0.com/userinfo", the issuer\'s own, in every token that was asked for with openid',
    },
    wrong: withIssuer({ ...AUTH0, audience: ['https://api.example', `${AUTH0.issuer}userinfo`] }),
    right: withIssuer({ ...AUTH0, audience: ['https://api.example'] }),
  },
  {
    title: "the audience of every client's tokens in Keycloak",
    finding: {
      code: 'audience_is_shared',
      severity: 'error',
      where: 'issuers[0].audience',
      found: '"account", which Keycloak puts into tokens of every client',
    },
    wrong: withIssuer({ issuer: 'https://id.example/realms/main', audience: 'account', profile: 'keycloak' }),
    right: withIssuer({ issuer: 'https://id.example/realms/main', audience: 'timesheets-api', profile: 'keycloak' }),
  },
  {
    title: 'pinned keys',
    finding: { code: 'keys_pinned', severity: 'note', where: 'issuers[0].jwks', found: '1 pinned key' },
    wrong: pinned(one.jwk),
    right: HEALTHY,
  },
  {
    title: 'a symmetric key among public ones',
    finding: {
      code: 'secret_key_published',
      severity: 'error',
      where: 'issuers[0].jwks',
      found: 'the key "shared", which is symmetric',
    },
    wrong: pinned(one.jwk, secret),
    right: pinned(one.jwk),
  },
  {
    title: 'a key with its private part',
    finding: {
      code: 'secret_key_published',
      severity: 'error',
      where: 'issuers[0].jwks',
      found: 'the key "key-2" with its private part',
    },
    wrong: pinned(one.jwk, { ...other.privateKey.export({ format: 'jwk' }), kid: 'key-2' }),
    right: pinned(one.jwk, other.jwk),
  },
  {
    title: 'a weak key',
    finding: { code: 'weak_key', severity: 'warning', where: 'issuers[0].jwks', found: 'the key "weak" of 1024 bits' },
    wrong: pinned(one.jwk, weak.jwk),
    right: pinned(one.jwk, { ...weak.jwk, use: 'enc' }),
  },
  {
    title: 'a key on a curve that is not known',
    finding: {
      code: 'unusable_key',
      severity: 'note',
      where: 'issuers[0].jwks',
      found: 'the key "bitcoin" (EC, secp256k1)',
    },
    wrong: pinned(one.jwk, { kty: 'EC', crv: 'secp256k1', kid: 'bitcoin', x: 'AQ', y: 'AQ' }),
    right: pinned(one.jwk, signingKey({ kid: 'ec', alg: 'ES256' }).jwk),
  },
  {
    title: 'two keys of one name',
    finding: { code: 'duplicate_kid', severity: 'error', where: 'issuers[0].jwks', found: '2 keys called "key-1"' },
    wrong: pinned(one.jwk, { ...other.jwk, kid: 'key-1' }),
    // The same key twice is one key; another type's may have the same name (RFC 7517 §4.5).
    right: pinned(one.jwk, { ...one.jwk, x5t: 'a' }, signingKey({ alg: 'ES256' }).jwk),
  },
  {
    title: 'a key without a name beside others',
    finding: {
      code: 'key_without_kid',
      severity: 'warning',
      where: 'issuers[0].jwks',
      found: '1 of 2 keys without a kid',
    },
    wrong: pinned(one.jwk, { ...other.jwk, kid: undefined }),
    right: pinned({ ...other.jwk, kid: undefined }),
  },
  {
    title: 'HS256',
    finding: {
      code: 'hs256',
      severity: 'warning',
      where: 'issuers[0].algorithms',
      found: '["HS256"], the secret being in Secrets Manager',
    },
    wrong: withIssuer({ algorithms: ['HS256'], hmacSecret: { secretArn: 'arn:aws:secretsmanager:x' } }),
    right: withIssuer({ algorithms: ['RS256'] }),
  },
  {
    title: 'ANY beside every method',
    finding: {
      code: 'route_never_reached',
      severity: 'warning',
      where: 'routes["ANY /a"]',
      found: 'a rule of its own for everything that it stands for',
    },
    wrong: routes(
      Object.fromEntries(
        ['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'].map((method) => [`${method} /a`, []]),
      ),
    ),
    right: routes(
      Object.fromEntries(
        ['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST'].map((method) => [`${method} /a`, []]),
      ),
    ),
  },
  {
    title: '$default beside a route for everything else',
    finding: {
      code: 'route_never_reached',
      severity: 'warning',
      where: 'routes["$default"]',
      found: 'a rule of its own for everything that it stands for',
    },
    wrong: routes({ $default: [], 'ANY /': [], 'ANY /{proxy+}': [] }),
    right: routes({ $default: [], 'ANY /': [], 'ANY /{x}': [] }),
  },
  {
    title: 'a route of AppSync in the table of a REST API',
    finding: {
      code: 'route_of_another_kind',
      severity: 'warning',
      where: 'routes["Query.timesheets"]',
      found: 'the route in a table for rest-token',
    },
    wrong: routes({ ...HEALTHY.routes, 'Query.timesheets': [] }),
    right: HEALTHY,
    asked: { kind: 'rest-token' },
  },
  {
    title: '$default in the table of a REST API, and not in that of an HTTP API',
    finding: {
      code: 'route_of_another_kind',
      severity: 'warning',
      where: 'routes["$default"]',
      found: 'the route in a table for rest-request',
    },
    wrong: routes({ $default: [] }),
    right: routes({ $default: [] }),
    asked: { kind: 'rest-request' },
    rightAsked: { kind: 'http-2.0' },
  },
  {
    title: 'a specific route that asks for less than the wider one',
    finding: {
      code: 'route_shadowed',
      severity: 'note',
      where: 'routes["GET /orders/mine"]',
      found: '[], before "GET /orders/{id}" with ["read:orders"]',
    },
    wrong: routes({ 'GET /orders/{id}': ['read:orders'], 'GET /orders/mine': [] }, { policyScope: 'route' }),
    right: routes({ 'GET /{proxy+}': ['admin'], 'GET /orders/mine': ['admin', 'x'] }, { policyScope: 'route' }),
  },
  {
    title: 'routes that one policy cannot tell apart',
    finding: {
      code: 'routes_indistinguishable',
      severity: 'error',
      where: 'routes["GET /{proxy+}"]',
      found:
        'no policy can tell "GET /{proxy+}" from "GET /{x}": what denies the one (GET/?*) denies the other as well',
    },
    wrong: routes({ 'GET /{x}': ['a'], 'GET /{proxy+}': ['b'] }),
    right: routes({ 'GET /{x}': ['a'], 'GET /{proxy+}': ['b'] }, { policyScope: 'route' }),
    asked: { kind: 'rest-token' },
    rightAsked: { kind: 'rest-request' },
  },
  {
    title: 'the same, where the kind of API is not known',
    finding: {
      code: 'routes_indistinguishable',
      severity: 'warning',
      where: 'routes["GET /{proxy+}"]',
      found:
        'no policy can tell "GET /{proxy+}" from "GET /{x}": what denies the one (GET/?*) denies the other as well',
    },
    wrong: routes({ 'GET /{x}': ['a'], 'GET /{proxy+}': ['b'] }),
    right: routes({ 'GET /{x}': ['a'], 'GET /{proxy+}': ['b'] }),
    rightAsked: { kind: 'http-2.0' },
  },
  {
    title: "a parameter whose value may be another route's literal",
    finding: {
      code: 'parameter_like_route',
      severity: 'warning',
      where: 'routes["GET /t/{id}/entries/{e}"]',
      found:
        'requests to "GET /t/{id}/entries/{e}" are denied where a parameter\'s value makes them look like "GET /t/{id}/payroll" (GET/t/*/payroll/)',
    },
    wrong: routes({ 'GET /t/{id}/entries/{e}': [], 'GET /t/{id}/payroll': ['hr'] }),
    right: routes({ 'GET /t/{id}/entries/{e}': [], 'GET /t/{id}/payroll/{month}/{day}': ['hr'] }),
    asked: { kind: 'rest-token' },
  },
  {
    title: 'a policy that is too large',
    finding: {
      code: 'policy_too_large',
      severity: 'error',
      where: 'routes',
      found:
        'an answer for all 60 routes would have about 12813 bytes, API Gateway takes 8192: use policyScope "route" with the route in the cache key, simple responses (HTTP API), or {proxy+}',
    },
    wrong: { ...manyRoutes(60), policyScope: 'api' },
    right: { ...manyRoutes(30), policyScope: 'api' },
    asked: { kind: 'rest-token' },
  },
  {
    title: 'two spellings of a scope',
    finding: {
      code: 'scope_near_miss',
      severity: 'warning',
      where: 'routes["GET /timesheets/{id}"]',
      found: '"read:timesheet", and "read:timesheets" on GET /timesheets',
    },
    wrong: routes({ ...HEALTHY.routes, 'GET /timesheets/{id}': ['read:timesheet'] }),
    right: routes({ ...HEALTHY.routes, 'GET /timesheets/{id}': ['read:timesheets'] }),
  },
  {
    title: 'a configuration that is too large for the environment',
    finding: {
      code: 'environment_too_large',
      severity: 'error',
      where: 'AUTHORIZER_CONFIG',
      found: `${sizeOf(manyRoutes(90))} bytes in the environment`,
    },
    wrong: manyRoutes(90),
    right: manyRoutes(60),
  },
  {
    title: 'a configuration that is nearly too large',
    finding: {
      code: 'environment_nearly_full',
      severity: 'note',
      where: 'AUTHORIZER_CONFIG',
      found: `${sizeOf(manyRoutes(78))} bytes in the environment`,
    },
    wrong: manyRoutes(78),
    right: manyRoutes(60),
  },
  {
    title: 'policies for one route, kept by token',
    finding: {
      code: 'cache_key_without_route',
      severity: 'error',
      where: '--kind',
      found: 'policyScope "route" and answers kept by token alone for 300 s',
    },
    wrong: { ...HEALTHY, policyScope: 'route' },
    right: { ...HEALTHY, policyScope: 'route' },
    asked: { kind: 'rest-token' },
    rightAsked: { kind: 'rest-token', ttlSeconds: 0 },
  },
  {
    title: 'a cookie, which a TOKEN authorizer is not handed',
    finding: {
      code: 'token_source_unreachable',
      severity: 'error',
      where: 'tokenSources',
      found: '["cookie:session"], and a TOKEN authorizer in API Gateway',
    },
    wrong: { ...HEALTHY, tokenSources: ['cookie:session'] },
    right: { ...HEALTHY, tokenSources: ['header:x-token'] },
    asked: { kind: 'rest-token' },
  },
  {
    title: 'answers that are kept for longer than a token may be old',
    finding: {
      code: 'cache_outlives_tokens',
      severity: 'warning',
      where: '--kind',
      found: 'answers kept for 300 s, and issuers[0].maxTokenAgeSeconds is 120 s',
    },
    wrong: withIssuer({ maxTokenAgeSeconds: 120 }),
    right: withIssuer({ maxTokenAgeSeconds: 300 }),
    asked: { kind: 'rest-token' },
  },
  {
    title: 'answers that are kept for longer than tokens live',
    finding: {
      code: 'cache_outlives_tokens',
      severity: 'warning',
      where: '--kind',
      found: 'answers kept for 900 s, and tokens live for 300 s',
    },
    wrong: HEALTHY,
    right: HEALTHY,
    asked: { kind: 'http-2.0', ttlSeconds: 900, tokenLifetimeSeconds: 300 },
    rightAsked: { kind: 'appsync', ttlSeconds: 900, tokenLifetimeSeconds: 300 },
  },
  {
    title: 'answers that are kept for long',
    finding: { code: 'cache_long', severity: 'note', where: '--kind', found: 'answers kept for 3600 s' },
    wrong: HEALTHY,
    right: HEALTHY,
    asked: { kind: 'rest-token', ttlSeconds: 3_600 },
    rightAsked: { kind: 'rest-token', ttlSeconds: 300 },
  },
  {
    title: 'plain http that nothing needs',
    finding: {
      code: 'insecure_http',
      severity: 'warning',
      where: 'insecureAllowHttp',
      found: 'true, and no address with plain http',
    },
    wrong: { ...HEALTHY, insecureAllowHttp: true },
    right: HEALTHY,
  },
  {
    title: 'an issuer on loopback',
    finding: {
      code: 'issuer_on_loopback',
      severity: 'note',
      where: 'insecureAllowHttp',
      found: 'true, and "http://localhost:9400/"',
    },
    wrong: withIssuer({ issuer: 'http://localhost:9400/' }, { insecureAllowHttp: true }),
    right: HEALTHY,
  },
  {
    title: 'a Deny for bad tokens',
    finding: { code: 'unauthenticated_deny', severity: 'warning', where: 'unauthenticated', found: '"deny"' },
    wrong: { ...HEALTHY, unauthenticated: 'deny' },
    right: { ...HEALTHY, unauthenticated: 'error' },
  },
  {
    title: 'a large tolerance for clocks',
    finding: { code: 'clock_tolerance_large', severity: 'warning', where: 'clockToleranceSeconds', found: '61' },
    wrong: { ...HEALTHY, clockToleranceSeconds: 61 },
    right: { ...HEALTHY, clockToleranceSeconds: 60 },
  },
  {
    title: 'keys that are kept for long',
    finding: { code: 'keys_kept_long', severity: 'warning', where: 'jwksCache.maxAgeSeconds', found: '43201' },
    wrong: keys({ maxAgeSeconds: 43_201 }),
    right: keys({ maxAgeSeconds: 43_200 }),
  },
  {
    title: 'keys that are fetched often',
    finding: { code: 'keys_fetched_often', severity: 'warning', where: 'jwksCache.maxAgeSeconds', found: '59' },
    wrong: keys({ maxAgeSeconds: 59 }),
    right: keys({ maxAgeSeconds: 60 }),
  },
  {
    title: 'no stale keys',
    finding: { code: 'no_stale_keys', severity: 'warning', where: 'jwksCache.maxStaleSeconds', found: '0' },
    wrong: keys({ maxStaleSeconds: 0 }),
    right: keys({ maxStaleSeconds: 600 }),
  },
  {
    title: 'stale keys for days',
    finding: { code: 'stale_keys_long', severity: 'warning', where: 'jwksCache.maxStaleSeconds', found: '86401' },
    wrong: keys({ maxStaleSeconds: 86_401 }),
    right: keys({ maxStaleSeconds: 86_400 }),
  },
  {
    title: 'a long cooldown',
    finding: { code: 'cooldown_long', severity: 'warning', where: 'jwksCache.cooldownSeconds', found: '301' },
    wrong: keys({ cooldownSeconds: 301 }),
    right: keys({ cooldownSeconds: 300 }),
  },
  {
    title: 'a short cooldown',
    finding: { code: 'cooldown_short', severity: 'warning', where: 'jwksCache.cooldownSeconds', found: '9' },
    wrong: keys({ cooldownSeconds: 9 }),
    right: keys({ cooldownSeconds: 10 }),
  },
  {
    title: 'a long timeout for keys',
    finding: { code: 'key_timeout_long', severity: 'warning', where: 'jwksCache.timeoutMs', found: '9001' },
    wrong: keys({ timeoutMs: 9_001 }),
    right: keys({ timeoutMs: 9_000 }),
  },
  {
    title: 'a short timeout for keys',
    finding: { code: 'key_timeout_short', severity: 'warning', where: 'jwksCache.timeoutMs', found: '499' },
    wrong: keys({ timeoutMs: 499 }),
    right: keys({ timeoutMs: 500 }),
  },
  {
    title: 'very many remembered tokens',
    finding: { code: 'token_cache_large', severity: 'warning', where: 'tokenCache.maxEntries', found: '20001' },
    wrong: { ...HEALTHY, tokenCache: { maxEntries: 20_001 } },
    right: { ...HEALTHY, tokenCache: { maxEntries: 20_000 } },
  },
  {
    title: 'no remembered tokens',
    finding: { code: 'token_cache_off', severity: 'note', where: 'tokenCache.maxEntries', found: '0' },
    wrong: { ...HEALTHY, tokenCache: { maxEntries: 0 } },
    right: { ...HEALTHY, tokenCache: { maxEntries: 1 } },
  },
];
