/** The configuration's route table comes in, a table that finds routes and knows their rules goes out; pure. */
import type { AuthorizerConfig, RouteRule } from './config-schema.ts';
import { METHODS } from './patterns.ts';
import type { Target } from './road.ts';
import { parseRouteKey, type RouteKey, type Segment, shapeOf, splitPath } from './route-key.ts';

/** One route of the table. */
export interface Route {
  /** As the table spells it. */
  readonly key: string;
  readonly parsed: RouteKey;
  readonly rule: RouteRule;
}

export interface RouteTable {
  readonly routes: readonly Route[];
  readonly unlisted: AuthorizerConfig['unlistedRoutes'];
  /** The most segments that a route has. */
  readonly depth: number;
  /**
   * The route that API Gateway picks for a request: literal before parameter before greedy parameter, method before ANY, `$default` for
   * everything else; `/x/` is `/x`.
   */
  find(asked: Pick<Target, 'method' | 'path'>): Route | undefined;
  /** The route of this name, whatever its parameters are called; ANY where the table has no such method. */
  named(routeKey: string): Route | undefined;
}

/** Whether a token with these scopes may call a route. */
export function opens(rule: RouteRule, scopes: ReadonlySet<string>): boolean {
  return Array.isArray(rule) ? rule.every((scope) => scopes.has(scope)) : rule.anyOf.some((scope) => scopes.has(scope));
}

/** Every method but those for which the table has the same path. */
export function methodsOf({ key, parsed }: Route, table: RouteTable): readonly string[] {
  if (parsed.kind !== 'path') return METHODS;
  if (parsed.method !== 'ANY') return [parsed.method];
  return METHODS.filter((method) => table.named(key.replace('ANY', method))?.key === key);
}

/** @param table a validated table: every key can be parsed, no two are the same route */
export function compileRoutes(
  table: AuthorizerConfig['routes'],
  unlisted: AuthorizerConfig['unlistedRoutes'],
): RouteTable {
  const routes = Object.entries(table).map(([key, rule]): Route => {
    const parsed = parseRouteKey(key);
    if (!parsed.ok) throw new TypeError(`route table: "${key}" was not validated`);
    return { key, parsed: parsed.value, rule };
  });
  const byShape = new Map(routes.map((route) => [shapeOf(route.parsed), route]));
  const byName = new Map<string, Route>();
  const otherwise = byShape.get('$default');
  const root = newNode();
  let depth = 0;
  for (const route of routes) {
    if (route.parsed.kind !== 'path') continue;
    insert(root, route.parsed.segments, route.parsed.method, route);
    depth = Math.max(depth, route.parsed.segments.length);
  }

  return {
    routes,
    unlisted,
    depth,
    find: ({ method, path }) => descend(root, splitPath(path), 0, method) ?? otherwise,
    named(routeKey) {
      const known = byName.get(routeKey);
      if (known) return known;
      const route = lookUp(byShape, routeKey);
      // Names that are found are the API's own, so they are few; a method may be the caller's.
      if (route && METHOD_OF_API.test(routeKey)) byName.set(routeKey, route);
      return route;
    },
  };
}

function lookUp(byShape: ReadonlyMap<string, Route>, routeKey: string): Route | undefined {
  const keys = [routeKey, routeKey.replace(/^\S+ /, 'ANY ')];
  for (const parsed of keys.map(parseRouteKey)) {
    const route = parsed.ok ? byShape.get(shapeOf(parsed.value)) : undefined;
    if (route) return route;
  }
  return undefined;
}

/** What API Gateway routes by, and the keys that are no method and path. */
const METHOD_OF_API = /^(?:ANY|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT|\$\w+)(?: |$)/;

/** A place in the tree of paths, with the routes that end there by method. */
interface Node {
  readonly literals: Map<string, Node>;
  parameter?: Node;
  greedy?: Node;
  readonly byMethod: Map<string, Route>;
}

function newNode(): Node {
  return { literals: new Map(), byMethod: new Map() };
}

function insert(root: Node, segments: readonly Segment[], method: string, route: Route): void {
  segments.reduce(childFor, root).byMethod.set(method, route);
}

function childFor(node: Node, segment: Segment): Node {
  if (segment.kind === 'literal') {
    const child = node.literals.get(segment.text) ?? newNode();
    node.literals.set(segment.text, child);
    return child;
  }
  node[segment.kind] ??= newNode();
  return node[segment.kind] as Node;
}

function descend(
  node: Node | undefined,
  segments: readonly string[],
  depth: number,
  method: string,
): Route | undefined {
  if (!node) return undefined;
  const segment = segments[depth];
  if (segment === undefined) return routeFor(node, method);
  return (
    descend(node.literals.get(segment), segments, depth + 1, method) ??
    // A parameter has at least one character: `/a//b` is not `/a/{id}/b`.
    (segment === '' ? undefined : descend(node.parameter, segments, depth + 1, method)) ??
    (node.greedy && routeFor(node.greedy, method))
  );
}

function routeFor(node: Node, method: string): Route | undefined {
  return node.byMethod.get(method) ?? node.byMethod.get('ANY');
}
