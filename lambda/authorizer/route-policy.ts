/** A route of the table and the verdict on it come in, the patterns of the policy for this route alone go out; pure. */
import { coveringTokens, toResource } from './patterns.ts';
import type { PolicyPatterns } from './road.ts';
import { methodsOf, type Route, type RouteTable } from './routes.ts';

/** Every method and path of the stage. */
export const WHOLE_STAGE = '*';

/** The policy for the asked route alone, for where the cache's key holds the route, or where there is no cache. */
export function policyForRoute(table: RouteTable, route: Route | undefined, allowed: boolean): PolicyPatterns {
  const resources = route ? resourcesOf(route, table) : [WHOLE_STAGE];
  return allowed ? { allow: resources, deny: [] } : { allow: [], deny: resources };
}

/** Everything that one route serves, `$connect` among it. */
function resourcesOf(route: Route, table: RouteTable): string[] {
  const { parsed } = route;
  if (parsed.kind === 'named' && parsed.name === '$connect') return ['$connect'];
  return methodsOf(route, table).flatMap((method) =>
    coveringTokens(parsed).map((tokens) => toResource({ method, tokens })),
  );
}
