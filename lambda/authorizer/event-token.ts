/** An event that holds a request comes in with the configured token sources, what stands where the token belongs goes out; pure. */
import { type Fields, fieldsOf, isText, textsOf } from './event-fields.ts';
import type { Presented } from './road.ts';

/** One place where a token may stand: `header:NAME`, `cookie:NAME`, `query:NAME` or `protocol:NAME`. */
interface TokenSource {
  readonly form: Presented['form'];
  values(event: Fields, name: string): string[];
}

const TOKEN_SOURCES = {
  header: { form: 'bearer', values: headerValues },
  cookie: { form: 'token', values: cookieValues },
  query: { form: 'token', values: queryValues },
  protocol: { form: 'token', values: protocolValues },
} as const satisfies Record<string, TokenSource>;

/**
 * Asks the sources in order. The first that holds a value decides, so that a bad token in it is not rescued by a later source.
 *
 * @param tokenSources of a valid configuration, such as `header:authorization`
 * @returns every distinct value of the deciding source; none where no source holds one
 */
export function findToken(event: Fields, tokenSources: readonly string[]): Presented {
  for (const tokenSource of tokenSources) {
    const colon = tokenSource.indexOf(':');
    // The configuration's schema lets no other name pass.
    const source = TOKEN_SOURCES[tokenSource.slice(0, colon) as keyof typeof TOKEN_SOURCES];
    const values = source.values(event, tokenSource.slice(colon + 1)).filter(isFilled);
    if (values.length > 0) return { values: [...new Set(values)], form: source.form };
  }
  return { values: [], form: 'bearer' };
}

/** What is left empty, or blank, is not there. */
function isFilled(value: string): boolean {
  return /[^ ]/.test(value);
}

/**
 * REST APIs keep the caller's spelling of a name, HTTP APIs lower-case it, SAM title-cases it (RFC 9110 §5.1: case does not count).
 * `headers` has the last of several values, which `multiValueHeaders` has all: that one comes first, for lists that go on in the next header.
 */
function headerValues({ multiValueHeaders, headers }: Fields, name: string): string[] {
  const wanted = name.toLowerCase();
  const found = [fieldsOf(multiValueHeaders), fieldsOf(headers)].flatMap((map) =>
    Object.keys(map)
      .filter((key) => key.toLowerCase() === wanted)
      .flatMap((key) => textsOf(map[key])),
  );
  return [...new Set(found)];
}

/** RFC 6265 §5.4, from the `Cookie` header and from payload 2.0's array of cookies; §4.1.1: a value may stand in double quotes. */
function cookieValues(event: Fields, name: string): string[] {
  return [...textsOf(event.cookies), ...headerValues(event, 'cookie')]
    .flatMap((cookies) => cookies.split(';'))
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie.startsWith(`${name}=`))
    .map((cookie) => cookie.slice(name.length + 1).replace(/^"(.*)"$/, '$1'));
}

/** The maps are decoded; the raw query counts only where neither is there. */
function queryValues(event: Fields, name: string): string[] {
  const maps = [event.multiValueQueryStringParameters, event.queryStringParameters].map(fieldsOf);
  const found = maps.flatMap((map) => textsOf(map[name]));
  if (maps.some((map) => Object.keys(map).length > 0) || !isText(event.rawQueryString)) return found;
  return new URLSearchParams(event.rawQueryString).getAll(name);
}

/** `Sec-WebSocket-Protocol: NAME, TOKEN` (RFC 6455 §11.3.4): the only header that a page can set when it opens a WebSocket. */
function protocolValues(event: Fields, name: string): string[] {
  const protocols = headerValues(event, 'sec-websocket-protocol')
    .flatMap((list) => list.split(','))
    .map((protocol) => protocol.trim());
  return protocols.filter((_, index) => protocols[index - 1] === name);
}
