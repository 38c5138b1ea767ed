import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CfnCondition, type CfnResource, Fn, type Stack } from 'aws-cdk-lib';
import {
  AuthorizationType,
  type CfnAuthorizer,
  type CfnMethod,
  HttpIntegration,
  LambdaIntegration,
  type Method,
  MockIntegration,
  RequestValidator,
  ResponseType,
  RestApi,
  TokenAuthorizer,
} from 'aws-cdk-lib/aws-apigateway';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { NotEmulatedError } from '../../../local/gateway/index.ts';
import { fixture, start, synthesize } from './support.ts';

/** A stack that works, `change`d into one that does not. */
function synthesizeWith(change: (stack: Stack, api: RestApi, method: Method) => void): string {
  return synthesize((stack) => {
    const api = new RestApi(stack, 'Api', { cloudWatchRole: true });
    const method = api.root.addMethod('GET', new LambdaIntegration(fixture(stack, 'Backend', 'backend')));
    (method.node.defaultChild as CfnMethod).overrideLogicalId('RootGet');
    change(stack, api, method);
  });
}

/** The refusals that starting a gateway on the template gives. */
async function refusalsOf(templateFile: string): Promise<readonly string[]> {
  const error = await start(templateFile).then(
    (gateway) => gateway.close().then(() => undefined),
    (reason: unknown) => reason,
  );
  if (!(error instanceof NotEmulatedError)) throw new Error('expected a refusal', { cause: error });
  return error.refusals;
}

const override = (construct: { node: { defaultChild?: unknown } }, path: string, value: unknown) =>
  (construct.node.defaultChild as CfnResource).addPropertyOverride(path, value);

it('accepts what has no effect on the answers', async () => {
  const file = synthesizeWith((stack) => {
    new Table(stack, 'Table', { partitionKey: { name: 'pk', type: AttributeType.STRING } });
    new Alarm(stack, 'Alarm', {
      metric: new Metric({ namespace: 'a', metricName: 'b' }),
      threshold: 1,
      evaluationPeriods: 1,
    });
  });
  await (await start(file)).close();
});

