/** `npm run sam` and `npm run sam:invoke` as processes, with stand-ins for SAM CLI and Docker on the PATH. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { EVENT_KINDS, eventWith } from '../../local/sam/events.ts';
import { config, ROUTES, testAuthorizer } from '../fixtures/authorizer.ts';
import { STAGE_ARN } from '../fixtures/events.ts';
import { CLIENT_ID, ISSUER, signingKey, token } from '../fixtures/tokens.ts';

const ROOT = join(import.meta.dirname, '../..');
const STAND_INS = join(ROOT, 'test/fixtures/sam-cli');

let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sam-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    // It hands the signal on to what it started.
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  await rm(folder, { recursive: true });
});

function run(script: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', join('local/sam', script), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PATH: [STAND_INS, process.env.PATH].join(delimiter),
      SAM_CALL: join(folder, 'call.json'),
      AWS_PROFILE: 'mine',
      AWS_SESSION_TOKEN: 'mine',
      ...environment,
    },
  });
  children.push(child);
  const ended = Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
  return {
    child,
    end: () => ended.then(([[exitCode], stdout, stderr]) => ({ exitCode, stdout, stderr })),
  };
}

interface SamCall {
  readonly command: string;
  readonly values: Record<string, string>;
  readonly positionals: string[];
  readonly credentials: Record<string, string>;
}

async function samCall(child: ChildProcess): Promise<SamCall> {
  const file = join(folder, 'call.json');
  const deadline = Date.now() + 60_000;
  while (!existsSync(file) || readFileSync(file, 'utf8') === '') {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error('SAM CLI was not called');
    await delay(20);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

const out = () => join(folder, 'out');
const onLoopback = () => ['--host', '127.0.0.1', '--out', out()];
const readJson = (file = '') => JSON.parse(readFileSync(file, 'utf8'));

describe('npm run sam', () => {
  it.each([
    { kind: 'rest', stack: 'TimesheetsRestStack' },
    { kind: 'http', stack: 'TimesheetsHttpStack' },
  ])(
    'serves the $kind stack with an issuer and a table that containers reach',
    async ({ kind, stack }) => {
      const { child, end } = run('start.ts', [kind, '--port', '3210', '--issuer-port', '0', ...onLoopback()]);
      const call = await samCall(child);
      expect(call).toMatchObject({
        command: 'start-api',
        values: {
          template: join(out(), `${stack}.template.json`),
          'env-vars': join(out(), 'sam.env.json'),
          'add-host': 'host.docker.internal:host-gateway',
          port: '3210',
          'warm-containers': 'LAZY',
        },
        credentials: { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
      });
      // The caller's own, which SAM CLI would hand on.
      expect(call.credentials).not.toHaveProperty('AWS_PROFILE');
      expect(call.credentials).not.toHaveProperty('AWS_SESSION_TOKEN');

      const { Resources } = readJson(call.values.template);
      const environments: Record<string, Record<string, string>> = readJson(call.values['env-vars']);
      const functions = Object.keys(Resources).filter((id) => Resources[id].Type === 'AWS::Lambda::Function');
      expect(Object.keys(environments)).toEqual(functions);
      for (const [id, variables] of Object.entries(environments)) {
        // What is not declared, SAM CLI passes over.
        expect(Object.keys(Resources[id].Properties.Environment.Variables)).toEqual(
          expect.arrayContaining(Object.keys(variables)),
        );
        expect(Resources[id].Properties.Architectures).toEqual([process.arch === 'arm64' ? 'arm64' : 'x86_64']);
      }

      const [config = ''] = Object.values(environments).flatMap(({ AUTHORIZER_CONFIG = [] }) => AUTHORIZER_CONFIG);
      const { issuers, routes, unauthenticated, insecureAllowHttp } = JSON.parse(config);
      expect({ routes: Object.keys(routes), unauthenticated, insecureAllowHttp }).toEqual({
        routes: ['GET /timesheets', 'POST /timesheets'],
        unauthenticated: 'deny',
        insecureAllowHttp: true,
      });
      const issuer = new URL(issuers[0].issuer);
      expect(issuer.hostname).toBe('host.docker.internal');
      const metadata = await fetch(`http://127.0.0.1:${issuer.port}/.well-known/openid-configuration`);
      expect(await metadata.json()).toMatchObject({ issuer: issuers[0].issuer });

      const tables = Object.values(environments).filter(({ TABLE_NAME }) => TABLE_NAME !== undefined);
      expect(tables).toHaveLength(2);
      const { TABLE_NAME = '', AWS_ENDPOINT_URL_DYNAMODB = '' } = tables[0] ?? {};
      const client = new DynamoDBClient({
        endpoint: AWS_ENDPOINT_URL_DYNAMODB.replace('host.docker.internal', '127.0.0.1'),
        region: 'local',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });
      expect((await client.send(new ListTablesCommand())).TableNames).toEqual([TABLE_NAME]);
      client.destroy();

      child.kill('SIGTERM');
      const { exitCode, stdout } = await end();
      expect(exitCode).toBe(0);
      expect(stdout).toContain('curl -i http://127.0.0.1:3210/timesheets -H');
      await expect(fetch(issuer.href.replace(issuer.hostname, '127.0.0.1'))).rejects.toThrow('fetch failed');
    },
    90_000,
  );

  it('says what to install where SAM CLI is missing', async () => {
    const { exitCode, stderr } = await run('start.ts', ['rest'], { PATH: folder }).end();
    expect(exitCode).toBe(1);
    expect(stderr).toContain('SAM CLI was not found: install it (https://docs.aws.amazon.com/');
  });

  it('says what to start where Docker does not answer', async () => {
    const { exitCode, stderr } = await run('start.ts', ['rest'], { DOCKER_EXIT: '1' }).end();
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Docker does not answer, and sam local runs functions in its containers: install it');
  });

  it('names a port that is none', async () => {
    const { exitCode, stderr } = await run('start.ts', ['rest', '--port', 'three']).end();
    expect(exitCode).toBe(1);
    expect(stderr).toContain('--port: received "three", expected a port from 0 to 65535');
  });
});

describe('npm run sam:invoke', () => {
  it("hands SAM CLI the event with a fresh token, which the authorizer checks against the issuer's keys", async () => {
    const { child, end } = run('invoke.ts', ['http-2.0', '--user', 'reader', ...onLoopback()]);
    expect(await samCall(child)).toMatchObject({
      command: 'invoke',
      positionals: [expect.stringMatching(/^AuthorizerFunction/)],
      values: { event: '-', template: join(out(), 'TimesheetsHttpStack.template.json') },
    });
    const { exitCode, stdout } = await end();
    expect(exitCode).toBe(0);
    const lines = stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    expect(lines).toContainEqual(expect.objectContaining({ message: 'decision', outcome: 'allow', kind: 'http-2.0' }));
    expect(lines.at(-1)).toEqual({
      answer: {
        isAuthorized: true,
        context: expect.objectContaining({ sub: 'auth0|reader', scopes: 'read:timesheets' }),
      },
    });
  }, 90_000);

  it('prints its usage when it is asked for help', async () => {
    const { exitCode, stdout } = await run('invoke.ts', ['--help']).end();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^usage: npm run --silent sam:invoke -- KIND/);
  });

  it('names the kinds where it is asked for another', async () => {
    const { exitCode, stderr } = await run('invoke.ts', ['soap']).end();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /found "soap", expected one kind of event\n\nusage: .*\n\n {2}KIND +rest-token, rest-request/,
    );
  });
});

const context = { sub: 'user-1', scopes: 'read:timesheets', issuer: ISSUER, clientId: CLIENT_ID };

function policy(...statements: readonly [effect: string, ...resources: string[]][]) {
  return {
    principalId: 'user-1',
    policyDocument: {
      Version: '2012-10-17',
      Statement: statements.map(([Effect, ...paths]) => ({
        Action: 'execute-api:Invoke',
        Effect,
        Resource: paths.map((path) => `${STAGE_ARN}/${path}`),
      })),
    },
    context,
  };
}

const TIMESHEETS = policy(
  ['Allow', 'GET/timesheets', 'GET/timesheets/'],
  ['Deny', 'POST/timesheets', 'POST/timesheets/'],
);

/** What a token with the scope `read:timesheets` is answered, by kind. */
const ANSWERS: Record<string, unknown> = {
  'rest-token': TIMESHEETS,
  'rest-request': TIMESHEETS,
  'http-1.0': TIMESHEETS,
  'http-2.0': { isAuthorized: true, context },
  websocket: policy(['Allow', '$connect']),
  appsync: {
    isAuthorized: true,
    resolverContext: context,
    deniedFields: ['Mutation.createTimesheet'],
    ttlOverride: 300,
  },
};

describe('the events', () => {
  const key = signingKey();

  it.each(Object.keys(EVENT_KINDS))('%s is one that the authorizer takes for what it is', async (kind) => {
    const authorizer = testAuthorizer(config([key], {}, { routes: { ...ROUTES, ...EVENT_KINDS[kind]?.routes } }));
    const event = JSON.parse(await eventWith(token(key), kind));
    expect(await authorizer.handler(event, { awsRequestId: 'request-1' })).toEqual(ANSWERS[kind]);
    expect(authorizer.lastDecision()).toMatchObject({ outcome: 'allow', kind });
  });

  it('has an event for every kind, each with a place for the token and none with a token', async () => {
    const files = await readdir(join(ROOT, 'events'));
    expect(files.sort()).toEqual(
      Object.keys(EVENT_KINDS)
        .map((kind) => `${kind}.json`)
        .sort(),
    );
    for (const file of files) {
      const content = readFileSync(join(ROOT, 'events', file), 'utf8');
      expect(content).toContain('{{token}}');
      expect(content).not.toMatch(/eyJ/);
    }
  });
});
