/** The CDK app, with the settings of AttachAuthorizerStack and without. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const folder = mkdtempSync(join(tmpdir(), 'attach-app-'));
const template = join(folder, 'AttachAuthorizerStack.template.json');

afterAll(() => rmSync(folder, { recursive: true }));

function synth(context: Record<string, unknown>) {
  const settings = { issuer: 'https://tenant.eu.auth0.com/', audience: 'https://api.example', ...context };
  return promisify(execFile)(process.execPath, ['--import', 'tsx', 'bin/app.ts'], {
    cwd: join(import.meta.dirname, '../..'),
    env: {
      ...process.env,
      CDK_OUTDIR: folder,
      CDK_CONTEXT_JSON: JSON.stringify({ ...settings, 'aws:cdk:bundling-stacks': [] }),
      CDK_VALIDATION: 'false',
    },
  });
}

test('has the stack only where an API is named', async () => {
  await synth({});
  expect(existsSync(template)).toBe(false);

  await synth({ apiId: 'abc123', routes: '{"GET /orders":["read:orders"]}', resultsCacheTtlSeconds: '60' });
  const resources: { Type: string; Properties: object }[] = Object.values(
    JSON.parse(readFileSync(template, 'utf8')).Resources,
  );
  const propertiesOf = (type: string) => resources.find(({ Type }) => Type === type)?.Properties;
  expect(propertiesOf('Custom::JwtAuthorizerAttachment')).toMatchObject({
    ApiId: 'abc123',
    RouteKeys: ['GET /orders'],
  });
  expect(propertiesOf('AWS::ApiGatewayV2::Authorizer')).toMatchObject({ AuthorizerResultTtlInSeconds: 60 });
}, 60_000);

test('says what is wrong with the settings, without a stack trace', async () => {
  await expect(synth({ apiId: 'abc123' })).rejects.toMatchObject({
    stderr: expect.stringMatching(
      /^1 problem in the settings of AttachAuthorizerStack:\n {2}- routes: received nothing/m,
    ),
  });
}, 60_000);
