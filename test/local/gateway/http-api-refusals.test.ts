import { readFileSync, writeFileSync } from 'node:fs';
import { Duration, type Stack } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  HttpJwtAuthorizer,
  HttpLambdaAuthorizer,
  HttpLambdaResponseType,
  WebSocketLambdaAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import {
  HttpLambdaIntegration,
  HttpUrlIntegration,
  WebSocketLambdaIntegration,
} from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { NotEmulatedError } from '../../../local/gateway/index.ts';
import { fixture, start, synthesize } from './support.ts';

/** Templates as they are edited here: by resource type, the properties to change. */
type Changes = Record<string, Record<string, unknown>>;

/** The refusals that starting a gateway on the template gives. */
async function refusalsOf(templateFile: string): Promise<readonly string[]> {
  const error = await start(templateFile).then(
    (gateway) => gateway.close().then(() => undefined),
    (reason: unknown) => reason,
  );
  if (!(error instanceof NotEmulatedError)) throw new Error('expected a refusal', { cause: error });
  return error.refusals.map((refusal) => refusal.replace(/(AWS::ApiGatewayV2::\w+) \w+/, '$1'));
}

function httpApi(stack: Stack): HttpApi {
  const api = new HttpApi(stack, 'Api');
  api.addRoutes({
    path: '/a/{id}',
    methods: [HttpMethod.GET],
    integration: new HttpLambdaIntegration('Integration', fixture(stack, 'Backend', 'backend')),
    authorizer: new HttpLambdaAuthorizer('Guard', fixture(stack, 'Authorizer', 'http-authorizer'), {
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      resultsCacheTtl: Duration.seconds(0),
    }),
  });
  return api;
}

function webSocketApi(stack: Stack): void {
  const integration = new WebSocketLambdaIntegration('Integration', fixture(stack, 'Backend', 'connect'));
  const authorizer = new WebSocketLambdaAuthorizer('Guard', fixture(stack, 'Authorizer', 'http-authorizer'), {
    identitySource: ['route.request.header.Authorization'],
  });
  const api = new WebSocketApi(stack, 'Api', { connectRouteOptions: { integration, authorizer } });
  new WebSocketStage(stack, 'Stage', { webSocketApi: api, stageName: 'v1' });
}

/** Changes the properties of every resource of a type; `undefined` takes one away. */
function changed(build: (stack: Stack) => unknown, changes: Changes): string {
  const file = synthesize(build);
  const template = JSON.parse(readFileSync(file, 'utf8'));
  for (const { Type, Properties } of Object.values<{ Type: string; Properties: object }>(template.Resources)) {
    Object.assign(Properties, changes[Type.split('::').at(-1) ?? '']);
  }
  writeFileSync(file, JSON.stringify(template));
  return file;
}

it.each([
  ['an API imported from OpenAPI', { Api: { Body: {} } }, 'Api: Body is not emulated'],
  [
    'another protocol',
    { Api: { ProtocolType: 'MQTT' } },
    'Api: ProtocolType is "MQTT", expected ("HTTP" | "WEBSOCKET")',
  ],
  ['a client certificate', { Stage: { ClientCertificateId: 'x' } }, 'Stage: ClientCertificateId is not emulated'],
  [
    'IAM authorization',
    { Route: { AuthorizationType: 'AWS_IAM' } },
    'Route: AuthorizationType is "AWS_IAM", expected ("NONE" | "CUSTOM")',
  ],
  [
    'a route key that is none',
    { Route: { RouteKey: '$connect' } },
    'Route: RouteKey is "$connect", expected "METHOD /path" or "$default"',
  ],
  [
    'an authorizer that is not there',
    { Route: { AuthorizerId: 'x' } },
    'Route: its AuthorizerId names no authorizer of this template',
  ],
  [
    'an integration that is not there',
    { Route: { Target: 'integrations/x' } },
    'Route: its Target names no integration of this template',
  ],
  [
    'a mapping of parameters',
    { Integration: { RequestParameters: {} } },
    'Integration: RequestParameters is not emulated',
  ],
  [
    'an integration without a payload format version',
    { Integration: { PayloadFormatVersion: undefined } },
    'Integration: PayloadFormatVersion is undefined, expected "PayloadFormatVersion"',
  ],
  [
    'an identity source of another kind',
    { Authorizer: { IdentitySource: ['$request.body.token'] } },
    'Authorizer: IdentitySource $request.body.token is not emulated',
  ],
  [
    'no identity source beside a cache',
    { Authorizer: { IdentitySource: [], AuthorizerResultTtlInSeconds: 1 } },
    'Authorizer: IdentitySource is empty, expected at least one where AuthorizerResultTtlInSeconds is above 0',
  ],
  [
    'simple responses of payload 1.0',
    { Authorizer: { AuthorizerPayloadFormatVersion: '1.0' } },
    'Authorizer: EnableSimpleResponses is true, expected false where AuthorizerPayloadFormatVersion is 1.0',
  ],
])('refuses of an HTTP API %s', async (_title, changes: Changes, refusal) => {
  expect(await refusalsOf(changed(httpApi, changes))).toEqual([`AWS::ApiGatewayV2::${refusal}`]);
});

