/** What is deployed, alone in a folder and in a Node process of its own: the handler's bundle, called by the bundle of CDK's provider framework. */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { App } from 'aws-cdk-lib';
import { AttachAuthorizerStack } from '../../../lib/attach-authorizer-stack.ts';
import { type LocalTable, startTable } from '../../../local/table.ts';
import { API_ID, BROKEN, type HttpApiService, startHttpApiService } from '../../fixtures/http-api-service.ts';

const folder = mkdtempSync(join(tmpdir(), 'attach-bundle-'));
const framework = join(folder, 'framework');
const handler = join(folder, 'handler');
let service: HttpApiService;
let table: LocalTable;

/** The AWS SDK's client for Lambda, as far as the framework uses it: runs the handler as Lambda does. */
const LAMBDA = `
exports.Lambda = class {
  async invoke({ Payload }) {
    const toPayload = (value) => Buffer.from(JSON.stringify(value));
    try {
      const { handler } = await import(${JSON.stringify(join(handler, 'index.mjs'))});
      return { Payload: toPayload(await handler(JSON.parse(Payload), { getRemainingTimeInMillis: () => 840_000 })) };
    } catch ({ name, message, stack }) {
      const error = { errorType: name, errorMessage: message, trace: stack.split('\\n') };
      return { FunctionError: 'Unhandled', Payload: toPayload(error) };
    }
  }
};`;

/** Hands the framework an event and prints what it would send to CloudFormation. */
const SCRIPT = `
const outbound = require('./outbound');
outbound.httpRequest = async (_options, body) => console.error(body);
const input = require('node:fs').readFileSync(0, 'utf8');
require('./framework').onEvent(JSON.parse(input));
`;

beforeAll(async () => {
  [service, table] = await Promise.all([startHttpApiService(), startTable({ port: 0 })]);
  process.env.CDK_VALIDATION = 'false';
  const app = new App({ outdir: join(folder, 'cdk.out') });
  new AttachAuthorizerStack(app, 'Stack', {
    apiId: API_ID,
    config: { issuers: [{ issuer: 'https://issuer.example/', audience: 'a' }], routes: { 'GET /orders': [] } },
  });
  const { template } = app.synth().getStackByName('Stack');
  const resources = Object.values(template.Resources) as { Type: string; Properties: Record<string, never> }[];
  const functions = resources
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => Properties);
  const assetOf = (timeoutSeconds: number) => {
    const { S3Key = '' } = (functions.find(({ Timeout }) => Timeout === timeoutSeconds)?.Code ?? {}) as {
      S3Key?: string;
    };
    return join(folder, 'cdk.out', `asset.${S3Key.replace('.zip', '')}`);
  };
  cpSync(assetOf(900), framework, { recursive: true });
  cpSync(assetOf(840), handler, { recursive: true });
  writeFileSync(join(framework, 'ask.js'), SCRIPT);
  for (const [name, source] of Object.entries({ 'client-lambda': LAMBDA, 'client-sfn': '' })) {
    mkdirSync(join(framework, 'node_modules/@aws-sdk', name), { recursive: true });
    writeFileSync(join(framework, 'node_modules/@aws-sdk', name, 'index.js'), source);
  }
  const ledger = resources.find(({ Type }) => Type === 'AWS::DynamoDB::Table');
  await table.createTable('ledger', ledger?.Properties ?? {});
}, 60_000);

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await Promise.all([service.close(), table.close()]);
});

interface Response {
  readonly Status: string;
  readonly Reason: string;
  readonly PhysicalResourceId: string;
  readonly Data?: unknown;
}

async function cloudFormationSends(event: object): Promise<Response> {
  const properties = {
    ServiceToken: 'arn:aws:lambda:local:123456789012:function:framework',
    ApiId: API_ID,
    AuthorizerId: 'ours1',
    RouteKeys: ['GET /orders'],
    ReopenOnDetach: 'false',
  };
  const child = spawn(process.execPath, ['ask.js'], {
    cwd: framework,
    env: {
      AWS_ENDPOINT_URL_APIGATEWAYV2: service.url,
      AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
      AWS_REGION: 'local',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      LEDGER_TABLE: 'ledger',
      USER_ON_EVENT_FUNCTION_ARN: 'arn:aws:lambda:local:123456789012:function:attach',
    },
  });
  child.stdin.end(
    JSON.stringify({
      StackId: 'arn:aws:cloudformation:local:123456789012:stack/Stack/1',
      RequestId: '1',
      LogicalResourceId: 'Attachment',
      ResponseURL: 'https://cloudformation.example/answer',
      ResourceType: 'Custom::JwtAuthorizerAttachment',
      ResourceProperties: properties,
      ...event,
    }),
  );
  child.stdout.resume();
  const answer = await text(child.stderr);
  // CloudFormation takes no more.
  expect(Buffer.byteLength(answer)).toBeLessThan(4_096);
  return JSON.parse(answer);
}

const PhysicalResourceId = `jwt-authorizer-of-${API_ID}`;

test('attaches, keeps what was there, and puts it back', async () => {
  service.reset({ 'GET /orders': { type: 'JWT', authorizerId: 'jwt1', scopes: ['a'] } }, ['ours1']);
  expect(await cloudFormationSends({ RequestType: 'Create' })).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId,
    Data: { LeftClosed: 'none', ClosedOnDetach: 'none' },
  });
  expect(service.guards()).toEqual({ 'GET /orders': 'CUSTOM ours1' });

  expect(await cloudFormationSends({ RequestType: 'Delete', PhysicalResourceId })).toMatchObject({ Status: 'SUCCESS' });
  expect(service.guards()).toEqual({ 'GET /orders': 'JWT jwt1 (a)' });
});

test('tells CloudFormation why it failed, in a message that fits, and undoes everything although no Delete will come', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [`GET /${'a'.repeat(200)}/${index}`, { type: 'NONE' }] as const),
  );
  service.reset(many, ['ours1']);
  const unknown = await cloudFormationSends({ RequestType: 'Create' });
  expect(unknown).toMatchObject({
    Status: 'FAILED',
    PhysicalResourceId: 'AWSCDK::CustomResourceProviderFramework::CREATE_FAILED',
    Reason: expect.stringMatching(
      /^"GET \/orders": the API has no such route; it has ".* and 290 more\. Spell routes as/,
    ),
  });

  service.reset({ 'GET /orders': { type: 'NONE' } });
  expect(await cloudFormationSends({ RequestType: 'Create' })).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringContaining(
      '"GET /orders" could not be given CUSTOM ours1: BadRequestException: Invalid authorizer',
    ),
  });
  expect(service.guards()).toEqual({ 'GET /orders': 'NONE' });
});

test('asks again where the connection breaks', async () => {
  service.reset({ 'GET /orders': { type: 'NONE' } }, ['ours1']);
  let left = 2;
  service.failWith((call) =>
    call === 'set GET /orders' && left-- > 0 ? (left === 1 ? 'answer lost' : BROKEN) : undefined,
  );
  expect(await cloudFormationSends({ RequestType: 'Create' })).toMatchObject({
    Status: 'SUCCESS',
    Data: { ClosedOnDetach: '"GET /orders"' },
  });
  expect(service.guards()).toEqual({ 'GET /orders': 'CUSTOM ours1' });
});
