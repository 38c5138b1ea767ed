import { Duration, Token } from 'aws-cdk-lib';
import type { AuthorizerConfigInput } from '../../lambda/authorizer/config.ts';
import {
  planHttpAuthorizer,
  planRequestAuthorizer,
  planTokenAuthorizer,
  planWebSocketAuthorizer,
} from '../../lib/authorizer-plan.ts';

type Extra = Partial<AuthorizerConfigInput> & { readonly maxTokenAgeSeconds?: number };

function config({ maxTokenAgeSeconds, ...extra }: Extra = {}): AuthorizerConfigInput {
  const issuer = { issuer: 'https://issuer.example/', audience: 'https://api.example', maxTokenAgeSeconds };
  return { issuers: [issuer], routes: { 'GET /me': [] }, ...extra };
}

const NO_CACHE = Duration.seconds(0);
const TOKEN = 'method.request.header.Authorization';
const ROUTE = ['context.httpMethod', 'context.resourcePath'];

type Wishes = { readonly resultsCacheTtl?: Duration; readonly identitySources?: string[] };
const tokenAuthorizer = (extra?: Extra, wishes?: Wishes) =>
  planTokenAuthorizer({ where: 'it', config: config(extra), ...wishes });
const requestAuthorizer = (extra?: Extra, wishes?: Wishes) =>
  planRequestAuthorizer({ where: 'it', config: config(extra), ...wishes });
const httpAuthorizer = (extra?: Extra, wishes?: Wishes) =>
  planHttpAuthorizer({ where: 'it', config: config(extra), ...wishes });
const webSocketAuthorizer = (extra?: Extra) => planWebSocketAuthorizer({ where: 'it', config: config(extra) });

describe('the cache key holds the route exactly where the answer depends on it:', () => {
  test.each([
    ['TOKEN', tokenAuthorizer(), [TOKEN], 'api'],
    ['TOKEN without a cache', tokenAuthorizer({}, { resultsCacheTtl: NO_CACHE }), [TOKEN], 'route'],
    ['REQUEST', requestAuthorizer(), [TOKEN, ...ROUTE], 'route'],
    ['REQUEST with policyScope "api"', requestAuthorizer({ policyScope: 'api' }), [TOKEN], 'api'],
    ["REQUEST with a key of one's own", requestAuthorizer({}, { identitySources: [TOKEN] }), [TOKEN], 'api'],
    ['HTTP, simple', httpAuthorizer(), ['$request.header.Authorization', '$context.routeKey'], undefined],
    [
      'HTTP, simple, with policyScope "api"',
      httpAuthorizer({ policyScope: 'api' }),
      ['$request.header.Authorization', '$context.routeKey'],
      undefined,
    ],
    [
      'HTTP, policy',
      httpAuthorizer({ httpApiResponse: 'policy' }),
      ['$request.header.Authorization', '$context.routeKey'],
      'route',
    ],
    [
      'HTTP, policy, with policyScope "api"',
      httpAuthorizer({ httpApiResponse: 'policy', policyScope: 'api' }),
      ['$request.header.Authorization'],
      'api',
    ],
  ])('%s', (_name, plan, identitySources, policyScope) => {
    expect([plan.identitySources, plan.policyScope]).toEqual([identitySources, policyScope]);
  });
});

test.each([
  ['header:x-token', ['method.request.header.X-Token'], ['$request.header.X-Token'], ['route.request.header.X-Token']],
  ['cookie:session', ['method.request.header.Cookie'], ['$request.header.Cookie'], ['route.request.header.Cookie']],
  [
    'query:token',
    ['method.request.querystring.token'],
    ['$request.querystring.token'],
    ['route.request.querystring.token'],
  ],
])('finds a token at %s', (source, rest, http, webSocket) => {
  const tokenSources = [source];
  expect(requestAuthorizer({ tokenSources }).identitySources).toEqual([...rest, ...ROUTE]);
  expect(httpAuthorizer({ tokenSources }).identitySources).toEqual([...http, '$context.routeKey']);
  expect(webSocketAuthorizer({ tokenSources }).identitySources).toEqual(webSocket);
});

test('two cookies lie in one header, so that answers can be kept', () => {
  expect(requestAuthorizer({ tokenSources: ['cookie:a', 'cookie:b'] }).identitySources).toEqual([
    'method.request.header.Cookie',
    ...ROUTE,
  ]);
});

test('asks for no place of the token where it may lie in several', () => {
  const tokenSources = ['header:authorization', 'query:token'];
  expect(webSocketAuthorizer({ tokenSources }).identitySources).toEqual([]);
  expect(httpAuthorizer({ tokenSources }, { resultsCacheTtl: NO_CACHE }).identitySources).toEqual([
    '$context.routeKey',
  ]);
});

