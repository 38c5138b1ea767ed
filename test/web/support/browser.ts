/** Starts the Chromium that `find-chromium.ts` finds. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import type { FoundChromium } from './find-chromium.ts';

const root = join(import.meta.dirname, '../../..');

/** @throws Error that says what to install where there is none */
export async function launchBrowser(): Promise<Browser> {
  const script = ['--import', 'tsx', 'test/web/support/find-chromium.ts'];
  const { stdout } = await promisify(execFile)(process.execPath, script, { cwd: root }).catch((error) => {
    throw new Error(error.stderr.trim());
  });
  const { executablePath, args, environment } = JSON.parse(stdout) as FoundChromium;
  return chromium.launch({ executablePath, args: [...args], env: { ...process.env, ...environment } });
}
