/** An `npx cdk` of the docs comes in, what the app says against its settings goes out; synthesizes its stacks, without bundling. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { App } from 'aws-cdk-lib';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import { validateConfig } from '../../lambda/authorizer/config.ts';
import { sampleStacks } from '../../lib/sample-stacks.ts';
import { TIMESHEETS_ROUTES } from '../../lib/timesheets-api.ts';
import { parsePage, ROOT } from './pages.ts';
import type { Command } from './shell.ts';
import type { Problem } from './tool-options.ts';

const STACKS = ['TimesheetsRestStack', 'TimesheetsHttpStack', 'TimesheetsWebStack', 'AttachAuthorizerStack'];

/** Options of the CDK's command line; those beside `-c` say nothing about the app. */
const OPTIONS = {
  context: { type: 'string', short: 'c', multiple: true, default: [] as string[] },
  quiet: { type: 'boolean' },
} as const;

/** What stands for the outputs of other stacks. */
const OUTPUTS: Readonly<Record<string, string>> = {
  API_URL: 'https://abc123.execute-api.eu-west-1.amazonaws.com/prod',
  APP_URL: 'https://d111111abcdef8.cloudfront.net',
};

/** Of `npx cdk VERB` with what follows. */
export function synthesisProblem({ page, line, args: [, , ...args] }: Command): Problem {
  const given = parse(args);
  if (typeof given === 'string') return given;
  const { context, stacks } = given;
  // A reader's own app: the sample cannot do without settings.
  if (context.length + stacks.length === 0) return undefined;
  const unknown = unknownStack(stacks);
  if (unknown !== undefined) return unknown;

  const settings = Object.fromEntries(
    context.map((setting) => {
      const [key = '', ...value] = setting.split('=');
      return [key, OUTPUTS[value.join('=')] ?? value.join('=')];
    }),
  );
  const files = settings.config === undefined ? {} : { [settings.config]: configBefore(page, line) };
  const made = synthesizeOnce(settings, files);
  if (typeof made === 'string') return `found settings that the app refuses, expected a synthesis:\n${made}`;
  const missing = stacks.filter((name) => !made.includes(name));
  return missing.length === 0 ? undefined : `found settings that make no ${missing.join(', ')}, expected one`;
}

export function unknownStack(names: readonly string[]): Problem {
  const unknown = names.filter((name) => !STACKS.includes(name));
  return unknown.length === 0 ? undefined : `found ${unknown.join(', ')}, expected ${STACKS.join(', ')}`;
}

function parse(args: readonly string[]): { context: string[]; stacks: string[] } | string {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    return { context: values.context, stacks: positionals };
  } catch (error) {
    return `found ${(error as Error).message}; expected options that test/docs/synthesis.ts names`;
  }
}

type Texts = Readonly<Record<string, string>>;

/** The names of the stacks, or what the app says. */
type Synthesis = readonly string[] | string;

const synthesized = new Map<string, Synthesis>();

function synthesizeOnce(settings: Texts, files: Texts): Synthesis {
  const key = JSON.stringify([settings, files]);
  const synthesis = synthesized.get(key) ?? synthesize(settings, files);
  synthesized.set(key, synthesis);
  return synthesis;
}

/** @param files those that the settings name, by name */
function synthesize(settings: Texts, files: Texts): Synthesis {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    // The reader stands in the folder of the file.
    const paths = Object.entries(settings).map(([key, value]) => [key, value in files ? join(folder, value) : value]);
    process.env.CDK_VALIDATION = 'false';
    const app = new App({
      context: { ...CURRENTLY_RECOMMENDED_FLAGS, ...Object.fromEntries(paths), 'aws:cdk:bundling-stacks': [] },
      outdir: join(folder, 'out'),
    });
    sampleStacks(app);
    return app.synth().stacks.map(({ stackName }) => stackName);
  } catch (error) {
    return (error as Error).message;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The file that a page names is the last configuration that it showed, without the routes, which the sample brings. */
function configBefore(page: string, line: number): string {
  const shown = parsePage(page, readFileSync(join(ROOT, page), 'utf8')).blocks.filter(
    (block) => block.language === 'json' && block.line < line && isConfig(block.text),
  );
  const { routes, ...config } = JSON.parse(shown.at(-1)?.text ?? '{}');
  return JSON.stringify(config);
}

function isConfig(text: string): boolean {
  return validateConfig({ routes: TIMESHEETS_ROUTES, ...JSON.parse(text) }).ok;
}
