/** Options, the configuration and what a template says come in, what is asked of which kind of API goes out; pure. */
import type { AuthorizerConfig } from '../../lambda/authorizer/config.ts';
import type { EventKind } from '../../lambda/authorizer/road.ts';
import { parseRouteKey } from '../../lambda/authorizer/route-key.ts';
import { compileRoutes } from '../../lambda/authorizer/routes.ts';
import { UsageError } from '../verify/usage-error.ts';
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
  if (kind === 'websocket') return { kind, method: 'GET', path: '/', routeKey: '$connect' };
  if (kind === 'appsync') return { kind, method: 'POST', path: '/', routeKey: '', field: fieldIn(route) };
  if (route === undefined) {
    const first = keys.find(hasPath);
    const note = first && keys.length > 1 ? "the table's first route" : undefined;
    return { kind, ...toAsked(first ?? 'GET /', config), note };
  }
  if (hasPath(route)) return { kind, ...toAsked(route, config) };
  throw new UsageError(
    `--route: found no route of a ${kind} event, expected "METHOD /path" such as "GET /orders/42"${keys.includes('$default') ? ' or "$default"' : ''}`,
  );
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

function hasPath(route: string): boolean {
  return route === '$default' || METHOD_AND_PATH.test(route);
}

function toAsked(route: string, { routes, unlistedRoutes }: AuthorizerConfig): Omit<AskedRoute, 'kind'> {
  const [, written = 'GET', path = '/'] = METHOD_AND_PATH.exec(route) ?? [];
  const upper = written.toUpperCase();
  const method = upper === 'ANY' ? 'GET' : upper;
  const picked = compileRoutes(routes, unlistedRoutes).find({ method, path });
  return { method, path, routeKey: picked?.key ?? `${method} ${path}` };
}