test('keeps answers for five minutes, or as long as a token may be old', () => {
  expect(tokenAuthorizer().resultsCacheTtl.toSeconds()).toBe(300);
  expect(tokenAuthorizer({ maxTokenAgeSeconds: 60 }).resultsCacheTtl.toSeconds()).toBe(60);
  expect(tokenAuthorizer({ maxTokenAgeSeconds: 86_400 }).resultsCacheTtl.toSeconds()).toBe(300);
});

test.each([
  [
    'a fraction of a second',
    () => tokenAuthorizer({}, { resultsCacheTtl: Duration.millis(1_500) }),
    'it: resultsCacheTtl is 1.5 seconds, expected whole seconds: API Gateway counts no less',
  ],
  [
    'more than an hour',
    () => httpAuthorizer({}, { resultsCacheTtl: Duration.hours(2) }),
    'it: resultsCacheTtl is 7200 seconds, expected at most 3600: API Gateway keeps an answer for an hour at most',
  ],
  [
    'longer than a token may be old',
    () => requestAuthorizer({ maxTokenAgeSeconds: 60 }, { resultsCacheTtl: Duration.minutes(5) }),
    "it: resultsCacheTtl is 300 seconds, expected at most 60, the configuration's maxTokenAgeSeconds: a kept answer would open the API to tokens of more than twice that age; shorten resultsCacheTtl, or leave it out",
  ],
  [
    'one route for a TOKEN authorizer with a cache',
    () => tokenAuthorizer({ policyScope: 'route' }),
    'it: policyScope is "route" and answers are kept by token alone, expected "api": one route\'s policy would answer for all; leave policyScope out, set resultsCacheTtl to Duration.seconds(0), or use requestAuthorizer(), whose cache key holds the route',
  ],
  [
    'a cookie for a TOKEN authorizer',
    () => tokenAuthorizer({ tokenSources: ['cookie:session'] }),
    'it: tokenSources are ["cookie:session"], expected one header: API Gateway hands a TOKEN authorizer nothing else; use requestAuthorizer()',
  ],
  [
    'a second place for a TOKEN authorizer',
    () => tokenAuthorizer({ tokenSources: ['header:authorization', 'header:x-token'] }),
    'it: tokenSources are ["header:authorization","header:x-token"], expected one header: API Gateway hands a TOKEN authorizer nothing else; use requestAuthorizer()',
  ],
  [
    'several places where answers are kept',
    () => httpAuthorizer({ tokenSources: ['header:authorization', 'cookie:session'] }),
    "it: the token may lie in 2 places (header:authorization, cookie:session), expected one where answers are kept: API Gateway answers 401 to a request that lacks one of the key's parts; set resultsCacheTtl to Duration.seconds(0), or name one place in tokenSources",
  ],
  [
    'a protocol where there is none',
    () => requestAuthorizer({ tokenSources: ['protocol:bearer'] }),
    'it: tokenSources name protocol:bearer, expected header:NAME, cookie:NAME or query:NAME: only a WebSocket has a protocol; give the WebSocket API a JwtAuthorizer of its own',
  ],
  [
    'simple responses kept without the route',
    () => httpAuthorizer({}, { identitySources: ['$request.header.Authorization'] }),
    "it: identitySources are $request.header.Authorization, expected $context.routeKey among them: one route's answer would be kept for every other route; add what is missing, leave identitySources out, or set resultsCacheTtl to Duration.seconds(0)",
  ],
  [
    'policies for one route kept without the method',
    () => requestAuthorizer({ policyScope: 'route' }, { identitySources: [TOKEN, 'context.resourcePath'] }),
    "it: identitySources are method.request.header.Authorization, context.resourcePath, expected context.httpMethod among them: one route's answer would be kept for every other route; add what is missing, leave identitySources out, or set resultsCacheTtl to Duration.seconds(0)",
  ],
  [
    'answers kept without the token',
    () => requestAuthorizer({}, { identitySources: ROUTE }),
    "it: identitySources are context.httpMethod, context.resourcePath, expected method.request.header.Authorization among them: one caller's answer would be kept for every other caller; add what is missing, leave identitySources out, or set resultsCacheTtl to Duration.seconds(0)",
  ],
])('refuses %s', (_name, plan, message) => {
  expect(plan).toThrow(new Error(message));
});

test('takes any key where nothing is kept', () => {
  const wishes = { resultsCacheTtl: NO_CACHE, identitySources: ['method.request.header.X-Tenant'] };
  expect(requestAuthorizer({}, wishes)).toMatchObject({
    identitySources: ['method.request.header.X-Tenant'],
    policyScope: 'route',
  });
});

test('counts a time that CloudFormation fills in as one', () => {
  const resultsCacheTtl = Duration.seconds(Token.asNumber({ Ref: 'Seconds' }));
  expect(() => httpAuthorizer({}, { resultsCacheTtl, identitySources: ['$request.header.Authorization'] })).toThrow(
    /expected \$context\.routeKey among them/,
  );
  expect(tokenAuthorizer({}, { resultsCacheTtl }).policyScope).toBe('api');
});
