/** An HTTP API's CORS configuration and a request come in, the answer to a preflight and the headers of every other answer come out ("Configure CORS for HTTP APIs"); pure. */
import * as v from 'valibot';
import { type HttpAnswer, type HttpHeaders, type HttpRequest, headerValue } from '../http.ts';

const texts = v.optional(v.array(v.string()), []);

export const CorsConfiguration = v.strictObject({
  AllowCredentials: v.optional(v.boolean(), false),
  AllowHeaders: texts,
  AllowMethods: texts,
  AllowOrigins: texts,
  ExposeHeaders: texts,
  MaxAge: v.optional(v.number()),
});

export type Cors = v.InferOutput<typeof CorsConfiguration>;

/** A preflight names its origin and the method that is to follow; any other OPTIONS is a request like the rest. */
export function isPreflight({ method, headers }: HttpRequest): boolean {
  return (
    method === 'OPTIONS' &&
    headerValue(headers, 'origin') !== undefined &&
    headerValue(headers, 'access-control-request-method') !== undefined
  );
}

/** What the API itself answers to a preflight; `withCors` adds what the origin may do. */
export const preflightAnswer: HttpAnswer = { status: 204, headers: [], body: Buffer.alloc(0) };

/** Puts the API's CORS headers in the place of those that the integration set; an origin that is not allowed gets none. */
export function withCors(answer: HttpAnswer, cors: Cors, request: HttpRequest): HttpAnswer {
  const own = answer.headers.filter(([name]) => !name.toLowerCase().startsWith('access-control-'));
  return { ...answer, headers: [...own, ...corsHeaders(cors, request)] };
}

function corsHeaders(cors: Cors, request: HttpRequest): HttpHeaders {
  const origin = headerValue(request.headers, 'origin');
  if (origin === undefined) return [];
  const covering = cors.AllowOrigins.find((allowed) => covers(allowed, origin));
  if (covering === undefined) return [];
  return [
    ['Access-Control-Allow-Origin', covering === '*' ? '*' : origin],
    ...header('Access-Control-Allow-Credentials', cors.AllowCredentials ? ['true'] : []),
    ...(isPreflight(request)
      ? [
          ...header('Access-Control-Allow-Methods', cors.AllowMethods),
          ...header('Access-Control-Allow-Headers', cors.AllowHeaders),
          ...header('Access-Control-Max-Age', cors.MaxAge === undefined ? [] : [String(cors.MaxAge)]),
        ]
      : header('Access-Control-Expose-Headers', cors.ExposeHeaders)),
  ];
}

/** `*`, `https://*` and `http://*` are the only wildcards. */
function covers(allowed: string, origin: string): boolean {
  return allowed.endsWith('*') ? origin.startsWith(allowed.slice(0, -1)) : allowed === origin;
}

function header(name: string, values: readonly string[]): HttpHeaders {
  return values.length === 0 ? [] : [[name, values.join(',')]];
}
