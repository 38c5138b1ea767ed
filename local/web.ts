/** Serves the web app on loopback as CloudFront serves it: the same files, headers and fallback; a port comes in, an origin goes out. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { bundleWeb, type WebFiles } from '../lib/web-bundle.ts';
import { CACHE_CONTROL, contentSecurityPolicy, PAGE_PATH, PERMISSIONS_POLICY } from '../lib/web-site.ts';
import type { WebConfig } from '../web/config.ts';

export interface LocalWeb {
  /** `http://localhost:PORT`: browsers treat it as a secure context, which the login's cryptography needs. */
  readonly origin: string;
  /** Says where issuer and API are, once they run; before that every request is answered with 503. */
  configure(config: WebConfig): void;
  /** Bundles anew; when that fails, what was served before is served on. */
  rebuild(): void;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * @param port 0 takes any free one
 * @throws Error that names the port when it is in use, or with what is wrong in the app's sources
 */
export async function startWeb({ port }: { readonly port: number }): Promise<LocalWeb> {
  let files = bundleWeb();
  let config: WebConfig | undefined;
  const server = createServer((request, response) => {
    if (config === undefined) response.writeHead(503, { 'retry-after': '1' }).end('The app is starting.\n');
    else answer(files, config, origin, request, response);
  });
  const origin = `http://localhost:${await listen(server, port)}`;
  return {
    origin,
    configure(given) {
      config = given;
    },
    rebuild() {
      files = bundleWeb();
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function answer(
  files: WebFiles,
  config: WebConfig,
  origin: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = new URL(request.url ?? '/', origin);
  // The same server under another name is another origin, which neither the API nor the login knows.
  if (request.headers.host !== new URL(origin).host) {
    response.writeHead(307, { location: `${origin}${url.pathname}${url.search}` }).end();
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const name = PAGE_PATH.test(url.pathname) ? 'index.html' : url.pathname.slice(1);
  const content = name === 'config.json' ? Buffer.from(JSON.stringify(config)) : files.get(name);
  const headers = {
    'content-security-policy': contentSecurityPolicy(config),
    'permissions-policy': PERMISSIONS_POLICY,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
  if (content === undefined) {
    response.writeHead(404, { ...headers, 'content-type': 'text/plain' }).end('Not found\n');
    return;
  }
  const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  const cached = {
    ...headers,
    etag,
    'cache-control': name.startsWith('assets/') ? CACHE_CONTROL.assets : CACHE_CONTROL.others,
  };
  if (request.headers['if-none-match'] === etag) response.writeHead(304, cached).end();
  else response.writeHead(200, { ...cached, 'content-type': TYPES[extname(name)] }).end(content);
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === 'EADDRINUSE' ? 'is in use: stop what listens there or' : `cannot be bound (${error.code}):`;
      reject(new Error(`port ${port} on 127.0.0.1 ${reason} choose another with --web-port`, { cause: error }));
    });
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
