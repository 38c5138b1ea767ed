/** A function definition comes in, a host comes out that invokes it as one warm Lambda instance would; owns its thread, its queue and a temporary folder for inline code. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FunctionThread, type InvocationResult, startFunctionThread } from './function-thread.ts';
import type { FunctionDefinition } from './functions.ts';

export interface FunctionHost {
  /**
   * Invokes the function with an event that JSON can carry. Never rejects: what goes wrong is a function error in the result.
   * Invocations run one after the other, as in a single Lambda instance; Lambda itself would start further instances.
   */
  invoke(event: unknown): Promise<InvocationResult>;
  /** Ends the thread at once; invocations under way fail. */
  close(): Promise<void>;
}

export interface FunctionHostOptions {
  readonly definition: FunctionDefinition;
  /** What Lambda itself gives every function; the template's variables go on top. */
  readonly environment: Readonly<Record<string, string>>;
  /** One line of the function's stdout or stderr, or of what Lambda itself would write to the function's log. */
  log(line: string): void;
}

/**
 * Creates a host. The thread starts with the first invocation, which pays for the module's initialization as a cold start does;
 * it then stays warm. A function that fails to initialize, exits, crashes or runs into its timeout gets a new thread next time.
 * A handler that takes a callback is answered when it calls it, without waiting for the event loop to empty; the working
 * directory is the gateway's own, since threads share it.
 */
export function createFunctionHost({ definition, environment, log }: FunctionHostOptions): FunctionHost {
  const { folder, remove } = unpack(definition);
  const logStreamName = `local/${randomUUID()}`;
  const logGroupName = `/aws/lambda/${definition.name}`;
  let thread: FunctionThread | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let closed = false;

  const start = () =>
    startFunctionThread({
      folder,
      handler: definition.handler,
      timeoutSeconds: definition.timeoutSeconds,
      env: {
        ...lambdaVariables(definition, { folder, logGroupName, logStreamName }),
        ...environment,
        ...definition.variables,
      },
      context: {
        functionName: definition.name,
        functionVersion: '$LATEST',
        invokedFunctionArn: definition.arn,
        memoryLimitInMB: String(definition.memoryMegabytes),
        logGroupName,
        logStreamName,
      },
      log,
    });

  async function run(event: string): Promise<InvocationResult> {
    if (closed)
      return { ok: false, error: { errorType: 'Runtime.ExitError', errorMessage: 'The function was closed' } };
    if (!thread || thread.ended) thread = start();
    const requestId = randomUUID();
    const initialization = await thread.initialization;
    const result = initialization.ok ? await thread.invoke(requestId, event) : initialization;
    if (!initialization.ok) await thread.end();
    if (!result.ok) log(`${requestId} ERROR Invoke Error ${JSON.stringify(result.error)}`);
    return result;
  }

  async function close(): Promise<void> {
    closed = true;
    await thread?.end();
    remove();
  }

  return {
    invoke(event) {
      const text = JSON.stringify(event);
      const result = queue.then(() => run(text));
      queue = result;
      return result;
    },
    close,
  };
}

/** Inline code runs from a file of its own, as Lambda's `index.js` does. */
function unpack({ code }: FunctionDefinition): { readonly folder: string; remove(): void } {
  if (code.kind === 'folder') return { folder: code.folder, remove: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'inline-function-'));
  writeFileSync(join(folder, 'index.js'), code.source);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * The reserved variables of the Lambda runtime (Lambda Developer Guide, "Defined runtime environment variables") and the little
 * of the machine that a process needs. Nothing else of the developer's environment reaches a function.
 */
function lambdaVariables(
  definition: FunctionDefinition,
  own: { folder: string; logGroupName: string; logStreamName: string },
): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    TMPDIR: tmpdir(),
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: own.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: own.logStreamName,
    LAMBDA_TASK_ROOT: own.folder,
    _HANDLER: definition.handler,
  };
}
