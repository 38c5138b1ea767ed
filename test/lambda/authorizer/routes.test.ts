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
    ['_T1.f2', '_T1.f2'],
    ['Q._', 'Q._'],
    ['GET /{x}/{p+}', 'GET /{}/{+}'],
    ['GET /{the.long:name-1}/{the.rest:of-it+}', 'GET /{}/{+}'],
    ["GET /a.b~!$&'()+,;=:@%-_", "GET /a.b~!$&'()+,;=:@%-_"],
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
    'XGET /timesheets',
    'GET /a\nb',
    '$disconnect',
    'Query.',
    '.field',
    '1Query.field',
    'Query.1field',
    '-Query.field',
    'Query.field-',
    'Query.field.more',
  ])('%j is refused as a key', (key) => {
    expect(parseRouteKey(key)).toEqual({
      ok: false,
      error: '"METHOD /path" with a method of API Gateway or ANY, "$default", "$connect" or "Type.field"',
    });
  });

  test.each([
    ['GET /a//b', ''],
    ['GET //', ''],
    ['GET /a/*', '*'],
    ['GET /*a', '*a'],
    ['GET /a*', 'a*'],
    ['GET /a?b', 'a?b'],
    ['GET /a b', 'a b'],
    ['GET /a/{id', '{id'],
    ['GET /a/x{id}', 'x{id}'],
    ['GET /a/{id}x', '{id}x'],
    ['GET /a/{}', '{}'],
    ['GET /a/{+}', '{+}'],
    ['GET /a/x{p+}', 'x{p+}'],
    ['GET /a/{p+}x', '{p+}x'],
    ['GET /a/{i d}', '{i d}'],
  ])('%j is refused for the segment %j', (key, segment) => {
    expect(parseRouteKey(key)).toEqual({
      ok: false,
      error: `segments that are literal, {name} or {name+}, without wildcards, blanks or empty segments; "${segment}" is none`,
    });
  });

  test('is refused where something follows a greedy parameter', () => {
    expect(parseRouteKey('GET /{proxy+}/a')).toEqual({
      ok: false,
      error: 'a greedy parameter such as {proxy+} as the last segment',
    });
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
