/** Route keys come in with what is known of who may call them, routes that can be called go out; pure. */
import { openingTokens } from '../../lambda/authorizer/patterns.ts';
import { parseRouteKey, type Segment } from '../../lambda/authorizer/route-key.ts';
import { compileRoutes } from '../../lambda/authorizer/routes.ts';

/** A route as it is called. */
export interface TestedRoute {
  /** As it was given: `GET /orders/{id}`. */
  readonly key: string;
  /** GET for ANY. */
  readonly method: string;
  /** With `verify` for each parameter. */
  readonly path: string;
  /** With `*` for each parameter; undefined without one. */
  readonly wildcardPath?: string;
  /** Whether a policy that opens it needs IAM's `?`. */
  readonly needsQuestionMark: boolean;
  /** What the API should say; undefined where it is not known. */
  readonly opens: { readonly token?: boolean; readonly denied?: boolean };
}

/** RFC 9110 §9.2.1: what changes nothing. */
const SAFE_METHODS = ['GET', 'HEAD'];

export function isSafe({ method }: TestedRoute): boolean {
  return SAFE_METHODS.includes(method);
}

/**
 * @returns undefined for what cannot be called by method and path: `$default`, `$connect`, AppSync's fields
 * @throws RangeError with what was expected where the key is none
 */
export function toTestedRoute(key: string, opens: TestedRoute['opens']): TestedRoute | undefined {
  const parsed = parseRouteKey(key);
  if (!parsed.ok) throw new RangeError(parsed.error);
  const route = parsed.value;
  if (route.kind !== 'path') return undefined;
  const { segments } = route;
  const pathWith = (parameter: string) =>
    `/${segments.map((segment: Segment) => (segment.kind === 'literal' ? segment.text : parameter)).join('/')}`;
  return {
    key,
    method: route.method === 'ANY' ? 'GET' : route.method,
    path: pathWith('verify'),
    wildcardPath: segments.some(({ kind }) => kind !== 'literal') ? pathWith('*') : undefined,
    needsQuestionMark: openingTokens(route).some((tokens) => tokens.includes('?*')),
    opens,
  };
}

/** The one of these routes that a path leads to by its letters, nothing decoded. */
export function routeAt(routes: readonly TestedRoute[], method: string, path: string): TestedRoute | undefined {
  const table = compileRoutes(Object.fromEntries(routes.map(({ key }) => [key, []])), 'deny');
  const found = table.find({ method, path });
  return routes.find(({ key }) => key === found?.key);
}
