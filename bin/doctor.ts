/**
 * `npm run --silent doctor -- --config authorizer.json`: says what is wrong or unwise about an authorizer before anyone is affected. Exit code 0
 * where nothing is wrong, 1 where something is, 2 where nothing could be read.
 */
import { readFileSync } from 'node:fs';
import { getJson } from '../lambda/authorizer/http-get.ts';
import { readConfiguration } from './configuration/read-configuration.ts';
import { examine } from './doctor/examine.ts';
import { readOptions, USAGE } from './doctor/options.ts';
import { isHealthy, toJson, toText } from './doctor/report.ts';

/** Of an output that is no terminal. */
const COLUMNS = 120;

try {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) console.log(USAGE);
  else {
    const edges = { getJson, readFile: (file: string) => readFileSync(file, 'utf8'), nowMs: Date.now };
    const report = await examine(readConfiguration(options), options, edges);
    const { columns = COLUMNS, isTTY = false } = process.stdout;
    const terminal = { colours: isTTY && !process.env.NO_COLOR, columns };
    console.log(options.json ? toJson(report, options.strict) : toText(report, terminal));
    process.exitCode = isHealthy(report, options.strict) ? 0 : 1;
  }
} catch (error) {
  // Without the stack, whose lines say nothing to whoever runs this.
  console.error((error as Error).message);
  process.exitCode = 2;
}
