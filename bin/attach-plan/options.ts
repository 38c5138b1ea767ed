/** The command line comes in, what is to be planned or what is wrong with it goes out; reads the file that `--routes` may name. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

export const USAGE = `usage: npm run --silent attach:plan -- --api-id abc123 --routes '{"GET /orders":["read:orders"]}'

  --api-id ID            the HTTP API
  --routes JSON|FILE     the route table that is to be deployed, or a file that holds it
  --region REGION        default: AWS_REGION, or the profile's
  --authorizer-id ID     where the stack is deployed already: its output AuthorizerId
  --reopen-on-detach     plan with the setting reopenOnDetach

exit codes: 0 the plan can be carried out, 1 it cannot, 2 the command is wrong`;

export interface Options {
  readonly apiId: string;
  readonly routeKeys: readonly string[];
  readonly region?: string;
  readonly authorizerId?: string;
  readonly reopenOnDetach: boolean;
}

export class UsageError extends Error {}

/** @throws UsageError */
export function readOptions(args: readonly string[]): Options {
  const { 'api-id': apiId, routes, region, 'authorizer-id': authorizerId, ...flags } = parse(args);
  if (apiId === undefined) throw new UsageError('--api-id is missing: the id of the HTTP API, such as abc123');
  if (routes === undefined) throw new UsageError('--routes is missing: the route table as JSON, or a file');
  const routeKeys = Object.keys(readTable(routes));
  return { apiId, routeKeys, region, authorizerId, reopenOnDetach: flags['reopen-on-detach'] };
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
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readTable(given: string): object {
  const isFile = !given.trimStart().startsWith('{');
  let table: unknown;
  try {
    table = JSON.parse(isFile ? readFileSync(given, 'utf8') : given);
  } catch (error) {
    throw new UsageError(`--routes: cannot read ${isFile ? given : 'it'} as JSON (${(error as Error).message})`);
  }
  if (typeof table === 'object' && table !== null && !Array.isArray(table) && Object.keys(table).length > 0)
    return table;
  throw new UsageError('--routes: expected an object of at least one route, such as {"GET /orders":["read:orders"]}');
}
