import { App, Duration, Fn } from 'aws-cdk-lib';
import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AttachAuthorizer, type AttachAuthorizerProps } from '../../lib/attach-authorizer.ts';
import { AttachAuthorizerStack } from '../../lib/attach-authorizer-stack.ts';
import { statementsOf, synthesize, synthesizeStack } from '../fixtures/synthesize.ts';

const config = {
  issuers: [{ issuer: 'https://issuer.example/', audience: 'https://api.example' }],
  routes: { 'POST /orders': ['create:orders'], 'GET /orders': ['read:orders'], $default: [] },
};

function stackOf(app: App, props: Partial<AttachAuthorizerProps> = {}) {
  return new AttachAuthorizerStack(app, 'AttachAuthorizerStack', { apiId: 'abc123', config, ...props });
}

const template = (props: Partial<AttachAuthorizerProps> = {}): Template =>
  synthesizeStack((app) => stackOf(app, props));

const attached = template();

function onlyOne(type: string): { id: string; resource: Record<string, unknown> } {
  const found = Object.entries(attached.findResources(type));
  expect(found).toHaveLength(1);
  const [[id, resource] = ['', {}]] = found;
  return { id, resource };
}

const authorizerId = { 'Fn::GetAtt': [expect.stringMatching(/^AttachedApiAuthorizer/), 'AuthorizerId'] };

test('makes an authorizer of the API with simple responses, kept for five minutes by token and route', () => {
  expect(onlyOne('AWS::ApiGatewayV2::Authorizer').resource.Properties).toMatchObject({
    ApiId: 'abc123',
    AuthorizerType: 'REQUEST',
    AuthorizerPayloadFormatVersion: '2.0',
    EnableSimpleResponses: true,
    IdentitySource: ['$request.header.Authorization', '$context.routeKey'],
    AuthorizerResultTtlInSeconds: 300,
  });
});

test('keeps answers as long as it is told', () => {
  template({ resultsCacheTtl: Duration.seconds(0) }).hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    AuthorizerResultTtlInSeconds: 0,
  });
});

test('lets this authorizer of this API alone call the function', () => {
  const { FunctionName, ...permission } = onlyOne('AWS::Lambda::Permission').resource.Properties as Record<
    string,
    unknown
  >;
  expect(FunctionName).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^AttachedAuthorizerFunction/), 'Arn'] });
  const ref = (name: string) => ({ Ref: `AWS::${name}` });
  expect(permission).toEqual({
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    SourceArn: {
      'Fn::Join': [
        '',
        [
          'arn:',
          ref('Partition'),
          ':execute-api:',
          ref('Region'),
          ':',
          ref('AccountId'),
          ':abc123/authorizers/',
          authorizerId,
        ],
      ],
    },
  });
});

test('calls the alias of the function where instances are kept warm', () => {
  const alias = { Ref: Match.stringLikeRegexp('^AttachedAuthorizerLive') };
  const warm = template({ provisionedConcurrentExecutions: 1 });
  warm.hasResourceProperties('AWS::Lambda::Permission', { FunctionName: alias });
  warm.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    AuthorizerUri: { 'Fn::Join': ['', Match.arrayWith([alias, '/invocations'])] },
  });
});

test('gives the authorizer the route table', () => {
  attached.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { AUTHORIZER_CONFIG: JSON.stringify(config) } },
  });
});

test('attaches it to the routes of the table, once the authorizer may be called, and closes what was open by default', () => {
  const { resource } = onlyOne('Custom::JwtAuthorizerAttachment');
  expect(resource).toMatchObject({
    Properties: {
      ServiceToken: { 'Fn::GetAtt': [expect.stringMatching(/^AttachedProvider/), 'Arn'] },
      ApiId: 'abc123',
      AuthorizerId: authorizerId,
      RouteKeys: ['$default', 'GET /orders', 'POST /orders'],
      ReopenOnDetach: false,
    },
    DependsOn: expect.arrayContaining([
      expect.stringMatching(/^AttachedAuthorizerFunction/),
      onlyOne('AWS::Lambda::Permission').id,
    ]),
  });
});

test('opens again what was open, and looks again, where it is told so', () => {
  template({ reopenOnDetach: true, revision: '2' }).hasResourceProperties('Custom::JwtAuthorizerAttachment', {
    ReopenOnDetach: true,
    Revision: '2',
  });
});

