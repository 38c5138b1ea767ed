/**
 * A REST API as one small function on loopback, right in everything that is checked; a test makes it wrong in one thing. Not the local
 * gateway, which could only be as wrong as API Gateway itself.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { forged } from '../../../bin/verify/callers.ts';
import type { Options } from '../../../bin/verify/options.ts';
import { signingKey, token } from '../../fixtures/tokens.ts';

const key = signingKey();
const nowSeconds = Math.floor(Date.now() / 1000);
const later = { iat: nowSeconds - 60, exp: nowSeconds + 3_600 };

export const TOKENS = {
  token: token(key, { claims: { ...later, sub: 'somebody' } }),
  denied: token(key, { claims: { ...later, sub: 'somebody-else', scope: 'nothing' } }),
  expired: token(key, { claims: { iat: nowSeconds - 7_200, exp: nowSeconds - 3_600 } }),
  otherAudience: token(key, { claims: { ...later, aud: 'https://other.example' } }),
};

export const ORIGIN = 'https://app.example';

export interface Asked {
  readonly method: string;
  /** Without the stage. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Whose token it is; `nobody` without a header, `stranger` for what is none of ours. */
  readonly who:
    | 'nobody'
    | 'token'
    | 'denied'
    | 'expired'
    | 'otherAudience'
    | 'forged'
    | 'unsigned'
    | 'opaque'
    | 'stranger';
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What is answered instead of the right answer; undefined leaves it. */
export type Fault = (asked: Asked, right: Answer) => Answer | undefined;

export interface ModelApi {
  readonly url: URL;
  /** Every request line, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Who may call which route, by the path without a slash at its end. */
const ROUTES: readonly { readonly path: RegExp; readonly open?: true; readonly denied: boolean }[] = [
  { path: /^\/orders$/, denied: true },
  { path: /^\/orders\/[^/]+\/[^/]+$/, denied: true },
  { path: /^\/admin$/, denied: false },
  { path: /^\/health$/, denied: true, open: true },
];

const CORS = { 'access-control-allow-origin': ORIGIN };
const CHALLENGE = 'Bearer realm="model"';

export const LET_IN: Answer = { status: 200, headers: CORS };
export const UNAUTHORIZED: Answer = { status: 401, headers: { ...CORS, 'www-authenticate': CHALLENGE } };
export const FORBIDDEN: Answer = {
  status: 403,
  headers: { ...CORS, 'www-authenticate': `${CHALLENGE}, error="insufficient_scope"` },
};
export const NO_ROUTE: Answer = {
  status: 403,
  headers: { ...CORS, 'x-amzn-errortype': 'MissingAuthenticationTokenException' },
};
const PREFLIGHT: Answer = {
  status: 204,
  headers: { ...CORS, 'access-control-allow-methods': 'GET', 'access-control-allow-headers': 'Authorization' },
};

function rightAnswer({ method, path, who }: Asked): Answer {
  const route = ROUTES.find((candidate) => candidate.path.test(path.replace(/(.)\/$/, '$1')));
  if (!route) return NO_ROUTE;
  if (method === 'OPTIONS') return PREFLIGHT;
  if (method !== 'GET') return NO_ROUTE;
  if (route.open) return LET_IN;
  if (who === 'token') return LET_IN;
  if (who === 'denied') return route.denied ? LET_IN : FORBIDDEN;
  return UNAUTHORIZED;
}

export async function startModelApi(fault: Fault = () => undefined): Promise<ModelApi> {
  const requests: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    requests.push(`${method} ${url}`);
    const asked = { method, path: url.replace(/^\/prod/, ''), headers, who: whoIs(headers.authorization) };
    const right = rightAnswer(asked);
    const { status, headers: own, body = '' } = fault(asked, right) ?? right;
    outgoing.writeHead(status, { 'x-amzn-requestid': 'request-1', ...own }).end(body);
    incoming.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/prod`),
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function whoIs(authorization: string | undefined): Asked['who'] {
  if (authorization === undefined) return 'nobody';
  const value = authorization.replace(/^bearer /i, '');
  const known = Object.entries(TOKENS).find(([, token]) => token === value);
  if (known) return known[0] as keyof typeof TOKENS;
  if (!value.includes('.')) return 'opaque';
  if (value.endsWith('.')) return 'unsigned';
  const [head] = value.split('.');
  return head === forged(TOKENS.token).split('.')[0] ? 'forged' : 'stranger';
}

/** Everything given that a check may need. */
export function everyOption(url: URL): Options {
  return {
    url,
    tokens: TOKENS,
    routes: ['GET /orders', 'GET /orders/{id}/{part}', 'GET /admin'],
    deniedRoutes: ['GET /admin'],
    openRoutes: ['GET /health'],
    origin: ORIGIN,
    realm: 'model',
    allowWrites: false,
    json: false,
    samples: 1,
  };
}
