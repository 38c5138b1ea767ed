/** A stack's name and where issuer and table are come in, a folder that `sam local` can run goes out; runs the CDK CLI and writes files. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuthorizerConfigInput } from '../../lambda/authorizer/config.ts';
import { readTemplate, type Template } from '../gateway/index.ts';
import { writeConfig } from '../synthesize.ts';
import { environmentsForContainers, templateForContainers } from './containers.ts';
import { samHazards } from './hazards.ts';
import type { SamTemplate } from './template.ts';

export type SamStack = 'TimesheetsRestStack' | 'TimesheetsHttpStack';

export interface SamProjectOptions {
  readonly stack: SamStack;
  /** As the containers reach them, and as the tokens' `iss` has it. */
  readonly issuer: string;
  readonly tableEndpoint: string;
  /** Where everything is written. */
  readonly folder: string;
  /** Makes what is to be `AUTHORIZER_CONFIG` of what the template says. */
  configure(config: AuthorizerConfigInput): AuthorizerConfigInput;
}

export interface SamProject {
  readonly templateFile: string;
  /** For `--env-vars`. */
  readonly environmentFile: string;
  /** As it was synthesized, with its intrinsic functions resolved. */
  readonly template: Template;
}

/** Of the containers; any would do. */
export const REGION = 'eu-west-1';

const PROJECT_ROOT = join(import.meta.dirname, '../..');

/** @throws Error with what the CDK CLI printed, or with what `sam local` would get wrong */
export async function writeSamProject(options: SamProjectOptions): Promise<SamProject> {
  const { stack, issuer, tableEndpoint, folder, configure } = options;
  await synthesize(stack, await writeConfig(issuer, folder), folder);
  const templateFile = join(folder, `${stack}.template.json`);
  const environmentFile = join(folder, 'sam.env.json');

  const synthesized: SamTemplate = JSON.parse(await readFile(templateFile, 'utf8'));
  const hazards = samHazards(synthesized);
  if (hazards.length > 0) {
    throw new Error(`sam local would not run ${stack} as AWS does:\n${hazards.map((line) => `- ${line}`).join('\n')}`);
  }
  const template = readTemplate(templateFile, REGION);
  const functions = template.ofType('AWS::Lambda::Function');
  await writeJson(environmentFile, environmentsForContainers(functions, tableEndpoint, configure));
  await writeJson(templateFile, templateForContainers(synthesized, process.arch));
  return { templateFile, environmentFile, template };
}

/** The CLI, not the app alone: it has the template say where a function's code lies, which `sam local` goes by. */
function synthesize(stack: SamStack, config: string, folder: string): Promise<void> {
  const cdk = join(PROJECT_ROOT, 'node_modules/aws-cdk/bin/cdk');
  const args = [cdk, 'synth', stack, '--quiet', '--no-notices', '--output', folder, '-c', `config=${config}`];
  // CDK's own validation takes longer than everything else; `npx cdk synth` runs it.
  const options = { cwd: PROJECT_ROOT, env: { ...process.env, CDK_VALIDATION: 'false' } };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      if (error) reject(new Error(`cdk synth failed:\n${stdout}${stderr}`, { cause: error }));
      else resolve();
    });
  });
}

async function writeJson(file: string, content: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`);
}
