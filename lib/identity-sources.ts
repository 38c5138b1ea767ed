/** Where a configuration looks for the token comes in, how API Gateway spells that place among its identity sources goes out; pure. */

/** The kinds of API that spell identity sources differently. */
export type IdentitySourceSyntax = 'rest' | 'http' | 'webSocket';

interface Spelling {
  header(name: string): string;
  query(name: string): string;
  /** What tells the routes of an API apart; all of it belongs into a cache key. */
  readonly route: readonly string[];
}

const SPELLINGS: Readonly<Record<IdentitySourceSyntax, Spelling>> = {
  rest: {
    header: (name) => `method.request.header.${name}`,
    query: (name) => `method.request.querystring.${name}`,
    route: ['context.httpMethod', 'context.resourcePath'],
  },
  http: {
    header: (name) => `$request.header.${name}`,
    query: (name) => `$request.querystring.${name}`,
    route: ['$context.routeKey'],
  },
  webSocket: {
    header: (name) => `route.request.header.${name}`,
    query: (name) => `route.request.querystring.${name}`,
    // There is one route with an authorizer, `$connect`, and no cache.
    route: [],
  },
};

/** What a cache key holds so that each route has answers of its own. */
export function routeSources(syntax: IdentitySourceSyntax): readonly string[] {
  return SPELLINGS[syntax].route;
}

/**
 * The places of the token, each once: two cookies lie in one header.
 *
 * @param tokenSources such as `header:authorization`, `cookie:NAME`, `query:NAME`, `protocol:NAME`; validated
 */
export function tokenIdentitySources(syntax: IdentitySourceSyntax, tokenSources: readonly string[]): string[] {
  const { header, query } = SPELLINGS[syntax];
  const spelled = tokenSources.map((source) => {
    const name = source.slice(source.indexOf(':') + 1);
    if (source.startsWith('query:')) return query(name);
    if (source.startsWith('cookie:')) return header('Cookie');
    if (source.startsWith('protocol:')) return header('Sec-WebSocket-Protocol');
    return header(conventional(name));
  });
  return [...new Set(spelled)];
}

/** Whether two identity sources are the same place: the names of headers are compared without case (RFC 9110 §5.1). */
export function isSameSource(one: string, other: string): boolean {
  return comparable(one) === comparable(other);
}

function comparable(source: string): string {
  return source.includes('.header.') ? source.toLowerCase() : source;
}

/** `authorization` as `Authorization`, the way that HTTP/1.1 clients send it. */
function conventional(headerName: string): string {
  return headerName.replace(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
