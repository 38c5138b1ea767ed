/** Runs the local issuer in a process of its own for a test: its library is ESM only, which jest's CommonJS cannot load. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { cliClient } from '../../../local/demo.ts';

const root = path.join(import.meta.dirname, '../../..');

export interface RunningIssuer {
  readonly issuer: string;
  /** Ends the process and returns all that it wrote to stderr. */
  stop(): Promise<string>;
}

/** Starts the issuer on a free port and waits until it has printed its URL. */
export async function runIssuer(...args: string[]): Promise<RunningIssuer> {
  const child = startScript('local/issuer/main.ts', '--issuer-port', '0', ...args);
  const stderr = text(child.stderr);
  const [line] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => [''])]);
  const issuer = String(line).trim();
  if (!issuer.startsWith('http')) throw new Error(`the issuer did not start: ${await stderr}`);
  return {
    issuer,
    async stop() {
      child.kill();
      return stderr;
    },
  };
}

export interface ScriptResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the project's scripts to its end. */
export async function runScript(script: string, ...args: string[]): Promise<ScriptResult> {
  const child = startScript(script, ...args);
  const [[exitCode], stdout, stderr] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
  return { exitCode, stdout, stderr };
}

const children: ChildProcess[] = [];
// A test that fails before its stop() must not leave a process behind: jest would wait for it.
afterAll(() => {
  for (const child of children) child.kill();
});

function startScript(script: string, ...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  return child;
}

export const redirectUri = 'http://127.0.0.1:5173/callback';

/** A valid authorization request of the command-line client; `undefined` takes a parameter out. */
export function authorizationRequest(issuer: string, params: Readonly<Record<string, string | undefined>> = {}): URL {
  const request = new URL('authorize', issuer);
  const valid = {
    response_type: 'code',
    client_id: cliClient.id,
    redirect_uri: redirectUri,
    scope: 'openid',
    code_challenge: createHash('sha256').update(randomBytes(32).toString('base64url')).digest('base64url'),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries({ ...valid, ...params })) {
    if (value !== undefined) request.searchParams.set(name, value);
  }
  return request;
}

/** A port of loopback where nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
