/** A route table and the routes of an API come in, which rules decide which routes and what the two do not agree upon go out; pure. */
import type { AuthorizerConfig } from '../lambda/authorizer/config.ts';
import { METHODS } from '../lambda/authorizer/patterns.ts';
import { parseRouteKey, type RouteKey, type Segment } from '../lambda/authorizer/route-key.ts';
import { compileRoutes, type RouteTable } from '../lambda/authorizer/routes.ts';
import type { ApiRoute, GuardedApi } from './api-routes.ts';

type RouteRules = AuthorizerConfig['routes'];

/** A route of an API with the rules that decide its requests; none where the table does not name it. */
export interface DecidedRoute extends ApiRoute {
  readonly rules: ReadonlySet<string>;
}

/**
 * Asks the table about every route of an API.
 *
 * @param isByName whether the authorizer goes by the name of the route that API Gateway picked (answers for one route), or by the
 *   request's method and path (policies for the whole API)
 */
export function decideRoutes(rules: RouteRules, api: GuardedApi, isByName: boolean): DecidedRoute[] {
  const table = compileRoutes(rules, 'deny');
  if (isByName) return api.routes.map((route) => ({ ...route, rules: rulesByName(table, api, route.key) }));
  const keys = api.routes.map(({ key }) => key).filter((key) => pathOf(key));
  const routing = compileRoutes(Object.fromEntries(keys.map((key) => [key, []])), 'deny');
  return api.routes.map((route) => ({ ...route, rules: rulesByRequest(table, routing, route.key) }));
}

/** Guarded routes that the table does not name, so that nobody may call them. */
export function unnamedRoutes(decided: readonly DecidedRoute[]): string[] {
  return decided.flatMap(({ key, isGuarded, rules }) =>
    isGuarded && rules.size === 0
      ? [
          `the API has "${key}", which "routes" does not name, so nobody may call it; add it to "routes", or say with "unlistedRoutes" what becomes of such routes: "deny" keeps them closed, "authenticated" opens them to every valid token`,
        ]
      : [],
  );
}

/**
 * Rules that no guarded route ever asks for; those of AppSync are left out, whose fields are in no construct.
 *
 * @param decided the routes of all the APIs that the table is for
 */
export function unusedRules(rules: RouteRules, decided: readonly DecidedRoute[]): string[] {
  const rulesOf = (routes: readonly DecidedRoute[]) => new Set(routes.flatMap((route) => [...route.rules]));
  const used = rulesOf(decided.filter(({ isGuarded }) => isGuarded));
  const usedInVain = rulesOf(decided.filter(({ isGuarded }) => !isGuarded));
  return Object.keys(rules).flatMap((key) => {
    if (used.has(key) || parsed(key)?.kind === 'field') return [];
    return usedInVain.has(key)
      ? [
          `"routes" names "${key}", which the API has without this authorizer, so its scopes are never asked for; give the route the authorizer, or take the rule away`,
        ]
      : [
          `"routes" names "${key}", which no API behind this authorizer has; spell the rule as the API spells the route, or take it away`,
        ];
  });
}

function rulesByName(table: RouteTable, { kind }: GuardedApi, key: string): Set<string> {
  // A REST API names the method that was asked for, an HTTP API its own ANY.
  const names = kind === 'rest' && key.startsWith('ANY ') ? METHODS.map((method) => key.replace('ANY', method)) : [key];
  return new Set(names.flatMap((name) => table.named(name)?.key ?? []));
}

function rulesByRequest(table: RouteTable, routing: RouteTable, key: string): Set<string> {
  const own = pathOf(key);
  if (!own) return new Set();
  const others = table.routes.flatMap((rule) => pathOf(rule.key) ?? []);
  const depth = 1 + Math.max(table.depth, routing.depth);
  // One request for every way in which a rule can meet the route: whatever decides one of a kind decides all of them.
  const paths = [own, ...others].flatMap(({ segments }) => meetings(own.segments, segments, depth));
  // The one path that a greedy parameter does not stand for.
  if (key === '$default') paths.push([]);
  const requests = (own.method === 'ANY' ? METHODS : [own.method]).flatMap((method) =>
    paths.map((path) => ({ method, path: `/${path.join('/')}` })),
  );
  return new Set(
    requests.flatMap((request) => (routing.find(request)?.key === key ? (table.find(request)?.key ?? []) : [])),
  );
}

function parsed(key: string): RouteKey | undefined {
  const result = parseRouteKey(key);
  return result.ok ? result.value : undefined;
}

interface Path {
  readonly method: string;
  readonly segments: readonly Segment[];
}

function pathOf(key: string): Path | undefined {
  const route = parsed(key);
  if (route?.kind === 'path') return route;
  return key === '$default' ? { method: 'ANY', segments: [{ kind: 'greedy' }] } : undefined;
}

/** What a parameter stands for: braces are in no literal. */
const ANYTHING = '{}';

/** Paths that fit both, one of each kind; greedy parameters of both stand for up to `depth` segments. */
function meetings(left: readonly Segment[], right: readonly Segment[], depth: number): string[][] {
  const [one, ...oneRest] = left;
  const [other, ...otherRest] = right;
  if (!one || !other) return one || other ? [] : [[]];
  if (one.kind === 'greedy' && other.kind === 'greedy') {
    return Array.from({ length: depth }, (_, index) => Array<string>(index + 1).fill(ANYTHING));
  }
  if (one.kind === 'greedy') return meetings(right, right, depth);
  if (other.kind === 'greedy') return meetings(left, left, depth);
  const texts = new Set([one, other].flatMap((segment) => (segment.kind === 'literal' ? [segment.text] : [])));
  if (texts.size > 1) return [];
  const [text = ANYTHING] = texts;
  return meetings(oneRest, otherRest, depth).map((rest) => [text, ...rest]);
}
