/** A bundle, its environment and its events come in, child processes that answer them go out; stdout is discarded, since this authorizer logs and the others do not. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Round, RoundResult } from './loop.ts';

export interface Program {
  /** The bundled `cold.ts` or `loop.ts`. */
  readonly driver: string;
  readonly bundle: string;
  /** All of it: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Loads the bundle in a process of its own and has it answer the event, if there is one. */
export async function coldStart(
  { driver, bundle, environment }: Program,
  event?: unknown,
): Promise<{
  /** From before the import to after it, by the child's own clock. */
  readonly loadMs: number;
  /** From the event to its answer, by the same clock; 0 without an event. */
  readonly requestMs: number;
  /** From before the process was started to its word that it is done. */
  readonly totalMs: number;
}> {
  const startMs = performance.now();
  const child = spawn(process.execPath, [driver, bundle, ...(event === undefined ? [] : [JSON.stringify(event)])], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let totalMs = 0;
  child.stderr.once('readable', () => {
    totalMs = performance.now() - startMs;
  });
  const said = await text(child.stderr);
  if (!said.startsWith('{"loadMs"')) throw new Error(`${bundle}: expected an answer that allows, received ${said}`);
  const { loadMs, requestMs = 0 } = JSON.parse(said);
  return { loadMs, requestMs, totalMs };
}

/** A process that has loaded the bundle and answers rounds of events. */
export interface Loop {
  round(round: Round): Promise<RoundResult>;
  stop(): Promise<void>;
}

/** @param eventsFile a JSON array */
export function startLoop({ driver, bundle, environment }: Program, eventsFile: string): Loop {
  const child = fork(driver, [bundle, eventsFile], {
    env: { ...environment },
    // Not the parent's: it runs under a loader.
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return {
    async round(round) {
      child.send(round);
      return answerOf(child, bundle);
    },
    async stop() {
      if (child.exitCode !== null) return;
      child.kill();
      await once(child, 'exit');
    },
  };
}

function answerOf(child: ChildProcess, bundle: string): Promise<RoundResult> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) =>
      reject(new Error(`${bundle} ended with ${code}; what it said stands above`));
    child.once('exit', onExit);
    child.once('message', (result) => {
      child.off('exit', onExit);
      resolve(result as RoundResult);
    });
  });
}
