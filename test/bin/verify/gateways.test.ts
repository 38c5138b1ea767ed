/** The constructs' own APIs behind the local gateways, every kind of token at hand: all is as expected, and a naive authorizer is told. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Options } from '../../../bin/verify/options.ts';
import type { Report } from '../../../bin/verify/report.ts';
import { isAsExpected } from '../../../bin/verify/report.ts';
import { verify } from '../../../bin/verify/verify.ts';
import { addGatewayResponses } from '../../../lib/gateway-responses.ts';
import { JwtAuthorizer, type JwtAuthorizerProps } from '../../../lib/jwt-authorizer.ts';
import { config } from '../../fixtures/authorizer.ts';
import { signingKey, token } from '../../fixtures/tokens.ts';
import { fixture, start, synthesize, type TestGateway } from '../../local/gateway/support.ts';

// Processes and gateways have to start, and other tests run beside them.

const key = signingKey();
const nowSeconds = Math.floor(Date.now() / 1000);
const later = { iat: nowSeconds - 60, exp: nowSeconds + 3_600 };
const TOKENS = {
  token: token(key, { claims: { ...later, sub: 'author', scope: 'read admin' } }),
  denied: token(key, { claims: { ...later, sub: 'reader', scope: 'read' } }),
  expired: token(key, { claims: { iat: nowSeconds - 7_200, exp: nowSeconds - 3_600 } }),
  otherAudience: token(key, { claims: { ...later, aud: 'https://other.example' } }),
};

const ORIGIN = 'https://app.example';
const ROUTES: Record<string, string[]> = {
  'GET /orders': ['read'],
  'POST /orders': ['read'],
  'GET /orders/{id}': ['read'],
  // Covered by the one above, as IAM reads its wildcard.
  'GET /orders/{id}/payroll': ['admin'],
  // Two parameters at the end: its Allow is written with IAM's `?`.
  'GET /files/{folder}/{file}': ['read'],
};

type Config = JwtAuthorizerProps['config'];

/** A REST API with all routes behind an authorizer, and an open one. */
function restApi(stack: Stack, authorizer: apigateway.IAuthorizer, routes = ROUTES): void {
  const api = new apigateway.RestApi(stack, 'Api', {
    cloudWatchRole: false,
    defaultCorsPreflightOptions: { allowOrigins: [ORIGIN], allowMethods: ['GET'], allowHeaders: ['Authorization'] },
  });
  addGatewayResponses({ restApi: api, realm: 'orders', allowOrigin: ORIGIN });
  const integration = new apigateway.LambdaIntegration(backend(stack));
  for (const route of Object.keys(routes)) {
    const [method = '', path = ''] = route.split(' ');
    api.root.resourceForPath(path).addMethod(method, integration, { authorizer });
  }
  api.root.addResource('health').addMethod('GET', integration);
}

function httpApi(stack: Stack, authorizer: apigatewayv2.IHttpRouteAuthorizer): void {
  const api = new apigatewayv2.HttpApi(stack, 'Api', {
    corsPreflight: {
      allowOrigins: [ORIGIN],
      allowMethods: [apigatewayv2.CorsHttpMethod.GET],
      allowHeaders: ['Authorization'],
    },
  });
  const integration = new HttpLambdaIntegration('Backend', backend(stack));
  for (const route of Object.keys(ROUTES)) {
    const [method = '', path = ''] = route.split(' ');
    api.addRoutes({ path, methods: [method as apigatewayv2.HttpMethod], integration, authorizer });
  }
  api.addRoutes({ path: '/health', methods: [apigatewayv2.HttpMethod.GET], integration });
}

/** Answers every request with 200 and the CORS header of a proxy integration. */
function backend(stack: Stack): lambda.Function {
  const handler = `exports.handler = async () => ({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': '${ORIGIN}' }, body: '{}' });`;
  return fixture(stack, 'Backend', 'backend', { code: lambda.Code.fromInline(handler) });
}

const ours = (stack: Stack, rest: Partial<Config> = {}) =>
  new JwtAuthorizer(stack, 'Authorizer', { config: config([key], {}, { routes: ROUTES, ...rest }) });

const KINDS = [
  { kind: 'REST API, TOKEN', build: (stack: Stack) => restApi(stack, ours(stack).tokenAuthorizer()) },
  { kind: 'REST API, REQUEST', build: (stack: Stack) => restApi(stack, ours(stack).requestAuthorizer()) },
  { kind: 'HTTP API', build: (stack: Stack) => httpApi(stack, ours(stack).httpAuthorizer()) },
  {
    kind: 'HTTP API, policy',
    build: (stack: Stack) => httpApi(stack, ours(stack, { httpApiResponse: 'policy' }).httpAuthorizer()),
  },
  {
    kind: 'REST API, bad tokens denied',
    build: (stack: Stack) => restApi(stack, ours(stack, { unauthenticated: 'deny' }).tokenAuthorizer()),
  },
] as const;

let gateway: TestGateway | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

async function report(template: string, options: Partial<Options> = {}): Promise<Report> {
  gateway = await start(template);
  const given: Options = {
    url: new URL(gateway.url),
    tokens: TOKENS,
    routes: [],
    deniedRoutes: [],
    openRoutes: ['GET /health'],
    template,
    origin: ORIGIN,
    realm: 'orders',
    allowWrites: false,
    json: false,
    samples: 1,
    ...options,
  };
  return verify(given, Date.now());
}

test.each(KINDS)('$kind: every check is as expected', async ({ kind, build }) => {
  const whole = await report(synthesize(build));
  expect(whole.results.filter(({ verdict }) => verdict === 'different')).toEqual([]);
  const notMade = whole.results.filter(({ verdict }) => verdict === 'not made').map(({ check }) => check.id);
  expect(notMade).toEqual(kind.startsWith('HTTP') ? ['challenge-unauthorized', 'challenge-forbidden'] : []);
});

