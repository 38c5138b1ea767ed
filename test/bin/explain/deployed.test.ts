/** A configuration from a synthesized template: with it come the kind of API and the words of its gateway responses. */
import type { Stack } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { addGatewayResponses } from '../../../lib/gateway-responses.ts';
import { JwtAuthorizer, type JwtAuthorizerProps } from '../../../lib/jwt-authorizer.ts';
import { synthesize } from '../../fixtures/synthesize.ts';
import { AUDIENCE, ISSUER, NOW_SECONDS, signingKey, token } from '../../fixtures/tokens.ts';
import { addHttpApi, addRestApi, addWebSocketApi } from '../../lib/apis.ts';
import { outside, runWith } from './outside.ts';

const key = signingKey();
const expired = token(key, { claims: { exp: NOW_SECONDS - 60 } });

/** Explains a token to what `build` puts in front of `GET /me`. */
async function explained(
  build: (stack: Stack, jwtAuthorizer: JwtAuthorizer) => void,
  args: readonly string[] = [],
  config: Partial<JwtAuthorizerProps['config']> = {},
) {
  const template = synthesize((stack) => {
    const issuers = [{ issuer: ISSUER, audience: AUDIENCE }];
    const routes = { 'GET /me': [] };
    build(stack, new JwtAuthorizer(stack, 'Authorizer', { config: { issuers, routes, ...config } }));
  });
  return runWith(
    { 'Stack.template.json': template.toJSON() },
    [expired, '--template', 'Stack.template.json', '--json', ...args],
    outside([key]),
  );
}

const withRest = (stack: Stack, authorizer: apigateway.IAuthorizer) => addRestApi(stack, authorizer, ['GET /me']);

test.each<[string, Parameters<typeof explained>[0], object]>([
  ['rest-token', (stack, jwt) => withRest(stack, jwt.tokenAuthorizer()), {}],
  ['rest-request', (stack, jwt) => withRest(stack, jwt.requestAuthorizer()), {}],
  ['http-2.0', (stack, jwt) => addHttpApi(stack, jwt.httpAuthorizer(), ['GET /me']), {}],
  ['websocket', (stack, jwt) => addWebSocketApi(stack, jwt.webSocketAuthorizer()), { routes: { $connect: [] } }],
  [
    'appsync',
    (stack, jwt) => {
      new appsync.CfnGraphQLApi(stack, 'Api', {
        name: 'orders',
        authenticationType: 'AWS_LAMBDA',
        lambdaAuthorizerConfig: { authorizerUri: jwt.handler.functionArn },
      });
    },
    { routes: { 'Query.me': [] } },
  ],
])('knows a %s by its authorizer', async (kind, build, config) => {
  const { stdout = '', exitCode } = await explained(build, [], config);
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ kind, reason: 'expired' });
});

test('--kind decides where the template has several', async () => {
  const both = (stack: Stack, jwt: JwtAuthorizer) => {
    withRest(stack, jwt.tokenAuthorizer());
    addHttpApi(stack, jwt.httpAuthorizer(), ['GET /me']);
  };
  expect(JSON.parse((await explained(both)).stdout ?? '').kind).toBe('rest-token');
  expect(JSON.parse((await explained(both, ['--kind', 'http-2.0'])).stdout ?? '').kind).toBe('http-2.0');
});

test('shows the words of the gateway responses, unless --realm says others', async () => {
  const build = (stack: Stack, jwt: JwtAuthorizer) => {
    const restApi = withRest(stack, jwt.tokenAuthorizer());
    addGatewayResponses({ restApi, realm: 'orders', allowOrigin: 'https://app.example.com' });
  };
  const { callerSees } = JSON.parse((await explained(build)).stdout ?? '');
  expect(callerSees).toMatchObject({
    status: 401,
    headers: {
      'WWW-Authenticate': 'Bearer realm="orders"',
      'Access-Control-Allow-Origin': 'https://app.example.com',
    },
    body: '{"message":"Missing or invalid token"}',
  });
  const other = JSON.parse((await explained(build, ['--realm', 'other'])).stdout ?? '').callerSees;
  expect(other.headers['WWW-Authenticate']).toBe('Bearer realm="other"');
});

test('says which value only AWS knows', async () => {
  const template = synthesize((stack) => {
    const issuer = new cognito.UserPool(stack, 'Pool').userPoolProviderUrl;
    const config = { issuers: [{ issuer, audience: AUDIENCE }], routes: { 'GET /me': [] } };
    withRest(stack, new JwtAuthorizer(stack, 'Authorizer', { config }).tokenAuthorizer());
  });
  const { stderr = '', exitCode } = await runWith(
    { 'Stack.template.json': template.toJSON() },
    [expired, '--template', 'Stack.template.json'],
    outside([key]),
  );
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(
    /^--template: found Fn::GetAtt Pool\w+\.ProviderURL in AUTHORIZER_CONFIG of Stack\.template\.json, function Authorizer\w+, expected/,
  );
});
