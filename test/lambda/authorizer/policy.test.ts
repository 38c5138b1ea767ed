import { policyCompiler } from '../../../lambda/authorizer/policy.ts';
import { policyForRoute } from '../../../lambda/authorizer/route-policy.ts';
import { compileRoutes, opens } from '../../../lambda/authorizer/routes.ts';
import { isAllowed, pickedRoute } from './iam.ts';

type Routes = Parameters<typeof compileRoutes>[0];

/** Open to every token, and closed to tokens without scopes. */
const OPEN: string[] = [];
const CLOSED = ['closed'];

/** The patterns for a token without scopes. */
function policyOf(routes: Routes, unlisted: 'deny' | 'authenticated' = 'deny') {
  return policyCompiler(compileRoutes(routes, unlisted)).policyFor(new Set()).patterns;
}

/** Whether a token without scopes is let through, by IAM's rules. */
function isLetThrough(routes: Routes, request: string, unlisted: 'deny' | 'authenticated' = 'deny'): boolean {
  const { allow, deny } = policyOf(routes, unlisted);
  const Statement = [
    { Effect: 'Allow', Resource: allow },
    { Effect: 'Deny', Resource: deny },
  ];
  return isAllowed({ Statement }, request.replace(' ', ''));
}

describe('the plainest exact policy', () => {
  test.each([
    [
      'names a path in both spellings',
      { 'GET /a': OPEN, 'POST /a': CLOSED },
      ['GET/a', 'GET/a/'],
      ['POST/a', 'POST/a/'],
    ],
    ['writes the root once', { 'GET /': OPEN, 'POST /': CLOSED }, ['GET/'], ['POST/']],
    [
      'writes a parameter as *, and guards against longer and empty ones',
      { 'GET /a/{id}': OPEN },
      ['GET/a/*'],
      ['GET/a/?*/?*', 'GET/a/', '*//*'],
    ],
    ['guards a parameter at the root', { 'GET /{id}': OPEN }, ['GET/*'], ['GET/?*/?*', 'GET/', '*//*']],
    [
      'guards a parameter behind several literals',
      { 'GET /a/b/{id}': OPEN },
      ['GET/a/b/*'],
      ['GET/a/b/?*/?*', 'GET/a/b/', '*//*'],
    ],
    [
      'guards two parameters, of which the last takes no empty text by itself',
      { 'GET /a/{id}/{name}': OPEN },
      ['GET/a/*/?*'],
      ['GET/a/?*/?*/?*/*', 'GET/a/*/?*/?*', '*//*'],
    ],
    [
      'needs no guard against what is listed and open',
      { 'GET /a': OPEN, 'GET /a/{id}': OPEN },
      ['GET/a', 'GET/a/*'],
      ['GET/a/?*/?*', '*//*'],
    ],
    [
      'guards a parameter in the middle',
      { 'GET /a/{id}/b': OPEN },
      ['GET/a/*/b', 'GET/a/*/b/'],
      ['GET/a/?*/?*/b', 'GET/a/?*/?*/b/', '*//*'],
    ],
    ['needs no guard against longer paths of a greedy parameter', { 'GET /a/{p+}': OPEN }, ['GET/a/*'], ['GET/a/']],
    [
      'guards against still longer paths where the next length is an open route',
      { 'GET /a/{id}': OPEN, 'GET /a/{id}/b': OPEN },
      ['GET/a/*'],
      ['GET/a/?*/?*/?*', 'GET/a/', 'GET/a/?*/?*/b', 'GET/a/?*/?*/b/', '*//*'],
    ],
    ['writes a closed parameter as * where that hits nothing open', { 'GET /a/{id}': CLOSED }, [], ['GET/a/*']],
    [
      'writes it as ?* where the empty text is an open route',
      { 'GET /a': OPEN, 'GET /a/{id}': CLOSED },
      ['GET/a', 'GET/a/'],
      ['GET/a/?*'],
    ],
    [
      'leaves a Deny out where it would hit an open route and no Allow covers the closed one',
      { 'GET /a/{id}': CLOSED, 'GET /a/{id}/b': OPEN },
      ['GET/a/*/b', 'GET/a/*/b/'],
      ['GET/a/?*/?*/b', 'GET/a/?*/?*/b/', '*//*'],
    ],
    [
      'denies of a closed route what it shares with an open one',
      { 'GET /{p+}': CLOSED, 'GET /a/{p+}': OPEN },
      ['GET/a/*'],
      ['GET/a/'],
    ],
    [
      'denies nothing of what open routes of other methods cover',
      { 'POST /{p+}': CLOSED, 'POST /a/{q+}': OPEN, 'GET /b/{r+}': OPEN },
      ['POST/a/*', 'GET/b/*'],
      ['POST/a/', 'GET/b/'],
    ],
    [
      'denies of the empty segments beside an open greedy route those alone that lead to a closed one',
      { 'GET /a/{x}/c': OPEN, 'GET /d/{p+}': OPEN },
      ['GET/a/*/c', 'GET/a/*/c/', 'GET/d/*'],
      ['GET/a/?*/?*/c', 'GET/a/?*/?*/c/', 'GET/d/'],
    ],
    [
      'takes the worst for true where routes have too much in common to look at all of it',
      { 'GET /{a}/x/{b}/x/{c}/x/{d}/x/{e}': CLOSED, 'GET /{p+}': OPEN },
      ['GET/*'],
      ['GET/*/x/*/x/*/x/*/x/?*', 'GET/*/x/*/x/*/x/*/x/*/', 'GET/'],
    ],
    ['has only a Deny where nothing is open', { 'GET /a': CLOSED }, [], ['GET/a', 'GET/a/']],
  ] as [string, Routes, string[], string[]][])('%s', (_title, routes, allow, deny) => {
    expect(policyOf(routes)).toEqual({ allow, deny });
  });

  test('leaves out what an open prefix covers', () => {
    expect(policyOf({ 'GET /a/{p+}': OPEN, 'GET /a/b': OPEN, 'GET /a/{x}/c': OPEN }).allow).toEqual(['GET/a/*']);
  });

  test('writes denied siblings as their prefix where that hits nothing open', () => {
    const siblings = ['b', 'c', 'd'].map((name) => [`GET /a/${name}`, CLOSED] as const);
    const routes: Routes = { ...Object.fromEntries(siblings), 'GET /x': OPEN };
    expect(policyOf(routes).deny).toEqual(['GET/a/*']);
    expect(policyOf({ ...routes, 'GET /x': CLOSED }).deny).toEqual(['GET/*']);
    expect(policyOf({ ...routes, 'GET /a/e': OPEN }).deny).toHaveLength(6);
    expect(policyOf(routes, 'authenticated').deny).toHaveLength(6);
  });

  test('writes no prefix for fewer than six denials of siblings, among which their parent is not', () => {
    expect(policyOf({ 'GET /a': CLOSED, 'GET /a/b': CLOSED, 'GET /a/c': CLOSED, 'GET /x': OPEN }).deny).toEqual([
      'GET/a',
      'GET/a/',
      'GET/a/b',
      'GET/a/b/',
      'GET/a/c',
      'GET/a/c/',
    ]);
  });

  test('names the methods that ANY serves, so that it reaches no other path', () => {
    const { allow, deny } = policyOf({ 'ANY /a': OPEN, 'GET /a': CLOSED });
    expect(allow).toEqual(
      ['DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'].flatMap((method) => [`${method}/a`, `${method}/a/`]),
    );
    expect(deny).toEqual(['GET/a', 'GET/a/']);
  });

  test('is the whole stage but the closed routes with unlistedRoutes "authenticated"', () => {
    expect(policyOf({ 'GET /a': OPEN, 'GET /b': CLOSED }, 'authenticated')).toEqual({
      allow: ['*'],
      deny: ['GET/b', 'GET/b/'],
    });
  });

  test('closes no more than a closed route with unlistedRoutes "authenticated"', () => {
    expect(policyOf({ 'GET /a/{x}/b': CLOSED, 'GET /a/{y}/{z}/b': OPEN }, 'authenticated').deny).toEqual([
      'GET/a/*/b',
      'GET/a/*/b/',
    ]);
    expect(policyOf({ 'GET /a/{x}': OPEN }, 'authenticated').deny).toEqual([]);
  });

  test('covers everything else where $default is open', () => {
    expect(isLetThrough({ $default: OPEN, 'GET /a': CLOSED }, 'GET /b/c')).toBe(true);
    expect(isLetThrough({ $default: OPEN, 'GET /a': CLOSED }, 'GET /a/')).toBe(false);
  });

  test('knows nothing of AppSync fields and WebSocket routes', () => {
    expect(policyOf({ 'Query.a': OPEN, $connect: OPEN, 'GET /a': OPEN })).toEqual({
      allow: ['GET/a', 'GET/a/'],
      deny: [],
    });
  });
});

