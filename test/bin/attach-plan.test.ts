/** The command as people run it, against an API Gateway on loopback. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from '../../bin/attach-plan/options.ts';
import { API_ID, type HttpApiService, startHttpApiService } from '../fixtures/http-api-service.ts';

let service: HttpApiService;
const folder = mkdtempSync(join(tmpdir(), 'attach-plan-'));

beforeAll(async () => {
  service = await startHttpApiService({ pageSize: 2 });
});

beforeEach(() => {
  service.reset({
    'GET /orders': { type: 'JWT', authorizerId: 'jwt1', scopes: ['read:orders'] },
    'POST /orders': { type: 'NONE' },
    'GET /admin': { type: 'CUSTOM', authorizerId: 'ours1' },
    $default: { type: 'NONE' },
  });
  service.manualStages = [];
  service.protocol = 'HTTP';
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await service.close();
});

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Without whatever AWS settings the machine has. */
const ENVIRONMENT = {
  PATH: process.env.PATH,
  HOME: folder,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '1',
};

const plan = (args: readonly string[], environment?: Record<string, string | undefined>) =>
  run('bin/attach-plan.ts', args, environment);

function run(
  script: string,
  args: readonly string[],
  environment: Record<string, string | undefined> = {},
): Promise<Outcome> {
  const env = { ...ENVIRONMENT, AWS_ENDPOINT_URL_APIGATEWAYV2: service.url, ...environment };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', script, ...args],
      { cwd: join(import.meta.dirname, '../..'), env: env as NodeJS.ProcessEnv },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

const given = (...routes: string[]) => [
  '--api-id',
  API_ID,
  '--routes',
  JSON.stringify(Object.fromEntries(routes.map((key) => [key, []]))),
];

test('prints what each route has, will have and gets back, and changes nothing', async () => {
  const { code, stdout, stderr } = await plan(given('GET /orders', 'POST /orders'));
  expect(stdout).toBe(
    [
      'route         now                     will be          on removal',
      'GET /orders   JWT jwt1 (read:orders)  this authorizer  JWT jwt1 (read:orders)',
      'POST /orders  NONE                    this authorizer  AWS_IAM (left closed)',
      '',
      '2 other routes of API abc123 will not be touched. Nothing was changed.',
      'Routes that are open now are left closed (AWS_IAM) on removal; with reopenOnDetach=true they are opened again.',
      '',
    ].join('\n'),
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(service.changes).toEqual([]);
});

test('plans to open again what was open, where told so', async () => {
  const { stdout } = await plan([...given('POST /orders'), '--reopen-on-detach']);
  expect(stdout.split('\n')[1]).toBe('POST /orders  NONE  this authorizer  NONE');
  expect(stdout).not.toContain('left closed');
});

test('knows a deployed authorizer by its id, and which routes leave it', async () => {
  const file = join(folder, 'routes.json');
  writeFileSync(file, '{"$default":[]}');
  const { stdout } = await plan(['--api-id', API_ID, '--routes', file, '--authorizer-id', 'ours1']);
  expect(stdout.split('\n').slice(0, 3)).toEqual([
    'route       now              will be               on removal',
    'GET /admin  this authorizer  what the stack found  unchanged',
    '$default    NONE             this authorizer       AWS_IAM (left closed)',
  ]);
});

test('warns that $default catches preflight requests, where nothing else does', async () => {
  const warning = '$default catches preflight requests of browsers too: give the API a route OPTIONS /{proxy+} without';
  expect((await plan(given('$default'))).stdout).toContain(warning);
  service.change('OPTIONS /{proxy+}', { type: 'NONE' });
  expect((await plan(given('$default'))).stdout).not.toContain(warning);
});

test('names the stages to which changes do not go by themselves', async () => {
  service.manualStages = ['v1'];
  const { stdout } = await plan(given('GET /orders'));
  expect(stdout).toContain(
    "Stage v1 is not deployed automatically and serves its routes as before, until: aws apigatewayv2 create-deployment --api-id abc123 --stage-name 'v1'",
  );
});

test('refuses unknown routes and lists those that exist', async () => {
  expect(await plan(given('GET /order'))).toEqual({
    code: 1,
    stdout: '',
    stderr:
      '"GET /order": the API has no such route; it has "$default", "GET /admin", "GET /orders", "POST /orders". Spell routes as the API spells them; no route was changed\n',
  });
});

test.each([
  [
    'an API that does not exist',
    ['--api-id', 'nowhere', '--routes', '{"GET /a":[]}'],
    {},
    'there is no such API in this',
  ],
  [
    'no credentials',
    given('$default'),
    { AWS_ACCESS_KEY_ID: undefined },
    'no AWS credentials were found: set AWS_PROFILE',
  ],
  [
    'an address where nobody listens',
    given('$default'),
    { AWS_ENDPOINT_URL_APIGATEWAYV2: 'http://127.0.0.1:1' },
    'there is no way to API Gateway from here: check the network, the proxy',
  ],
  ['no region', given('$default'), { AWS_REGION: undefined }, 'no region is set: give --region, or set AWS_REGION'],
])('says what to do about %s', async (_title, args, environment, message) => {
  const { code, stderr } = await plan(args, environment);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(message) });
});

