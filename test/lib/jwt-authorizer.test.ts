import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import type { AuthorizerConfigInput } from '../../lambda/authorizer/config.ts';
import { JwtAuthorizer, type JwtAuthorizerProps, type TokenAuthorizerOptions } from '../../lib/jwt-authorizer.ts';
import { statementsOf, synthesize } from '../fixtures/synthesize.ts';

const config: AuthorizerConfigInput = {
  issuers: [{ issuer: 'https://issuer.example/', audience: 'https://api.example' }],
  routes: { 'GET /me': [] },
};

/** A REST API with one route behind the authorizer. */
function guarded(props: Partial<JwtAuthorizerProps> = {}, options?: TokenAuthorizerOptions) {
  return synthesize((stack) => {
    const authorizer = new JwtAuthorizer(stack, 'Authorizer', { config, ...props });
    const api = new apigateway.RestApi(stack, 'Api');
    api.root.addMethod('GET', new apigateway.MockIntegration(), { authorizer: authorizer.tokenAuthorizer(options) });
  });
}

const AUTHORIZER_FUNCTION = Match.objectLike({ Environment: { Variables: { AUTHORIZER_CONFIG: Match.anyValue() } } });

test('makes a function that holds the configuration as it was given', () => {
  guarded().hasResourceProperties('AWS::Lambda::Function', {
    Architectures: ['arm64'],
    Handler: 'index.handler',
    MemorySize: 256,
    Runtime: 'nodejs24.x',
    Timeout: 10,
    Environment: { Variables: { AUTHORIZER_CONFIG: JSON.stringify(config) } },
    LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('^AuthorizerLogs') } },
  });
});

test('keeps its log for a month in a group of its own, which outlives the stack unless told', () => {
  guarded().hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Retain' });
  guarded({ removalPolicy: RemovalPolicy.DESTROY }).hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
});

test('may write its own log and nothing else', () => {
  expect(statementsOf(guarded(), 'AuthorizerRole')).toEqual([
    {
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Effect: 'Allow',
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^AuthorizerLogs/), 'Arn'] },
    },
  ]);
});

test('may read the secrets of HS256 where the configuration names some', () => {
  const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:hmac-AbCdEf';
  const issuers = [
    { issuer: 'https://issuer.example/', audience: 'a', algorithms: ['HS256' as const], hmacSecret: { secretArn } },
  ];
  expect(statementsOf(guarded({ config: { ...config, issuers } }), 'AuthorizerRole')).toContainEqual({
    Action: 'secretsmanager:GetSecretValue',
    Effect: 'Allow',
    Resource: secretArn,
  });
});

test('hands a REST API a TOKEN authorizer that caches for five minutes and compares no scheme', () => {
  const template = guarded();
  template.hasResourceProperties('AWS::ApiGateway::Authorizer', {
    Type: 'TOKEN',
    AuthorizerResultTtlInSeconds: 300,
    IdentitySource: 'method.request.header.Authorization',
    IdentityValidationExpression: Match.absent(),
    AuthorizerUri: Match.anyValue(),
  });
  template.hasResourceProperties('AWS::Lambda::Permission', {
    Principal: 'apigateway.amazonaws.com',
    FunctionName: { 'Fn::GetAtt': [Match.stringLikeRegexp('^AuthorizerFunction'), 'Arn'] },
  });
  template.resourcePropertiesCountIs('AWS::Lambda::Function', AUTHORIZER_FUNCTION, 1);
});

test('takes another lifetime for the cache, none included', () => {
  guarded({}, { resultsCacheTtl: Duration.seconds(0) }).hasResourceProperties('AWS::ApiGateway::Authorizer', {
    AuthorizerResultTtlInSeconds: 0,
  });
});

test('takes values that CloudFormation fills in', () => {
  const template = synthesize((stack) => {
    const pool = new cognito.UserPool(stack, 'Pool');
    const issuers = [{ issuer: pool.userPoolProviderUrl, audience: 'a', profile: 'cognito' as const }];
    new JwtAuthorizer(stack, 'Authorizer', { config: { ...config, issuers } });
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: {
        AUTHORIZER_CONFIG: {
          'Fn::Join': [
            '',
            [
              '{"issuers":[{"issuer":"',
              { 'Fn::GetAtt': [Match.stringLikeRegexp('^Pool'), 'ProviderURL'] },
              Match.stringLikeRegexp('^","audience":"a"'),
            ],
          ],
        },
      },
    },
  });
});

test('refuses a configuration with problems, all of them at once', () => {
  const issuers = [
    { issuer: 'http://issuer.example/', audience: 'a' },
    { issuer: 'b', audience: [] },
  ];
  expect(() => guarded({ config: { issuers, routes: { 'GET me': [] } } })).toThrow(
    /^Stack\/Authorizer: 3 problems in AUTHORIZER_CONFIG: issuers\[1\]\.audience: .*; routes\["GET me"\]: .*; issuers\[0\]\.issuer: /,
  );
});

test('refuses a configuration that Lambda would refuse for its size', () => {
  const routes = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`GET /timesheets/of/${index}`, ['a']]));
  expect(() => guarded({ config: { ...config, routes } })).toThrow(
    /^Stack\/Authorizer: the configuration has \d+ bytes, Lambda's environment takes 4096; shorten the route table/,
  );
});
