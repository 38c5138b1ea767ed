/** `npm start`: runs the sample on this machine until Ctrl-C and says what to try. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { watch } from 'chokidar';
import { defaultIssuerPort, demoUsers } from './demo.ts';
import type { GatewayLogLine } from './gateway/index.ts';
import { type LocalStack, startLocalStack } from './stack.ts';

const PROJECT_ROOT = join(import.meta.dirname, '..');
const DEFAULT_PORT = 3000;
const DEFAULT_HTTP_PORT = 3001;
const DEFAULT_TABLE_PORT = 8000;
const DEFAULT_WEB_PORT = 5173;
/** That of the longest source of a line, `REST TimesheetsCreate`. */
const SOURCE_WIDTH = 21;

const USAGE = `usage: npm start -- [options]

  --port NUMBER          of the REST API (default ${DEFAULT_PORT}); 0 takes any free one, here and below
  --http-port NUMBER     of the HTTP API (default ${DEFAULT_HTTP_PORT})
  --issuer-port NUMBER   of the issuer (default ${defaultIssuerPort})
  --table-port NUMBER    of the tables (default ${DEFAULT_TABLE_PORT})
  --web-port NUMBER      of the web app (default ${DEFAULT_WEB_PORT})
  --access-token-ttl-seconds NUMBER
                         how long access tokens last (default 3600)
  --data FOLDER          keeps the tables from run to run (default: in memory)
  --out FOLDER           where the templates and the bundles go (default cdk.out)
  --watch                rebuilds and restarts functions and web app when their sources change
  --help                 prints this`;

// The SDK's advice on the Node of this machine helps nobody who wants to see the sample run.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

try {
  const options = readOptions();
  if (options === undefined) console.log(USAGE);
  else await run(options);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

type Options = NonNullable<ReturnType<typeof readOptions>>;

async function run({ watching, ...options }: Options): Promise<void> {
  console.log('Synthesizing the app ...');
  const stack = await startLocalStack({ ...options, log: printLine });
  console.log(introduction(stack, options.dataFolder));
  const watcher = watching ? watchSources(() => rebuild(stack)) : undefined;
  const end = () => {
    void watcher?.close();
    // A second Ctrl-C finds no handler and ends the process at once.
    console.log('\nEnding ...');
    // Not left to the event loop: a rebuild under way would hold it, and complain that nothing runs any more.
    void stack.close().finally(() => process.exit());
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

/** @returns undefined where help was asked for */
function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      'http-port': { type: 'string' },
      'issuer-port': { type: 'string' },
      'table-port': { type: 'string' },
      'web-port': { type: 'string' },
      'access-token-ttl-seconds': { type: 'string' },
      data: { type: 'string' },
      out: { type: 'string' },
      watch: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    port: portOf('port', values.port, DEFAULT_PORT),
    httpPort: portOf('http-port', values['http-port'], DEFAULT_HTTP_PORT),
    issuerPort: portOf('issuer-port', values['issuer-port'], defaultIssuerPort),
    tablePort: portOf('table-port', values['table-port'], DEFAULT_TABLE_PORT),
    webPort: portOf('web-port', values['web-port'], DEFAULT_WEB_PORT),
    accessTokenTtlSeconds: secondsOf('access-token-ttl-seconds', values['access-token-ttl-seconds']),
    dataFolder: values.data,
    outFolder: values.out ?? join(PROJECT_ROOT, 'cdk.out'),
    watching: values.watch,
  };
}

function portOf(option: string, value: string | undefined, standard: number): number {
  if (value === undefined) return standard;
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new Error(`--${option}: received "${value}", expected a port from 0 to 65535\n\n${USAGE}`);
}

function secondsOf(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^[1-9]\d{0,6}$/.test(value)) return Number(value);
  throw new Error(`--${option}: received "${value}", expected a number of seconds\n\n${USAGE}`);
}

/** What makes a log line a metric in CloudWatch, and says nothing on a terminal. */
const METRICS = /,"_aws":\{.*\}(?=\}$)/;

/** A function's logical id is its path in the app, then the kind of resource and a hash. */
function printLine({ source, text }: GatewayLogLine): void {
  console.log(`${source.replace(/Function[0-9A-F]{8}$/, '').padEnd(SOURCE_WIDTH)} ${text.replace(METRICS, '')}`);
}

/** What a newcomer needs to know, with three commands that are answered with 200, 401 and 403. */
function introduction({ restApi, httpApi, issuer, table, web }: LocalStack, dataFolder: string | undefined): string {
  const url = `${restApi.url}/timesheets`;
  const users = demoUsers.map(({ id, scopes }) => `${id.padEnd(8)}${scopes.join(' ')}`);
  const elsewhere = issuer.issuer === `http://localhost:${defaultIssuerPort}/` ? '' : ` --issuer ${issuer.issuer}`;
  const authorization = (user: string) =>
    `-H "Authorization: Bearer $(npm run --silent token -- --user ${user}${elsewhere})"`;
  const entry = JSON.stringify({ date: '2026-01-05', project: 'Apollo', hours: 7.5 });
  return `
The timesheets app is running on this machine, with its API as a REST API and as an HTTP API.

  app      ${web.origin}
  REST     ${url}
  HTTP     ${httpApi.url}/timesheets
  issuer   ${issuer.issuer}
  tables   ${table.endpoint}, ${dataFolder === undefined ? 'in memory' : `kept in ${dataFolder}`}
  users    ${users.join('\n           ')}

Open the app, or try the API in another terminal, in this folder:

  # 200: the author's own timesheets
  curl -i ${url} ${authorization('author')}

  # 401: no token
  curl -i ${url}

  # 403: the reader may not create
  curl -i ${url} ${authorization('reader')} -H 'Content-Type: application/json' -d '${entry}'

The HTTP API takes the same commands, with its own URL.
A new signing key: npm run rotate-keys${elsewhere === '' ? '' : ` --${elsewhere}`}. Ctrl-C ends everything.
`;
}

/** Calls back once things have been quiet for a moment after a change. Node's own `watch` loses, on Linux, a file that an editor has replaced. */
function watchSources(changed: () => void) {
  let timer: NodeJS.Timeout | undefined;
  const folders = ['lambda', 'lib', 'bin', 'web'].map((folder) => join(PROJECT_ROOT, folder));
  return watch(folders, { ignoreInitial: true }).on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(changed, 100);
  });
}

/** One rebuild at a time: a change that comes during one is taken up after it. */
function rebuild(stack: LocalStack): void {
  rebuilding = rebuilding.then(async () => {
    const startMs = performance.now();
    try {
      await stack.rebuild();
      printLine({ source: 'watch', text: `rebuilt in ${((performance.now() - startMs) / 1000).toFixed(1)} s` });
    } catch (error) {
      printLine({ source: 'watch', text: `what ran before runs on: ${(error as Error).message}` });
    }
  });
}

let rebuilding: Promise<void> = Promise.resolve();
