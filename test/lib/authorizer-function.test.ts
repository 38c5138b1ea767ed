import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { AuthorizerConfigInput } from '../../lambda/authorizer/config.ts';
import { JwtAuthorizer, type JwtAuthorizerProps } from '../../lib/jwt-authorizer.ts';
import { statementsOf, synthesize, synthesizeStack } from '../fixtures/synthesize.ts';
import { addHttpApi, addRestApi } from './apis.ts';

const config: AuthorizerConfigInput = {
  issuers: [{ issuer: 'https://issuer.example/', audience: 'https://api.example' }],
  routes: { 'GET /me': [] },
};

/** A REST API behind an authorizer whose props may need a stack. */
function withProps(props: (stack: Stack) => Partial<JwtAuthorizerProps>) {
  return synthesize((stack) => {
    const authorizer = new JwtAuthorizer(stack, 'Authorizer', { config, ...props(stack) });
    addRestApi(stack, authorizer.tokenAuthorizer(), ['GET /me']);
  });
}

const OWN_LOG = {
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Effect: 'Allow',
  Resource: { 'Fn::GetAtt': ['AuthorizerLogsF64AA3CA', 'Arn'] },
};

test('reserves nothing, keeps nothing warm, traces nothing and is in no VPC unless told', () => {
  const template = withProps(() => ({}));
  template.hasResourceProperties('AWS::Lambda::Function', {
    MemorySize: 256,
    ReservedConcurrentExecutions: Match.absent(),
    TracingConfig: Match.absent(),
    VpcConfig: Match.absent(),
  });
  template.resourceCountIs('AWS::Lambda::Alias', 0);
  template.resourceCountIs('AWS::Lambda::Version', 0);
  expect(statementsOf(template, 'AuthorizerRole')).toEqual([OWN_LOG]);
});

test('takes memory and reserved concurrency', () => {
  withProps(() => ({ memorySize: 512, reservedConcurrentExecutions: 40 })).hasResourceProperties(
    'AWS::Lambda::Function',
    { MemorySize: 512, ReservedConcurrentExecutions: 40 },
  );
});

describe('with provisioned concurrency', () => {
  const aliased = {
    FunctionName: { Ref: Match.stringLikeRegexp('^AuthorizerFunction') },
    Name: 'live',
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 3 },
  };
  // Not a version: `sam local` would serve the routes without their authorizer.
  const callsAlias = { 'Fn::Join': ['', Match.arrayWith([{ Ref: Match.stringLikeRegexp('^AuthorizerLive') }])] };

  test('a REST API calls the alias, which it alone may', () => {
    const template = withProps(() => ({ provisionedConcurrentExecutions: 3 }));
    template.hasResourceProperties('AWS::Lambda::Alias', aliased);
    template.hasResourceProperties('AWS::ApiGateway::Authorizer', { AuthorizerUri: callsAlias });
    template.hasResourceProperties('AWS::Lambda::Permission', {
      FunctionName: { Ref: Match.stringLikeRegexp('^AuthorizerLive') },
    });
  });

  test('an HTTP API does, too', () => {
    const template = synthesize((stack) => {
      const authorizer = new JwtAuthorizer(stack, 'Authorizer', { config, provisionedConcurrentExecutions: 3 });
      addHttpApi(stack, authorizer.httpAuthorizer(), ['GET /me']);
    });
    template.hasResourceProperties('AWS::Lambda::Alias', aliased);
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', { AuthorizerUri: callsAlias });
  });

  test('another configuration is another version, so that the alias follows it', () => {
    const versionOf = (audience: string) => {
      const issuers = [{ issuer: 'https://issuer.example/', audience }];
      const template = withProps(() => ({ config: { ...config, issuers }, provisionedConcurrentExecutions: 1 }));
      return Object.keys(template.findResources('AWS::Lambda::Version')).join();
    };
    expect(versionOf('a')).toBe(versionOf('a'));
    expect(versionOf('a')).not.toBe(versionOf('b'));
  });
});

