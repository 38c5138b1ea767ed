/** The CDK app, with the settings of AttachAuthorizerStack and without. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { sampleStacks } from '../../lib/sample-stacks.ts';

const context = (settings: Record<string, unknown>) => ({
  issuer: 'https://tenant.eu.auth0.com/',
  audience: 'https://api.example',
  ...settings,
  'aws:cdk:bundling-stacks': [],
});

function synthesize(settings: Record<string, unknown>) {
  process.env.CDK_VALIDATION = 'false';
  const app = new App({ context: context(settings) });
  sampleStacks(app);
  return app.synth();
}

test('has the stack only where an API is named', () => {
  const names = (settings: Record<string, unknown>) =>
    synthesize(settings)
      .stacks.map(({ stackName }) => stackName)
      .sort();
  expect(names({})).toEqual(['TimesheetsHttpStack', 'TimesheetsRestStack']);

  const settings = { apiId: 'abc123', routes: '{"GET /orders":["read:orders"]}', resultsCacheTtlSeconds: '60' };
  const stack = synthesize(settings).getStackByName('AttachAuthorizerStack');
  const template = Template.fromJSON(stack.template);
  template.hasResourceProperties('Custom::JwtAuthorizerAttachment', { ApiId: 'abc123', RouteKeys: ['GET /orders'] });
  template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', { AuthorizerResultTtlInSeconds: 60 });
});

test('says what is wrong with the settings, without a stack trace', async () => {
  const run = promisify(execFile)(process.execPath, ['--import', 'tsx', 'bin/app.ts'], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify(context({ apiId: 'abc123' })), CDK_VALIDATION: 'false' },
  });
  const { stderr } = await run.catch((error: { stderr: string }) => error);
  expect(stderr).toMatch(/^1 problem in the settings of AttachAuthorizerStack:\n {2}- routes: received nothing/m);
  expect(stderr).not.toMatch(/^\s+at /m);
}, 60_000);
