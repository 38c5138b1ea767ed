/** A handler's location and environment come in, one worker thread that has loaded it comes out; owns the thread and its timers. */
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';

/** How an invocation failed, as Lambda reports a function error. */
export interface InvocationError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export type InvocationResult =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly error: InvocationError };

export interface FunctionThread {
  /** The outcome of loading the module. */
  readonly initialization: Promise<InvocationResult>;
  /** True once the thread has ended, whatever the reason; it then answers nothing more. */
  readonly ended: boolean;
  invoke(requestId: string, event: string): Promise<InvocationResult>;
  end(): Promise<void>;
}

export interface FunctionThreadOptions {
  readonly folder: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  /** The whole of the thread's `process.env`. */
  readonly env: Record<string, string>;
  /** The fields of Lambda's context object that are the same for each invocation. */
  readonly context: Readonly<Record<string, string>>;
  /** One line of the thread's stdout or stderr. */
  log(line: string): void;
}

type WorkerMessage = { readonly payload: string } | { readonly error: InvocationError };

/** Lambda gives module initialization 10 seconds (Lambda Developer Guide, "Init phase"). */
const INIT_TIMEOUT_SECONDS = 10;

const WORKER_FILE = join(import.meta.dirname, 'function-worker.mjs');

export function startFunctionThread(options: FunctionThreadOptions): FunctionThread {
  const { folder, handler, context, env, timeoutSeconds, log } = options;
  const worker = new Worker(WORKER_FILE, {
    env,
    // Whatever loader runs the gateway is none of the function's business.
    execArgv: [],
    stdout: true,
    stderr: true,
    workerData: { folder, handler, context },
  });
  for (const stream of [worker.stdout, worker.stderr]) createInterface({ input: stream }).on('line', log);

  let settle: ((result: InvocationResult) => void) | undefined;
  let crash: InvocationError | undefined;
  let ended = false;

  worker.on('message', (message: WorkerMessage) => {
    settle?.(
      'error' in message ? { ok: false, error: message.error } : { ok: true, payload: JSON.parse(message.payload) },
    );
  });
  worker.on('error', (error: Error) => {
    crash = { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') };
  });
  worker.on('exit', (code) => {
    ended = true;
    const exit = { errorType: 'Runtime.ExitError', errorMessage: `Runtime exited with error: exit status ${code}` };
    settle?.({ ok: false, error: crash ?? exit });
  });

  const end = async () => {
    ended = true;
    await worker.terminate();
  };

  /** Waits for the one answer that the worker owes; a worker that does not give it in time is ended. */
  function nextAnswer(limitSeconds: number): Promise<InvocationResult> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        const errorMessage = `Task timed out after ${limitSeconds.toFixed(2)} seconds`;
        settle?.({ ok: false, error: { errorType: 'Sandbox.Timedout', errorMessage } });
        void end();
      }, limitSeconds * 1000);
      settle = (result) => {
        clearTimeout(timer);
        settle = undefined;
        resolve(result);
      };
    });
  }

  return {
    initialization: nextAnswer(INIT_TIMEOUT_SECONDS),
    get ended() {
      return ended;
    },
    invoke(requestId, event) {
      const answer = nextAnswer(timeoutSeconds);
      worker.postMessage({ requestId, event, timeoutMs: timeoutSeconds * 1000 });
      return answer;
    },
    end,
  };
}
