/** `npm start` as a child process on free ports, with what it printed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const PROJECT_ROOT = join(__dirname, '../..');

export interface RunningStack {
  /** Of `/timesheets`, by kind of API. */
  readonly urls: Readonly<Record<'REST' | 'HTTP', string>>;
  /** Where the web app is: its origin. */
  readonly app: string;
  readonly issuer: string;
  /** Where the synthesized templates are: a run of a reader's has them in cdk.out. */
  readonly folder: string;
  /** What was printed so far, by line. */
  readonly output: readonly string[];
  /** Waits for a line that is printed from now on. */
  nextLine(matches: RegExp): Promise<string>;
  /** The decision lines of both authorizers from the last call on. */
  newDecisions(): Record<string, unknown>[];
  /** Ctrl-C; the exit code. */
  end(): Promise<number | null>;
}

const READY = /Ctrl-C ends everything/;

/** @throws Error with what was printed where it does not get ready within a minute */
export async function startStack(...options: string[]): Promise<RunningStack> {
  const folder = mkdtempSync(join(tmpdir(), 'stack-'));
  const anyPort = [
    '--port',
    '0',
    '--http-port',
    '0',
    '--issuer-port',
    '0',
    '--table-port',
    '0',
    '--web-port',
    '0',
    '--out',
    folder,
  ];
  const child = spawnStart([...anyPort, ...options]);
  const output: string[] = [];
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on(
      'data',
      lineSplitter((line) => {
        output.push(line);
        for (const listener of listeners) listener();
      }),
    );
  }

  function lineAfter(start: number, matches: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(deadline);
        listeners.delete(look);
        child.off('exit', exited);
        finish();
      };
      const look = () => {
        const line = output.slice(start).find((candidate) => matches.test(candidate));
        if (line !== undefined) settle(() => resolve(line));
      };
      const fail = (what: string) =>
        settle(() => reject(new Error(`${what} without ${matches}:\n${output.join('\n')}`)));
      const exited = () => fail('npm start ended');
      const deadline = setTimeout(() => fail('a minute passed'), 60_000);
      listeners.add(look);
      child.on('exit', exited);
      look();
    });
  }

  await lineAfter(0, READY);
  const printed = (name: string) => new RegExp(`^  ${name} +(\\S+)`, 'm').exec(output.join('\n'))?.[1] ?? '';
  let read = 0;
  return {
    urls: { REST: printed('REST'), HTTP: printed('HTTP') },
    app: printed('app'),
    issuer: printed('issuer'),
    folder,
    output,
    nextLine: (matches) => lineAfter(output.length, matches),
    newDecisions() {
      const lines = output.slice(read);
      read = output.length;
      return lines.flatMap((line) =>
        /^(?:REST|HTTP) Authorizer +\{.*"message":"decision"/.test(line)
          ? [JSON.parse(line.slice(line.indexOf('{')))]
          : [],
      );
    },
    async end() {
      const exit = once(child, 'exit');
      child.kill('SIGINT');
      const [code] = await exit;
      rmSync(folder, { recursive: true });
      return code;
    },
  };
}

/** `npm start` with these options; npm itself would stand between a signal and the process. */
export function spawnStart(options: string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', 'local/start.ts', ...options], {
    cwd: PROJECT_ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function lineSplitter(take: (line: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(take);
  };
}
