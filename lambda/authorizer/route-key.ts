/** A route key as API Gateway spells it comes in (`GET /timesheets/{id}`), its parts or what is wrong with it go out; pure. */
import type { Result } from './road.ts';

/** One part of a path between slashes. */
export type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter' }
  | { readonly kind: 'greedy' };

/**
 * The parts of a route key.
 *
 * - `path`: `GET /a/{id}`, `ANY /a/{proxy+}`; a trailing slash is dropped, since API Gateway routes `/x/` to `/x`
 * - `named`: `$default` (HTTP API's route for everything else) or `$connect` (WebSocket)
 * - `field`: AppSync's `Type.field`
 */
export type RouteKey =
  | { readonly kind: 'path'; readonly method: string; readonly segments: readonly Segment[] }
  | { readonly kind: 'named'; readonly name: '$default' | '$connect' }
  | { readonly kind: 'field'; readonly type: string; readonly field: string };

const METHOD_AND_PATH = /^(ANY|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT) (\/.*)$/;
const TYPE_AND_FIELD = /^([_A-Za-z]\w*)\.([_A-Za-z]\w*)$/;
const PARAMETER = /^\{[\w.:-]+\}$/;
const GREEDY = /^\{[\w.:-]+\+\}$/;
/** Visible characters of a URL's path but braces; `*` and `?` would be wildcards in a policy. */
const LITERAL = /^[\w.~!$&'()+,;=:@%-]+$/;

const EXPECTED = '"METHOD /path" with a method of API Gateway or ANY, "$default", "$connect" or "Type.field"';

/** @returns the parts, or what was expected where the key is not one */
export function parseRouteKey(key: string): Result<RouteKey, string> {
  if (key === '$default' || key === '$connect') return { ok: true, value: { kind: 'named', name: key } };
  const [, type, field] = TYPE_AND_FIELD.exec(key) ?? [];
  if (type && field) return { ok: true, value: { kind: 'field', type, field } };
  const [, method, path] = METHOD_AND_PATH.exec(key) ?? [];
  if (!method || !path) return { ok: false, error: EXPECTED };

  const segments: Segment[] = [];
  for (const text of splitPath(path)) {
    if (segments.at(-1)?.kind === 'greedy')
      return { ok: false, error: 'a greedy parameter such as {proxy+} as the last segment' };
    const segment = parseSegment(text);
    if (!segment) {
      return {
        ok: false,
        error: `segments that are literal, {name} or {name+}, without wildcards, blanks or empty segments; "${text}" is none`,
      };
    }
    segments.push(segment);
  }
  return { ok: true, value: { kind: 'path', method, segments } };
}

/** `/a/b` and `/a/b/` are `['a', 'b']`; `/` is `[]`, but `//` has an empty segment. */
export function splitPath(path: string): string[] {
  if (path === '/') return [];
  return path.replace(/^\//, '').replace(/\/$/, '').split('/');
}

/** Two keys with the same shape are the same route to API Gateway, whatever their parameters are called. */
export function shapeOf(key: RouteKey): string {
  switch (key.kind) {
    case 'named':
      return key.name;
    case 'field':
      return `${key.type}.${key.field}`;
    case 'path':
      return `${key.method} /${key.segments.map(segmentShape).join('/')}`;
  }
}

function segmentShape(segment: Segment): string {
  return segment.kind === 'literal' ? segment.text : segment.kind === 'parameter' ? '{}' : '{+}';
}

function parseSegment(text: string): Segment | undefined {
  if (GREEDY.test(text)) return { kind: 'greedy' };
  if (PARAMETER.test(text)) return { kind: 'parameter' };
  return LITERAL.test(text) ? { kind: 'literal', text } : undefined;
}
