/** The published JSON Schema beside the schema that the authorizer itself goes by. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { configJsonSchema } from '../../bin/config-json-schema.ts';
import { type AuthorizerConfigInput, type ConfigProblem, validateConfig } from '../../lambda/authorizer/config.ts';
import { parseRouteKey } from '../../lambda/authorizer/route-key.ts';
import { signingKey } from '../fixtures/tokens.ts';

/** As much of the file as is read here by name. */
interface Published {
  properties: {
    contextClaims: { propertyNames: { not: { enum: string[] } } };
    routes: { propertyNames: object };
  };
}

const file = join(__dirname, '../../schema/authorizer-config.schema.json');
const published: Published = JSON.parse(readFileSync(file, 'utf8'));
const ajv = new Ajv({ allErrors: true });
const validate = ajv.compile(published);

const issuer = { issuer: 'https://issuer.example/', audience: 'https://api.example' };
const minimal: AuthorizerConfigInput = { issuers: [issuer], routes: { 'GET /me': [] } };

const withIssuer = (changes: object) => ({ ...minimal, issuers: [{ ...issuer, ...changes }] });

function problemsOf(config: unknown): ConfigProblem[] {
  const result = validateConfig(config);
  return result.ok ? [] : result.error;
}

test('the published file is what `npm run schema` writes', () => {
  expect(published).toEqual(configJsonSchema());
});

test.each<[string, unknown]>([
  ['the least', minimal],
  ['several audiences', withIssuer({ audience: ['a', 'b'] })],
  [
    'a pinned key with members of its own',
    withIssuer({ jwks: { keys: [{ ...signingKey().jwk, note: 'x' }], note: 'x' } }),
  ],
  ['a secret in the environment', withIssuer({ algorithms: ['HS256'], hmacSecret: { env: 'SECRET' } })],
  ['a secret in Secrets Manager', withIssuer({ algorithms: ['HS256'], hmacSecret: { secretArn: 'arn' } })],
  ['claims of every kind', withIssuer({ requiredClaims: { token_use: 'access', level: 1, mfa: true } })],
  ['alternatives', { ...minimal, routes: { 'POST /a/{id}/b': { anyOf: ['a:b', 'c'] }, 'ANY /{proxy+}': ['a'] } }],
  ['names for routes', { ...minimal, routes: { $default: [], $connect: [], 'Query.me': [] } }],
  ['no routes where all are open', { ...minimal, routes: {}, unlistedRoutes: 'authenticated' }],
  ['places for the token', { ...minimal, tokenSources: ['header:x-token', 'cookie:s', 'query:t', 'protocol:bearer'] }],
  ['claims for the context', { ...minimal, contextClaims: { email: 'https://api.example/email' } }],
  ['limits', { ...minimal, clockToleranceSeconds: 300, jwksCache: { timeoutMs: 500 }, tokenCache: { maxEntries: 0 } }],
])('accepts what the authorizer accepts: %s', (_, config) => {
  expect(problemsOf(config)).toEqual([]);
  expect(validate(config) ? [] : validate.errors).toEqual([]);
});