describe('the known hard cases are right for every combination of open and closed routes', () => {
  const values = ['1', 'a', 'b', '*', 'x', 'admin', '%2F'];
  const paths = [
    '/',
    ...values.flatMap((one) => [
      `/${one}`,
      `/${one}/`,
      ...values.flatMap((two) => [
        `/${one}/${two}`,
        `/${one}/${two}/`,
        ...values.map((three) => `/${one}/${two}/${three}`),
      ]),
    ]),
  ];
  const requests = ['GET', 'POST'].flatMap((method) => paths.map((path) => ({ method, path })));

  test.each([
    [['GET /a/{x}', 'GET /a/{x}/b', 'GET /a/b']],
    [['ANY /{proxy+}', 'GET /admin/{proxy+}']],
    [['GET /', 'GET /{x}', 'POST /{x}']],
    [['ANY /a', 'GET /a', 'GET /a/{x}']],
    [['GET /a', 'GET /a/{x}', 'GET /a/{x}/{y}']],
    [['GET /{x}', 'GET /a']],
  ])('%j', (keys) => {
    for (let mask = 0; mask < 2 ** keys.length; mask += 1) {
      const routes: Routes = Object.fromEntries(keys.map((key, index) => [key, mask & (1 << index) ? OPEN : CLOSED]));
      const wrong = requests.filter(({ method, path }) => {
        const picked = pickedRoute(keys, method, path);
        return picked !== undefined && isLetThrough(routes, `${method} ${path}`) !== (routes[picked] === OPEN);
      });
      expect({ routes, wrong }).toEqual({ routes, wrong: [] });
    }
  });
});

