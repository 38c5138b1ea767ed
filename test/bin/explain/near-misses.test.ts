/** Which issuer, or which route, was probably meant. */
import { nearestIssuer, nearestRoute } from '../../../bin/explain/near-misses.ts';
import { compileRoutes } from '../../../lambda/authorizer/routes.ts';

const AUTH0 = 'https://tenant.eu.auth0.com/';
const ENTRA = 'https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0';
const ISSUERS = [AUTH0, ENTRA];

test.each([
  ['https://tenant.eu.auth0.com', AUTH0, 'it differs by the slash at the end'],
  [`${ENTRA}/`, ENTRA, 'it differs by the slash at the end'],
  ['https://Tenant.eu.auth0.com/', AUTH0, 'it differs by upper and lower case'],
  ['http://tenant.eu.auth0.com/', AUTH0, 'it differs by http and https'],
  ['tenant.eu.auth0.com', AUTH0, 'it differs by scheme, case and slashes alone'],
  [
    'https://login.microsoftonline.com/22222222-2222-2222-2222-222222222222/v2.0',
    ENTRA,
    'it is another tenant, realm, pool or server of the same host',
  ],
  ['https://other.eu.auth0.com/', AUTH0, 'it is another host of the same domain'],
])('%s is near to a configured issuer', (given, meant, difference) => {
  expect(nearestIssuer(given, ISSUERS)).toEqual({ meant, difference });
});

test.each([
  ['https://accounts.google.com'],
  [''],
  ['https://auth0.com/'],
  [`https://tenant.eu.auth0.com${'/'.repeat(3_000)}`],
])('%.40s is near to none', (given) => {
  expect(nearestIssuer(given, ISSUERS)).toBeUndefined();
});

const table = compileRoutes(
  { 'GET /orders': [], 'POST /orders/{id}/items': [], 'ANY /files/{path+}': [], $default: [] },
  'deny',
);

test.each([
  ['PUT', '/orders', 'GET /orders', 'the path is there with another method'],
  ['GET', '/orders/1/items', 'POST /orders/{id}/items', 'the path is there with another method'],
  ['GET', '/prod/orders', 'GET /orders', 'the path begins with /prod: a stage or base path?'],
  ['GET', '/Orders', 'GET /orders', 'the path differs by case or slashes alone'],
  ['GET', '//orders', 'GET /orders', 'the path differs by case or slashes alone'],
  ['GET', '/order', 'GET /orders', 'the path differs by a plural alone'],
])('%s %s is near to a route', (method, path, meant, difference) => {
  const { $default: _, ...paths } = Object.fromEntries(table.routes.map(({ key, rule }) => [key, rule]));
  expect(nearestRoute(method, path, compileRoutes(paths, 'deny'))).toEqual({ meant, difference });
});

test('a path of its own is near to none', () => {
  expect(nearestRoute('GET', '/invoices', compileRoutes({ 'GET /orders': [] }, 'deny'))).toBeUndefined();
});
