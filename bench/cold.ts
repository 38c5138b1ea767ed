/** The child process of cold starts: loads the bundle, answers one event if there is one, and writes to stderr how many milliseconds the load took. */
import { assertAllows } from './allows.ts';

const [, , bundle = '', event] = process.argv;

const startMs = performance.now();
const { handler } = await import(bundle);
const loadMs = performance.now() - startMs;
if (event !== undefined) assertAllows(await handler(JSON.parse(event)));
process.stderr.write(JSON.stringify({ loadMs }));
process.exit();
