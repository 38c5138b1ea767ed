/** The configuration's route table comes in, a table that finds the route of a request and tells what a set of scopes opens goes out; pure. */
import type { AuthorizerConfig, RouteRule } from './config.ts';
import type { Target } from './road.ts';
import { parseRouteKey, type RouteKey, type Segment, splitPath } from './route-key.ts';

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
  /** The route that API Gateway picks: literal before parameter before greedy parameter, method before ANY; `/x/` is `/x`. */
  find(asked: Pick<Target, 'method' | 'path'>): Route | undefined;
}

/** Whether a token with these scopes may call a route. */
export function opens(rule: RouteRule, scopes: ReadonlySet<string>): boolean {
  return Array.isArray(rule) ? rule.every((scope) => scopes.has(scope)) : rule.anyOf.some((scope) => scopes.has(scope));
}

/** @param table a validated table: every key can be parsed, no two are the same route */
export function compileRoutes(
  table: AuthorizerConfig['routes'],
  unlisted: AuthorizerConfig['unlistedRoutes'],
): RouteTable {
  const routes: Route[] = [];
  const root = newNode();
  for (const [key, rule] of Object.entries(table)) {
    const parsed = parseRouteKey(key);
    if (!parsed.ok) throw new TypeError(`route table: "${key}" was not validated`);
    const route: Route = { key, parsed: parsed.value, rule };
    routes.push(route);
    if (parsed.value.kind === 'path') insert(root, parsed.value.segments, parsed.value.method, route);
  }
  return {
    routes,
    unlisted,
    find: ({ method, path }) => descend(root, splitPath(path), 0, method),
  };
}

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
