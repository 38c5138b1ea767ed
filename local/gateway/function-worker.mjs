/**
 * Runs inside a worker thread: loads one Lambda handler and answers the invocations that the host posts, one at a time.
 * In: `workerData` `{ folder, handler, context }`, then messages `{ requestId, event, timeoutMs }` with the event as JSON.
 * Out: `{ payload }` (JSON) or `{ error }`, once for the initialization and then once an invocation.
 * Plain JavaScript, so that a thread needs no loader, whatever runs the gateway.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

/** Lambda's own order when several files would do. */
const EXTENSIONS = ['.js', '.mjs', '.cjs'];

async function loadHandler() {
  const { folder, handler } = workerData;
  const [, file, exportPath] = /^([^.]*)\.(.+)$/.exec(basename(handler)) ?? [];
  if (!file) throw lambdaError('Runtime.MalformedHandlerName', `Bad handler ${handler}: expected file.export`);
  const stem = join(folder, dirname(handler), file);
  const path = EXTENSIONS.map((extension) => stem + extension).find((candidate) => existsSync(candidate));
  if (!path) throw lambdaError('Runtime.ImportModuleError', `Cannot find module '${file}' in ${folder}`);
  const module = await import(pathToFileURL(path).href);
  const find = (root) => exportPath.split('.').reduce((value, key) => value?.[key], root);
  // A CommonJS module's exports are its default export where Node cannot tell their names.
  const found = find(module) ?? find(module.default);
  if (typeof found !== 'function')
    throw lambdaError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  return found;
}

function lambdaError(name, message) {
  return Object.assign(new Error(message), { name });
}

/** The error as Lambda's runtime writes it into the answer of a failed invocation. */
function toInvocationError(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

/** Calls a handler in any of Lambda's styles: async, callback, or plainly returning nothing. */
function call(handler, event, context) {
  return new Promise((resolve, reject) => {
    const callback = (error, result) => (error ? reject(error) : resolve(result));
    const returned = handler(event, context, callback);
    if (typeof returned?.then === 'function') returned.then(resolve, reject);
    else if (handler.length < 3) resolve(null);
  });
}

async function answer(handler, { requestId, event, timeoutMs }) {
  const deadlineMs = Date.now() + timeoutMs;
  const context = {
    ...workerData.context,
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
  try {
    const result = await call(handler, JSON.parse(event), context);
    parentPort.postMessage({ payload: JSON.stringify(result ?? null) ?? 'null' });
  } catch (error) {
    parentPort.postMessage({ error: toInvocationError(error) });
  }
}

try {
  const handler = await loadHandler();
  parentPort.on('message', (invocation) => answer(handler, invocation));
  parentPort.postMessage({ payload: 'null' });
} catch (error) {
  parentPort.postMessage({ error: toInvocationError(error) });
}
