/**
 * `npm run --silent doctor -- --config authorizer.json`: says what is wrong or unwise about an authorizer before anyone is affected. Exit code 0
 * where nothing is wrong, 1 where something is, 2 where nothing could be read.
 */
import { getJson } from '../lambda/authorizer/http-get.ts';
import { readConfiguration } from './configuration/read-configuration.ts';
import { examine } from './doctor/examine.ts';
import { readOptions, USAGE } from './doctor/options.ts';
import { isHealthy, toJson, toText } from './doctor/report.ts';
import { allowEarlyEnd, terminalOf } from './tool/output.ts';
import { looksLikeToken, withoutToken } from './tool/without-token.ts';
import { visible } from './tool/words.ts';

const args = process.argv.slice(2);
// It is asked for none, and repeats none that was given all the same.
const safe = (text: string) => withoutToken(text, args.filter(looksLikeToken));

allowEarlyEnd(process.stdout);
try {
  const options = readOptions(args);
  if (options === undefined) console.log(USAGE);
  else {
    const edges = { getJson, nowMs: Date.now };
    const report = await examine(readConfiguration(options, process.env, { keepUnknown: true }), options, edges);
    const terminal = terminalOf(process.stdout, process.env);
    console.log(safe(options.json ? toJson(report, options.strict) : toText(report, terminal)));
    process.exitCode = isHealthy(report, options.strict) ? 0 : 1;
  }
} catch (error) {
  // Without the stack, whose lines say nothing to whoever runs this.
  console.error(visible(safe((error as Error).message)));
  process.exitCode = 2;
}
