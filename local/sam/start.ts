/** `npm run sam`, `npm run sam:http`: serves the sample under `sam local start-api`, with an issuer and tables that its containers reach, until Ctrl-C. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultIssuerPort, defaultIssuerUrl } from '../demo.ts';
import { type IssuerAndTable, startIssuerAndTable } from './issuer-and-table.ts';
import { type SamStack, writeSamProject } from './project.ts';
import { checkSam, runSamLocal } from './sam-cli.ts';

const STACKS: Readonly<Record<string, SamStack>> = { rest: 'TimesheetsRestStack', http: 'TimesheetsHttpStack' };

const USAGE = `usage: npm run sam -- [options] [-- OPTIONS OF sam local start-api]; npm run sam:http takes the same

  --port NUMBER          of the API (default 3000)
  --issuer-port NUMBER   of the issuer (default ${defaultIssuerPort}); 0 takes any free one, here and below
  --table-port NUMBER    of the tables (default 0)
  --host HOST            the address on which these two listen (default 0.0.0.0: containers come from outside)
  --out FOLDER           where template, bundles and sam.env.json go (default .local/sam-rest, .local/sam-http)
  --help                 prints this`;

try {
  const [kind = '', ...args] = process.argv.slice(2);
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '3000' },
      'issuer-port': { type: 'string', default: String(defaultIssuerPort) },
      'table-port': { type: 'string', default: '0' },
      host: { type: 'string', default: '0.0.0.0' },
      out: { type: 'string', default: join(import.meta.dirname, `../../.local/sam-${kind}`) },
      help: { type: 'boolean', default: false },
    },
  });
  const stack = STACKS[kind];
  if (values.help || stack === undefined) console.log(USAGE);
  else {
    process.exitCode = await run(stack, {
      port: portOf('port', values.port),
      issuerPort: portOf('issuer-port', values['issuer-port']),
      tablePort: portOf('table-port', values['table-port']),
      host: values.host,
      folder: values.out,
      samOptions: positionals,
    });
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

interface Options {
  readonly port: number;
  readonly issuerPort: number;
  readonly tablePort: number;
  readonly host: string;
  readonly folder: string;
  readonly samOptions: readonly string[];
}

async function run(stack: SamStack, options: Options): Promise<number> {
  const { port, folder, samOptions } = options;
  await checkSam();
  const started = await startIssuerAndTable(options);
  try {
    console.log('Synthesizing the app ...');
    const project = await writeSamProject({
      stack,
      issuer: started.issuer.issuer,
      tableEndpoint: started.tableEndpoint,
      folder,
      // SAM CLI makes a 502 of a thrown "Unauthorized".
      configure: (config) => ({ ...config, unauthenticated: 'deny' }),
    });
    for (const { physicalName, properties } of project.template.ofType('AWS::DynamoDB::Table')) {
      await started.table.createTable(physicalName, properties);
    }
    console.log(introduction(port, started));
    // Warm, since the authorizer's keys are kept as long as its container lives.
    const command = ['start-api', '--port', String(port), '--warm-containers', 'LAZY', ...samOptions];
    return await runSamLocal(command, project);
  } finally {
    await started.close();
  }
}

function portOf(option: string, value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new Error(`--${option}: received "${value}", expected a port from 0 to 65535\n\n${USAGE}`);
}

function introduction(port: number, { issuer, issuerHere }: IssuerAndTable): string {
  const url = `http://127.0.0.1:${port}/timesheets`;
  const elsewhere = issuerHere === defaultIssuerUrl ? '' : ` --issuer ${issuerHere}`;
  const authorization = (user: string) =>
    `-H "Authorization: Bearer $(npm run --silent token -- --user ${user}${elsewhere})"`;
  return `
SAM CLI is about to serve ${url}; tokens are those of ${issuer.issuer}, which is ${issuerHere} on this machine.

Try it in another terminal, in this folder, once SAM CLI runs (the first request waits for its containers):

  # 200: the author's own timesheets
  curl -i ${url} ${authorization('author')}

  # 401: no token, answered by SAM CLI itself
  curl -i ${url}

  # 403: a bad token. On AWS: 401
  curl -i ${url} -H 'Authorization: Bearer none'

  # 403: the reader may not create
  curl -i ${url} ${authorization('reader')} -H 'Content-Type: application/json' -d '{"date":"2026-01-05","project":"Apollo","hours":7.5}'

Ctrl-C ends everything.
`;
}
