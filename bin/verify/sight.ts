/** An answer of the API comes in, what it shows of the gateway and the authorizer goes out as one of a few fixed words; pure. */
import type { ApiAnswer, Unanswered } from './client.ts';

/** The two kinds of API that answer bearer tokens over HTTP. */
export type Kind = 'rest' | 'http';

/**
 * What an answer shows. Nothing that the API wrote goes any further than this: it could hold the token that it was sent.
 *
 * - `let in`: 1xx to 3xx, so the backend was reached
 * - `answered`: another 4xx; of the backend as a rule, of the gateway where the request is none to it
 * - `unauthorized`, `forbidden`: 401, 403
 * - `no route`: the gateway knows no such route, 404 of an HTTP API and 403 of a REST API
 * - `too long`, `throttled`, `fault`: 413 and 414, 429, 5xx
 * - `no answer`: the connection failed
 * - `as set`, `missing`, `different`: what was found where a header was looked for
 */
export type Sight =
  | 'let in'
  | 'answered'
  | 'unauthorized'
  | 'forbidden'
  | 'no route'
  | 'too long'
  | 'throttled'
  | 'fault'
  | 'no answer'
  | 'as set'
  | 'missing'
  | 'different';

export type Look = (answer: ApiAnswer) => Sight;

/** What the status and the gateway's own marks show. */
export function outcomeOf(answer: ApiAnswer | Unanswered, kind: Kind): Sight {
  if ('failure' in answer) return 'no answer';
  const { status } = answer;
  if (isRouteUnknown(answer, kind)) return 'no route';
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 413 || status === 414) return 'too long';
  if (status === 429) return 'throttled';
  if (status >= 500) return 'fault';
  return status >= 400 ? 'answered' : 'let in';
}

/** Each kind of API puts the request's id into a header of its own, and does so on its own answers, too. */
export function kindOf({ headers }: ApiAnswer): { readonly kind: Kind; readonly header: string } | undefined {
  const header = Object.keys(KIND_BY_HEADER).find((name) => headers.has(name));
  const kind = header === undefined ? undefined : KIND_BY_HEADER[header];
  return header !== undefined && kind ? { kind, header } : undefined;
}

/** The latter two are documented ("Variables for access logging for API Gateway"); the first is on every answer of an HTTP API. */
const KIND_BY_HEADER: Readonly<Record<string, Kind>> = {
  'apigw-requestid': 'http',
  'x-amz-apigw-id': 'rest',
  'x-amzn-requestid': 'rest',
};

/** A REST API names the reason in a header: for a path that it does not have, 403 or what its gateway response says; for a stage, 403. */
function isRouteUnknown({ status, headers, body }: ApiAnswer, kind: Kind): boolean {
  if (kind === 'http') return status === 404 && /^\{"message":\s*"Not Found"\}$/.test(body);
  const errorType = headers.get('x-amzn-errortype')?.split(':')[0] ?? '';
  return errorType === 'MissingAuthenticationTokenException' || (status === 403 && errorType === 'ForbiddenException');
}

/** Whether a page of this origin may read the answer. */
export function lookAtCors(origin: string): Look {
  return ({ headers }) => {
    const allowed = headers.get('access-control-allow-origin');
    if (allowed === undefined) return 'missing';
    return allowed === '*' || allowed === origin ? 'as set' : 'different';
  };
}

/**
 * Whether a page of this origin may send this method with a token. `*` does not stand for `Authorization`: Fetch standard, "CORS
 * non-wildcard request-header name".
 */
export function lookAtPreflight(origin: string, method: string, kind: Kind): Look {
  return (answer) => {
    const outcome = outcomeOf(answer, kind);
    if (outcome !== 'let in') return outcome;
    const corsSight = lookAtCors(origin)(answer);
    if (corsSight !== 'as set') return corsSight;
    const listed = (name: string) =>
      (answer.headers.get(name) ?? '').split(',').map((entry) => entry.trim().toLowerCase());
    const methods = listed('access-control-allow-methods');
    const methodListed = methods.includes('*') || methods.includes(method.toLowerCase());
    return methodListed && listed('access-control-allow-headers').includes('authorization') ? 'as set' : 'different';
  };
}

/**
 * Whether there is a challenge after RFC 6750 §3.
 *
 * @param realm the one that is expected; undefined for any
 * @param error the error code that is expected; undefined for none, as where no token was sent
 */
export function lookAtChallenge(realm: string | undefined, error: string | undefined): Look {
  return ({ headers }) => {
    const challenge = headers.get('www-authenticate');
    // A header that an integration or a mapping set comes under another name: "Amazon API Gateway important notes".
    if (challenge === undefined) return headers.has('x-amzn-remapped-www-authenticate') ? 'different' : 'missing';
    const parameter = (name: string) => new RegExp(`[ ,]${name}="([^"]*)"`, 'i').exec(challenge)?.[1];
    const right =
      /^bearer(?: |$)/i.test(challenge) &&
      (realm === undefined || parameter('realm') === realm) &&
      parameter('error') === error;
    return right ? 'as set' : 'different';
  };
}
