import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { getJson } from '../../../lambda/authorizer/http-get.ts';
import { type Answers, serve, type TestServer } from '../../fixtures/servers.ts';

const limits = { timeoutMs: 2_000, maxBytes: 1_000, insecureAllowHttp: true };
let server: TestServer;

async function serving(answers: Answers): Promise<string> {
  server = await serve(answers);
  return server.url;
}

afterEach(() => server?.close());

test('gets a JSON document', async () => {
  const url = await serving({ '/jwks': { keys: [] } });
  await expect(getJson(`${url}/jwks`, limits)).resolves.toEqual({ body: { keys: [] }, maxAgeSeconds: undefined });
});

test('asks for JSON, over a connection of its own', async () => {
  const asked: IncomingMessage['headers'][] = [];
  const url = await serving({
    '/': ({ headers }: IncomingMessage, response: ServerResponse) => {
      asked.push(headers);
      response.end('{}');
    },
  });
  await getJson(`${url}/`, limits);
  expect(asked).toMatchObject([{ accept: 'application/json', connection: 'close' }]);
});

test.each([
  ['public, max-age=15, must-revalidate', 15],
  ['Max-Age="20"', 20],
  ['no-store', 0],
  ['no-cache, max-age=60', 0],
  ['public', undefined],
  ['max-age=1e9', undefined],
  ['max-age=1.5', undefined],
])('reads Cache-Control: %s', async (cacheControl, maxAgeSeconds) => {
  const url = await serving({
    '/': (_: unknown, response: ServerResponse) => response.setHeader('cache-control', cacheControl).end('{}'),
  });
  await expect(getJson(`${url}/`, limits)).resolves.toEqual({ body: {}, maxAgeSeconds });
});

test('refuses a status other than 200', async () => {
  const url = await serving({});
  await expect(getJson(`${url}/none`, limits)).rejects.toMatchObject({
    message: `GET ${url}/none: expected status 200, received 404`,
  });
});

test('does not follow a redirect', async () => {
  const url = await serving({
    '/here': (_: unknown, response: ServerResponse) => response.writeHead(302, { location: '/there' }).end(),
    '/there': {},
  });
  await expect(getJson(`${url}/here`, limits)).rejects.toMatchObject({
    message: `GET ${url}/here: expected status 200, received 302`,
  });
  expect(server.requests).toEqual(['/here']);
});

test.each([
  ['<html>', { 'content-type': 'text/html' }, '6 bytes of something else (text/html)'],
  ['{"keys":', {}, '8 bytes of something else (no content type)'],
  ['', { 'content-type': 'application/json' }, 'an empty body'],
  ['no', { 'content-type': 'x'.repeat(81) }, `2 bytes of something else (${'x'.repeat(80)})`],
])('refuses what is not JSON: %j', async (body, headers, received) => {
  const url = await serving({
    '/': (_: unknown, response: ServerResponse) => response.writeHead(200, headers).end(body),
  });
  await expect(getJson(`${url}/`, limits)).rejects.toMatchObject({
    message: `GET ${url}/: expected JSON, received ${received}`,
  });
});

test('refuses a body beyond maxBytes without waiting for its end', async () => {
  const url = await serving({
    '/': (_: unknown, response: ServerResponse) => response.write(`"${'x'.repeat(1_000)}`),
  });
  await expect(getJson(`${url}/`, limits)).rejects.toMatchObject({
    message: `GET ${url}/: expected at most 1000 bytes, received more`,
  });
});

test('takes a body of exactly maxBytes', async () => {
  const body = 'x'.repeat(998);
  const url = await serving({ '/': body });
  await expect(getJson(`${url}/`, limits)).resolves.toMatchObject({ body });
});

test.each([
  ['never answers', () => {}],
  ['begins a body and never ends it', (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n{')],
  ['drips its headers', (socket: Socket) => drip(socket, 'HTTP/1.1 200 OK\r\nx-slow: ', 'x')],
  ['drips its body', (socket: Socket) => drip(socket, 'HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n', ' ')],
])('gives up on a server that %s, however lively the connection is', async (_title, behave) => {
  const silent = createServer((socket) => socket.on('error', () => {}).once('data', () => behave(socket)));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
  await expect(getJson(url, { ...limits, timeoutMs: 100 })).rejects.toMatchObject({
    message: `GET ${url}: no complete answer within 100 ms`,
  });
  // Closes only when the connection was given up, too.
  await new Promise((resolve) => silent.close(resolve));
});

test('gives up on a server that never completes the TLS handshake', async () => {
  const silent = createServer((socket) => socket.on('error', () => {}).resume());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
  await expect(getJson(url, { ...limits, timeoutMs: 100 })).rejects.toMatchObject({
    message: `GET ${url}: no complete answer within 100 ms`,
  });
  await new Promise((resolve) => silent.close(resolve));
});

/** A byte every few milliseconds until the other side has enough. */
function drip(socket: Socket, start: string, byte: string): void {
  socket.write(start);
  const dripping = setInterval(() => socket.write(byte), 5);
  socket.on('close', () => clearInterval(dripping));
}

test('fails with the reason where the connection breaks in the middle of a body', async () => {
  const url = await serving({
    '/': (_: unknown, response: ServerResponse) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{', () => response.destroy());
    },
  });
  await expect(getJson(`${url}/`, limits)).rejects.toThrow(`GET ${url}/: aborted`);
});

test('fails with the reason where nobody listens', async () => {
  const url = await serving({});
  await server.close();
  await expect(getJson(`${url}/`, limits)).rejects.toMatchObject({
    message: expect.stringMatching(/^GET http:\/\/127\.0\.0\.1:\d+\/: connect ECONNREFUSED/),
    cause: { code: 'ECONNREFUSED' },
  });
});

test('refuses plain http unless it is allowed', async () => {
  const url = await serving({ '/': {} });
  await expect(getJson(`${url}/`, { ...limits, insecureAllowHttp: false })).rejects.toThrow(
    `GET ${url}/: expected an https URL; plain http needs insecureAllowHttp and a loopback host`,
  );
  expect(server.requests).toEqual([]);
});

test('does not repeat a password that stands in an address', async () => {
  await expect(getJson('https://user:secret@issuer.example/', limits)).rejects.toMatchObject({
    message: 'GET https://...@issuer.example/: expected a URL without user or password',
  });
});

test('refuses plain http to other hosts even then', async () => {
  await expect(getJson('http://issuer.example/', limits)).rejects.toThrow(
    'GET http://issuer.example/: expected an https URL; plain http is for loopback and host.docker.internal only',
  );
});