test.each<[string, unknown]>([
  ['nothing', null],
  ['an array', []],
  ['no issuers', { routes: {} }],
  ['an empty list of issuers', { ...minimal, issuers: [] }],
  ['an unknown key', { ...minimal, unlisted: 'deny' }],
  ['an unknown key of an issuer', withIssuer({ algorithm: 'RS256' })],
  ['an unknown key of the cache', { ...minimal, jwksCache: { ttl: 5 } }],
  ['an unknown key of a rule', { ...minimal, routes: { 'GET /me': { anyOf: ['a'], allOf: ['b'] } } }],
  ['a number for an issuer', withIssuer({ issuer: 7 })],
  ['an empty audience', withIssuer({ audience: '' })],
  ['no audience in the list', withIssuer({ audience: [] })],
  ['an algorithm that nobody should use', withIssuer({ algorithms: ['none'] })],
  ['a secret in the open', withIssuer({ hmacSecret: 'secret' })],
  ['a secret in two places', withIssuer({ hmacSecret: { env: 'A', secretArn: 'b' } })],
  ['an unknown profile', withIssuer({ profile: 'azure' })],
  ['an array of required claims', withIssuer({ requiredClaims: [] })],
  ['a required claim of null', withIssuer({ requiredClaims: { a: null } })],
  ['an age of no time', withIssuer({ maxTokenAgeSeconds: 0 })],
  ['half a second', { ...minimal, clockToleranceSeconds: 0.5 }],
  ['more tolerance than sense', { ...minimal, clockToleranceSeconds: 301 }],
  ['a number as text', { ...minimal, maxTokenBytes: '16384' }],
  ['an array of routes', { ...minimal, routes: ['GET /me'] }],
  ['a scope with a blank', { ...minimal, routes: { 'GET /me': ['two words'] } }],
  ['no alternative', { ...minimal, routes: { 'GET /me': { anyOf: [] } } }],
  ['a scope alone', { ...minimal, routes: { 'GET /me': 'read' } }],
  ['an unknown method', { ...minimal, routes: { 'FETCH /me': [] } }],
  ['a wildcard', { ...minimal, routes: { 'GET /a/*': [] } }],
  ['a place that there is not', { ...minimal, tokenSources: ['body:token'] }],
  ['no place for the token', { ...minimal, tokenSources: [] }],
  ['a context key with a dash', { ...minimal, contextClaims: { 'e-mail': 'email' } }],
  ['an answer that there is not', { ...minimal, httpApiResponse: 'iam' }],
  ['a switch as text', { ...minimal, insecureAllowHttp: 'true' }],
])('refuses what the authorizer refuses: %s', (_, config) => {
  expect(problemsOf(config)).not.toEqual([]);
  expect(validate(config)).toBe(false);
});

test('refuses the context keys that the authorizer keeps for itself, all of them', () => {
  const [problem] = problemsOf({ ...minimal, contextClaims: { sub: 'sub' } });
  const [, reserved = ''] = /^a context key other than (.+)$/.exec(problem?.expected ?? '') ?? [];
  expect(published.properties.contextClaims.propertyNames.not.enum).toEqual(reserved.split(', '));
});

test('accepts the route keys that the authorizer accepts, and no others', () => {
  const routeKey = ajv.compile(published.properties.routes.propertyNames);
  const piece = fc.constantFrom(
    ...[
      'GET',
      'ANY',
      'get',
      'HEAD',
      ' ',
      '/',
      '//',
      'a',
      'é',
      '{id}',
      '{proxy+}',
      '{',
      '+}',
      '*',
      '?',
      '%2F',
      '$default',
      '.',
      'Query',
      '\n',
      '',
    ],
  );
  const path = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(
      fc.oneof(
        path,
        path.map((text) => `GET /${text}`),
      ),
      (key) => {
        expect(routeKey(key)).toBe(parseRouteKey(key).ok);
      },
    ),
    { numRuns: 2_000 },
  );
});

test.each<[string, unknown]>([
  ['two sources of keys', withIssuer({ jwksUri: 'https://issuer.example/jwks', jwks: { keys: [signingKey().jwk] } })],
  ['HS256 without its secret', withIssuer({ algorithms: ['HS256'] })],
  ['plain http', withIssuer({ jwksUri: 'http://issuer.example/jwks' })],
  ['one issuer twice', { ...minimal, issuers: [issuer, issuer] }],
  ['one route twice', { ...minimal, routes: { 'GET /{a}': [], 'GET /{b}': [] } }],
])('leaves to the authorizer what keys say against each other: %s', (_, config) => {
  expect(problemsOf(config)).not.toEqual([]);
  expect(validate(config)).toBe(true);
});
