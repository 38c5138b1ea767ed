import fc from 'fast-check';
import { findRoute, type Resource } from '../../../local/gateway/rest/router.ts';

/** Resources whose methods are named after themselves: `GET /a` finds `GET /a`. */
function resources(...routes: string[]): Resource<string>[] {
  const byPath = new Map<string, Map<string, string>>();
  for (const route of routes) {
    const [method = '', path = ''] = route.split(' ');
    byPath.set(path, (byPath.get(path) ?? new Map()).set(method, route));
  }
  return [...byPath].map(([path, methods]) => ({ id: path, path, methods }));
}

const API = resources(
  'GET /',
  'GET /a',
  'ANY /a',
  'GET /a/{id}',
  'GET /a/special',
  'GET /a/{id}/b',
  'GET /a/special/c',
  'POST /files/{proxy+}',
  'ANY /{proxy+}',
);

it.each([
  ['GET', '/', 'GET /'],
  ['GET', '/a', 'GET /a'],
  ['GET', '/a/', 'GET /a'],
  ['POST', '/a', 'ANY /a'],
  ['GET', '/a/1', 'GET /a/{id}'],
  ['GET', '/a/special', 'GET /a/special'],
  ['GET', '/a/special/', 'GET /a/special'],
  ['GET', '/a/special/b', 'GET /a/{id}/b'],
  ['GET', '/a/special/c', 'GET /a/special/c'],
  ['GET', '/a/1/2/3', 'ANY /{proxy+}'],
  ['POST', '/files/x/y', 'POST /files/{proxy+}'],
  ['GET', '/files', 'ANY /{proxy+}'],
])('%s %s is served by %s', (method, path, route) => {
  expect(findRoute(API, method, path)?.method).toBe(route);
});

it.each([
  ['POST', '/'],
  ['DELETE', '/a/1'],
  // The resource is picked before the method, so that a looser one does not step in.
  ['GET', '/files/x'],
])('%s %s has no route', (method, path) => {
  expect(findRoute(API, method, path)).toBeUndefined();
});

it('does not bind a parameter to an empty segment', () => {
  expect(findRoute(resources('GET /a/{id}/b'), 'GET', '/a//b')).toBeUndefined();
});

it.each([
  ['/a/caf%C3%A9', { id: 'café' }],
  ['/a/one%2Ftwo', { id: 'one/two' }],
  ['/a/100%', { id: '100%' }],
])('decodes the parameter of %s', (path, pathParameters) => {
  expect(findRoute(API, 'GET', path)?.pathParameters).toEqual(pathParameters);
});

it('binds all further segments to a greedy parameter', () => {
  expect(findRoute(API, 'POST', '/files/x/y%20z')?.pathParameters).toEqual({ proxy: 'x/y z' });
});

describe('for any set of resources', () => {
  const segment = fc.constantFrom('a', 'b', '{x}', '{y}');
  const path = fc
    .tuple(fc.array(segment, { maxLength: 3 }), fc.boolean())
    .map(([segments, greedy]) => `/${[...segments, ...(greedy ? ['{proxy+}'] : [])].join('/')}`);
  const callerPath = fc
    .array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 })
    .map((segments) => `/${segments.join('/')}`);

  it('the order in which the template names them does not matter', () => {
    // Two parameters of different names in one place are one resource to API Gateway.
    const distinct = fc.uniqueArray(path, { selector: (one) => one.replaceAll('{y}', '{x}'), maxLength: 8 });
    fc.assert(
      fc.property(distinct, callerPath, (paths, asked) => {
        const forward = findRoute(resources(...paths.map((one) => `GET ${one}`)), 'GET', asked);
        const backward = findRoute(resources(...paths.toReversed().map((one) => `GET ${one}`)), 'GET', asked);
        expect(forward?.resource.path).toBe(backward?.resource.path);
      }),
    );
  });

  it('a resource spelled as the caller spells it always wins', () => {
    fc.assert(
      fc.property(fc.array(path, { maxLength: 8 }), callerPath, (paths, asked) => {
        const routes = [...paths, asked].map((one) => `GET ${one}`);
        expect(findRoute(resources(...routes), 'GET', asked)?.resource.path).toBe(asked);
      }),
    );
  });
});
