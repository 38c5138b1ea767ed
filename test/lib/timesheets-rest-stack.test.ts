import { Duration, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { addGatewayResponses } from '../../lib/gateway-responses.ts';
import type { TimesheetsStackProps } from '../../lib/timesheets-api.ts';
import { TimesheetsRestStack } from '../../lib/timesheets-rest-stack.ts';
import { synthesizeStack } from '../fixtures/synthesize.ts';

const authorizer = { issuers: [{ issuer: 'https://issuer.example/', audience: 'https://api.example' }] };

function template(props: Partial<TimesheetsStackProps> = {}) {
  return synthesizeStack((app) => new TimesheetsRestStack(app, 'TimesheetsRestStack', { authorizer, ...props }));
}

const rest = template();

test.each(['GET', 'POST'])('guards %s /timesheets with the authorizer and gives it a function of its own', (method) => {
  rest.hasResourceProperties('AWS::ApiGateway::Method', {
    HttpMethod: method,
    ResourceId: { Ref: Match.stringLikeRegexp('^Apitimesheets') },
    AuthorizationType: 'CUSTOM',
    AuthorizerId: { Ref: Match.stringLikeRegexp('^AuthorizerTokenAuthorizer') },
    Integration: { Type: 'AWS_PROXY' },
  });
});

test('has no route without the authorizer but the preflights', () => {
  const methods = Object.values(rest.findResources('AWS::ApiGateway::Method')).map(({ Properties }) => Properties);
  expect(methods).toHaveLength(4);
  for (const { HttpMethod, AuthorizationType, Integration } of methods.filter(
    (method) => method.AuthorizationType !== 'CUSTOM',
  )) {
    expect({ HttpMethod, AuthorizationType, type: Integration.Type }).toEqual({
      HttpMethod: 'OPTIONS',
      AuthorizationType: 'NONE',
      type: 'MOCK',
    });
  }
});

test('tells the authorizer which scopes the routes need', () => {
  rest.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: {
        AUTHORIZER_CONFIG: JSON.stringify({
          ...authorizer,
          routes: { 'GET /timesheets': ['read:timesheets'], 'POST /timesheets': ['create:timesheets'] },
        }),
      },
    },
  });
});

test.each([
  ['UNAUTHORIZED', '{"message":"Missing or invalid token"}', '\'Bearer realm="timesheets"\''],
  ['ACCESS_DENIED', '{"message":"Insufficient scope"}', '\'Bearer realm="timesheets", error="insufficient_scope"\''],
  ['AUTHORIZER_FAILURE', '{"message":"Authorization is unavailable, try again later"}', undefined],
  ['AUTHORIZER_CONFIGURATION_ERROR', '{"message":"Authorization is unavailable, try again later"}', undefined],
  ['DEFAULT_4XX', undefined, undefined],
  ['DEFAULT_5XX', undefined, undefined],
])('answers %s in words of its own, to pages as well', (ResponseType, body, challenge) => {
  template({ allowOrigin: 'https://app.example' }).hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
    ResponseType,
    ResponseParameters: {
      'gatewayresponse.header.Access-Control-Allow-Origin': "'https://app.example'",
      'gatewayresponse.header.WWW-Authenticate': challenge ?? Match.absent(),
    },
    ResponseTemplates: body === undefined ? Match.absent() : { 'application/json': body },
  });
});

test('lets pages of the one origin call it, with the headers that they need', () => {
  template({ allowOrigin: 'https://app.example' }).hasResourceProperties('AWS::ApiGateway::Method', {
    HttpMethod: 'OPTIONS',
    ResourceId: { Ref: Match.stringLikeRegexp('^Apitimesheets') },
    Integration: {
      IntegrationResponses: [
        {
          ResponseParameters: {
            'method.response.header.Access-Control-Allow-Origin': "'https://app.example'",
            'method.response.header.Access-Control-Allow-Methods': "'GET,POST'",
            'method.response.header.Access-Control-Allow-Headers': "'Authorization,Content-Type,Idempotency-Key'",
          },
        },
      ],
    },
  });
});

test('logs accesses without a header or a query, where a token could stand', () => {
  const stages = Object.values(rest.findResources('AWS::ApiGateway::Stage'));
  expect(stages).toHaveLength(1);
  const format = JSON.parse(stages[0]?.Properties.AccessLogSetting.Format);
  expect(format).toMatchObject({
    requestId: '$context.requestId',
    status: '$context.status',
    responseType: '$context.error.responseType',
  });
  expect(JSON.stringify(format)).not.toMatch(/header|querystring|principalId|\$input|\$context\.path/i);
  expect(JSON.stringify(stages)).not.toMatch(/DataTraceEnabled":true/);
});

test('caches policies for five minutes, or as long as it is told', () => {
  rest.hasResourceProperties('AWS::ApiGateway::Authorizer', { AuthorizerResultTtlInSeconds: 300 });
  template({ resultsCacheTtl: Duration.seconds(60) }).hasResourceProperties('AWS::ApiGateway::Authorizer', {
    AuthorizerResultTtlInSeconds: 60,
  });
});

test('hands the owner key to both functions', () => {
  const email = template({ ownerKey: 'email', authorizer: { ...authorizer, contextClaims: { email: 'email' } } });
  email.resourcePropertiesCountIs(
    'AWS::Lambda::Function',
    { Environment: { Variables: { OWNER_KEY: 'email', TABLE_NAME: Match.anyValue() } } },
    2,
  );
});

test('puts out where the API is, and nothing else', () => {
  expect(Object.keys(rest.findOutputs('*'))).toEqual(['ApiUrl']);
});

test('keeps the logical ids of what holds data', () => {
  const ids = ['AWS::DynamoDB::Table', 'AWS::ApiGateway::RestApi', 'AWS::Logs::LogGroup'].flatMap((type) =>
    Object.keys(rest.findResources(type)),
  );
  expect(ids.sort()).toEqual([
    'AccessLogs8B620ECA',
    'ApiF70053CD',
    'AuthorizerLogsF64AA3CA',
    'TimesheetsCreateLogsEBF861B6',
    'TimesheetsListLogs1D2399D1',
    'TimesheetsTable12307C7D',
  ]);
});

test('a realm that would need an escape in the header is refused', () => {
  const build = () =>
    synthesizeStack((app) => {
      const stack = new Stack(app, 'Stack');
      addGatewayResponses({ restApi: new apigateway.RestApi(stack, 'Api'), realm: 'a"b', allowOrigin: '*' });
      return stack;
    });
  expect(build).toThrow('realm is "a\\"b": expected letters, digits, blanks and');
});
