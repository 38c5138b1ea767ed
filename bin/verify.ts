/**
 * `npm run --silent verify -- --url https://… --route "GET /orders"`: calls a deployed API and says what is not as it should be. Exit code 0
 * where all is as expected, 1 where something is different, 2 where nothing could be checked.
 */
import { text } from 'node:stream/consumers';
import { allowEarlyEnd, terminalOf } from './tool/output.ts';
import { readOptions, USAGE } from './verify/options.ts';
import { isAsExpected, toJson, toText } from './verify/report.ts';
import { verify } from './verify/verify.ts';

allowEarlyEnd(process.stdout);
try {
  const options = await readOptions(process.argv.slice(2), process.env, () => text(process.stdin));
  if (options === undefined) console.log(USAGE);
  else {
    const report = await verify(options, Date.now());
    console.log(options.json ? toJson(report) : toText(report, terminalOf(process.stdout, process.env)));
    process.exitCode = isAsExpected(report) ? 0 : 1;
  }
} catch (error) {
  // Without the stack, whose lines say nothing to whoever runs this.
  console.error((error as Error).message);
  process.exitCode = 2;
}
