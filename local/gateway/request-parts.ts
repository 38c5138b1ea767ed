/** What every kind of API makes of a request before it goes to a function: target, header maps, times, forwarding headers; pure but for the trace id. */
import { randomBytes } from 'node:crypto';
import { type HttpHeaders, type HttpRequest, headerValue } from './http.ts';

/** "Lambda quotas", invocation payload, synchronous: 6 MB. */
export const MAX_EVENT_BYTES = 6 * 1024 * 1024;

export interface Target {
  readonly pathname: string;
  /** Without the question mark. */
  readonly search: string;
}

/** Path and query of a target, both as the caller wrote them. */
export function splitTarget(target: string): Target {
  const [pathname = '', search = ''] = target.split(/\?(.*)/s);
  return { pathname, search };
}

/** `/prod/timesheets` is stage prod, path /timesheets. The path stays as the caller wrote it. */
export function splitStage(pathname: string): { stage: string; path: string } {
  const [, stage = '', path = ''] = /^\/([^/]*)(.*)$/s.exec(pathname) ?? [];
  return { stage, path: path === '' ? '/' : path };
}

/** `09/Apr/2015:12:34:56 +0000`, from `Thu, 09 Apr 2015 12:34:56 GMT`. */
export function toLogTime(nowMs: number): string {
  const [, day, month, year, time] = new Date(nowMs).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

/** What API Gateway adds on the way. */
export function forwardedHeaders({ sourceIp, headers }: HttpRequest, nowMs: number): HttpHeaders {
  const port = headerValue(headers, 'host')?.split(':')[1] ?? '80';
  const epochSeconds = Math.floor(nowMs / 1000).toString(16);
  return [
    ['X-Amzn-Trace-Id', `Root=1-${epochSeconds}-${randomBytes(12).toString('hex')}`],
    ['X-Forwarded-For', sourceIp],
    ['X-Forwarded-Port', port],
    ['X-Forwarded-Proto', 'http'],
  ];
}

/** Headers under their first spelling, each with all of its values. */
export function groupHeaders(headers: HttpHeaders): { readonly name: string; readonly values: readonly string[] }[] {
  const groups = new Map<string, { readonly name: string; readonly values: string[] }>();
  for (const [name, value] of headers) {
    const group = groups.get(name.toLowerCase()) ?? { name, values: [] };
    group.values.push(value);
    groups.set(name.toLowerCase(), group);
  }
  return [...groups.values()];
}

/** The maps of payload 1.0: of several values `headers` holds the last, `multiValueHeaders` all. */
export function toHeaderMaps(headers: HttpHeaders): {
  headers: Record<string, string>;
  multiValueHeaders: Record<string, string[]>;
} {
  const groups = groupHeaders(headers);
  return {
    headers: Object.fromEntries(groups.map(({ name, values }) => [name, values.at(-1) ?? ''])),
    multiValueHeaders: Object.fromEntries(groups.map(({ name, values }) => [name, [...values]])),
  };
}

/** The maps of payload 1.0 for query parameters, null where there is none. */
export function toQueryMaps(query: URLSearchParams): {
  queryStringParameters: Record<string, string> | null;
  multiValueQueryStringParameters: Record<string, string[]> | null;
} {
  const keys = [...new Set(query.keys())];
  return {
    queryStringParameters: orNull(Object.fromEntries(keys.map((key) => [key, query.getAll(key).at(-1) ?? '']))),
    multiValueQueryStringParameters: orNull(Object.fromEntries(keys.map((key) => [key, query.getAll(key)]))),
  };
}

/** Payload 1.0 says null for an empty map. */
export function orNull<Value>(map: Readonly<Record<string, Value>>): Record<string, Value> | null {
  return Object.keys(map).length > 0 ? map : null;
}
