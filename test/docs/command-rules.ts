/** How each command of the docs is checked: one rule a kind of command; a command without a rule is a problem. Starts the tools, never their work. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { validateConfig } from '../../lambda/authorizer/config.ts';
import { TIMESHEETS_ROUTES } from '../../lib/timesheets-api.ts';
import { parsePage, ROOT } from './pages.ts';
import type { Command } from './shell.ts';

/** What is wrong with a command, as "found …, expected …"; undefined where nothing is. */
type Problem = string | undefined;

interface Rule {
  /** Its first words. */
  readonly command: readonly string[];
  readonly check: (command: Command) => Problem | Promise<Problem>;
}

const run = promisify(execFile);
const manifest: { version: string; scripts: Record<string, string> } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
);

/** Bash has read it, the files that it names are there, and that is all that can be said here. */
const bySyntax = () => undefined;

/** The first rule that fits decides. */
export const RULES: readonly Rule[] = [
  // npm's own; where it names the package, the name has today's version.
  { command: ['npm', 'ci'], check: bySyntax },
  { command: ['npm', 'pack'], check: bySyntax },
  { command: ['npm', 'install'], check: tarballHasVersion },
  // The script is there and its tool accepts the options.
  { command: ['npm', 'start'], check: ({ args }) => scriptProblem('start', args.slice(1)) },
  { command: ['npm', 'test'], check: ({ args }) => scriptProblem('test', args.slice(1)) },
  { command: ['npm', 'run', '--silent'], check: ({ args: [, , name, ...rest] }) => scriptProblem(name, rest) },
  { command: ['npm', 'run'], check: ({ args: [, name, ...rest] }) => scriptProblem(name, rest) },
  {
    command: ['npx', 'jwt-authorizer'],
    check: ({ args: [, ...rest] }) => toolProblem(['bin/jwt-authorizer.ts', ...rest]),
  },
  // The app is synthesized with these settings.
  { command: ['npx', 'cdk', 'bootstrap'], check: bySyntax },
  { command: ['npx', 'cdk', 'destroy'], check: ({ args }) => unknownStack(args.slice(2)) },
  ...['synth', 'diff', 'deploy'].map((verb) => ({ command: ['npx', 'cdk', verb], check: synthesisProblem })),
  { command: ['npx', 'jest'], check: bySyntax },
  { command: ['npx', '--yes', '-p'], check: bySyntax },
  // To the local run: answered in local-commands.test.ts. Elsewhere there is nobody who would answer.
  { command: ['curl'], check: bySyntax },
  { command: ['cd'], check: bySyntax },
  // Not installed here, or no business of a test.
  ...['aws', 'terraform', 'git', 'sha256sum', 'cut'].map((name) => ({ command: [name], check: bySyntax })),
  // What a reader has for it.
  { command: ['get-a-token'], check: bySyntax },
];

/** @returns `page:line: what was found, what was expected`; undefined where nothing is wrong */
export async function problemOf(command: Command): Promise<Problem> {
  const words = [command.name, ...command.args];
  const rule = RULES.find((candidate) => candidate.command.every((word, index) => words[index] === word));
  const problem =
    rule === undefined
      ? `found "${words.join(' ')}", expected a command that test/docs/command-rules.ts has a rule for`
      : (missingFile(command) ?? (await rule.check(command)));
  return problem && `${command.where}: ${problem}`;
}

/** A word that begins with a folder of this repository is a path in it. */
function missingFile({ args }: Command): Problem {
  const path = args.find((arg) => /^(?:bin|docs|examples|lambda|lib|local|schema|test)\/\S*$/.test(arg));
  if (path === undefined || existsSync(join(ROOT, path))) return undefined;
  return `found ${path}, which is not there; expected a file of this repository`;
}

function tarballHasVersion({ args }: Command): Problem {
  const tarball = args.find((arg) => arg.endsWith('.tgz'));
  if (tarball === undefined || tarball.endsWith(`jwt-authorizer-${manifest.version}.tgz`)) return undefined;
  return `found ${tarball}, expected jwt-authorizer-${manifest.version}.tgz`;
}

async function scriptProblem(name = '', rest: readonly string[] = []): Promise<Problem> {
  const script = manifest.scripts[name];
  if (script === undefined) return `found "npm run ${name}", expected a script of package.json`;
  const [separator, ...options] = rest;
  if (separator === undefined) return undefined;
  if (separator !== '--') return `found "${separator}", expected "--" before what is for the tool`;
  const [program, ...words] = script.split(' ');
  // Another project's tool, or several.
  if (program !== 'node' || words.includes('&&')) return undefined;
  return toolProblem([...words.filter((word) => !word.startsWith('-') && word !== 'tsx'), ...options]);
}