const cases: [title: string, refusal: string | RegExp, change: (stack: Stack, api: RestApi, method: Method) => void][] =
  [
    [
      'an unknown type of resource',
      /^AWS::SQS::Queue Queue\w+: this type of resource is not emulated$/,
      (stack) => new Queue(stack, 'Queue'),
    ],
    [
      'a condition on an emulated resource',
      'AWS::ApiGateway::Method RootGet: Condition Never is not evaluated locally',
      (stack, _api, method) => {
        const condition = new CfnCondition(stack, 'Never', { expression: Fn.conditionEquals('a', 'b') });
        (method.node.defaultChild as CfnResource).cfnOptions.condition = condition;
      },
    ],
    [
      'a request validator',
      'AWS::ApiGateway::Method RootGet: RequestValidatorId is not emulated',
      (stack, api, method) => {
        const validator = new RequestValidator(stack, 'Validator', { restApi: api, validateRequestBody: true });
        override(method, 'RequestValidatorId', validator.requestValidatorId);
      },
    ],
    [
      'an API key',
      'AWS::ApiGateway::Method RootGet: ApiKeyRequired is true, expected false',
      (_stack, _api, method) => override(method, 'ApiKeyRequired', true),
    ],
    [
      'another kind of authorization',
      'AWS::ApiGateway::Method RootGet: AuthorizationType is "AWS_IAM", expected ("NONE" | "CUSTOM")',
      (_stack, _api, method) => override(method, 'AuthorizationType', AuthorizationType.IAM),
    ],
    [
      'another kind of integration',
      /^AWS::ApiGateway::Method \w+: Integration\.Type is "HTTP_PROXY", expected \("AWS_PROXY" \| "MOCK"\)$/,
      (_stack, api) => api.root.addMethod('POST', new HttpIntegration('https://example.com')),
    ],
    [
      'a mock that is no CORS preflight',
      /^AWS::ApiGateway::Method \w+: Integration\.RequestTemplates/,
      (_stack, api) =>
        api.root.addMethod('POST', new MockIntegration({ integrationResponses: [{ statusCode: '200' }] })),
    ],
    [
      'a mock with a mapping template of its own',
      /^AWS::ApiGateway::Method \w+: Integration\.IntegrationResponses\.0\.ResponseTemplates\.application\/json: this mapping template is not emulated$/,
      (_stack, api) =>
        api.root.addMethod(
          'POST',
          new MockIntegration({
            requestTemplates: { 'application/json': '{ statusCode: 200 }' },
            integrationResponses: [
              { statusCode: '200', responseParameters: {}, responseTemplates: { 'application/json': '$input.body' } },
            ],
          }),
        ),
    ],
    [
      'a resource policy',
      /^AWS::ApiGateway::RestApi Api\w+: Policy is not emulated$/,
      (_stack, api) => override(api, 'Policy', { Statement: [] }),
    ],
    [
      'a response cache',
      /^AWS::ApiGateway::Stage \w+: CacheClusterEnabled is true, expected false$/,
      (_stack, api) => override(api.deploymentStage, 'CacheClusterEnabled', true),
    ],
    [
      'a directive in a gateway response',
      /^AWS::ApiGateway::GatewayResponse \w+: ResponseTemplates: #if is not emulated$/,
      (_stack, api) =>
        api.addGatewayResponse('Bad', {
          type: ResponseType.UNAUTHORIZED,
          templates: { 'application/json': '#if(true)#end' },
        }),
    ],
    [
      'an unknown variable in a gateway response',
      /^AWS::ApiGateway::GatewayResponse \w+: ResponseTemplates: \$context\.error\.validationErrorString is not emulated$/,
      (_stack, api) =>
        api.addGatewayResponse('Bad', {
          type: ResponseType.BAD_REQUEST_BODY,
          templates: { 'application/json': '$context.error.validationErrorString' },
        }),
    ],
    [
      'an unknown mapping to a header',
      /^AWS::ApiGateway::GatewayResponse \w+: ResponseParameters: gatewayresponse\.header\.X: method\.request\.body is not emulated/,
      (_stack, api) =>
        api.addGatewayResponse('Bad', {
          type: ResponseType.UNAUTHORIZED,
          responseHeaders: { X: 'method.request.body' },
        }),
    ],
    [
      'a function that Node does not run',
      'AWS::Lambda::Function Python: Runtime is "python", expected "nodejs"',
      (stack, api) => {
        const handler = fixture(stack, 'Python', 'backend', { runtime: Runtime.PYTHON_3_13 });
        api.root.addMethod('POST', new LambdaIntegration(handler));
      },
    ],
    [
      'a function with layers',
      'AWS::Lambda::Function Layered: Layers is not emulated',
      (stack, api) => {
        const handler = fixture(stack, 'Layered', 'backend');
        override(handler, 'Layers', ['arn:x']);
        api.root.addMethod('POST', new LambdaIntegration(handler));
      },
    ],
    [
      'an intrinsic that only AWS can resolve',
      'AWS::Lambda::Function Importing: Fn::ImportValue is not emulated',
      (stack, api) => {
        const handler = fixture(stack, 'Importing', 'backend', { environment: { A: Fn.importValue('x') } });
        api.root.addMethod('POST', new LambdaIntegration(handler));
      },
    ],
    [
      'a second API',
      /^AWS::ApiGateway::RestApi: found Api\w+, Other\w+, expected exactly one in the template$/,
      (stack) =>
        new RestApi(stack, 'Other').root.addMethod(
          'GET',
          new LambdaIntegration(fixture(stack, 'OtherBackend', 'backend')),
        ),
    ],
    [
      'an integration without permission',
      /^AWS::ApiGateway::Method RootGet: no AWS::Lambda::Permission lets apigateway\.amazonaws\.com invoke Backend from \w+\/prod\/GET\/; in AWS/,
      (stack) => {
        for (const child of stack.node.findAll()) {
          if (child.node.id.startsWith('ApiPermission'))
            (child as CfnResource).addPropertyOverride?.('Principal', 'nobody');
        }
      },
    ],
  ];

it.each(cases)('refuses %s by name', async (_title, refusal, change) => {
  const refusals = await refusalsOf(synthesizeWith(change));
  expect(refusals).toContainEqual(refusal instanceof RegExp ? expect.stringMatching(refusal) : refusal);
});

