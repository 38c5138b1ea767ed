/** The package as another app gets it: packed, installed into an empty folder outside of this checkout, and used from there. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Template } from 'aws-cdk-lib/assertions';

// Other tests keep the processors busy meanwhile.
jest.setTimeout(60_000);

const run = promisify(execFile);
const root = join(__dirname, '../..');
const app = mkdtempSync(join(tmpdir(), 'package-'));
const installed = join(app, 'node_modules/jwt-authorizer');

beforeAll(async () => {
  await run('npm', ['pack', '--pack-destination', app], { cwd: root });
  writeFileSync(join(app, 'package.json'), '{ "private": true }');
  // What the package needs is there already, so that npm downloads nothing, and says so where a range of ours does not fit.
  const modules = join(app, 'node_modules');
  mkdirSync(modules);
  cpSync(join(root, 'node_modules/valibot'), join(modules, 'valibot'), { recursive: true });
  for (const peer of ['aws-cdk-lib', 'constructs']) symlinkSync(join(root, 'node_modules', peer), join(modules, peer));
  const [tarball = ''] = readdirSync(app).filter((name) => name.endsWith('.tgz'));
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: app });
});

afterAll(() => rmSync(app, { recursive: true }));

/** Runs a script in the app's folder; what it synthesized comes back. */
async function synthesize(file: string, script: string) {
  writeFileSync(join(app, file), script);
  await run(process.execPath, [file], {
    cwd: app,
    env: { ...process.env, CDK_VALIDATION: 'false', CDK_OUTDIR: `${file}.out` },
  });
  const folder = join(app, `${file}.out`);
  const template = JSON.parse(readFileSync(join(folder, 'Stack.template.json'), 'utf8'));
  const assets = readdirSync(folder).filter((name) => name.startsWith('asset.'));
  return { template: Template.fromJSON(template), assets: assets.map((name) => join(folder, name)) };
}

test('holds what is used from outside, and nothing else', () => {
  const files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(installed.length + 1));
  const isType = (name: string) => name.startsWith('dist/package/') && name.endsWith('.d.ts');
  // What the tools load where they need it: names with a hash.
  const isPart = (name: string) => /^dist\/package\/bin\/[\w-]+-[A-Z0-9]{8}\.mjs$/.test(name);
  // What the tools name, and what those pages link to.
  const isPage = (name: string) => /^docs\/(?:(?:how-to|issuers)\/)?[\w-]+\.md$/.test(name);
  expect(files).toContain('docs/errors.md');
  expect(files.filter((name) => !isType(name) && !isPart(name) && !isPage(name)).sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'SECURITY.md',
    'dist/package/THIRD-PARTY-NOTICES.txt',
    'dist/package/bin/jwt-authorizer.mjs',
    'dist/package/lambda/principal-of.js',
    'dist/package/lib/attach/index.mjs',
    'dist/package/lib/authorizer/index.mjs',
    'dist/package/lib/index.js',
    'dist/package/package.json',
    'package.json',
    'schema/authorizer-config.schema.json',
  ]);
});