test('may read and change the routes of this API and keep its record, and nothing else', () => {
  const routes = ['arn:', { Ref: 'AWS::Partition' }, ':apigateway:', { Ref: 'AWS::Region' }];
  const arn = (end: string) => ({ 'Fn::Join': ['', [...routes, `::/apis/abc123/routes${end}`]] });
  const arnOf = (id: RegExp) => ({ 'Fn::GetAtt': [expect.stringMatching(id), 'Arn'] });
  expect(statementsOf(attached, 'AttachedAttachRole')).toEqual([
    {
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Effect: 'Allow',
      Resource: arnOf(/^AttachedAttachLogs/),
    },
    { Action: 'apigateway:GET', Effect: 'Allow', Resource: [arn(''), arn('/*')] },
    { Action: 'apigateway:PATCH', Effect: 'Allow', Resource: arn('/*') },
    { Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Effect: 'Allow', Resource: arnOf(/^AttachedLedger/) },
  ]);
});

test('has time to undo what it did, and the framework waits longer', () => {
  const timeouts = Object.values(attached.findResources('AWS::Lambda::Function')).map(
    ({ Properties }) => Properties.Timeout,
  );
  expect(timeouts.sort()).toEqual([10, 840, 900]);
});

test('lets its record go with it, and keeps its logs', () => {
  attached.hasResource('AWS::DynamoDB::Table', {
    DeletionPolicy: 'Delete',
    Properties: { BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] },
  });
  attached.allResources('AWS::Logs::LogGroup', { DeletionPolicy: 'Retain', Properties: Match.anyValue() });
});

test('puts out the authorizer, what was left closed and what will be', () => {
  const outputs = attached.findOutputs('*');
  expect(Object.keys(outputs).sort()).toEqual(['AuthorizerId', 'ClosedOnDetach', 'LeftClosed']);
  expect(outputs.ClosedOnDetach?.Value).toEqual({
    'Fn::GetAtt': [expect.stringMatching(/^AttachedAttachment/), 'ClosedOnDetach'],
  });
});

test('keeps the logical ids of what deployed stacks have', () => {
  const types = ['AWS::ApiGatewayV2::Authorizer', 'AWS::DynamoDB::Table', 'Custom::JwtAuthorizerAttachment'];
  expect(types.map((type) => onlyOne(type).id)).toEqual([
    'AttachedApiAuthorizerCC6CC287',
    'AttachedLedgerBC3B2623',
    'AttachedAttachment0373F11E',
  ]);
});

test('has nothing to say to cdk-nag', () => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  stackOf(app);
  expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]);
});

test('takes an id that CloudFormation fills in', () => {
  const apiId = Fn.importValue('OrdersApiId');
  synthesize((stack) => {
    new AttachAuthorizer(stack, 'Attached', { apiId, config });
  }).hasResourceProperties('AWS::ApiGatewayV2::Authorizer', { ApiId: { 'Fn::ImportValue': 'OrdersApiId' } });
});

test('warns that a refused token stays refused where it is denied', () => {
  const warningsWith = (unauthenticated: 'error' | 'deny') => {
    const stack = stackOf(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), {
      config: { ...config, unauthenticated },
    });
    return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('unauthenticated is "deny"'));
  };
  expect(warningsWith('error')).toEqual([]);
  expect(warningsWith('deny')).toHaveLength(1);
});

test('names all that keeps a configuration from being attached at once', () => {
  const props = { apiId: 'my-api', config: { ...config, routes: { $connect: [], 'Query.orders': [] } } };
  expect(() => stackOf(new App(), props)).toThrow(
    'AttachAuthorizerStack/Attached: apiId: received "my-api", expected an API\'s id such as abc123, not its URL or ARN; ' +
      'routes: received "$connect", expected "METHOD /path" or "$default": an HTTP API has no others; ' +
      'routes: received "Query.orders", expected "METHOD /path" or "$default": an HTTP API has no others',
  );
});

test.each([
  [
    'a URL for an id',
    { apiId: 'https://abc123.execute-api' },
    'apiId: received "https://abc123.execute-api", expected',
  ],
  [
    'no routes',
    { config: { ...config, routes: {}, unlistedRoutes: 'authenticated' } },
    'routes: received {}, expected at least one route',
  ],
  [
    'a scope of policies',
    { config: { ...config, policyScope: 'api' } },
    'policyScope: received "api", expected nothing',
  ],
  [
    'policies',
    { config: { ...config, httpApiResponse: 'policy' } },
    'httpApiResponse: received "policy", expected "simple"',
  ],
  ['a longer time than an hour', { resultsCacheTtl: Duration.hours(2) }, 'expected at most 3600'],
  [
    'a configuration with problems',
    { config: { ...config, issuers: [] } },
    'AttachAuthorizerStack/Attached/Authorizer: 1 problem in AUTHORIZER_CONFIG',
  ],
] as const)('refuses %s', (_title, props, message) => {
  expect(() => stackOf(new App(), props as Partial<AttachAuthorizerProps>)).toThrow(message);
});
