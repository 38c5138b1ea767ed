import { parseRouteKey, shapeOf } from '../../../lambda/authorizer/route-key.ts';
import { compileRoutes } from '../../../lambda/authorizer/routes.ts';

describe('a route key', () => {
  test.each([
    ['GET /timesheets', 'GET /timesheets'],
    ['ANY /a/{id}/b', 'ANY /a/{}/b'],
    ['POST /files/{proxy+}', 'POST /files/{+}'],
    ['GET /', 'GET /'],
    ['GET /a/', 'GET /a'],
    ['$default', '$default'],
    ['$connect', '$connect'],
    ['Query.timesheets', 'Query.timesheets'],
  ])('%s is understood', (key, shape) => {
    const parsed = parseRouteKey(key);
    expect(parsed.ok && shapeOf(parsed.value)).toBe(shape);
  });

  test.each([
    'timesheets',
    'get /timesheets',
    'GET timesheets',
    'GET  /timesheets',
    'TRACE /timesheets',
    '$disconnect',
    'GET /a//b',
    'GET /a/*',
    'GET /a?b',
    'GET /a b',
    'GET /a/{id',
    'GET /a/x{id}',
    'GET /a/{}',
    'GET /{proxy+}/a',
    'Query.',
  ])('%j is refused', (key) => {
    expect(parseRouteKey(key)).toMatchObject({ ok: false, error: expect.any(String) });
  });
});

describe('the route of a request', () => {
  const table = compileRoutes(
    Object.fromEntries(
      [
        'GET /',
        'GET /a/b',
        'ANY /a/b',
        'GET /a/{id}',
        'POST /a/{id}',
        'GET /a/{id}/c',
        'ANY /a/{proxy+}',
        'DELETE /a/{proxy+}',
        'GET /d/{x}/{y+}',
        'Query.a',
      ].map((key) => [key, []]),
    ),
    'deny',
  );

  test.each([
    ['GET', '/', 'GET /'],
    ['GET', '/a/b', 'GET /a/b'],
    ['GET', '/a/b/', 'GET /a/b'],
    ['POST', '/a/b', 'ANY /a/b'],
    ['GET', '/a/1', 'GET /a/{id}'],
    ['GET', '/a/*', 'GET /a/{id}'],
    ['PUT', '/a/1', 'ANY /a/{proxy+}'],
    ['DELETE', '/a/1', 'DELETE /a/{proxy+}'],
    ['GET', '/a/1/c', 'GET /a/{id}/c'],
    ['GET', '/a/b/c', 'GET /a/{id}/c'],
    ['GET', '/a/1/c/d', 'ANY /a/{proxy+}'],
    ['GET', '/d/1/2/3', 'GET /d/{x}/{y+}'],
    ['GET', '/d/1', undefined],
    ['GET', '/a', undefined],
    ['GET', '/A/b', undefined],
    ['POST', '/', undefined],
    ['GET', '/a//c', 'ANY /a/{proxy+}'],
    ['GET', '/constructor', undefined],
    ['GET', '//', undefined],
  ])('%s %s is %s', (method, path, key) => {
    expect(table.find({ method, path })?.key).toBe(key);
  });
});

test('refuses a table that was not validated', () => {
  expect(() => compileRoutes({ nonsense: [] }, 'deny')).toThrow(
    new TypeError('route table: "nonsense" was not validated'),
  );
});

test('$default is the route of what no other route takes', () => {
  const table = compileRoutes({ $default: [], 'GET /a': [] }, 'deny');
  expect(table.find({ method: 'GET', path: '/a' })?.key).toBe('GET /a');
  expect(table.find({ method: 'POST', path: '/a' })?.key).toBe('$default');
  expect(table.find({ method: 'GET', path: '/' })?.key).toBe('$default');
});

describe('a route by its name', () => {
  const table = compileRoutes(
    { 'GET /a/{id}': [], 'ANY /a/{id}': [], $default: [], $connect: [], 'Query.a': [] },
    'deny',
  );

  test.each([
    ['GET /a/{other}', 'GET /a/{id}'],
    ['GET /a/{id}/', 'GET /a/{id}'],
    ['PUT /a/{id}', 'ANY /a/{id}'],
    ['PROPFIND /a/{id}', 'ANY /a/{id}'],
    ['ANY /a/{id}', 'ANY /a/{id}'],
    ['$default', '$default'],
    ['$connect', '$connect'],
    ['GET /a/1', undefined],
    ['GET /a/{id}/b', undefined],
    ['nonsense', undefined],
  ])('%s is %s', (name, key) => {
    expect(table.named(name)?.key).toBe(key);
    expect(table.named(name)?.key).toBe(key);
  });
});
