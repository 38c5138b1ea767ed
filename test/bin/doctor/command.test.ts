/** The command itself: exit codes, what goes where, an issuer over TLS. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { USAGE } from '../../../bin/doctor/options.ts';
import { serveTls, type TestServer } from '../../fixtures/servers.ts';
import { AUDIENCE, signingKey } from '../../fixtures/tokens.ts';
import { HEALTHY, temporaryFile } from './support.ts';
import { REST } from './template-cases.ts';

// Processes have to start, and other tests run beside them.
jest.setTimeout(60_000);

const root = join(import.meta.dirname, '../../..');
const tls = join(root, 'test/fixtures/tls');

async function run(args: readonly string[], environment: Record<string, string> = {}, file = 'bin/doctor.ts') {
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
  });
  child.stdin.end();
  const [[exitCode], stdout, stderr] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
  return { exitCode, stdout, stderr };
}

const fileOf = (config: unknown) => temporaryFile('authorizer.json', JSON.stringify(config));

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

test('exit code 0: an issuer that is asked over TLS, and nothing to find', async () => {
  const url = () => server?.url.replace('127.0.0.1', 'localhost');
  server = await serveTls(
    {
      '/.well-known/openid-configuration': (_: unknown, response: NodeJS.WritableStream) =>
        response.end(JSON.stringify({ issuer: url(), jwks_uri: `${url()}/jwks` })),
      '/jwks': { keys: [signingKey().jwk] },
    },
    { key: readFileSync(join(tls, 'key.pem'), 'utf8'), cert: readFileSync(join(tls, 'cert.pem'), 'utf8') },
  );
  const config = fileOf({ ...HEALTHY, issuers: [{ issuer: url(), audience: AUDIENCE }] });
  const trusting = { NODE_EXTRA_CA_CERTS: join(tls, 'cert.pem') };
  const { exitCode, stdout, stderr } = await run(['--config', config, '--kind', 'rest-token'], trusting);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/\n19 of 24 checks made: nothing found\n$/);
  expect(stdout).not.toContain('\u001b');

  const distrusting = await run(['--config', config, '--json']);
  expect(distrusting.exitCode).toBe(1);
  expect(JSON.parse(distrusting.stdout).findings).toMatchObject([{ code: 'keys_unavailable' }]);
});

test('exit code 0: a warning; 1 where it is told to be strict', async () => {
  const args = ['--config', fileOf({ ...HEALTHY, clockToleranceSeconds: 300 }), '--offline', '--json'];
  const [lenient, strict] = await Promise.all([run(args), run([...args, '--strict'])]);
  expect([lenient.exitCode, JSON.parse(lenient.stdout).healthy]).toEqual([0, true]);
  expect([strict.exitCode, JSON.parse(strict.stdout).healthy]).toEqual([1, false]);
});

test('exit code 0: the sample that was synthesized', async () => {
  const template = temporaryFile('TimesheetsRestStack.template.json', JSON.stringify(REST));
  const { exitCode, stdout, stderr } = await run(['--template', template, '--offline', '--strict']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain('\n  rest-token, answers kept for 300 s\n');
});

test('exit code 1: an invalid configuration', async () => {
  const { exitCode, stdout, stderr } = await run(['--config', fileOf({ ...HEALTHY, issuers: [{}] }), '--offline']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
  expect(stdout).toContain('✗ configuration_invalid\n');
});

test('exit code 2: no such file, in words alone', async () => {
  expect(await run(['--config', 'nowhere.json'])).toEqual({
    exitCode: 2,
    stdout: '',
    stderr:
      '--config: found no file that can be read (ENOENT), expected a file with the configuration of the authorizer, {"issuers": […], "routes": {…}}\n',
  });
});

test('exit code 1, and no trace, where the reader leaves early', async () => {
  const file = fileOf({ ...HEALTHY, issuers: [{}] });
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/doctor.ts', '--config', file], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  const [[exitCode], stderr] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
});

test('a token that became the name of a file is not repeated', async () => {
  const file = temporaryFile('eyJhbGciOiJub25lIn0.json', '[]');
  const { exitCode, stderr } = await run(['--config', file]);
  expect({ exitCode, isRepeated: stderr.includes('eyJhbGciOiJub25lIn0') }).toEqual({ exitCode: 2, isRepeated: false });
});

test('--help prints the usage, from the package as well', async () => {
  const expected = { exitCode: 0, stdout: `${USAGE}\n`, stderr: '' };
  const [own, packaged] = await Promise.all([run(['--help']), run(['doctor', '--help'], {}, 'bin/jwt-authorizer.ts')]);
  expect([own, packaged]).toEqual([expected, expected]);
});
