/** Routes of the table against each other: those that no request reaches, and those that stand before a stricter one; pure. */
import { METHODS } from '../../../lambda/authorizer/patterns.ts';
import type { EventKind } from '../../../lambda/authorizer/road.ts';
import { compileRoutes, methodsOf, opens, type Route, type RouteTable } from '../../../lambda/authorizer/routes.ts';
import { tellingScopeSets } from '../../../lambda/authorizer/scope-sets.ts';
import type { Check } from '../check.ts';
import type { Facts } from '../facts.ts';
import { type Finding, type FindingKind, finding, quoted } from '../finding.ts';

const ROUTE_NEVER_REACHED: FindingKind = {
  code: 'route_never_reached',
  severity: 'warning',
  means: 'Other rules decide every request that it seems to be for, so its scopes are never asked for.',
  expected: 'a rule that decides some request',
  remedy: 'Take the rule away, or one of those before it.',
  link: 'docs/caching.md#what-this-project-does',
};

const ROUTE_OF_ANOTHER_KIND: FindingKind = {
  code: 'route_of_another_kind',
  severity: 'warning',
  means: 'This kind of API has no such routes, so the rule decides nothing.',
  expected:
    '"METHOD /path" for REST and HTTP APIs, also "$default" for HTTP APIs, "$connect" for WebSocket APIs, "Type.field" for AppSync',
  remedy: 'Spell the rule as the API spells the route, or take it away.',
  link: 'docs/kinds.md',
};

const UNLISTED_FIELDS_OPEN: FindingKind = {
  code: 'unlisted_fields_open',
  severity: 'warning',
  means:
    'Every valid token may read fields that the table does not name: AppSync is told what is closed, and unlistedRoutes does not count there.',
  expected: 'a rule for every field that is not for every valid token',
  remedy: 'Name the fields in "routes", or guard them in the GraphQL schema; and take unlistedRoutes away.',
  link: 'docs/how-to/appsync.md',
};

const ROUTE_SHADOWED: FindingKind = {
  code: 'route_shadowed',
  severity: 'note',
  means: 'API Gateway picks the more specific route, and a token that the wider one refuses may pass there.',
  expected: 'scopes that open the wider route as well, unless the exception is meant',
  remedy: 'Nothing where it is meant; else give the specific route the scopes of the wider one, too.',
  link: 'docs/caching.md#what-this-project-does',
};

export const routes: Check = {
  title: 'routes',
  kinds: [ROUTE_NEVER_REACHED, ROUTE_SHADOWED],
  find({ config }) {
    const table = compileRoutes(config.routes, config.unlistedRoutes);
    const scopeSets = tellingScopeSets(table);
    return table.routes.flatMap((route) => {
      if (route.parsed.kind === 'field') return [];
      if (isNeverReached(route, table)) {
        return [finding(ROUTE_NEVER_REACHED, placeOf(route), 'a rule of its own for everything that it stands for')];
      }
      return shadows(route, table, config, scopeSets);
    });
  },
};

export const routeKinds: Check = {
  title: 'routes of another kind of API',
  needs: 'kind',
  kinds: [ROUTE_OF_ANOTHER_KIND, UNLISTED_FIELDS_OPEN],
  find({ config, written, authorizers, template }) {
    const table = compileRoutes(config.routes, config.unlistedRoutes);
    const kinds = [...new Set(authorizers.map(({ kind }) => kind))];
    // A template has the other routes themselves.
    const judged = table.routes.filter(({ parsed }) => !template || parsed.kind === 'field');
    const strange = judged
      .filter((route) => !kinds.some((kind) => canHave(kind, route)))
      .map((route) => finding(ROUTE_OF_ANOTHER_KIND, placeOf(route), `the route in a table for ${kinds.join(', ')}`));
    // Who writes the default down means something by it.
    const isThoughtClosed = kinds.includes('appsync') && kinds.length === 1 && written.unlistedRoutes === 'deny';
    return isThoughtClosed
      ? [...strange, finding(UNLISTED_FIELDS_OPEN, 'unlistedRoutes', '"deny", and fields of AppSync')]
      : strange;
  },
};

export function placeOf({ key }: Pick<Route, 'key'>): string {
  return `routes[${JSON.stringify(key)}]`;
}

/** ANY beside each of the methods, or `$default` beside everything. */
function isNeverReached(route: Route, table: RouteTable): boolean {
  if (route.key !== '$default') return methodsOf(route, table).length === 0;
  // A path that is longer than every route is reached by a greedy parameter alone.
  const paths = ['/', '/{}'.repeat(table.depth + 1)];
  return METHODS.every((method) => paths.every((path) => table.find({ method, path }) !== route));
}

/** Segments that no literal of a table can be stand for the parameters. */
function shadows(
  route: Route,
  table: RouteTable,
  { routes, unlistedRoutes }: Facts['config'],
  scopeSets: readonly ReadonlySet<string>[],
): Finding[] {
  const [method] = methodsOf(route, table);
  if (route.parsed.kind !== 'path' || method === undefined) return [];
  const segments = route.parsed.segments.map((segment) => (segment.kind === 'literal' ? segment.text : '{}'));
  const request = { method, path: `/${segments.join('/')}` };
  const { [route.key]: own, ...others } = routes;
  const wider = compileRoutes(others, unlistedRoutes).find(request);
  if (!wider || isCatchAll(wider) || table.find(request) !== route) return [];
  const isWeaker = scopeSets.some((scopes) => opens(route.rule, scopes) && !opens(wider.rule, scopes));
  if (!isWeaker) return [];
  const found = `${quoted(own)}, before ${quoted(wider.key)} with ${quoted(wider.rule)}`;
  return [finding(ROUTE_SHADOWED, placeOf(route), found)];
}

/** Every other route is an exception to it, and meant as one. */
function isCatchAll({ parsed }: Route): boolean {
  return parsed.kind !== 'path' || parsed.segments[0]?.kind === 'greedy';
}

function canHave(kind: EventKind, { parsed, key }: Route): boolean {
  if (kind === 'appsync') return parsed.kind === 'field';
  if (kind === 'websocket') return key === '$connect';
  return parsed.kind === 'path' || (key === '$default' && kind.startsWith('http'));
}