test('a path that the table does not name stays closed, however an open parameter is written', () => {
  const routes: Routes = { 'GET /a/{id}': OPEN, 'GET /b/{id}/c': OPEN, 'GET /d/{p+}': OPEN };
  for (const path of ['/a/1/secret', '/a/1/2/3', '/a/', '/a', '/b/1/2/c', '/b/1', '/d', '/d/', '/x']) {
    expect({ path, open: isLetThrough(routes, `GET ${path}`) }).toEqual({ path, open: false });
  }
});

test('where no policy can tell two routes apart, Deny wins', () => {
  const routes: Routes = { 'GET /{x}': CLOSED, 'GET /{p+}': OPEN };
  expect(isLetThrough(routes, 'GET /1')).toBe(false);
  expect(isLetThrough(routes, 'GET /1/2')).toBe(false);
});

describe('whether a resource hits what a route serves', () => {
  const table = compileRoutes({ 'GET /t/{id}/entries/{e}': [], 'GET /t/{id}/payroll': [], 'Query.t': [] }, 'deny');
  const [entries, payroll, field] = table.routes;

  test.each([
    [entries, ['t', '*', 'entries', '*'], 'always'],
    [entries, ['t', '*', 'payroll'], 'by-value'],
    [payroll, ['t', '*', 'entries', '*'], 'never'],
    [field, ['*'], 'never'],
  ])('%j, %j: %s', (route, tokens, expected) => {
    expect(route && policyCompiler(table).hits({ method: 'GET', tokens }, route)).toBe(expected);
  });

  test('of another method it does not, however much the two have in common', () => {
    const pattern = { method: 'POST', tokens: ['*', 'x', '*', 'x', '*', 'x', '*', 'x', '?*'] };
    const deep = compileRoutes({ 'GET /{p+}': [], 'POST /{a}/x/{b}/x/{c}/x/{d}/x/{e}': [] }, 'deny');
    expect(deep.routes.map((route) => policyCompiler(deep).hits(pattern, route))).toEqual(['never', 'always']);
  });
});