test('asks for no more than what the constructs and their types import', () => {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const imported = new Set<string>();
  for (const name of readdirSync(installed, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(js|d\.ts)$/.test(name)) continue;
    const text = readFileSync(join(installed, name), 'utf8');
    for (const [, specifier = ''] of text.matchAll(/(?:from |require\()['"]([@\w][^'"]*)['"]/g)) {
      if (!specifier.startsWith('node:')) imported.add(specifier.split('/')[0] ?? '');
    }
  }
  expect([...imported].sort()).toEqual(Object.keys({ ...dependencies, ...peerDependencies }).sort());
});

test('tells the licenses of what is bundled in its functions and tools', () => {
  const notices = readFileSync(join(installed, 'dist/package/THIRD-PARTY-NOTICES.txt'), 'utf8');
  // The authorizer's, the attach function's and the tools' own, in this order.
  for (const name of ['jose', 'valibot', '@aws-sdk/client-dynamodb', '@aws-sdk/client-apigatewayv2']) {
    expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
  }
});

test('weighs less than a picture: 600 kB packed', () => {
  const [tarball = ''] = readdirSync(app).filter((name) => name.endsWith('.tgz'));
  expect(readFileSync(join(app, tarball)).length).toBeLessThan(600_000);
});

test('guards a REST API from an app that is CommonJS, without esbuild', async () => {
  const { template, assets } = await synthesize(
    'rest.cjs',
    `
      const { App, Stack } = require('aws-cdk-lib');
      const { MockIntegration, RestApi } = require('aws-cdk-lib/aws-apigateway');
      const { addGatewayResponses, JwtAuthorizer } = require('jwt-authorizer');

      const app = new App();
      const stack = new Stack(app, 'Stack');
      const jwtAuthorizer = new JwtAuthorizer(stack, 'Authorizer', {
        config: {
          issuers: [{ issuer: 'https://issuer.example/', audience: 'https://api.example' }],
          routes: { 'GET /orders': ['read:orders'] },
        },
      });
      const restApi = new RestApi(stack, 'Api');
      const authorizer = jwtAuthorizer.tokenAuthorizer();
      restApi.root.addResource('orders').addMethod('GET', new MockIntegration(), { authorizer });
      addGatewayResponses({ restApi, realm: 'orders', allowOrigin: '*' });
      app.synth();
    `,
  );
  template.hasResourceProperties('AWS::ApiGateway::Authorizer', {
    Type: 'TOKEN',
    AuthorizerResultTtlInSeconds: 300,
    IdentitySource: 'method.request.header.Authorization',
  });
  template.hasResourceProperties('AWS::ApiGateway::Method', { HttpMethod: 'GET', AuthorizationType: 'CUSTOM' });
  template.hasResourceProperties('AWS::ApiGateway::GatewayResponse', { ResponseType: 'UNAUTHORIZED' });
  template.hasResourceProperties('AWS::Lambda::Function', { Handler: 'index.handler', Architectures: ['arm64'] });

  expect(assets).toHaveLength(1);
  const [asset = ''] = assets;
  expect(readdirSync(asset)).toEqual(['index.mjs']);
  expect(readFileSync(join(asset, 'index.mjs'))).toEqual(readFileSync(join(root, 'dist/authorizer/index.mjs')));
});

test('guards an HTTP API from an app that is ESM', async () => {
  const { template } = await synthesize(
    'http.mjs',
    `
      import { App, Stack } from 'aws-cdk-lib';
      import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
      import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
      import { JwtAuthorizer } from 'jwt-authorizer';

      const app = new App();
      const stack = new Stack(app, 'Stack');
      const jwtAuthorizer = new JwtAuthorizer(stack, 'Authorizer', {
        config: {
          issuers: [{ issuer: 'https://issuer.example/', audience: 'https://api.example' }],
          routes: { 'GET /orders': ['read:orders'] },
        },
      });
      new HttpApi(stack, 'Api').addRoutes({
        path: '/orders',
        methods: [HttpMethod.GET],
        integration: new HttpUrlIntegration('Orders', 'https://backend.example'),
        authorizer: jwtAuthorizer.httpAuthorizer(),
      });
      app.synth();
    `,
  );
  template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    AuthorizerPayloadFormatVersion: '2.0',
    EnableSimpleResponses: true,
    IdentitySource: ['$request.header.Authorization', '$context.routeKey'],
  });
  template.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: 'GET /orders', AuthorizationType: 'CUSTOM' });
});

test('attaches to an HTTP API that exists, with the function that does it built already', async () => {
  const { template, assets } = await synthesize(
    'attach.cjs',
    `
      const { App, Stack } = require('aws-cdk-lib');
      const { AttachAuthorizer } = require('jwt-authorizer');

      const app = new App();
      new AttachAuthorizer(new Stack(app, 'Stack'), 'Attached', {
        apiId: 'abc123',
        config: {
          issuers: [{ issuer: 'https://issuer.example/', audience: 'https://api.example' }],
          routes: { 'GET /orders': ['read:orders'] },
        },
      });
      app.synth();
    `,
  );
  template.hasResourceProperties('Custom::JwtAuthorizerAttachment', { ApiId: 'abc123', RouteKeys: ['GET /orders'] });
  const built = readFileSync(join(installed, 'dist/package/lib/attach/index.mjs'));
  const holds = (folder: string) =>
    readdirSync(folder).join() === 'index.mjs' && readFileSync(join(folder, 'index.mjs')).equals(built);
  expect(assets.filter(holds)).toHaveLength(1);
  const { stdout } = await run(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      "console.log(typeof (await import('./node_modules/jwt-authorizer/dist/package/lib/attach/index.mjs')).handler)",
    ],
    { cwd: app, env: { ...process.env, LEDGER_TABLE: 'table', AWS_REGION: 'eu-west-1' } },
  ).catch((error) => error);
  expect(stdout).toBe('function\n');
});

