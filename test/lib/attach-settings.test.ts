import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AttachSettings, readAttachSettings } from '../../lib/attach-settings.ts';

const authorizer = { issuers: [{ issuer: 'https://tenant.eu.auth0.com/', audience: 'https://api.example' }] };
const routes = { 'GET /orders': ['read:orders'], $default: [] };
const folder = mkdtempSync(join(tmpdir(), 'attach-settings-'));

afterAll(() => rmSync(folder, { recursive: true }));

const read = (context: Record<string, unknown>, given: object = authorizer): AttachSettings | undefined =>
  readAttachSettings((key) => context[key], given as typeof authorizer);

function file(content: string): string {
  const path = join(folder, 'routes.json');
  writeFileSync(path, content);
  return path;
}

test('are none where no API is named, whatever else is given', () => {
  expect(read({ routes: 'nonsense' })).toBeUndefined();
});

test('take the routes as JSON, and close on removal what was open', () => {
  expect(read({ apiId: 'abc123', routes: JSON.stringify(routes) })).toEqual({
    apiId: 'abc123',
    config: { ...authorizer, routes },
    reopenOnDetach: false,
    revision: undefined,
  });
});

test.each([
  ['a file', () => file(JSON.stringify(routes))],
  ['an object of cdk.json', () => routes],
])('take the routes from %s', (_title, given) => {
  expect(read({ apiId: 'abc123', routes: given() })?.config.routes).toEqual(routes);
});

test.each([
  ['true', true],
  [true, true],
  ['false', false],
  [false, false],
])('take reopenOnDetach as the command line or cdk.json has it: %p', (reopenOnDetach, expected) => {
  expect(read({ apiId: 'abc123', routes, reopenOnDetach, revision: 2 })).toMatchObject({
    reopenOnDetach: expected,
    revision: '2',
  });
});

test.each([
  [
    'a URL for an id',
    { apiId: 'https://abc123.execute-api' },
    {},
    'apiId: received "https://abc123.execute-api", expected an API\'s id such as abc123',
  ],
  ['no routes', { routes: undefined }, {}, 'routes: received nothing, expected a route table as JSON, or a file'],
  ['a table without routes', { routes: {} }, {}, 'routes: received {}, expected at least one route: the authorizer is'],
  [
    'a table without routes that opens the others to valid tokens',
    { routes: '{}' },
    { ...authorizer, unlistedRoutes: 'authenticated' },
    'routes: received {}, expected at least one route: the authorizer is given to the routes of the table',
  ],
  ['an array of routes', { routes: '[]' }, {}, 'routes: received [], expected an object'],
  ['routes that are no JSON', { routes: '{GET' }, {}, 'routes: cannot read what was given as JSON ('],
  ['a file that is not there', { routes: 'none.json' }, {}, 'routes: cannot read none.json as JSON (ENOENT'],
  ['a route that is none', { routes: { 'FETCH /a': [] } }, {}, 'routes["FETCH /a"]: received "FETCH /a", expected'],
  [
    "AppSync's fields",
    { routes: { 'Query.orders': [] } },
    {},
    'routes: received "Query.orders", expected "METHOD /path" or "$default"',
  ],
  [
    'policies',
    {},
    { ...authorizer, httpApiResponse: 'policy' },
    'httpApiResponse: received "policy", expected "simple"',
  ],
  [
    'a scope of policies, of which there are none',
    {},
    { ...authorizer, policyScope: 'api' },
    'policyScope: received "api", expected nothing: simple responses have no policy',
  ],
  [
    'a reopenOnDetach that is neither',
    { reopenOnDetach: 'yes' },
    {},
    'reopenOnDetach: received "yes", expected true or false',
  ],
])('refuse %s, and say how to give them', (_title, context, config, problem) => {
  const given = Object.keys(config).length > 0 ? config : authorizer;
  const call = () => read({ apiId: 'abc123', routes, ...context }, given);
  expect(call).toThrow(`1 problem in the settings of AttachAuthorizerStack:\n  - ${problem}`);
  expect(call).toThrow('npx cdk deploy AttachAuthorizerStack -c apiId=abc123 -c routes=');
});

test('name all that is wrong at once', () => {
  expect(() => read({ apiId: '', routes: '{', reopenOnDetach: 'yes' })).toThrow('3 problems in the settings');
});
