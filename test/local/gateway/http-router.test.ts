import { findRoute, parseRouteKey } from '../../../local/gateway/http-api/router.ts';

/** The key of the route that a request reaches, and its parameters. */
function routed(keys: readonly string[], httpMethod: string, path: string) {
  const routes = keys.map((key) => ({ key, pattern: parseRouteKey(key) ?? undefined }));
  const match = findRoute(routes, httpMethod, path);
  return match && [match.route.key, match.pathParameters];
}

/** The example of "Create routes for HTTP APIs in API Gateway", Routing API requests, and what it leaves open. */
const keys = [
  '$default',
  'ANY /{proxy+}',
  'GET /pets/{proxy+}',
  'GET /pets/dog/{id}',
  'GET /pets/dog/1',
  'ANY /pets/dog/2',
  'GET /{kind}/cat/{id}',
  'GET /',
];

it.each([
  ['GET', '/pets/dog/1', 'GET /pets/dog/1', {}],
  ['GET', '/pets/dog/3', 'GET /pets/dog/{id}', { id: '3' }],
  ['GET', '/pets/bird/1', 'GET /pets/{proxy+}', { proxy: 'bird/1' }],
  ['POST', '/test/5', 'ANY /{proxy+}', { proxy: 'test/5' }],
  ['GET', '/', 'GET /', {}],
  ['POST', '/', '$default', {}],
])('routes as the documentation says: %s %s', (method, path, key, parameters) => {
  expect(routed(keys, method, path)).toEqual([key, parameters]);
});

it('prefers a full match to a greedy one, wherever its parameters are', () => {
  expect(routed(keys, 'GET', '/pets/cat/1')).toEqual(['GET /{kind}/cat/{id}', { kind: 'pets', id: '1' }]);
});

it('prefers a literal segment to a parameter, and then a method of its own to ANY', () => {
  expect(routed(keys, 'GET', '/pets/dog/2')?.[0]).toBe('ANY /pets/dog/2');
  expect(routed(['ANY /a', 'GET /a'], 'GET', '/a')?.[0]).toBe('GET /a');
});

it('passes over a route whose method does not fit', () => {
  expect(routed(['GET /a/b', 'POST /a/{id}'], 'POST', '/a/b')).toEqual(['POST /a/{id}', { id: 'b' }]);
});

it('takes one trailing slash for none and leaves nothing to a greedy parameter', () => {
  expect(routed(['GET /a', 'GET /a/{proxy+}'], 'GET', '/a/')).toEqual(['GET /a', {}]);
  expect(routed(['GET /a/{proxy+}'], 'GET', '/a/')).toBeUndefined();
});

it('finds nothing without a route that fits', () => {
  expect(routed(['GET /a'], 'GET', '/b')).toBeUndefined();
});

it.each(['/a', 'get /a', 'GET a', 'GET', '$connect', 'GET /a b'])('knows %p to be no route key', (key) => {
  expect(parseRouteKey(key)).toBeNull();
});
