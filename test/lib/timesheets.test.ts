import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { Timesheets, type TimesheetsProps } from '../../lib/timesheets.ts';
import { statementsOf, synthesize as synthesizeInStack } from '../fixtures/synthesize.ts';

function synthesize(props?: TimesheetsProps): Template {
  return synthesizeInStack((stack) => new Timesheets(stack, 'Timesheets', props));
}

/** The one logical id of a type whose id begins so. */
function idOf(template: Template, type: string, prefix: string): string {
  const ids = Object.keys(template.findResources(type)).filter((id) => id.startsWith(prefix));
  expect(ids).toHaveLength(1);
  return ids.join();
}

describe('the table', () => {
  test('is on demand, recoverable to any point in time, and sorted for the list', () => {
    synthesize().hasResource('AWS::DynamoDB::Table', {
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        LocalSecondaryIndexes: [
          {
            IndexName: 'newest',
            KeySchema: [
              { AttributeName: 'pk', KeyType: 'HASH' },
              { AttributeName: 'position', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      },
    });
  });

  test.each([
    ['outlives its stack by default', undefined, 'Retain'],
    ['goes with its stack where that is asked for', { removalPolicy: RemovalPolicy.DESTROY }, 'Delete'],
  ])('%s, and so do the logs', (_, props, policy) => {
    const template = synthesize(props);
    template.allResources('AWS::DynamoDB::Table', { DeletionPolicy: policy, UpdateReplacePolicy: policy });
    template.allResources('AWS::Logs::LogGroup', { DeletionPolicy: policy, UpdateReplacePolicy: policy });
  });
});

describe('the functions', () => {
  test('are two, on arm64 and the newest Node, each with its own log of a month', () => {
    const template = synthesize();
    template.resourceCountIs('AWS::Lambda::Function', 2);
    template.resourceCountIs('AWS::Logs::LogGroup', 2);
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
    for (const name of ['List', 'Create']) {
      template.hasResourceProperties('AWS::Lambda::Function', {
        Architectures: ['arm64'],
        Handler: 'index.handler',
        LoggingConfig: { LogGroup: { Ref: idOf(template, 'AWS::Logs::LogGroup', `Timesheets${name}Logs`) } },
        MemorySize: 256,
        Runtime: 'nodejs24.x',
        Timeout: 10,
      });
    }
  });

  test('know the table and whose entries they serve, and name no origin unless told', () => {
    const template = synthesize();
    template.allResourcesProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          TABLE_NAME: { Ref: idOf(template, 'AWS::DynamoDB::Table', 'TimesheetsTable') },
          OWNER_KEY: 'sub',
          ALLOW_ORIGIN: Match.absent(),
        },
      },
    });
  });

  test('take the owner’s key and the origin from the settings', () => {
    synthesize({ ownerKey: 'email', allowOrigin: 'https://app.example.com' }).allResourcesProperties(
      'AWS::Lambda::Function',
      { Environment: { Variables: Match.objectLike({ OWNER_KEY: 'email', ALLOW_ORIGIN: 'https://app.example.com' }) } },
    );
  });

  test.each([
    ['List', ['dynamodb:Query'], 'index'],
    ['Create', ['dynamodb:PutItem', 'dynamodb:GetItem'], 'table'],
  ])('%s may do no more than its work: %j', (name, actions, on) => {
    const template = synthesize();
    const table = { 'Fn::GetAtt': [idOf(template, 'AWS::DynamoDB::Table', 'TimesheetsTable'), 'Arn'] };
    const log = { 'Fn::GetAtt': [idOf(template, 'AWS::Logs::LogGroup', `Timesheets${name}Logs`), 'Arn'] };
    expect(statementsOf(template, `Timesheets${name}Role`)).toEqual([
      { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: log },
      {
        Effect: 'Allow',
        Action: actions.length === 1 ? actions[0] : actions,
        Resource: on === 'table' ? table : { 'Fn::Join': ['', [table, '/index/newest']] },
      },
    ]);
    template.allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent(), Policies: Match.absent() });
  });
});

describe('settings that cannot work are refused', () => {
  test('an empty owner’s key', () => {
    expect(() => synthesize({ ownerKey: '' })).toThrow(
      "ownerKey is empty: expected a key of the authorizer's context, such as 'sub' or 'email'.",
    );
  });

  test.each(['', 'app.example.com', 'https://app.example.com/', 'https://a.example https://b.example', 'null'])(
    'the origin %j',
    (allowOrigin) => {
      expect(() => synthesize({ allowOrigin })).toThrow(
        `allowOrigin is ${JSON.stringify(allowOrigin)}: expected '*' or an origin as browsers send it, scheme and host without a slash at the end, such as 'https://app.example.com'.`,
      );
    },
  );

  test.each(['*', 'https://app.example.com', 'http://localhost:5173'])('but not the origin %j', (allowOrigin) => {
    expect(() => synthesize({ allowOrigin })).not.toThrow();
  });
});

describe('the bundles', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'timesheets-bundles-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('are one file each that needs nothing beside it and answers events', () => {
    const app = new App({ outdir: folder });
    new Timesheets(new Stack(app, 'Stack'), 'Timesheets');
    app.synth();
    const bundles = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.mjs'));
    expect(bundles).toHaveLength(2);

    const event = { requestContext: { requestId: 'request-1', authorizer: null }, headers: {}, body: null };
    for (const bundle of bundles) {
      const script = `
        const { handler } = await import(${JSON.stringify(join(folder, bundle))});
        console.error((await handler(${JSON.stringify(event)}, {})).statusCode);
      `;
      // The folder has no node_modules above it, as Lambda has none: an import that was left out of the bundle would fail.
      const child = spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '--eval', script], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(child.stderr).toBe('401\n');
      expect(child.stdout).toBe('{"level":"warn","message":"no identity","requestId":"request-1","ownerKey":"sub"}\n');
    }
  });
});