test('may write traces where tracing is on', () => {
  const template = withProps(() => ({ tracing: lambda.Tracing.ACTIVE }));
  template.hasResourceProperties('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } });
  expect(statementsOf(template, 'AuthorizerRole')).toEqual([
    OWN_LOG,
    { Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Effect: 'Allow', Resource: '*' },
  ]);
});

test('lets Lambda manage the network interfaces of a VPC, and the code of the function not', () => {
  const template = withProps((stack) => {
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
    const securityGroups = [new ec2.SecurityGroup(stack, 'Out', { vpc })];
    return { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }, securityGroups };
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    VpcConfig: {
      SubnetIds: [{ Ref: Match.stringLikeRegexp('^VpcPrivateSubnet1') }],
      SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^Out'), 'GroupId'] }],
    },
  });
  const describe = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];
  const manage = [
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ];
  const statements = statementsOf(template, 'AuthorizerRole') as { Action: string[]; Resource: unknown }[];
  expect(statements).toHaveLength(4);
  expect(statements).toContainEqual({ Action: describe, Effect: 'Allow', Resource: '*' });
  expect(statements).toContainEqual({
    Action: manage,
    Effect: 'Allow',
    Resource: joined('arn:', PARTITION, ':ec2:', REGION, ':', ACCOUNT, ':*/*'),
  });
  expect(statements).toContainEqual({
    Action: [...describe, ...manage],
    Effect: 'Deny',
    Resource: '*',
    Condition: { ArnLike: { 'lambda:SourceFunctionArn': joined('arn:', PARTITION, ':lambda:*:*:function:*') } },
  });
});

describe('the log', () => {
  test('is kept as long as wanted', () => {
    withProps(() => ({
      logRetention: logs.RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.DESTROY,
    })).hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 365 }, DeletionPolicy: 'Delete' });
  });

  test('is encrypted with a key that CloudWatch Logs may use for this group alone', () => {
    const template = withProps((stack) => ({ logEncryptionKey: new kms.Key(stack, 'Key') }));
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] },
    });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          {
            Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
            Effect: 'Allow',
            Principal: { Service: joined('logs.', REGION, '.', { Ref: 'AWS::URLSuffix' }) },
            Resource: '*',
            Condition: {
              ArnLike: {
                'kms:EncryptionContext:aws:logs:arn': joined(
                  'arn:',
                  PARTITION,
                  ':logs:',
                  REGION,
                  ':',
                  ACCOUNT,
                  ':log-group:Stack-AuthorizerLogsF64AA3CA-*',
                ),
              },
            },
          },
        ]),
      },
    });
  });

  test('warns where the key is imported, since its policy is not in the app', () => {
    let stack: Stack | undefined;
    synthesizeStack((app) => {
      stack = new Stack(app, 'Stack', { env: { region: 'eu-west-1', account: '123456789012' } });
      const logEncryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:123456789012:key/k');
      const authorizer = new JwtAuthorizer(stack, 'Authorizer', { config, logEncryptionKey });
      addRestApi(stack, authorizer.tokenAuthorizer(), ['GET /me']);
      return stack;
    });
    Annotations.fromStack(stack as Stack).hasWarning(
      '/Stack/Authorizer/Logs',
      Match.stringLikeRegexp('^logEncryptionKey is imported, so its policy is left as it is: it has to let logs\\.'),
    );
  });
});

describe('the secrets of HS256', () => {
  const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:hmac';
  const hs256: AuthorizerConfigInput = {
    ...config,
    issuers: [{ issuer: 'https://issuer.example/', audience: 'a', algorithms: ['HS256'], hmacSecret: { secretArn } }],
  };
  const names = [secretArn, `${secretArn}-??????`];

  test('may be decrypted with their keys, through Secrets Manager and no other way', () => {
    const template = withProps((stack) => ({
      config: hs256,
      secretEncryptionKeys: [new kms.Key(stack, 'Key')],
    }));
    expect(statementsOf(template, 'AuthorizerRole')).toEqual([
      OWN_LOG,
      { Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Resource: names },
      {
        Action: 'kms:Decrypt',
        Effect: 'Allow',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] },
        Condition: {
          StringEquals: { 'kms:ViaService': joined('secretsmanager.', REGION, '.', { Ref: 'AWS::URLSuffix' }) },
          StringLike: { 'kms:EncryptionContext:SecretARN': names },
        },
      },
    ]);
  });

  test('have no keys where there are no secrets', () => {
    expect(() => withProps((stack) => ({ secretEncryptionKeys: [new kms.Key(stack, 'Key')] }))).toThrow(
      'Stack/Authorizer: secretEncryptionKeys are given, and no issuer has a hmacSecret with a secretArn that they could encrypt',
    );
  });
});

