/** The command line comes in, what is to be planned or what is wrong with it goes out; reads the file that `--routes` may name. */
import { parseArgs } from 'node:util';
import { apiIdProblem, configProblems } from '../../lib/attach-problems.ts';
import { readRouteTable } from '../../lib/route-table.ts';
import { invocationOf } from '../tool/invocation.ts';
import { UsageError } from '../tool/usage-error.ts';

export const USAGE = `usage: ${invocationOf('attach-plan')} --api-id abc123 --routes '{"GET /orders":["read:orders"]}'

  --api-id ID            the HTTP API
  --routes JSON|FILE     the route table that is to be deployed, or a file that holds it
  --region REGION        default: AWS_REGION, or the profile's
  --authorizer-id ID     where the stack is deployed already: its output AuthorizerId
  --reopen-on-detach     plan with the setting reopenOnDetach
  --help                 prints this

exit codes: 0 the plan can be carried out, 1 it cannot, 2 the command is wrong`;

export interface Options {
  readonly apiId: string;
  readonly routeKeys: readonly string[];
  readonly region?: string;
  readonly authorizerId?: string;
  readonly reopenOnDetach: boolean;
}

/**
 * @returns undefined where help is asked for
 * @throws UsageError
 */
export function readOptions(args: readonly string[]): Options | undefined {
  const { help, 'api-id': apiId, routes, region, 'authorizer-id': authorizerId, ...flags } = parse(args);
  if (help) return undefined;
  if (apiId === undefined) throw new UsageError('--api-id is missing: the id of the HTTP API, such as abc123');
  const wrongId = apiIdProblem(apiId);
  if (wrongId !== undefined) throw new UsageError(`--api-id: ${wrongId}`);
  if (routes === undefined) throw new UsageError('--routes is missing: the route table as JSON, or a file');
  return { apiId, routeKeys: readKeys(routes), region, authorizerId, reopenOnDetach: flags['reopen-on-detach'] };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        'api-id': { type: 'string' },
        routes: { type: 'string' },
        region: { type: 'string' },
        'authorizer-id': { type: 'string' },
        'reopen-on-detach': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Whoever plans need not know the issuer; the routes are right or wrong with any. */
const ANY_ISSUER = { issuer: 'https://issuer.example/', audience: 'any' };

function readKeys(given: string): string[] {
  const read = readRouteTable(given);
  if (!read.ok) throw new UsageError(`--routes: ${read.error}`);
  const problems = configProblems({ issuers: [ANY_ISSUER], routes: read.value });
  if (problems.length > 0) throw new UsageError(problems.map((problem) => `--${problem}`).join('\n'));
  return Object.keys(read.value as object);
}