describe('of an authorizer', () => {
  const withAuthorizer = (changes: Record<string, unknown>, type = 'TOKEN') =>
    synthesizeWith((stack, api) => {
      const authorizer = new TokenAuthorizer(stack, 'Guard', { handler: fixture(stack, 'Authorizer', 'authorizer') });
      api.root.addMethod('POST', new LambdaIntegration(fixture(stack, 'Behind', 'backend')), { authorizer });
      const cfn = authorizer.node.defaultChild as CfnAuthorizer;
      cfn.overrideLogicalId('Guard');
      cfn.addPropertyOverride('Type', type);
      for (const [path, value] of Object.entries(changes)) cfn.addPropertyOverride(path, value);
    });

  it.each([
    [
      'an IdentitySource of another kind',
      { IdentitySource: 'method.request.body' },
      'TOKEN',
      'IdentitySource method.request.body is not emulated',
    ],
    [
      'an IdentitySource that a TOKEN authorizer cannot have',
      { IdentitySource: 'method.request.querystring.token' },
      'TOKEN',
      'IdentitySource is "method.request.querystring.token", expected one method.request.header.NAME for a TOKEN authorizer',
    ],
    [
      'no IdentitySource beside a cache',
      { IdentitySource: '' },
      'REQUEST',
      'IdentitySource is empty, expected at least one where AuthorizerResultTtlInSeconds is above 0',
    ],
    [
      'an expression that is none',
      { IdentityValidationExpression: '(' },
      'TOKEN',
      'IdentityValidationExpression ( is no regular expression in JavaScript',
    ],
    [
      'a TTL beyond an hour',
      { AuthorizerResultTtlInSeconds: 3601 },
      'TOKEN',
      'AuthorizerResultTtlInSeconds is 3601, expected <=3600',
    ],
    ['Cognito', {}, 'COGNITO_USER_POOLS', 'Type is "COGNITO_USER_POOLS", expected ("TOKEN" | "REQUEST")'],
  ])('refuses %s', async (_title, changes, type, refusal) => {
    expect(await refusalsOf(withAuthorizer(changes, type))).toContain(`AWS::ApiGateway::Authorizer Guard: ${refusal}`);
  });

  it.each([
    ['from another source', { SourceArn: 'arn:aws:s3:::x' }],
    ['by another service', { Principal: 's3.amazonaws.com' }],
    ['for another function', { FunctionName: 'Backend' }],
    ['for another action', { Action: 'lambda:GetFunction' }],
  ])('refuses one whose permission is %s', async (_title, changes) => {
    const file = withAuthorizer({});
    const template = JSON.parse(readFileSync(file, 'utf8'));
    for (const { Properties } of Object.values<{ Properties: { SourceArn?: unknown } }>(template.Resources)) {
      if (JSON.stringify(Properties.SourceArn ?? '').includes('authorizers')) Object.assign(Properties, changes);
    }
    writeFileSync(file, JSON.stringify(template));
    expect(await refusalsOf(file)).toEqual([
      expect.stringMatching(
        /^AWS::ApiGateway::Authorizer Guard: no AWS::Lambda::Permission lets .* invoke Authorizer from \w+\/authorizers\/Guard;/,
      ),
    ]);
  });
});

it('refuses everything at once, in one message', async () => {
  const file = synthesizeWith((stack, _api, method) => {
    new Queue(stack, 'Queue');
    override(method, 'RequestValidatorId', 'x');
    override(method, 'ApiKeyRequired', true);
  });
  await expect(start(file)).rejects.toThrow(
    /does not emulate\. Change these in the stack, or run it in AWS:\n- AWS::SQS::Queue \w+: .*\n- .*: ApiKeyRequired .*\n- .*: RequestValidatorId .*$/,
  );
});

it('refuses a function whose code is not there', async () => {
  const file = synthesizeWith(() => undefined);
  const [key] = /[\da-f]{64}\.zip/.exec(readFileSync(file, 'utf8')) ?? [];
  const folder = join(dirname(file), `asset.${key?.replace('.zip', '')}`);
  rmSync(folder, { recursive: true });
  expect(await refusalsOf(file)).toEqual([
    `AWS::Lambda::Function Backend: its code is not at ${folder}; synthesize again with "npx cdk synth"`,
  ]);
});
