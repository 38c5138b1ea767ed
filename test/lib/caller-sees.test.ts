/** What the table of answers says, against what the local gateways answer for real. */
import type { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import {
  HttpLambdaAuthorizer,
  HttpLambdaResponseType,
  WebSocketLambdaAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration, WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { type CallerSees, type CallerSeesOptions, callerSees } from '../../lib/caller-sees.ts';
import { addGatewayResponses } from '../../lib/gateway-responses.ts';
import { call, fixture, start, synthesize } from '../local/gateway/support.ts';

const WORDS = { realm: 'orders', allowOrigin: 'https://app.example' };

function restApi(stack: Stack): apigateway.RestApi {
  const handler = fixture(stack, 'Authorizer', 'authorizer');
  const authorizer = new apigateway.TokenAuthorizer(stack, 'Guard', { handler });
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
  api.root.addMethod('GET', new apigateway.LambdaIntegration(fixture(stack, 'Backend', 'backend')), { authorizer });
  return api;
}

function httpApi(stack: Stack, responseType: HttpLambdaResponseType): void {
  const handler = fixture(stack, 'Authorizer', 'http-authorizer');
  const authorizer = new HttpLambdaAuthorizer('Guard', handler, { responseTypes: [responseType] });
  const integration = new HttpLambdaIntegration('Backend', fixture(stack, 'Backend', 'backend'));
  new apigatewayv2.HttpApi(stack, 'Api').addRoutes({ path: '/', integration, authorizer });
}

function webSocketApi(stack: Stack): void {
  const authorizer = new WebSocketLambdaAuthorizer('Guard', fixture(stack, 'Authorizer', 'http-authorizer'));
  const integration = new WebSocketLambdaIntegration('Integration', fixture(stack, 'Connect', 'connect'));
  const webSocketApi = new apigatewayv2.WebSocketApi(stack, 'Api', {
    connectRouteOptions: { integration, authorizer },
  });
  new apigatewayv2.WebSocketStage(stack, 'Stage', { webSocketApi, stageName: 'v1' });
}

const HANDSHAKE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version': '13',
};

interface Case {
  readonly title: string;
  readonly kind: 'rest-token' | 'http-1.0' | 'http-2.0' | 'websocket';
  build(stack: Stack): void;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the fixture's authorizer has to be sent to answer as ours does. */
  readonly denied: string;
  readonly silent?: string;
  readonly options?: CallerSeesOptions;
}

const CASES: readonly Case[] = [
  {
    title: 'a REST API with our gateway responses',
    kind: 'rest-token',
    build: (stack) => addGatewayResponses({ restApi: restApi(stack), ...WORDS }),
    denied: 'deny',
    silent: 'elsewhere',
    options: { gatewayResponses: WORDS },
  },
  { title: 'a REST API without', kind: 'rest-token', build: restApi, denied: 'deny', silent: 'elsewhere' },
  {
    title: 'an HTTP API with policies',
    kind: 'http-1.0',
    build: (stack) => httpApi(stack, HttpLambdaResponseType.IAM),
    denied: 'policy: deny',
    silent: 'policy: elsewhere',
  },
  {
    title: 'an HTTP API with simple answers',
    kind: 'http-2.0',
    build: (stack) => httpApi(stack, HttpLambdaResponseType.SIMPLE),
    denied: 'deny',
  },
  {
    title: 'a WebSocket API',
    kind: 'websocket',
    build: webSocketApi,
    headers: HANDSHAKE,
    denied: 'policy: deny',
    silent: 'policy: elsewhere',
  },
];

describe.each(CASES)('$title answers as the table says', ({ kind, build, headers, denied, silent, options }) => {
  let gateway: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    gateway = await start(synthesize(build));
  });
  afterAll(() => gateway.close());

  /** What the gateway answers, with the headers that the table speaks of. */
  async function seen(token: string, expected: CallerSees): Promise<CallerSees> {
    const answer = await call(gateway.url, { headers: { ...headers, Authorization: token } });
    const named = Object.keys(expected.headers).map((name) => [name, answer.headers[name.toLowerCase()]]);
    return { status: answer.status, headers: Object.fromEntries(named), body: answer.text };
  }

  it.each([
    ['no or a bad token', 'unauthenticated', 'unauthorized', {}],
    ['a route that is denied', 'forbidden', denied, {}],
    ['a route on which the policy is silent', 'forbidden', silent ?? denied, { isExplicitDeny: silent === undefined }],
    ['a fault', 'fault', 'crash', {}],
  ] as const)('%s', async (_title, outcome, token, rest) => {
    const expected = callerSees(kind, outcome, { ...options, ...rest });
    expect(await seen(token, expected)).toEqual(expected);
  });
});

test('our gateway responses challenge, and let pages read the answer', () => {
  expect(callerSees('rest-token', 'unauthenticated', { gatewayResponses: WORDS })).toEqual({
    status: 401,
    headers: {
      'Content-Type': 'application/json',
      'x-amzn-ErrorType': 'UnauthorizedException',
      'Access-Control-Allow-Origin': 'https://app.example',
      'Access-Control-Expose-Headers': 'WWW-Authenticate',
      'WWW-Authenticate': 'Bearer realm="orders"',
    },
    body: '{"message":"Missing or invalid token"}',
  });
});

test('with unauthenticated "deny" a bad token is answered as a closed route', () => {
  const options = { unauthenticated: 'deny', isExplicitDeny: false } as const;
  for (const kind of ['rest-token', 'rest-request', 'http-1.0', 'http-2.0', 'websocket'] as const) {
    expect(callerSees(kind, 'unauthenticated', options)).toEqual(callerSees(kind, 'forbidden'));
  }
});

test('AppSync answers a bad token with 401 either way, a closed field with data and an error', () => {
  const { status, body } = callerSees('appsync', 'unauthenticated', { unauthenticated: 'deny' });
  expect([status, body]).toEqual([
    401,
    '{"errors":[{"errorType":"UnauthorizedException","message":"You are not authorized to make this call."}]}',
  ]);
  expect(callerSees('appsync', 'forbidden').status).toBe(200);
  expect(callerSees('appsync', 'fault')).toEqual({ status: 500, headers: {}, body: '' });
});
