/** A route table and a token's scopes come in, the patterns of the policy that is right for every route go out; pure. */
import type { PolicyPatterns } from './road.ts';
import type { RouteKey } from './route-key.ts';
import { opens, type Route, type RouteTable } from './routes.ts';

/** Every method and path of the stage. */
const WHOLE_STAGE: readonly string[] = ['*'];

/**
 * The policy for the whole API: it does not depend on the route that was asked for, so API Gateway may cache it and answer every route with it.
 *
 * Closed routes are denied by name: an API with a resource policy takes silence for consent.
 */
export function policyForApi(table: RouteTable, scopes: ReadonlySet<string>): PolicyPatterns {
  const isOpen = ({ rule }: Route) => opens(rule, scopes);
  return {
    allow: table.unlisted === 'authenticated' ? WHOLE_STAGE : table.routes.filter(isOpen).flatMap(patternsOf),
    deny: table.routes.filter((route) => !isOpen(route)).flatMap(patternsOf),
  };
}

/** The policy for the asked route alone, for where the cache's key holds the route, or where there is no cache. */
export function policyForRoute(route: Route | undefined, allowed: boolean): PolicyPatterns {
  const patterns = route ? patternsOf(route) : WHOLE_STAGE;
  return allowed ? { allow: patterns, deny: [] } : { allow: [], deny: patterns };
}

/** `METHOD/path` with IAM's wildcards, in both spellings, since API Gateway routes `/x/` to `/x`. */
function patternsOf({ parsed }: Route): string[] {
  return parsed.kind === 'path' ? pathPatterns(parsed) : [];
}

function pathPatterns({ method, segments }: Extract<RouteKey, { kind: 'path' }>): string[] {
  const path = segments.map((segment) => (segment.kind === 'literal' ? segment.text : '*')).join('/');
  const pattern = `${method === 'ANY' ? '*' : method}/${path}`;
  return pattern.endsWith('/') || pattern.endsWith('*') ? [pattern] : [pattern, `${pattern}/`];
}
