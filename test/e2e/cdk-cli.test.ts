/** The CDK command line as the README has it, with CDK's own validation of the templates. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_ROOT } from './running-stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'cdk-cli-'));

afterAll(() => rmSync(folder, { recursive: true }));

function synth(...options: string[]) {
  return promisify(execFile)('npx', ['cdk', 'synth', '--quiet', '--output', folder, ...options], { cwd: PROJECT_ROOT });
}

test('cdk synth makes both stacks from an issuer and an audience', async () => {
  await synth('-c', 'issuer=https://tenant.eu.auth0.com/', '-c', 'audience=https://api.example');
  for (const name of ['TimesheetsRestStack', 'TimesheetsHttpStack']) {
    expect(existsSync(join(folder, `${name}.template.json`))).toBe(true);
  }
}, 60_000);

test('cdk synth without them says what is missing and how to give it', async () => {
  await expect(synth()).rejects.toMatchObject({
    stderr: expect.stringMatching(
      /2 problems in the settings:\n {2}- issuer: received nothing, .*\n.*audience.*\n\nGive the issuer/,
    ),
  });
}, 60_000);
