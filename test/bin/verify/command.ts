/** `npm run verify` as a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export async function runVerify(
  args: readonly string[],
  { environment = {}, input = '' }: { readonly environment?: Record<string, string>; readonly input?: string } = {},
): Promise<Ran> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/verify.ts', ...args], {
    cwd: join(import.meta.dirname, '../../..'),
    env: { ...process.env, ...environment },
  });
  child.stdin.end(input);
  const [[exitCode], stdout, stderr] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
  return { exitCode, stdout, stderr };
}
