/** A local issuer comes in, the app's templates and bundles come to lie in a folder: the same app that is deployed, with settings for this machine. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoAudience, emailClaim } from './demo.ts';

const PROJECT_ROOT = join(import.meta.dirname, '..');

export interface LocalSettings {
  readonly issuer: string;
  /** Where the web app is. */
  readonly allowOrigin: string;
  /** Where the templates go, `cdk.out` by convention. */
  readonly folder: string;
}

/**
 * Runs the CDK app.
 *
 * @throws Error with what the app printed
 */
export async function synthesize({ issuer, allowOrigin, folder }: LocalSettings): Promise<void> {
  const config = await writeConfig(issuer, folder);
  await runApp({
    CDK_OUTDIR: folder,
    CDK_CONTEXT_JSON: JSON.stringify({ config, allowOrigin }),
    // Checks templates against CloudFormation's rules, which takes twice as long as everything else; `cdk synth` runs them.
    CDK_VALIDATION: 'false',
  });
}

/** Writes the authorizer's configuration for a local issuer into a folder and returns the file: what the context key `config` takes. */
export async function writeConfig(issuer: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const config = {
    issuers: [{ issuer, audience: demoAudience, profile: 'auth0' }],
    contextClaims: { email: emailClaim },
    insecureAllowHttp: true,
  };
  const file = join(folder, 'authorizer.json');
  await writeFile(file, `${JSON.stringify(config, null, 2)}\n`);
  return file;
}

function runApp(settings: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { cwd: PROJECT_ROOT, env: { ...process.env, ...settings } };
    execFile(process.execPath, ['--import', 'tsx', 'bin/app.ts'], options, (error, stdout, stderr) => {
      if (error) reject(new Error(`the CDK app failed:\n${stdout}${stderr}`, { cause: error }));
      else resolve();
    });
  });
}
