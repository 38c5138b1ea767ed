import fc from 'fast-check';
import {
  covering,
  coveringTokens,
  examplesOf,
  intersect,
  matches,
  openingTokens,
  servedPaths,
} from '../../../lambda/authorizer/patterns.ts';
import { parseRouteKey } from '../../../lambda/authorizer/route-key.ts';
import { isAllowed } from './iam.ts';

describe("IAM's matching", () => {
  test.each([
    ['GET/a', 'GET/a', true],
    ['GET/a', 'GET/a/', false],
    ['GET/*', 'GET/', true],
    ['GET/?*', 'GET/', false],
    ['GET/*/b', 'GET/a/x/b', true],
    ['GET/*/b', 'GET/b', false],
    ['GET/?', 'GET/ab', false],
    ['*', '', true],
    ['?', '', false],
    ['a.c', 'abc', false],
    ['GET/*', 'GET/a\nb', true],
    ['GET/x*', 'GET/*', false],
    ['GET/*b*c', 'GET/bbbc', true],
  ])('%s matches %j: %s', (resource, text, expected) => {
    expect(matches(resource, text)).toBe(expected);
  });

  test('agrees with a plain reading of IAM', () => {
    const characters = fc
      .array(fc.constantFrom('a', 'b', '/', '*', '?'), { maxLength: 8 })
      .map((list) => list.join(''));
    fc.assert(
      fc.property(characters, characters, (resource, text) => {
        expect(matches(resource, text)).toBe(
          isAllowed({ Statement: [{ Effect: 'Allow', Resource: [resource] }] }, text),
        );
      }),
      { numRuns: 5_000 },
    );
  });

  test('takes bounded time whatever a caller writes', () => {
    const startMs = performance.now();
    expect(matches('GET/*/b/*/b/*/b/*/b/c', `GET/${'b/'.repeat(20_000)}`)).toBe(false);
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });
});

function routeKey(key: string) {
  const parsed = parseRouteKey(key);
  if (!parsed.ok) throw new Error(`no route key: ${key}`);
  return parsed.value;
}

describe('what a route serves, what covers it, what opens it', () => {
  test.each([
    ['GET /', [''], [''], ['']],
    ['GET /a', ['a', 'a/'], ['a', 'a/'], ['a', 'a/']],
    ['GET /a/{x}', ['a/{}', 'a/{}/'], ['a/*'], ['a/*']],
    ['GET /{x}/{y}', ['{}/{}', '{}/{}/'], ['*/*'], ['*/?*']],
    ['GET /{x}/a', ['{}/a', '{}/a/'], ['*/a', '*/a/'], ['*/a', '*/a/']],
    ['GET /{x}/a/{p+}', ['{}/a/{+}', '{}/a/{+}/'], ['*/a/*'], ['*/a/*']],
    ['$default', ['', '{+}', '{+}/'], ['', '*'], ['', '*']],
    ['$connect', [], [], []],
    ['Query.a', [], [], []],
  ])('%s: %j, %j, %j', (name, served, covered, opened) => {
    const key = routeKey(name);
    const found = [servedPaths(key, '{}'), coveringTokens(key), openingTokens(key)];
    expect(found.map((paths) => paths.map((tokens) => tokens.join('/')))).toEqual([served, covered, opened]);
  });
});

describe('what a resource and a route have in common', () => {
  const shared = (resource: string, key: string) =>
    servedPaths(routeKey(key), '{}').flatMap((path) =>
      intersect(resource.split('/'), path).map((tokens) => tokens.join('/')),
    );

  test.each([
    ['a/b', 'GET /a/{x}', ['a/b']],
    ['a/*', 'GET /a/{x}', ['a/{}', 'a/{}/']],
    ['a/', 'GET /a/{x}', []],
    ['a/', 'GET /a/{p+}', []],
    ['a/?*', 'GET /a', []],
    ['a/?*', 'GET /a/{x}', ['a/{}', 'a/{}/']],
    ['?*', 'GET /', []],
    ['a/*', 'GET /a', ['a/']],
    ['*/b', 'GET /{x}/{y}', ['{}/b']],
    ['a/*', 'GET /{p+}', ['a/{+}', 'a/', 'a/{+}/']],
    ['a/*/c', 'GET /a/{x}/{y}/c', ['a/{}/{}/c']],
    ['b', 'GET /a', []],
  ])('%s and %s: %j', (resource, key, expected) => {
    expect(shared(resource, key)).toEqual(expected);
  });
});

test('examples have every length of a greedy parameter, each in combination with the others', () => {
  expect(examplesOf(['a', '{}', ''], 3)).toEqual(['/a/{}/']);
  expect(examplesOf(['{+}', 'b', '{+}'], 2)).toEqual(['/{}/b/{}', '/{}/b/{}/{}', '/{}/{}/b/{}', '/{}/{}/b/{}/{}']);
  expect(examplesOf(['{+}', '{+}'], 4)).toEqual(['/{}/{}', '/{}/{}/{}', '/{}/{}/{}/{}']);
});

test('examples are at most 2000', () => {
  expect(examplesOf(['{+}'], 2_000)).toHaveLength(2_000);
  expect(examplesOf(['{+}'], 2_001)).toBeUndefined();
  expect(examplesOf(['{+}', 'b', '{+}'], 44)).toHaveLength(44 ** 2);
  expect(examplesOf(['{+}', 'b', '{+}'], 45)).toBeUndefined();
});

test('a sequence is covered by * for its parameters, and by ?* for each segment that a greedy one has at least', () => {
  expect(covering(['a', '{}', '{+}'])).toEqual(['a', '*', '*']);
  expect(covering(['a', '{+}'], 1)).toEqual(['a', '?*', '?*']);
  expect(covering(['a', '{+}', '{+}'])).toEqual(['a', '?*', '?*']);
  expect(covering(['{+}', 'a', '{+}'], 1)).toEqual(['*', 'a', '*']);
});
