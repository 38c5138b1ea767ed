/** The promise about API Gateway's result cache, through a gateway that has one: right answers on every route, one call of the function a token. */
import { join } from 'node:path';
import { Duration, type Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { JwtAuthorizer } from '../../lib/jwt-authorizer.ts';
import { config } from '../fixtures/authorizer.ts';
import { signingKey, token } from '../fixtures/tokens.ts';
import { fixture, start, synthesize, type TestGateway } from '../local/gateway/support.ts';

const key = signingKey();
const SCOPES = ['read', 'create', 'admin'];
const ROUTES: Record<string, string[]> = {
  'GET /timesheets': ['read'],
  'POST /timesheets': ['create'],
  'GET /timesheets/{id}': ['read'],
  'DELETE /timesheets/{id}': ['admin'],
  // Covered by the one above, as IAM reads its wildcard.
  'GET /timesheets/{id}/payroll': ['admin'],
  'GET /timesheets/summary': ['create'],
  'GET /me': [],
};
const REQUESTS = Object.keys(ROUTES);
/** Ten users, each with scopes of their own. */
const USERS = Array.from({ length: 10 }, (_, user) => SCOPES.filter((_, index) => user & (1 << index)));

const nowSeconds = Date.now() / 1000;
const tokens = USERS.map((scopes, user) =>
  token(key, { claims: { sub: `user-${user}`, scope: scopes.join(' '), iat: nowSeconds, exp: nowSeconds + 3_600 } }),
);

/** A thousand times a user and a route, the same in every run. */
const WORKLOAD = Array.from({ length: 1_000 }, (_, index) => ({
  user: (index * 7 + Math.floor(index / 10)) % USERS.length,
  route: REQUESTS[(index * 13 + Math.floor(index / 7)) % REQUESTS.length] as string,
}));

/** A REST API with all the routes behind one authorizer. */
function api(stack: Stack, authorizer: apigateway.IAuthorizer): void {
  const restApi = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
  const integration = new apigateway.LambdaIntegration(fixture(stack, 'Backend', 'backend'));
  for (const route of REQUESTS) {
    const [method = '', path = ''] = route.split(' ');
    restApi.root.resourceForPath(path).addMethod(method, integration, { authorizer });
  }
}

async function startApi(build: (stack: Stack) => apigateway.IAuthorizer): Promise<TestGateway> {
  return start(synthesize((stack) => api(stack, build(stack))));
}

function ourAuthorizer(resultsCacheTtl: Duration) {
  return (stack: Stack) =>
    new JwtAuthorizer(stack, 'Authorizer', { config: config([key], {}, { routes: ROUTES }) }).tokenAuthorizer({
      resultsCacheTtl,
    });
}

function methodArnAuthorizer(stack: Stack): apigateway.IAuthorizer {
  const handler = new lambda.Function(stack, 'Authorizer', {
    code: lambda.Code.fromAsset(join(__dirname, 'fixtures/method-arn')),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_22_X,
    environment: { RULES: JSON.stringify(ROUTES) },
  });
  return new apigateway.TokenAuthorizer(stack, 'TokenAuthorizer', { handler });
}

/** Sends the workload; the statuses in its order, and how often the authorizer was called. */
async function run(gateway: TestGateway): Promise<{ statuses: number[]; calls: number }> {
  try {
    const statuses: number[] = [];
    for (const { user, route } of WORKLOAD) {
      const [method = '', path = ''] = route.split(' ');
      const headers = { authorization: `Bearer ${tokens[user]}` };
      const response = await fetch(gateway.url + path.replace('{id}', '1'), { method, headers });
      await response.arrayBuffer();
      statuses.push(response.status);
    }
    const authorizer = [...gateway.invocations.keys()].find((id) => id.startsWith('Authorizer')) ?? '';
    return { statuses, calls: gateway.invocations.get(authorizer) ?? 0 };
  } finally {
    await gateway.close();
  }
}

const RIGHT = WORKLOAD.map(({ user, route }) =>
  ROUTES[route]?.every((scope) => USERS[user]?.includes(scope)) ? 200 : 403,
);

test('a thousand requests of ten users over all routes take ten calls, and every status is right', async () => {
  const { statuses, calls } = await run(await startApi(ourAuthorizer(Duration.minutes(5))));
  expect(statuses).toEqual(RIGHT);
  expect(calls).toBe(10);
}, 60_000);

test('without the cache they take a thousand calls, and the statuses are the same', async () => {
  const { statuses, calls } = await run(await startApi(ourAuthorizer(Duration.seconds(0))));
  expect(statuses).toEqual(RIGHT);
  expect(calls).toBe(1_000);
}, 60_000);

test('a policy for methodArn alone gives wrong answers under the same cache', async () => {
  const { statuses, calls } = await run(await startApi(methodArnAuthorizer));
  const wrongRefusals = statuses.filter((status, index) => status === 403 && RIGHT[index] === 200).length;
  expect(calls).toBe(10);
  expect(wrongRefusals).toBeGreaterThan(200);
}, 60_000);
