/** A block of shell commands comes in, its steps and what each is said to print go out, and whether something printed is that; pure. */
import type { CodeBlock } from './pages.ts';
import { scriptOf } from './shell.ts';

export interface Step {
  /** `README.md:37`. */
  readonly where: string;
  readonly command: string;
  /** Line by line, as the page has it; a line of `…` alone stands for any lines, one within a line for any text. */
  readonly shown: readonly string[];
}

/** Each command of a transcript (console) with what follows it; a block of sh is one step, which shows nothing and has to succeed. */
export function stepsOf(block: CodeBlock): Step[] {
  if (block.language !== 'console') return [{ where: block.where, command: `set -e\n${block.text}set +e`, shown: [] }];
  const script = scriptOf(block).split('\n');
  const steps: { where: string; command: string; shown: string[] }[] = [];
  for (const [index, line] of block.text.trimEnd().split('\n').entries()) {
    const command = script[index] ?? '';
    const step = steps.at(-1);
    if (line.startsWith('$ ')) steps.push({ where: `${block.page}:${block.line + index}`, command, shown: [] });
    else if (step && command !== '') step.command += `\n${command}`;
    else if (line.trim() !== '') step?.shown.push(line);
  }
  return steps;
}

/** Ids and times are others in every run. */
const VARIABLES: readonly [RegExp, string][] = [
  [/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, 'TIME'],
];

function withoutVariables(text: string): string {
  return VARIABLES.reduce((result, [pattern, name]) => result.replaceAll(pattern, name), text).trimEnd();
}

/** @returns what was found and expected where a line that the page shows is not among those that were printed, in this order */
export function transcriptProblem({ where, shown }: Step, output: string): string | undefined {
  const lines = output.split(/\r?\n/).map(withoutVariables);
  let at = 0;
  for (const line of shown) {
    if (line === '…') continue;
    const pattern = withoutVariables(line).split('…').map(literally).join('.*');
    const found = lines.findIndex((candidate, index) => index >= at && new RegExp(`^${pattern}$`).test(candidate));
    if (found === -1) return `${where}: found\n${lines.slice(at).join('\n')}\nexpected a line\n${line}`;
    at = found + 1;
  }
  return undefined;
}

const literally = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