/** A tool reads all its options before it helps, so that asking for help tells whether it knows them, and does nothing. */
async function toolProblem([file = '', ...options]: readonly string[]): Promise<Problem> {
  const words = [file, ...options].join(' ');
  if (!/\b(?:parseArgs|process\.argv|argv)\b/.test(readFileSync(join(ROOT, file), 'utf8'))) {
    return `found options in "${words}", expected none: it reads none`;
  }
  const asked = ['--import', 'tsx', '--expose-gc', file, ...options, '--help'];
  const { stderr } = await run(process.execPath, asked, { cwd: ROOT, timeout: 20_000 }).catch((error) => error);
  // Some have no help to give: then that is all that they complain of.
  const complaint = stderr.split('\n').find((line: string) => /^\S.*(?:--|found|expected|unknown)/i.test(line));
  if (complaint === undefined || complaint.includes('--help')) return undefined;
  return `found options of "${words}" that it does not know (${complaint}), expected those of its --help`;
}

const STACKS = ['TimesheetsRestStack', 'TimesheetsHttpStack', 'TimesheetsWebStack', 'AttachAuthorizerStack'];

function unknownStack(names: readonly string[]): Problem {
  const unknown = names.filter((name) => !name.startsWith('-') && !STACKS.includes(name));
  return unknown.length === 0 ? undefined : `found ${unknown.join(', ')}, expected ${STACKS.join(', ')}`;
}

/** What stands for the outputs of other stacks. */
const OUTPUTS: Readonly<Record<string, string>> = {
  API_URL: 'https://abc123.execute-api.eu-west-1.amazonaws.com/prod',
  APP_URL: 'https://d111111abcdef8.cloudfront.net',
};

async function synthesisProblem({ page, line, args }: Command): Promise<Problem> {
  const { values, positionals } = parseArgs({
    args: args.slice(2),
    options: { context: { type: 'string', short: 'c', multiple: true, default: [] } },
    allowPositionals: true,
  });
  const settings = values.context.map((setting) => {
    const [key = '', ...value] = setting.split('=');
    return [key, OUTPUTS[value.join('=')] ?? value.join('=')];
  });
  return unknownStack(positionals) ?? synthesize(positionals, Object.fromEntries(settings), { page, line });
}

const synthesized = new Map<string, Promise<Problem>>();

/** The app as `npx cdk` runs it, each combination of settings once; without bundling. */
function synthesize(
  stacks: readonly string[],
  settings: Readonly<Record<string, string>>,
  place: { page: string; line: number },
): Promise<Problem> {
  const files = settings.config === undefined ? {} : { [settings.config]: configBefore(place) };
  const key = JSON.stringify({ stacks, settings, files });
  const problem = synthesized.get(key) ?? synthesizeIn(mkdtempSync(join(tmpdir(), 'docs-')), stacks, settings, files);
  synthesized.set(key, problem);
  return problem;
}

async function synthesizeIn(
  folder: string,
  stacks: readonly string[],
  settings: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>>,
): Promise<Problem> {
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const context = { ...settings, 'aws:cdk:bundling-stacks': [] };
    await run(
      process.execPath,
      ['--import', join(ROOT, 'node_modules/tsx/dist/esm/index.mjs'), join(ROOT, 'bin/app.ts')],
      {
        cwd: folder,
        env: { ...process.env, CDK_VALIDATION: 'false', CDK_OUTDIR: 'out', CDK_CONTEXT_JSON: JSON.stringify(context) },
      },
    );
    const missing = stacks.filter((name) => !existsSync(join(folder, `out/${name}.template.json`)));
    return missing.length === 0 ? undefined : `found settings that make no ${missing.join(', ')}, expected one`;
  } catch (error) {
    return `found settings that the app refuses, expected a synthesis:\n${(error as { stderr: string }).stderr}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The file that a page names is the last configuration that it showed, without the routes, which the sample brings. */
function configBefore({ page, line }: { page: string; line: number }): string {
  const shown = parsePage(page, readFileSync(join(ROOT, page), 'utf8')).blocks.filter(
    (block) => block.language === 'json' && block.line < line && isConfig(block.text),
  );
  const { routes, ...config } = JSON.parse(shown.at(-1)?.text ?? '{}');
  return JSON.stringify(config);
}

function isConfig(text: string): boolean {
  return validateConfig({ routes: TIMESHEETS_ROUTES, ...JSON.parse(text) }).ok;
}
