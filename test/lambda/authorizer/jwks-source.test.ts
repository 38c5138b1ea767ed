import type { ServerResponse } from 'node:http';
import { getJson } from '../../../lambda/authorizer/http-get.ts';
import { jwksSource } from '../../../lambda/authorizer/jwks-source.ts';
import { type Answers, serve, type TestServer } from '../../fixtures/servers.ts';

const limits = { timeoutMs: 2_000, maxBytes: 10_000, insecureAllowHttp: true };
const jwks = { keys: [{ kid: 'key-1' }] };
let server: TestServer;

/** A server whose answers may speak of its own address. */
async function serving(answers: (url: string) => Answers): Promise<string> {
  const known: Record<string, unknown> = {};
  server = await serve(known);
  Object.assign(known, answers(server.url));
  return server.url;
}

function source(issuer: string, jwksUri?: string) {
  return jwksSource({ issuer, jwksUri }, limits, getJson, Date.now);
}

afterEach(() => server?.close());

test('loads from jwksUri without discovery', async () => {
  const url = await serving(() => ({ '/keys': jwks }));
  await expect(source('https://issuer.example/', `${url}/keys`)()).resolves.toEqual({
    document: jwks,
    maxAgeSeconds: undefined,
  });
  expect(server.requests).toEqual(['/keys']);
});

test('finds the keys through OpenID discovery, once for several loads', async () => {
  const url = await serving((url) => ({
    '/.well-known/openid-configuration': { issuer: `${url}/`, jwks_uri: `${url}/keys` },
    '/keys': jwks,
  }));
  const load = source(`${url}/`);
  await expect(load()).resolves.toMatchObject({ document: jwks });
  await expect(load()).resolves.toMatchObject({ document: jwks });
  expect(server.requests).toEqual(['/.well-known/openid-configuration', '/keys', '/keys']);
});

test('appends the discovery path to the path of the issuer', async () => {
  const url = await serving((url) => ({
    '/realms/acme/.well-known/openid-configuration': { issuer: `${url}/realms/acme`, jwks_uri: `${url}/keys` },
    '/keys': jwks,
  }));
  await expect(source(`${url}/realms/acme`)()).resolves.toMatchObject({ document: jwks });
});

test('falls back to RFC 8414, whose path goes before the path of the issuer', async () => {
  const url = await serving((url) => ({
    '/.well-known/oauth-authorization-server/acme': { issuer: `${url}/acme`, jwks_uri: `${url}/keys` },
    '/keys': jwks,
  }));
  await expect(source(`${url}/acme`)()).resolves.toMatchObject({ document: jwks });
  expect(server.requests).toEqual([
    '/acme/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server/acme',
    '/keys',
  ]);
});

test('refuses metadata of another issuer, and says what both documents said', async () => {
  const url = await serving((url) => ({
    '/.well-known/openid-configuration': { issuer: url, jwks_uri: `${url}/keys` },
    '/keys': jwks,
  }));
  await expect(source(`${url}/`)()).rejects.toThrow(
    `${url}/.well-known/openid-configuration: expected "issuer": "${url}/", received "${url}"; write the issuer as its metadata does; ` +
      `GET ${url}/.well-known/oauth-authorization-server: expected status 200, received 404`,
  );
  expect(server.requests).not.toContain('/keys');
});

test.each([
  [{}, 'nothing'],
  [{ jwks_uri: 7 }, '7'],
  [{ jwks_uri: 'keys' }, '"keys"'],
])('refuses metadata without a usable jwks_uri: %j', async (metadata, received) => {
  const url = await serving((url) => ({ '/.well-known/openid-configuration': { issuer: `${url}/`, ...metadata } }));
  const message = `${url}/.well-known/openid-configuration: expected "jwks_uri" with an address of at most 2048 characters, received ${received}`;
  await expect(source(`${url}/`)()).rejects.toMatchObject({
    message: `${message}; GET ${url}/.well-known/oauth-authorization-server: expected status 200, received 404`,
    cause: { message },
  });
});