test('says what to do where reading is forbidden', async () => {
  service.failWith(() => ({ status: 403, name: 'AccessDeniedException', message: 'User is not authorized' }));
  expect((await plan(given('$default'))).stderr).toBe(
    'these credentials may not read the API: they need apigateway:GET on /apis/ID, /apis/ID/routes and /apis/ID/stages\n(AccessDeniedException: User is not authorized)\n',
  );
});

test('refuses an API of another kind', async () => {
  service.protocol = 'WEBSOCKET';
  expect(await plan(given('$default'))).toMatchObject({
    code: 1,
    stderr: 'API abc123 is a WEBSOCKET API, expected an HTTP API: the construct JwtAuthorizer serves the others\n',
  });
});

test.each([
  ['no API', [], '--api-id is missing'],
  ['no routes', ['--api-id', API_ID], '--routes is missing'],
  ['an unknown option', ['--api', API_ID], "Unknown option '--api'"],
  [
    'routes that are no JSON',
    ['--api-id', API_ID, '--routes', '{GET /a}'],
    '--routes: cannot read what was given as JSON (',
  ],
  ['a file that is missing', ['--api-id', API_ID, '--routes', 'no.json'], '--routes: cannot read no.json as JSON ('],
  [
    'a URL for an id',
    ['--api-id', 'https://abc123.execute-api', '--routes', '{"GET /a":[]}'],
    '--api-id: received "https://abc123.execute-api", expected an API\'s id such as abc123, not its URL or ARN',
  ],
  [
    'an empty table',
    ['--api-id', API_ID, '--routes', '{}'],
    '--routes: received {}, expected at least one route: the authorizer is given to the routes of the table',
  ],
  ['an array', ['--api-id', API_ID, '--routes', '[]'], '--routes: received [], expected an object'],
  [
    'scopes and routes that are none, all at once',
    ['--api-id', API_ID, '--routes', '{"GET /a":"nonsense","FETCH /b":[]}'],
    '--routes["GET /a"]: received "nonsense", expected',
  ],
  [
    "another kind of API's route",
    ['--api-id', API_ID, '--routes', '{"$connect":[]}'],
    '--routes: received "$connect", expected "METHOD /path" or "$default": an HTTP API has no others',
  ],
])('refuses %s', (_title, args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});

test.each([
  ['npm run attach:plan', 'bin/attach-plan.ts', []],
  ['npx jwt-authorizer attach-plan', 'bin/jwt-authorizer.ts', ['attach-plan']],
] as const)('prints its usage when %s is asked for help', async (_title, script, args) => {
  const { code, stdout, stderr } = await run(script, [...args, '--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^usage: npm run --silent attach:plan -- --api-id abc123/);
});

test('explains its usage, with exit code 2, where the command is wrong', async () => {
  const { code, stderr } = await plan([]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^--api-id is missing: .*\n\nusage: npm run --silent attach:plan -- --api-id abc123/);
});