test('routes may be named instead of the template', async () => {
  const routes = ['GET /orders', 'GET /orders/42/payroll'];
  const whole = await report(synthesize(KINDS[0].build), {
    template: undefined,
    routes,
    deniedRoutes: ['GET /orders/42/payroll'],
  });
  expect(isAsExpected(whole)).toBe(true);
  expect(whole.results.find(({ check }) => check.id === 'cache')?.seen).toBe('18 of 18 as expected');
});

test("a spelling that is a value of another route's parameter is that route's affair", async () => {
  const routes = { 'GET /orders/{id}': ['read'], 'GET /orders/secret': ['admin'] };
  const template = synthesize((stack) => restApi(stack, ours(stack, { routes }).tokenAuthorizer(), routes));
  const { results } = await report(template);
  expect(results.find(({ check }) => check.id === 'encoded-slash')).toMatchObject({
    verdict: 'as expected',
    seen: 'no token 401; denied token 200; token 200',
  });
});

test('a policy for methodArn under a cache is told', async () => {
  const template = synthesize((stack) => {
    const handler = new lambda.Function(stack, 'Naive', {
      code: lambda.Code.fromAsset(join(import.meta.dirname, '../../e2e/fixtures/method-arn')),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_22_X,
      environment: { RULES: JSON.stringify(ROUTES) },
    });
    restApi(stack, new apigateway.TokenAuthorizer(stack, 'TokenAuthorizer', { handler }));
  });
  const { results } = await report(template, {
    template: undefined,
    routes: ['GET /orders', 'GET /orders/{id}', 'GET /orders/{id}/payroll'],
    deniedRoutes: ['GET /orders/{id}/payroll'],
  });
  const told = results.filter(({ verdict }) => verdict === 'different').map(({ check }) => check.id);
  expect(told).toEqual(expect.arrayContaining(['unsigned', 'forged', 'expired', 'wrong-audience', 'cache']));
  const kept = results.find(({ check }) => check.id === 'cache')?.findings.map(({ means }) => means);
  expect(kept).toContain(
    'The kept answer of one route was used for another: the policy names only the route that was asked for first.',
  );
});

test('a simple answer that is kept without its route is told', async () => {
  const file = synthesize((stack) => httpApi(stack, ours(stack).httpAuthorizer()));
  // What the construct refuses to write: the token alone as the key of the cache.
  const kept = readFileSync(file, 'utf8').replace(/"\$context\.routeKey",?\s*|,\s*"\$context\.routeKey"/g, '');
  writeFileSync(file, kept);
  const { results } = await report(file);
  expect(results.find(({ check }) => check.id === 'cache')).toMatchObject({
    verdict: 'different',
    findings: [{ means: 'The kept refusal of one route was used for another that this token opens.' }],
  });
});

describe('what cannot be checked is said:', () => {
  let template: string;
  beforeAll(() => {
    template = synthesize(KINDS[0].build);
  });

  const { token: valid, denied, expired, otherAudience } = TOKENS;

  test.each([
    {
      what: 'an expired token as the token',
      options: { tokens: { token: expired } },
      message: '--token: found one whose time is over, expected a valid one; get a new one',
    },
    {
      what: 'a token for another API as the token',
      options: { tokens: { token: otherAudience } },
      message:
        "--token: found one that is audience_mismatch by the template's configuration, expected a valid one; get another token, or give the template of this API",
    },
    {
      what: 'a valid token as the expired one',
      options: { tokens: { token: valid, expired: valid } },
      message: '--expired-token: found one whose time is not over, expected an expired one; wait, or leave it out',
    },
    {
      what: 'a valid token as that of another API',
      options: { tokens: { token: valid, otherAudience: valid } },
      message:
        "--other-audience-token: found a valid one by the template's configuration, expected one that is audience_mismatch; get another token, or give the template of this API",
    },
    {
      what: 'a denied token that opens all',
      options: { tokens: { token: denied, denied: valid } },
      message:
        '--denied-token: found that it opens every route that may be called, expected one that lacks the scope of one; --allow-writes calls more than GET and HEAD',
    },
    {
      what: 'routes that write',
      options: { template: undefined, routes: ['POST /orders'] },
      message:
        'found 0 routes to call and none that the token opens, expected one at least with GET or HEAD; --allow-writes calls the others, too',
    },
    {
      what: 'a route that is none',
      options: { template: undefined, routes: ['/orders'] },
      message:
        '--route: found what is no route, expected "METHOD /path" with a method of API Gateway or ANY, "$default", "$connect" or "Type.field"',
    },
    {
      what: 'a route without a path',
      options: { template: undefined, routes: ['$default'] },
      message: '--route: found a route without a path, expected "METHOD /path"',
    },
  ])('$what', async ({ options, message }) => {
    await expect(report(template, options)).rejects.toThrow(new Error(message));
  });

  test('a URL where nothing answers', async () => {
    const url = new URL('http://127.0.0.1:1/prod');
    await expect(report(template, { url })).rejects.toThrow(
      new Error('--url: found no answer at http://127.0.0.1:1/prod (ECONNREFUSED), expected that of a deployed API'),
    );
  });

  test('an API that has no such route', async () => {
    await expect(report(template, { template: undefined, routes: ['GET /other'] })).rejects.toThrow(
      /^--url: found that the API has no GET \/other below http:\/\/127\.0\.0\.1:\d+\/prod \(403\), expected the API's base: stage included, the route's path not$/,
    );
  });
});
