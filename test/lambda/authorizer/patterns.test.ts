import fc from 'fast-check';
import { covering, examplesOf, intersect, matches, servedPaths } from '../../../lambda/authorizer/patterns.ts';
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

describe('what a resource and a route have in common', () => {
  const served = (key: string) => {
    const parsed = parseRouteKey(key);
    return parsed.ok ? servedPaths(parsed.value, '{}') : [];
  };
  const shared = (resource: string, key: string) =>
    served(key).flatMap((path) => intersect(resource.split('/'), path).map((tokens) => tokens.join('/')));

  test.each([
    ['a/b', 'GET /a/{x}', ['a/b']],
    ['a/*', 'GET /a/{x}', ['a/{}', 'a/{}/']],
    ['a/?*', 'GET /a', []],
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
  expect(examplesOf(['{+}', 'b', '{+}', 'b', '{+}', 'b', '{+}', 'b', '{+}'], 9)).toBeUndefined();
});

test('a sequence is covered by * for its parameters, and by ?* for each segment that a greedy one has at least', () => {
  expect(covering(['a', '{}', '{+}'])).toEqual(['a', '*', '*']);
  expect(covering(['a', '{+}'], 1)).toEqual(['a', '?*', '?*']);
  expect(covering(['a', '{+}', '{+}'])).toEqual(['a', '?*', '?*']);
  expect(covering(['{+}', 'a', '{+}'], 1)).toEqual(['*', 'a', '*']);
});
