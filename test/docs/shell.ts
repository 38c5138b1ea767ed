/**
 * A block of shell commands comes in, the commands that bash would run go out, each with its words and its line; starts bash.
 *
 * Bash itself reads the block, with nothing on its PATH: quotes, variables, pipes, comments and `$(…)` are what they are to a reader, and
 * each command ends in bash's hook for commands that are not found, which notes what it was called with. Nothing else is run.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CodeBlock } from './pages.ts';

export interface Command {
  /** `docs/sam.md:12`. */
  readonly where: string;
  readonly page: string;
  readonly line: number;
  readonly name: string;
  readonly args: readonly string[];
}

const HOOKS = join(import.meta.dirname, 'note-commands.sh');

/** Stands for what a reader has to say. */
const AND_SO_ON = '…';

/** @throws Error that names page and line where bash does not understand the block */
export async function commandsOf(block: CodeBlock): Promise<Command[]> {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  try {
    const notes = join(folder, 'notes');
    writeFileSync(notes, '');
    const script = join(folder, 'block.sh');
    writeFileSync(script, scriptOf(block));
    const { stderr } = await promisify(execFile)('/bin/bash', [script], {
      cwd: folder,
      env: { BASH_ENV: HOOKS, NOTES: notes, PATH: '/nowhere' },
    }).catch((error: { stderr: string }) => error);
    if (stderr !== '') {
      const problem = stderr.replaceAll(/^.*block\.sh: line (\d+): /gm, (_, line) => `line ${lineIn(block, line)}: `);
      throw new Error(`${block.where}: found what bash does not run, expected commands:\n${problem}`);
    }
    return parseNotes(readFileSync(notes, 'utf8')).map(({ line, words: [name = '', ...args] }) => ({
      where: `${block.page}:${lineIn(block, line)}`,
      page: block.page,
      line: lineIn(block, line),
      name,
      args: args.filter((word) => word !== AND_SO_ON),
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const lineIn = (block: CodeBlock, line: string | number) => block.line + Number(line) - 1;

/** Of a transcript (console) what follows `$ `, to the end of the command; the other lines are empty, so that lines keep their numbers. */
export function scriptOf({ language, text }: CodeBlock): string {
  if (language !== 'console') return text;
  let goesOn = false;
  const lines = text.split('\n').map((line) => {
    const isCommand = goesOn || line.startsWith('$ ');
    const command = isCommand ? line.replace(/^\$ /, '') : '';
    goesOn = command.endsWith('\\');
    return command;
  });
  return lines.join('\n');
}

/** Line, number of words, words, again and again. */
function parseNotes(notes: string): { line: string; words: string[] }[] {
  const fields = notes.split('\0');
  const calls: { line: string; words: string[] }[] = [];
  for (let at = 0; at + 2 < fields.length; ) {
    const count = Number(fields[at + 1]);
    calls.push({ line: fields[at] ?? '', words: fields.slice(at + 2, at + 2 + count) });
    at += 2 + count;
  }
  return calls;
}
