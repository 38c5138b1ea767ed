/** Options, the configuration and what a template says come in, what is asked of which kind of API goes out; pure. */
import type { AuthorizerConfig } from '../../lambda/authorizer/config.ts';
import { METHODS } from '../../lambda/authorizer/patterns.ts';
import type { EventKind } from '../../lambda/authorizer/road.ts';
import { parseRouteKey } from '../../lambda/authorizer/route-key.ts';
import { compileRoutes, methodsOf, type RouteTable } from '../../lambda/authorizer/routes.ts';
import { UsageError } from '../tool/usage-error.ts';
import type { Asked } from './build-event.ts';
import type { Deployed } from './deployed.ts';
import type { Options } from './options.ts';

export type AskedRoute = Pick<Asked, 'kind' | 'method' | 'path' | 'routeKey'> & {
  /** AppSync's `Type.field`. */
  readonly field?: string;
  /** Where it was not said what is asked for. */
  readonly note?: string;
};

/**
 * Without `--route`, the first route of the table is asked for.
 *
 * @throws UsageError where the route is none of this kind of API
 */
export function askedRoute(
  { kind: wanted, route }: Pick<Options, 'kind' | 'route'>,
  config: AuthorizerConfig,
  deployed: Deployed,
): AskedRoute {
  const keys = Object.keys(config.routes);
  const kind = wanted ?? deployed.kind ?? usualKind(keys);
  if (kind === 'appsync') return { kind, method: 'POST', path: '/', routeKey: '', field: fieldIn(route) };
  if (route !== undefined && !isRouteOf(kind, route)) {
    throw new UsageError(`--route: found no route of a ${kind} event, expected ${expectedOf(kind, keys)}`);
  }
  if (kind === 'websocket') return { kind, method: 'GET', path: '/', routeKey: '$connect' };
  const first = keys.find((key) => isRouteOf(kind, key));
  const note = route === undefined && first !== undefined && keys.length > 1 ? "the table's first route" : undefined;
  return { kind, ...toAsked(route ?? first ?? 'GET /', config), note };
}

/** What is spelled so is of one kind of API only. */
function usualKind(keys: readonly string[]): EventKind {
  if (keys.includes('$default')) return 'http-2.0';
  if (keys.includes('$connect')) return 'websocket';
  const isField = (key: string) => {
    const parsed = parseRouteKey(key);
    return parsed.ok && parsed.value.kind === 'field';
  };
  return keys.length > 0 && keys.every(isField) ? 'appsync' : 'rest-token';
}

function fieldIn(route: string | undefined): string | undefined {
  if (route === undefined || /^\w+\.\w+$/.test(route)) return route;
  throw new UsageError('--route: found no field of an AppSync API, expected "Type.field" such as "Query.orders"');
}

const METHOD_AND_PATH = /^([A-Za-z]+) +(\/[^\s?#]*)(?:[?#]\S*)?$/;

function isRouteOf(kind: EventKind, route: string): boolean {
  if (kind === 'websocket') return route === '$connect';
  return METHOD_AND_PATH.test(route) || (route === '$default' && kind.startsWith('http'));
}

function expectedOf(kind: EventKind, keys: readonly string[]): string {
  if (kind === 'websocket') return '"$connect", the one route that a WebSocket API asks about';
  const others = keys.includes('$default') && kind.startsWith('http') ? ' or "$default"' : '';
  return `"METHOD /path" such as "GET /orders/42"${others}`;
}

function toAsked(route: string, { routes, unlistedRoutes }: AuthorizerConfig): Omit<AskedRoute, 'kind'> {
  const table = compileRoutes(routes, unlistedRoutes);
  if (route === '$default') return { ...servedByDefault(table), routeKey: route };
  const [, written = 'GET', path = '/'] = METHOD_AND_PATH.exec(route) ?? [];
  const upper = written.toUpperCase();
  const method = upper === 'ANY' ? anyMethodOf(`ANY ${path}`, table) : upper;
  return { method, path, routeKey: table.find({ method, path })?.key ?? `${method} ${path}` };
}

/** One that no route of its own stands beside. */
function anyMethodOf(key: string, table: RouteTable): string {
  const route = table.routes.find((one) => one.key === key);
  const methods = route ? methodsOf(route, table) : [];
  return methods.includes('GET') ? 'GET' : (methods[0] ?? 'GET');
}

/** A request that no other route of the table is for; where there is none, API Gateway sends `$default` nothing either. */
function servedByDefault(table: RouteTable): Pick<Asked, 'method' | 'path'> {
  const requests = ['/', '/any', `/any${'/any'.repeat(table.depth)}`].flatMap((path) =>
    ['GET', ...METHODS].map((method) => ({ method, path })),
  );
  return requests.find((request) => table.find(request)?.key === '$default') ?? { method: 'GET', path: '/' };
}
