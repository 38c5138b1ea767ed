/** A tool and what the docs give it come in, what it does not accept goes out; starts the tool for its help, never for its work. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './pages.ts';

/** Found and expected; undefined where nothing is wrong. */
export type Problem = string | undefined;

export const MANIFEST: { readonly version: string; readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
);

/** `npm run NAME` with what follows. */
export async function scriptProblem(name = '', rest: readonly string[] = []): Promise<Problem> {
  const script = MANIFEST.scripts[name];
  if (script === undefined) return `found "npm run ${name}", expected a script of package.json`;
  const [separator, ...options] = rest;
  if (separator === undefined) return undefined;
  if (separator !== '--') return `found "${separator}", expected "--" before what is for the tool`;
  const [program, ...words] = script.split(' ');
  // Another project's tool, or several.
  if (program !== 'node' || words.includes('&&')) return undefined;
  const [file = '', ...own] = words.filter((word) => !word.startsWith('-') && word !== 'tsx');
  return optionsProblem(file, [...own, ...options]);
}

/** `npx jwt-authorizer NAME` with what follows. */
export async function packageToolProblem(name = '', options: readonly string[] = []): Promise<Problem> {
  const file = `bin/${name}.ts`;
  const tools = readFileSync(join(ROOT, 'bin/jwt-authorizer.ts'), 'utf8');
  if (tools.includes(`import('./${name}.ts')`) && existsSync(join(ROOT, file))) return optionsProblem(file, options);
  return `found "npx jwt-authorizer ${name}", expected a tool of bin/jwt-authorizer.ts`;
}

/** By tool, the options that it is known to accept, so that none is asked for twice. */
const accepted = new Map<string, Set<string>>();

async function optionsProblem(file: string, options: readonly string[]): Promise<Problem> {
  const names = options.filter((word) => word.startsWith('-'));
  const known = accepted.get(file) ?? new Set();
  accepted.set(file, known);
  if (names.length > 0 && names.every((name) => known.has(name))) return undefined;
  const problem = await ask(file, options);
  if (problem === undefined) for (const name of names) known.add(name);
  return problem;
}

/** A tool reads all its options before it helps, so that asking for help tells whether it knows them, and does nothing. */
async function ask(file: string, options: readonly string[]): Promise<Problem> {
  const words = [file, ...options].join(' ');
  if (!/\b(?:parseArgs|argv)\b/.test(readFileSync(join(ROOT, file), 'utf8'))) {
    return `found options in "${words}", expected none: it reads none`;
  }
  const help = ['--import', 'tsx', '--expose-gc', file, ...options, '--help'];
  const { stderr } = await promisify(execFile)(process.execPath, help, { cwd: ROOT, timeout: 20_000 }).catch(
    (error: { stderr: string }) => error,
  );
  // Some have no help to give: then that is all that they complain of.
  const complaint = stderr.split('\n').find((line) => /^\S.*(?:--|found|expected|unknown)/i.test(line));
  if (complaint === undefined || complaint.includes('--help')) return undefined;
  return `found options of "${words}" that it does not know (${complaint}), expected those of its --help`;
}
