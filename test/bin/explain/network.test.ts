/** Keys from real servers on loopback, and what is said where there are none. */
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { getJson } from '../../../lambda/authorizer/http-get.ts';
import { serve, serveTls, type TestServer } from '../../fixtures/servers.ts';
import { AUDIENCE, NOW_MS, signingKey, token } from '../../fixtures/tokens.ts';
import { outside, runWith } from './outside.ts';

const key = signingKey();
const jwks = { keys: [key.jwk] };

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** What is found of the key of a token of this issuer. */
async function keyOf(issuer: string, more: object = {}, timeoutMs = 5_000) {
  const document = {
    issuers: [{ issuer, audience: AUDIENCE, ...more }],
    routes: { 'GET /timesheets': ['read:timesheets'] },
    insecureAllowHttp: true,
    jwksCache: { timeoutMs },
  };
  const args = [token(key, { claims: { iss: issuer } }), '--config', 'authorizer.json', '--json'];
  const { stdout = '', exitCode } = await runWith({ 'authorizer.json': document }, args, outside([], { getJson }));
  const { reason, remedy, checks } = JSON.parse(stdout);
  const { finding } = checks.find(({ id }: { id: string }) => id === 'key');
  return { exitCode, reason, remedy, finding };
}

test('keys are found through discovery', async () => {
  const answers: Record<string, unknown> = { '/keys': jwks };
  server = await serve(answers);
  answers['/.well-known/openid-configuration'] = { issuer: server.url, jwks_uri: `${server.url}/keys` };
  expect(await keyOf(server.url)).toMatchObject({
    exitCode: 0,
    finding: `key-1, the one key at ${server.url}/keys (found through ${server.url}/.well-known/openid-configuration)`,
  });
});

test('a key that is not there is asked for once more, and then named', async () => {
  server = await serve({ '/keys': { keys: [signingKey({ kid: 'key-2' }).jwk] } });
  expect(await keyOf(server.url, { jwksUri: `${server.url}/keys` })).toMatchObject({
    exitCode: 1,
    reason: 'unknown_key',
    finding: `key-1 is not there; at ${server.url}/keys there is key-2 RS256`,
  });
  expect(server.requests).toEqual(['/keys', '/keys']);
});

test('nobody listens: a fault, with a word about proxies', async () => {
  server = await serve({});
  const { url } = server;
  await server.close();
  server = undefined;
  const { exitCode, reason, remedy, finding } = await keyOf(url, { jwksUri: `${url}/keys` });
  expect({ exitCode, reason }).toEqual({ exitCode: 2, reason: 'key_set_unavailable' });
  expect(remedy).not.toBe('');
  expect(finding).toMatch(
    /^no keys yet; the last fetch failed: GET http:\/\/127\.0\.0\.1:\d+\/keys: .*ECONNREFUSED.*\. If you are behind a proxy/,
  );
});

test('a certificate that nobody trusts: a fault, with a word about certificates', async () => {
  const file = (name: string) => readFileSync(join(__dirname, '../../fixtures/tls', name), 'utf8');
  server = await serveTls({ '/keys': jwks }, { key: file('key.pem'), cert: file('cert.pem') });
  const { exitCode, finding } = await keyOf(server.url, { jwksUri: `${server.url}/keys` });
  expect(exitCode).toBe(2);
  expect(finding).toMatch(
    / self-signed certificate\. This machine does not trust the certificate, and the function will not either\./,
  );
});

test('an issuer that is called otherwise by its metadata: a fault that names both', async () => {
  server = await serve({
    '/.well-known/openid-configuration': { issuer: 'https://other.example/', jwks_uri: 'https://other.example/keys' },
  });
  const { exitCode, finding } = await keyOf(server.url);
  expect(exitCode).toBe(2);
  expect(finding).toContain(`expected "issuer": "${server.url}", received "https://other.example/"`);
});

test('an issuer that takes too long: a fault', async () => {
  server = await serve({ '/keys': () => {} });
  const { exitCode, finding } = await keyOf(server.url, { jwksUri: `${server.url}/keys` }, 100);
  expect(exitCode).toBe(2);
  expect(finding).toContain('no complete answer within 100 ms. If you are behind a proxy');
});

test('time passes while keys are fetched, as it does for the function, also where another time is judged', async () => {
  server = await serve({});
  const { url } = server;
  let nowMs = NOW_MS;
  const slow: typeof getJson = async (address) => {
    nowMs += 2_000;
    return { body: address.endsWith('/keys') ? jwks : { issuer: url, jwks_uri: `${url}/keys` } };
  };
  const document = {
    routes: { 'GET /timesheets': [] },
    insecureAllowHttp: true,
    issuers: [{ issuer: url, audience: AUDIENCE }],
    jwksCache: { timeoutMs: 1_500 },
  };
  const args = [token(key, { claims: { iss: url } }), '--config', 'authorizer.json', '--json'];
  for (const more of [[], ['--at', '2026-01-02T03:04:05Z']]) {
    const world = outside([], { getJson: slow, nowMs: () => nowMs });
    const { stdout = '' } = await runWith({ 'authorizer.json': document }, [...args, ...more], world);
    expect(JSON.parse(stdout).fault).toBe(
      `key_set_unavailable: no keys yet; the last fetch failed: GET ${url}/keys: no time was left of 1500 ms`,
    );
  }
});

test('a redirect is told, also where the other address of the metadata is not there', async () => {
  server = await serve({
    '/.well-known/openid-configuration': (_request: unknown, response: ServerResponse) => {
      response.writeHead(302, { location: 'https://elsewhere.example/' }).end();
    },
  });
  expect((await keyOf(server.url)).finding).toMatch(
    /received 404\. Redirects are not followed: write the address where it leads as issuer or jwksUri\.$/,
  );
});
