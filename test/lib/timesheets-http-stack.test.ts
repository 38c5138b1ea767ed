import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import type { TimesheetsStackProps } from '../../lib/timesheets-api.ts';
import { TimesheetsHttpStack } from '../../lib/timesheets-http-stack.ts';
import { synthesizeStack } from '../fixtures/synthesize.ts';

const authorizer = { issuers: [{ issuer: 'https://issuer.example/', audience: 'https://api.example' }] };

function template(props: Partial<TimesheetsStackProps> = {}) {
  return synthesizeStack((app) => new TimesheetsHttpStack(app, 'TimesheetsHttpStack', { authorizer, ...props }));
}

const http = template();

test.each([
  ['GET', 'TimesheetsListFunction'],
  ['POST', 'TimesheetsCreateFunction'],
])('guards %s /timesheets with the authorizer and gives it a function of its own', (method, functionId) => {
  const routes = Object.values(http.findResources('AWS::ApiGatewayV2::Route'))
    .map(({ Properties }) => Properties)
    .filter(({ RouteKey }) => RouteKey === `${method} /timesheets`);
  expect(routes).toEqual([
    expect.objectContaining({
      AuthorizationType: 'CUSTOM',
      AuthorizerId: { Ref: expect.stringMatching(/^ApiAuthorizer/) },
    }),
  ]);
  const integrationId: string = routes[0]?.Target['Fn::Join'][1][1].Ref;
  expect(http.findResources('AWS::ApiGatewayV2::Integration')[integrationId]?.Properties).toMatchObject({
    IntegrationType: 'AWS_PROXY',
    PayloadFormatVersion: '2.0',
    IntegrationUri: { 'Fn::GetAtt': [expect.stringContaining(functionId), 'Arn'] },
  });
});

test('has no other route', () => {
  http.resourceCountIs('AWS::ApiGatewayV2::Route', 2);
});

test('has simple responses, kept for five minutes by token and route, or as long as it is told', () => {
  http.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    EnableSimpleResponses: true,
    AuthorizerPayloadFormatVersion: '2.0',
    IdentitySource: ['$request.header.Authorization', '$context.routeKey'],
    AuthorizerResultTtlInSeconds: 300,
  });
  template({ resultsCacheTtl: Duration.seconds(60) }).hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    AuthorizerResultTtlInSeconds: 60,
  });
});

test('lets pages of the one origin call it, and leaves the headers to API Gateway', () => {
  const told = template({ allowOrigin: 'https://app.example' });
  told.hasResourceProperties('AWS::ApiGatewayV2::Api', {
    ProtocolType: 'HTTP',
    CorsConfiguration: {
      AllowOrigins: ['https://app.example'],
      AllowMethods: ['GET', 'POST'],
      AllowHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key'],
      ExposeHeaders: ['Location', 'Idempotency-Replayed'],
      MaxAge: 3600,
    },
  });
  told.resourcePropertiesCountIs(
    'AWS::Lambda::Function',
    { Environment: { Variables: { TABLE_NAME: Match.anyValue(), ALLOW_ORIGIN: Match.absent() } } },
    2,
  );
});

test('deploys itself to a stage with a name, whose log holds no header and no query, where a token could stand', () => {
  const stages = Object.values(http.findResources('AWS::ApiGatewayV2::Stage')).map(({ Properties }) => Properties);
  expect(stages).toEqual([expect.objectContaining({ StageName: 'prod', AutoDeploy: true })]);
  const format = JSON.parse(stages[0]?.AccessLogSettings.Format);
  expect(format).toMatchObject({ requestId: '$context.requestId', routeKey: '$context.routeKey' });
  expect(JSON.stringify(format)).not.toMatch(/header|querystring|principalId|\$context\.path/i);
});

test('puts out where the API is, and nothing else', () => {
  expect(Object.keys(http.findOutputs('*'))).toEqual(['ApiUrl']);
});

test('keeps the logical ids of what holds data', () => {
  const ids = ['AWS::DynamoDB::Table', 'AWS::ApiGatewayV2::Api', 'AWS::Logs::LogGroup'].flatMap((type) =>
    Object.keys(http.findResources(type)),
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