test.each([
  [{ memorySize: 64 }, 'memorySize is 64, expected an integer from 128 to 10240, in MB'],
  [
    { reservedConcurrentExecutions: 0 },
    'reservedConcurrentExecutions is 0, expected an integer of 1 or more: with none, every request would be answered 500; leave it out to reserve nothing',
  ],
  [
    { provisionedConcurrentExecutions: 0.5 },
    'provisionedConcurrentExecutions is 0.5, expected an integer from 1 to reservedConcurrentExecutions (not set)',
  ],
  [
    { reservedConcurrentExecutions: 2, provisionedConcurrentExecutions: 3 },
    'provisionedConcurrentExecutions is 3, expected an integer from 1 to reservedConcurrentExecutions (2); leave it out to keep nothing warm',
  ],
])('refuses %j', (props, problem) => {
  expect(() => withProps(() => props)).toThrow(`Stack/Authorizer: ${problem}`);
});

test('keeps the logical ids that deployed stacks have', () => {
  const template = withProps(() => ({ provisionedConcurrentExecutions: 1 }));
  const ids = Object.keys(template.toJSON().Resources).filter((id) => id.startsWith('Authorizer'));
  expect(ids.map(withoutVersion).sort()).toEqual([
    'AuthorizerAlarmsFailingFetches67B6D850',
    'AuthorizerAlarmsFaults537E4755',
    'AuthorizerAlarmsLatency46F2F2C5',
    'AuthorizerAlarmsManyRejections753D74A0',
    'AuthorizerAlarmsNoVerdictB7ACFC05',
    'AuthorizerAlarmsRejections0A1D747B',
    'AuthorizerAlarmsStaleKeys40BD78AB',
    'AuthorizerAlarmsThrottles28FBED89',
    'AuthorizerAlarmsUnusualRejectionsFD1B5BF8',
    'AuthorizerDashboard3BC89EC2',
    'AuthorizerFunctionCurrentVersion1117EDA7',
    'AuthorizerFunctionEB19F618',
    'AuthorizerLive48A43D50',
    'AuthorizerLiveStackAuthorizerTokenAuthorizer46294B92Permissions72606679',
    'AuthorizerLogsF64AA3CA',
    'AuthorizerQueriesColdStartsC30DC1D1',
    'AuthorizerQueriesDecisionsByRouteAC74153B',
    'AuthorizerQueriesFailingFetchesAndStaleKeysF1B4C834',
    'AuthorizerQueriesFaultsBF44AC56',
    'AuthorizerQueriesFetchesOfKeys81AC7AF3',
    'AuthorizerQueriesLatency08087E92',
    'AuthorizerQueriesOneRequest55242085',
    'AuthorizerQueriesRejectionsByIssuerAndKey445FB44D',
    'AuthorizerQueriesRejectionsByReason05C80E3A',
    'AuthorizerQueriesRejectionsOneByOneD73BB690',
    'AuthorizerQueriesSlowDecisions3004AFD0',
    'AuthorizerRoleAD33550F',
    'AuthorizerRoleDefaultPolicy4E48E159',
    'AuthorizerTokenAuthorizerE13B3332',
  ]);
});

/** A version's id ends in a hash of what is deployed. */
function withoutVersion(id: string): string {
  return id.replace(/(?<=FunctionCurrentVersion[0-9A-F]{8})[0-9a-f]{32}$/, '');
}

const PARTITION = { Ref: 'AWS::Partition' };
const REGION = { Ref: 'AWS::Region' };
const ACCOUNT = { Ref: 'AWS::AccountId' };

function joined(...parts: unknown[]) {
  return { 'Fn::Join': ['', parts] };
}