test('refuses metadata that is null', async () => {
  const url = await serving(() => ({
    '/.well-known/openid-configuration': (_: unknown, response: ServerResponse) => response.end('null'),
  }));
  await expect(source(`${url}/`)()).rejects.toThrow(
    `${url}/.well-known/openid-configuration: expected "issuer": "${url}/", received nothing; write the issuer as its metadata does`,
  );
});

test('takes a jwks_uri of 2048 characters', async () => {
  const keysOf = (url: string) => `${url}/${'x'.repeat(2_048 - url.length - 1)}`;
  const url = await serving((url) => ({
    '/.well-known/openid-configuration': { issuer: `${url}/`, jwks_uri: keysOf(url) },
    [keysOf(url).slice(url.length)]: jwks,
  }));
  await expect(source(`${url}/`)()).resolves.toMatchObject({ document: jwks });
});

test('repeats an issuer of 200 characters in full', async () => {
  const named = 'x'.repeat(198);
  const url = await serving(() => ({ '/.well-known/openid-configuration': { issuer: named } }));
  await expect(source(`${url}/`)()).rejects.toThrow(`received "${named}"; write the issuer`);
});

test('refuses a jwks_uri of plain http on another host', async () => {
  const url = await serving((url) => ({
    '/.well-known/openid-configuration': { issuer: `${url}/`, jwks_uri: 'http://keys.example/' },
  }));
  await expect(source(`${url}/`)()).rejects.toThrow(
    'GET http://keys.example/: expected an https URL; plain http is for loopback',
  );
});

test.each([
  [
    'issuer',
    { issuer: 'x'.repeat(5_000) },
    /received "x{199}… \(5002 characters\); write the issuer as its metadata does/,
  ],
  [
    'jwks_uri',
    { jwks_uri: `https://keys.example/${'x'.repeat(5_000)}` },
    /expected "jwks_uri" with an address of at most 2048 characters, received "https:\/\/keys\.example\/x+… \(5023 characters\)/,
  ],
])('does not repeat an %s of any length', async (_title, changed, message) => {
  const url = await serving((url) => ({
    '/.well-known/openid-configuration': { issuer: `${url}/`, jwks_uri: `${url}/keys`, ...changed },
  }));
  const load = source(`${url}/`)();
  await expect(load).rejects.toThrow(message);
  expect((await load.catch((error: Error) => error.message)).toString().length).toBeLessThan(1_000);
});

test('asks for no second document once the time is over', async () => {
  let nowMs = 0;
  const asked: string[] = [];
  const load = jwksSource(
    { issuer: 'https://issuer.example/' },
    limits,
    async (url) => {
      asked.push(url);
      nowMs += 2_000;
      throw new Error(`GET ${url}: no complete answer within 2000 ms`);
    },
    () => nowMs,
  );
  await expect(load()).rejects.toThrow(
    'GET https://issuer.example/.well-known/openid-configuration: no complete answer within 2000 ms; ' +
      'GET https://issuer.example/.well-known/oauth-authorization-server: no time was left of 2000 ms',
  );
  expect(asked).toHaveLength(1);
});

test('discovers anew after a failed load, since the issuer may have moved its keys', async () => {
  let path = '/old';
  const url = await serving((url) => ({
    '/.well-known/openid-configuration': (_: unknown, response: ServerResponse) =>
      response.end(JSON.stringify({ issuer: `${url}/`, jwks_uri: url + path })),
    '/new': jwks,
  }));
  const load = source(`${url}/`);
  await expect(load()).rejects.toThrow(`GET ${url}/old: expected status 200, received 404`);
  path = '/new';
  await expect(load()).resolves.toMatchObject({ document: jwks });
});

test('gives discovery and keys one deadline together', async () => {
  const timeouts: number[] = [];
  let nowMs = 0;
  const load = jwksSource(
    { issuer: 'https://issuer.example/' },
    limits,
    async (url, { timeoutMs }) => {
      timeouts.push(timeoutMs);
      nowMs += 700;
      return {
        body: url.includes('well-known')
          ? { issuer: 'https://issuer.example/', jwks_uri: 'https://issuer.example/keys' }
          : jwks,
      };
    },
    () => nowMs,
  );
  await load();
  expect(timeouts).toEqual([2_000, 1_300]);
});
