/** The entry of the Lambda function, and the one place where network, clock and environment are real. */
import { createAuthorizerFunction } from './handler.ts';
import { getJson } from './http-get.ts';
import { loadSecret } from './secrets-manager.ts';

const authorizer = createAuthorizerFunction({
  environment: process.env,
  getJson,
  loadSecret,
  nowMs: Date.now,
  elapsedMs: () => performance.now(),
  // Not console.log: Lambda's own prefix would break the line's JSON.
  writeLine: (line) => process.stdout.write(`${line}\n`),
});

// Awaited, since an instance with provisioned concurrency is frozen right after init, a fetch under way with it.
await authorizer.prefetch();

export const handler = authorizer.handler;
