/** A port and a handler of neutral requests come in, a listening HTTP server comes out; owns the socket and upgraded connections. */
import { createServer, type IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type HttpAnswer, type HttpHeaders, type HttpRequest, MAX_BODY_BYTES } from './http.ts';

const HOST = '127.0.0.1';

export interface Server {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  close(): Promise<void>;
}

export interface ServerOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** What chooses the port, for the message where it is busy. */
  readonly portOption: string;
  handle(request: HttpRequest): Promise<HttpAnswer>;
  /** Takes over a connection once an upgrade was answered 101. Without it, requests to upgrade are requests like any other. */
  readonly converse?: (socket: Duplex) => void;
  /** Receives what kept a request from being answered; the caller gets a bare 500. */
  report(error: Error): void;
}

/**
 * Listens on loopback only.
 *
 * @throws Error when the port is taken
 */
export async function startServer({ port, portOption, handle, converse, report }: ServerOptions): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    respond(incoming, outgoing, handle).catch((error: Error) => {
      report(error);
      outgoing.writeHead(500).end();
    });
  });
  // Upgraded connections are the server's no more: it would neither end them on close nor close without them.
  const upgraded = new Set<Duplex>();
  if (converse) {
    server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
      // What the caller sent without waiting for the answer.
      socket.unshift(head);
      upgraded.add(socket);
      socket.on('close', () => upgraded.delete(socket));
      // A caller that goes away is no fault of the gateway's.
      socket.on('error', () => socket.destroy());
      upgrade(incoming, socket, handle, converse).catch((error: Error) => {
        report(error);
        socket.end('HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\n\r\n');
      });
    });
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(explain(cause, port, portOption)));
    server.listen(port, HOST, resolve);
  });
  return {
    address: `${HOST}:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      for (const socket of upgraded) socket.destroy();
      await closed;
    },
  };
}

async function respond(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: ServerOptions['handle'],
): Promise<void> {
  const body = await readBody(incoming).catch(() => null);
  // The caller went away in the middle of its request: there is nobody to answer.
  if (body === null) return;
  const answer = await handle(toHttpRequest(incoming, body));
  outgoing.writeHead(answer.status, [...answer.headers, ...contentLength(answer)].flat());
  outgoing.end(answer.body);
}

/** Answers a request to upgrade; on any status but 101 the connection ends with the answer. */
async function upgrade(
  incoming: IncomingMessage,
  socket: Socket,
  handle: ServerOptions['handle'],
  converse: (socket: Duplex) => void,
): Promise<void> {
  const answer = await handle(toHttpRequest(incoming, Buffer.alloc(0)));
  const outgoing = new ServerResponse(incoming);
  outgoing.assignSocket(socket);
  if (answer.status !== 101) {
    outgoing.on('finish', () => socket.end());
    outgoing.writeHead(answer.status, [...answer.headers, ...contentLength(answer), ['Connection', 'close']].flat());
    outgoing.end(answer.body);
    return;
  }
  outgoing.writeHead(101, answer.headers.flat());
  outgoing.flushHeaders();
  outgoing.detachSocket(socket);
  converse(socket);
}

function explain(cause: NodeJS.ErrnoException, port: number, portOption: string): Error {
  if (cause.code !== 'EADDRINUSE') return cause;
  return new Error(`port ${port} on ${HOST} is in use: stop what listens there or choose another with ${portOption}`, {
    cause,
  });
}

/** Reads to the end even beyond the limit, since a caller that is still sending would miss an early answer. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let lengthBytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    lengthBytes += chunk.length;
    if (lengthBytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return lengthBytes <= MAX_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}

function toHttpRequest(incoming: IncomingMessage, body: Buffer | undefined): HttpRequest {
  return {
    method: incoming.method ?? 'GET',
    target: incoming.url ?? '/',
    headers: pairs(incoming.rawHeaders),
    body,
    sourceIp: incoming.socket.remoteAddress ?? HOST,
  };
}

function pairs(rawHeaders: readonly string[]): HttpHeaders {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : []));
}

/** RFC 9110 §8.6: no Content-Length with 1xx and 204. */
function contentLength({ status, body }: HttpAnswer): HttpHeaders {
  return status === 204 ? [] : [['Content-Length', String(body.length)]];
}
