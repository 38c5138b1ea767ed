/** The API's URL comes in, a function that calls it byte by byte as told comes out: one origin, no redirects, nothing of an answer's own is made an error. */
import * as http from 'node:http';
import * as https from 'node:https';

export interface ApiCall {
  readonly method: string;
  /** Follows the path of the URL as it is, so that API Gateway sees every character as it was written. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface ApiAnswer {
  readonly status: number;
  /** Names in lower case; several values of one name joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  /** The beginning, at most `MAX_BODY_CHARACTERS`. */
  readonly body: string;
  /** From the first byte sent to the last one received, the connection included where there was none yet. */
  readonly elapsedMs: number;
}

/** No answer came; `failure` says why: Node's code, such as `ECONNREFUSED`. */
export interface Unanswered {
  readonly failure: string;
}

export type Send = (call: ApiCall) => Promise<ApiAnswer | Unanswered>;

export interface Client {
  readonly send: Send;
  close(): void;
}

const MAX_BODY_CHARACTERS = 4_096;
/** API Gateway itself gives up on a REST API's backend after 29 s, on an HTTP API's after 30 s. */
const TIMEOUT_MS = 35_000;

/** @param url the API's base, `https://HOST/STAGE` */
export function createClient(url: URL): Client {
  const library = url.protocol === 'https:' ? https : http;
  // One connection, so that latencies are the API's and not those of handshakes.
  const agent = new library.Agent({ keepAlive: true, maxSockets: 1 });
  const base = url.pathname.replace(/\/$/, '');

  function send({ method, path, headers, body }: ApiCall): Promise<ApiAnswer | Unanswered> {
    return new Promise((resolve) => {
      const startMs = performance.now();
      const fail = (error: NodeJS.ErrnoException) =>
        resolve({
          failure: error.code === 'ABORT_ERR' ? `none within ${TIMEOUT_MS / 1000} s` : (error.code ?? 'unknown'),
        });
      const outgoing = library.request(
        {
          agent,
          hostname: url.hostname.replace(/^\[|\]$/g, ''),
          port: url.port,
          method,
          path: base + path,
          headers: body === undefined ? headers : { ...headers, 'Content-Length': String(Buffer.byteLength(body)) },
          signal: AbortSignal.timeout(TIMEOUT_MS),
        },
        (incoming) => {
          let text = '';
          incoming.setEncoding('utf8');
          incoming.on('data', (chunk: string) => {
            if (text.length < MAX_BODY_CHARACTERS) text = (text + chunk).slice(0, MAX_BODY_CHARACTERS);
          });
          incoming.on('error', fail);
          incoming.on('end', () =>
            resolve({
              status: incoming.statusCode ?? 0,
              headers: toHeaders(incoming.headers),
              body: text,
              elapsedMs: performance.now() - startMs,
            }),
          );
        },
      );
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        // The server closed the kept connection in the moment in which it was used again.
        const isStale = outgoing.reusedSocket && error.code === 'ECONNRESET' && body === undefined;
        if (isStale) resolve(send({ method, path, headers }));
        else fail(error);
      });
      outgoing.end(body);
    });
  }

  return { send, close: () => agent.destroy() };
}

function toHeaders(headers: http.IncomingHttpHeaders): Map<string, string> {
  return new Map(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as const],
    ),
  );
}
