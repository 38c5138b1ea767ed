/** The child process of cold starts: loads the bundle, answers one event if there is one, and writes to stderr how many milliseconds each took. */
import { assertAllows } from './allows.ts';

const [, , bundle = '', event] = process.argv;

const startMs = performance.now();
const { handler } = await import(bundle);
const loadMs = performance.now() - startMs;
const requestMs = event === undefined ? undefined : await answer(JSON.parse(event));
process.stderr.write(JSON.stringify({ loadMs, requestMs }));
process.exit();

async function answer(request: unknown): Promise<number> {
  const askedMs = performance.now();
  const given = await handler(request);
  const answeredMs = performance.now();
  assertAllows(given);
  return answeredMs - askedMs;
}
