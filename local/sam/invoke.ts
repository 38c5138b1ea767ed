/** `npm run --silent sam:invoke -- KIND [--user reader]`: asks the authorizer once under SAM CLI, with the event of a kind of API and a fresh token of a demo user. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { demoAudience, demoUsers } from '../demo.ts';
import { logIn } from '../issuer/log-in.ts';
import { EVENT_KINDS, eventWith } from './events.ts';
import { startIssuerAndTable } from './issuer-and-table.ts';
import { writeSamProject } from './project.ts';
import { checkSam, runSamLocal } from './sam-cli.ts';

const USERS = demoUsers.map(({ id }) => id);
const USAGE = `usage: npm run --silent sam:invoke -- KIND [--user ${USERS.join('|')}] [--host 0.0.0.0] [--out FOLDER]

  KIND           ${Object.keys(EVENT_KINDS).join(', ')}
  --user USER    whose token the event holds (default author)
  --host HOST    the address on which the issuer listens (default 0.0.0.0: containers come from outside)
  --out FOLDER   where template, bundles and environment go (default .local/sam-invoke)
  --help         prints this`;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      user: { type: 'string', default: 'author' },
      host: { type: 'string', default: '0.0.0.0' },
      out: { type: 'string', default: join(import.meta.dirname, '../../.local/sam-invoke') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) console.log(USAGE);
  else process.exitCode = await invoke(positionals, values);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function invoke(
  kinds: readonly string[],
  { user, host, out }: { user: string; host: string; out: string },
): Promise<number> {
  const [name = '', ...others] = kinds;
  const kind = EVENT_KINDS[name];
  if (kind === undefined || others.length > 0) {
    throw new Error(`found ${JSON.stringify(kinds.join(' '))}, expected one kind of event\n\n${USAGE}`);
  }
  await checkSam();
  const started = await startIssuerAndTable({ host, issuerPort: 0, tablePort: 0 });
  try {
    const project = await writeSamProject({
      stack: kind.stack,
      issuer: started.issuer.issuer,
      tableEndpoint: started.tableEndpoint,
      folder: out,
      configure: (config) => ({ ...config, routes: { ...config.routes, ...kind.routes } }),
    });
    const [authorizer] = project.template
      .ofType('AWS::Lambda::Function')
      .filter(({ logicalId }) => logicalId.startsWith('Authorizer'));
    if (authorizer === undefined) throw new Error(`${project.templateFile} has no authorizer function`);
    const { access_token } = await logIn({ issuer: started.issuerHere, user, audience: demoAudience });
    const event = await eventWith(access_token, name);
    return await runSamLocal(['invoke', authorizer.logicalId, '--event', '-'], project, event);
  } finally {
    await started.close();
  }
}
