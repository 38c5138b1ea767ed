/** What leaves the machine: the one origin, the path as it is written, no redirect. */

import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createClient } from '../../../bin/verify/client.ts';
import { serveTls } from '../../fixtures/servers.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function client(url: string) {
  const created = createClient(new URL(url));
  closing.unshift(async () => created.close());
  return created;
}

test.each(['/a%2Fb/', '//a', '/a/../b', '/%61*', '/a%3F?b=c'])(
  '%s is sent as it is written, after the base',
  async (path) => {
    const seen: (string | undefined)[] = [];
    const url = await serve(({ url }, response) => {
      seen.push(url);
      response.end();
    });
    await client(`${url}/prod/`).send({ method: 'GET', path, headers: {} });
    expect(seen).toEqual([`/prod${path}`]);
  },
);

test('a redirect is an answer and not followed', async () => {
  const elsewhere: string[] = [];
  const other = await serve(({ headers }, response) => {
    elsewhere.push(String(headers.authorization));
    response.end();
  });
  const url = await serve((_request, response) => response.writeHead(302, { location: other }).end());
  const answer = await client(url).send({ method: 'GET', path: '/', headers: { Authorization: 'Bearer x' } });
  expect(answer).toMatchObject({ status: 302 });
  expect(elsewhere).toEqual([]);
});

test('a connection that ends is no answer, and says why', async () => {
  const url = await serve(({ socket }) => socket.destroy());
  expect(await client(url).send({ method: 'GET', path: '/', headers: {} })).toEqual({ failure: 'ECONNRESET' });
});

test('a kept connection that the server closed is opened anew', async () => {
  let requests = 0;
  const url = await serve(({ socket }, response) => {
    requests += 1;
    if (requests === 2) socket.destroy();
    else response.end();
  });
  const { send } = client(url);
  const call = { method: 'GET', path: '/', headers: {} };
  expect([await send(call), await send(call)]).toMatchObject([{ status: 200 }, { status: 200 }]);
  expect(requests).toBe(3);
});

test('of a long body the beginning is kept', async () => {
  const url = await serve((_request, response) => response.end('x'.repeat(1_000_000)));
  expect(await client(url).send({ method: 'GET', path: '/', headers: {} })).toMatchObject({ body: 'x'.repeat(4_096) });
});

test('names of headers are found in lower case, several values of one together', async () => {
  const url = await serve((_request, response) =>
    response
      .writeHead(
        401,
        [
          ['WWW-Authenticate', 'Bearer'],
          ['WWW-Authenticate', 'Basic'],
        ].flat(),
      )
      .end(),
  );
  const answer = await client(url).send({ method: 'GET', path: '/', headers: {} });
  expect('headers' in answer && answer.headers.get('www-authenticate')).toBe('Bearer, Basic');
});

test('a certificate that nobody trusts is no answer: the token is not sent', async () => {
  const pem = (name: string) => readFileSync(join(import.meta.dirname, '../../fixtures/tls', name), 'utf8');
  const { url, requests, close } = await serveTls({}, { key: pem('key.pem'), cert: pem('cert.pem') });
  closing.push(close);
  const call = { method: 'GET', path: '/', headers: { Authorization: 'Bearer x' } };
  expect(await client(url).send(call)).toEqual({ failure: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  expect(requests).toEqual([]);
});