test('brings its tools as one command', async () => {
  const command = join(app, 'node_modules/.bin/jwt-authorizer');
  expect((await run(command, ['verify', '--help'])).stdout).toMatch(/^usage: npx jwt-authorizer verify --url /);
  expect((await run(command, ['explain', '--help'])).stdout).toMatch(/^usage: /);
  expect((await run(command, ['doctor', '--help'])).stdout).toMatch(/^usage: /);
  await expect(run(command, ['attach-plan'])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^--api-id is missing/),
  });
  await expect(run(command, ['verfy'])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^there is no tool "verfy", expected [a-z-]+( or [a-z-]+)*\n/),
  });
});

test('names what is wrong with a configuration, as in the checkout', async () => {
  const script = `
    const { App, Stack } = require('aws-cdk-lib');
    const { JwtAuthorizer } = require('jwt-authorizer');
    new JwtAuthorizer(new Stack(new App(), 'Stack'), 'Authorizer', { config: { issuers: [], routes: { 'GET /orders': [] } } });
  `;
  await expect(synthesize('wrong.cjs', script)).rejects.toMatchObject({
    stderr: expect.stringContaining(
      'Stack/Authorizer: 1 problem in AUTHORIZER_CONFIG: issuers: received [], expected at least one issuer',
    ),
  });
});

test('gives handlers principalOf, editors the JSON Schema, and deployments the built function', async () => {
  const { stdout } = await run(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `
        import { readFileSync } from 'node:fs';
        import { createRequire } from 'node:module';
        import { principalOf } from 'jwt-authorizer/handler';
        const require = createRequire(import.meta.url);
        const authorizer = { principalId: 'user-1', sub: 'user-1', scopes: 'a b', issuer: 'https://issuer.example/' };
        console.log(JSON.stringify({
          scopes: principalOf({ requestContext: { authorizer } })?.scopes,
          required: require('jwt-authorizer/schema').required,
          bytes: readFileSync(require.resolve('jwt-authorizer/authorizer')).length,
        }));
      `,
    ],
    { cwd: app },
  );
  expect(JSON.parse(stdout)).toEqual({
    scopes: ['a', 'b'],
    required: ['issuers', 'routes'],
    bytes: readFileSync(join(root, 'dist/authorizer/index.mjs')).length,
  });
});

test('types apps that are CommonJS and apps that are ESM', async () => {
  const source = `
    import { App, Duration, Stack } from 'aws-cdk-lib';
    import { type AuthorizerConfigInput, JwtAuthorizer, type JwtAuthorizerProps } from 'jwt-authorizer';
    import { type Principal, principalOf } from 'jwt-authorizer/handler';

    const config: AuthorizerConfigInput = {
      issuers: [{ issuer: 'https://issuer.example/', audience: 'https://api.example', profile: 'auth0' }],
      routes: { 'GET /orders': ['read:orders'], 'POST /orders': { anyOf: ['create:orders', 'admin'] } },
    };
    const props: JwtAuthorizerProps = { config };
    new JwtAuthorizer(new Stack(new App(), 'Stack'), 'Authorizer', props).tokenAuthorizer({
      resultsCacheTtl: Duration.minutes(1),
    });
    export const principal: Principal | undefined = principalOf({});

    // @ts-expect-error: there is no such profile
    export const unknown: AuthorizerConfigInput = { ...config, issuers: [{ issuer: 'i', audience: 'a', profile: 'azure' }] };
    // @ts-expect-error: principalOf may find nobody
    export const { scopes } = principalOf({});
  `;
  const files = ['app.cts', 'app.mts'];
  for (const file of files) writeFileSync(join(app, file), source);
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    lib: ['esnext'],
    typeRoots: [join(root, 'node_modules/@types')],
    types: ['node'],
  };
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const { stdout } = await run(join(root, 'node_modules/.bin/tsc'), { cwd: app }).catch((error) => error);
  expect(stdout).toBe('');
});
