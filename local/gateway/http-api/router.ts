/** A caller's path and method and an HTTP API's routes come in, the one that API Gateway picks comes out; pure. */
import { bindParameters, compareCloseness, fits, isGreedy, toSegments } from '../path-pattern.ts';
import type { RoutePattern } from './model.ts';

export interface Match<Route> {
  readonly route: Route;
  /** Percent-decoded, as HTTP APIs hand them on. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * Finds the route by path and method together: a full match wins over a greedy one, and `$default` is left what fits no other
 * ("Create routes for HTTP APIs", Routing API requests). Within these, from left to right a literal segment wins over a parameter,
 * and a method of its own over ANY. One trailing slash is no part of the path.
 *
 * @param path as the caller wrote it, with a leading slash and without the stage
 */
export function findRoute<Route extends { readonly pattern?: RoutePattern }>(
  routes: readonly Route[],
  httpMethod: string,
  path: string,
): Match<Route> | undefined {
  const called = toSegments(path);
  const [best] = routes
    .flatMap((route) => (route.pattern ? [{ route, ...route.pattern }] : []))
    .filter(({ method, segments }) => (method === 'ANY' || method === httpMethod) && fits(segments, called))
    .sort(
      (one, other) =>
        Number(isGreedy(one.segments)) - Number(isGreedy(other.segments)) ||
        compareCloseness(one.segments, other.segments) ||
        Number(one.method === 'ANY') - Number(other.method === 'ANY'),
    );
  if (best) return { route: best.route, pathParameters: bindParameters(best.segments, called) };
  const fallback = routes.find(({ pattern }) => pattern === undefined);
  return fallback && { route: fallback, pathParameters: {} };
}

/** Undefined for `$default`, null for what is no route key of an HTTP API. */
export function parseRouteKey(key: string): RoutePattern | undefined | null {
  if (key === '$default') return undefined;
  const [, method, path] = /^(ANY|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT) (\/\S*)$/.exec(key) ?? [];
  return method && path ? { method, segments: toSegments(path) } : null;
}