it('refuses functions that an HTTP API may not invoke', async () => {
  const refusals = await refusalsOf(changed(httpApi, { Permission: { Principal: 's3.amazonaws.com' } }));
  const lacking = (who: string, from: string) =>
    expect.stringMatching(
      `no AWS::Lambda::Permission lets apigateway\\.amazonaws\\.com invoke ${who} from \\w+/${from};`,
    );
  expect(refusals).toEqual([
    lacking('Authorizer', 'authorizers/\\w+'),
    lacking('Backend', '\\$default/GET/a/\\{id\\}'),
  ]);
});

it('refuses a JWT authorizer and an integration over HTTP', async () => {
  const file = synthesize((stack) =>
    httpApi(stack).addRoutes({
      path: '/b',
      integration: new HttpUrlIntegration('Url', 'https://example.com'),
      authorizer: new HttpJwtAuthorizer('Jwt', 'https://issuer.test', { jwtAudience: ['a'] }),
    }),
  );
  const refusals = await refusalsOf(file);
  expect(refusals).toContain('AWS::ApiGatewayV2::Authorizer: AuthorizerType is "JWT", expected "REQUEST"');
  expect(refusals).toContain('AWS::ApiGatewayV2::Integration: IntegrationType is "HTTP_PROXY", expected "AWS_PROXY"');
});

it('refuses a second stage', async () => {
  const file = synthesize((stack) => void new HttpStage(stack, 'Other', { httpApi: httpApi(stack), stageName: 'v2' }));
  expect(await refusalsOf(file)).toEqual([
    expect.stringMatching(/^AWS::ApiGatewayV2::Stage: found \w+, Other\w+, expected exactly one in the template$/),
  ]);
});

it('refuses an HTTP API beside a REST API', async () => {
  const file = synthesize((stack) => {
    httpApi(stack);
    new RestApi(stack, 'Rest').root.addMethod('GET');
  });
  expect(await refusalsOf(file)).toContainEqual(
    expect.stringMatching(/^AWS::ApiGatewayV2::Api: found beside Rest\w+, expected one API in the template; give each/),
  );
});

it.each([
  [
    'an identity source of another kind',
    { Authorizer: { IdentitySource: ['$request.header.Authorization'] } },
    'Authorizer: IdentitySource $request.header.Authorization is not emulated',
  ],
  [
    'a result cache',
    { Authorizer: { AuthorizerResultTtlInSeconds: 300 } },
    'Authorizer: AuthorizerResultTtlInSeconds is not emulated',
  ],
  [
    'an integration of another kind',
    { Integration: { IntegrationType: 'MOCK' } },
    'Integration: IntegrationType is "MOCK", expected "AWS_PROXY"',
  ],
  [
    'an authorizer that is not there',
    { Route: { AuthorizerId: 'x' } },
    'Route: its AuthorizerId names no authorizer of this template',
  ],
  [
    'an integration that is not there',
    { Route: { Target: 'integrations/x' } },
    'Route: its Target names no integration of this template',
  ],
])('refuses of a WebSocket API %s', async (_title, changes: Changes, refusal) => {
  expect(await refusalsOf(changed(webSocketApi, changes))).toEqual([`AWS::ApiGatewayV2::${refusal}`]);
});
