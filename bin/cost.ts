/** `npm run cost`: prints what the authorizer costs a month, for the worked example of docs/operations.md or for a traffic of yours. */
import { parseArgs } from 'node:util';
import { costTable, exampleTable, exampleTraffic } from './cost/table.ts';

const USAGE = `usage: npm run --silent cost [-- --requests-per-minute NUMBER [options]]

Without options: the worked example of docs/operations.md.

  --requests-per-minute NUMBER
  --kind rest|http             (default rest)
  --callers NUMBER             active at a time (default: half the requests per minute)
  --answers-per-caller NUMBER  kept for each: 1 by token, else the routes that one uses (default: rest 1, http 3)
  --ttl-seconds NUMBER         resultsCacheTtl; 0 for no cache (default 300)
  --refused-share NUMBER       from 0 to 1, of bad tokens (default 0.01)`;

try {
  const { values } = parseArgs({
    options: {
      'requests-per-minute': { type: 'string' },
      kind: { type: 'string', default: 'rest' },
      callers: { type: 'string' },
      'answers-per-caller': { type: 'string' },
      'ttl-seconds': { type: 'string' },
      'refused-share': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) console.log(USAGE);
  else if (values['requests-per-minute'] === undefined) console.log(exampleTable());
  else {
    const { kind } = values;
    if (kind !== 'rest' && kind !== 'http')
      throw new Error(`--kind: found "${kind}", expected rest or http\n\n${USAGE}`);
    const example = exampleTraffic(kind, number('requests-per-minute', values['requests-per-minute'], 0));
    const traffic = {
      ...example,
      callers: number('callers', values.callers, example.callers),
      answersPerCaller: number('answers-per-caller', values['answers-per-caller'], example.answersPerCaller),
      ttlSeconds: number('ttl-seconds', values['ttl-seconds'], example.ttlSeconds),
      refusedShare: number('refused-share', values['refused-share'], example.refusedShare, 1),
    };
    console.log(costTable([{ name: kind === 'rest' ? 'REST API' : 'HTTP API', traffic }]));
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

function number(option: string, text: string | undefined, standard: number, most = Number.MAX_SAFE_INTEGER): number {
  if (text === undefined) return standard;
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= most) return value;
  throw new Error(`--${option}: found "${text}", expected a number from 0 to ${most}\n\n${USAGE}`);
}
