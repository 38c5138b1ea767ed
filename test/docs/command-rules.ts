/** How each command of the docs is checked: one rule a kind of command; a command without a rule is a problem. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './pages.ts';
import type { Command } from './shell.ts';
import { synthesisProblem, unknownStack } from './synthesis.ts';
import { MANIFEST, type Problem, packageToolProblem, scriptProblem } from './tool-options.ts';

interface Rule {
  /** Its first words. */
  readonly command: readonly string[];
  readonly check: (command: Command) => Problem | Promise<Problem>;
}

/** Bash has read it, the files of this repository that it names are there, and that is all that can be said here. */
const bySyntax = () => undefined;

/** The first rule that fits decides. */
const RULES: readonly Rule[] = [
  // npm's own; where it names the package, the name has today's version.
  ...['ci', 'init', 'pack'].map((name) => ({ command: ['npm', name], check: bySyntax })),
  { command: ['npm', 'install'], check: tarballProblem },
  // The script is there and its tool accepts the options.
  { command: ['npm', 'start'], check: ({ args: [name, ...rest] }) => scriptProblem(name, rest) },
  { command: ['npm', 'test'], check: ({ args: [name, ...rest] }) => scriptProblem(name, rest) },
  { command: ['npm', 'run', '--silent'], check: ({ args: [, , name, ...rest] }) => scriptProblem(name, rest) },
  { command: ['npm', 'run'], check: ({ args: [, name, ...rest] }) => scriptProblem(name, rest) },
  { command: ['npx', 'jwt-authorizer'], check: ({ args: [, name, ...rest] }) => packageToolProblem(name, rest) },
  // The app is synthesized with these settings.
  ...['synth', 'diff', 'deploy'].map((verb) => ({ command: ['npx', 'cdk', verb], check: synthesisProblem })),
  { command: ['npx', 'cdk', 'destroy'], check: ({ args }) => unknownStack(args.slice(2)) },
  { command: ['npx', 'cdk', 'bootstrap'], check: bySyntax },
  { command: ['npx', 'jest'], check: bySyntax },
  { command: ['npx', '--yes', '-p'], check: bySyntax },
  // To the local run: answered in local-commands.test.ts. Elsewhere there is nobody who would answer.
  { command: ['curl'], check: bySyntax },
  // Not installed here, or no business of a test.
  ...['aws', 'cd', 'cut', 'git', 'mkdir', 'sha256sum', 'terraform'].map((name) => ({
    command: [name],
    check: bySyntax,
  })),
  // Whatever a reader has for it.
  { command: ['get-a-token'], check: bySyntax },
];

/** @returns `page:line: found …, expected …`; undefined where nothing is wrong */
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

function tarballProblem({ args }: Command): Problem {
  const tarball = args.find((arg) => arg.endsWith('.tgz'));
  if (tarball === undefined || tarball.endsWith(`jwt-authorizer-${MANIFEST.version}.tgz`)) return undefined;
  return `found ${tarball}, expected jwt-authorizer-${MANIFEST.version}.tgz`;
}
