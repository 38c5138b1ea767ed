/** `npm run explain` as a process of its own: what goes where, and the exit code. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { config } from '../../fixtures/authorizer.ts';
import { signingKey, token } from '../../fixtures/tokens.ts';

// Processes have to start, and other tests run beside them.

const key = signingKey();
const folder = mkdtempSync(join(tmpdir(), 'explain-'));
const file = join(folder, 'authorizer.json');
writeFileSync(file, JSON.stringify(config([key])));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(args: readonly string[], input = '') {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/jwt-authorizer.ts', 'explain', ...args], {
    cwd: join(__dirname, '../../..'),
  });
  child.stdin.end(input);
  const [[exitCode], stdout, stderr] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
  return { exitCode, stdout, stderr };
}

const AT = ['--config', file, '--at', '2026-01-02T03:04:05Z'];

test('a token from the input is allowed: 0, no colours in a pipe', async () => {
  const { exitCode, stdout, stderr } = await run(['-', ...AT], `${token(key)}\n`);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout.split('\n')[0]).toBe('✓ Allowed');
  expect(stdout).not.toContain('\u001b');
});

test("a token from a shell's pipe is allowed without being asked for: 0", async () => {
  const command = `printf %s "$TOKEN" | ${process.execPath} --import tsx bin/jwt-authorizer.ts explain --config ${file} --at 2026-01-02T03:04:05Z`;
  const child = spawn('/bin/sh', ['-c', command], {
    cwd: join(__dirname, '../../..'),
    env: { ...process.env, TOKEN: token(key) },
  });
  const [[exitCode], stdout] = await Promise.all([once(child, 'exit'), text(child.stdout)]);
  expect({ exitCode, verdict: stdout.split('\n')[0] }).toEqual({ exitCode: 0, verdict: '✓ Allowed' });
});

test('judged by the clock of this machine it has long expired: 1', async () => {
  const { exitCode, stdout } = await run([token(key), '--config', file]);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^✗ Refused: expired \(401\)\n/);
});

test('a reader who leaves early is no error, and the verdict stands: 1', async () => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'bin/jwt-authorizer.ts', 'explain', token(key), '--config', file],
    { cwd: join(__dirname, '../../..'), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  child.stdout.destroy();
  const [[exitCode], stderr] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
});

test('without a token: 2, on the other output', async () => {
  const { exitCode, stdout, stderr } = await run(AT);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^found no token, expected one as argument/);
});
