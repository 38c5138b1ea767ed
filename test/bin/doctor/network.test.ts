/** What is said of issuers that are asked, over http on loopback. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Report } from '../../../bin/doctor/examine.ts';
import { serve, type TestServer } from '../../fixtures/servers.ts';
import { healthy, misspelt, NETWORK_CASES, type Published, type Situation } from './network-cases.ts';
import { codesOf, examineConfig, ownOf, withIssuer } from './support.ts';

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** @param situation of the server's URL, which is known when it listens */
async function situated(situation: (url: string) => Situation): Promise<{ server: TestServer; report: Report }> {
  let published: Published = { keys: [] };
  const answer = (pick: () => unknown) => (_: IncomingMessage, response: ServerResponse) => {
    const body = pick();
    response.writeHead(body === undefined ? 404 : 200).end(JSON.stringify(body));
  };
  const server = await serve({
    '/.well-known/openid-configuration': answer(() => published.metadata),
    '/jwks': answer(() => ({ keys: published.keys })),
    '/other/jwks': answer(() => ({ keys: published.otherKeys })),
  });
  servers.push(server);
  const { issuer, routes = { 'GET /timesheets': ['read:timesheets'] }, ...rest } = situation(server.url);
  published = rest.published;
  const config = withIssuer(issuer, { insecureAllowHttp: true, routes });
  return { server, report: await examineConfig(config, { offline: false }) };
}

test.each(NETWORK_CASES)('finds $title', async ({ finding, wrong }) => {
  const { server, report } = await situated(wrong);
  expect(ownOf(report)).toContainEqual(finding(server.url));
});

test.each(NETWORK_CASES)('does not find $title where it is not', async ({ finding, right }) => {
  const { server, report } = await situated(right);
  const { code } = finding(server.url);
  expect(ownOf(report).filter((one) => one.code === code)).toEqual([]);
});

test('asks a healthy issuer once for its metadata and once for its keys, and finds nothing', async () => {
  const { server, report } = await situated(healthy);
  expect(server.requests).toEqual(['/.well-known/openid-configuration', '/jwks']);
  // Development: the test's own http.
  expect(codesOf(report).filter((code) => code !== 'issuer_on_loopback')).toEqual([]);
  expect(report.notMade.flatMap(({ titles }) => titles)).not.toContain('issuer discovery');
});

test('says once that an issuer is misspelt, and not also that it gave no keys', async () => {
  const { server, report } = await situated(misspelt);
  const [{ expected } = { expected: '' }, ...others] = report.findings.filter(({ severity }) => severity !== 'note');
  expect(expected).toBe(`"${server.url}", as its metadata has it`);
  expect(others).toEqual([]);
});

test('says that there was no metadata to compare with, where the keys are found without it', async () => {
  const { server, report } = await situated((url) => {
    const { published, issuer } = healthy(url);
    return { published: { keys: published.keys }, issuer: { ...issuer, jwksUri: `${url}/jwks` } };
  });
  const answer = 'expected status 200, received 404';
  expect(report.notMade).toContainEqual({
    titles: ['discovery of issuers[0]'],
    because: `GET ${server.url}/.well-known/openid-configuration: ${answer}; GET ${server.url}/.well-known/oauth-authorization-server: ${answer}`,
  });
});

test('asks nobody when it is told so, and says what it did not check', async () => {
  const server = await serve({});
  servers.push(server);
  const report = await examineConfig(withIssuer({ issuer: server.url }, { insecureAllowHttp: true }));
  expect(server.requests).toEqual([]);
  expect(report.notMade).toContainEqual({
    titles: ['issuer discovery', "the issuers' keys", "the issuers' algorithms", "the issuers' scopes"],
    because: 'the issuers were not asked; leave --offline out',
  });
});

test('does not ask over plain http where the configuration does not allow it', async () => {
  const server = await serve({});
  servers.push(server);
  const config = withIssuer({ issuer: `${server.url}/`, jwks: { keys: [] } });
  expect(codesOf(await examineConfig(config, { offline: false }))).toEqual(['configuration_invalid']);
  const metadataOnly = withIssuer({ issuer: server.url, jwksUri: 'https://127.0.0.1:1/jwks' });
  expect(codesOf(await examineConfig(metadataOnly, { offline: false }))).toEqual(['keys_unavailable']);
  expect(server.requests).toEqual([]);
});

test('takes what names no issuer for no metadata', async () => {
  const { report } = await situated((url) => ({ ...healthy(url), published: { metadata: {}, keys: [] } }));
  expect(codesOf(report)).toEqual(['keys_unavailable', 'issuer_on_loopback']);
});