describe('the policy for one route', () => {
  const table = compileRoutes({ 'GET /a/{id}': [], 'ANY /b': [], 'GET /b': [], $connect: [] }, 'deny');
  const route = (key: string) => table.named(key);

  test.each([
    ['GET /a/{other}', true, { allow: ['GET/a/*'], deny: [] }],
    ['GET /a/{other}', false, { allow: [], deny: ['GET/a/*'] }],
    ['$connect', true, { allow: ['$connect'], deny: [] }],
    ['$connect', false, { allow: [], deny: ['$connect'] }],
    ['GET /unlisted', false, { allow: [], deny: ['*'] }],
    ['GET /unlisted', true, { allow: ['*'], deny: [] }],
  ])('%s, allowed: %s', (key, allowed, patterns) => {
    expect(policyForRoute(table, route(key), allowed)).toEqual(patterns);
  });

  test('holds every path of $default, which is no WebSocket route', () => {
    const everything = compileRoutes({ $default: [] }, 'deny');
    const { allow } = policyForRoute(everything, everything.named('$default'), true);
    expect(allow).toEqual(
      ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'].flatMap((method) => [`${method}/`, `${method}/*`]),
    );
  });

  test('holds every method that ANY serves, since the cache key may not tell them apart', () => {
    expect(policyForRoute(table, route('PUT /b'), true).allow).toHaveLength(12);
  });
});

test('whether a rule opens: every scope of an array, any of anyOf, everybody for none', () => {
  const scopes = new Set(['a', 'b']);
  expect([opens([], new Set()), opens(['a', 'b'], scopes), opens(['a', 'c'], scopes)]).toEqual([true, true, false]);
  expect([opens({ anyOf: ['c', 'b'] }, scopes), opens({ anyOf: ['c'] }, scopes)]).toEqual([true, false]);
});

test.each([
  [['ANY /api/{proxy+}', 'GET /api/v1/{tenant}/users/{id}/{proxy+}']],
  [['ANY /{proxy+}', 'ANY /orgs/{org}/repos/{repo}/contents/{proxy+}']],
  [['$default', 'ANY /{a}/{b}/{c}/{proxy+}']],
  [['ANY /{p+}', 'GET /{a}/x/{b}/x/{c}/x/{d}/{e+}', 'GET /{a}/{b}/{c}/{d}/{e}/{f}/{g+}']],
])('greedy routes over each other are compiled in a moment: %j', (keys) => {
  const startMs = performance.now();
  for (const open of keys) policyOf(Object.fromEntries(keys.map((key) => [key, key === open ? OPEN : CLOSED])));
  expect(performance.now() - startMs).toBeLessThan(3_000);
});

test('an exact policy is found where a greedy route begins behind two parameters', () => {
  const routes: Routes = { 'GET /a/{p+}': CLOSED, 'GET /a/{x}/{y}': OPEN };
  const paths = ['/a/1', '/a/1/', '/a/1/2', '/a/1/2/', '/a/1/2/3', '/a/1/2/3/', '/a/1/2/3/4'];
  expect(paths.filter((path) => isLetThrough(routes, `GET ${path}`))).toEqual(['/a/1/2', '/a/1/2/']);
});

describe('a path with an empty segment', () => {
  test.each([
    [{ 'GET /a/{x}/b': OPEN }, '/a//b'],
    [{ 'GET /a/{x}': OPEN }, '/a//x'],
    [{ 'ANY /{p+}': CLOSED, 'GET /a/{x}/b': OPEN }, '/a//b'],
    [{ 'GET /a/{p+}': CLOSED, 'GET /a/{x}/c': OPEN }, '/a//c'],
    [{ 'GET /a/{p+}': CLOSED, 'GET /a/{x}/c': OPEN, 'GET /d/{p+}': OPEN }, '/a//c'],
    [{ 'GET /a/{p+}': CLOSED, 'GET /a/{x}/c': OPEN, 'GET /d/{p+}': OPEN }, '/a//x/c'],
    [{ 'GET /{y}/{p+}': CLOSED, 'GET /{y}/{x}/c': OPEN, 'POST /d/{p+}': OPEN }, '/1//c'],
  ] as [Routes, string][])('is no value of an open parameter: %j, %s', (routes, path) => {
    expect(isLetThrough(routes, `GET ${path}`)).toBe(false);
  });

  test('does not close the other spelling of an open path', () => {
    const routes = { 'ANY /b/{x}': CLOSED, 'POST /b/{x}/{y}': OPEN, 'GET /{p+}': OPEN };
    expect(isLetThrough(routes, 'POST /b/1/2/')).toBe(true);
  });

  test('is served by an open greedy route', () => {
    expect(isLetThrough({ 'GET /{p+}': CLOSED, 'GET /a/{p+}': OPEN, 'GET /b/{x}': OPEN }, 'GET /a//b')).toBe(true);
  });
});
