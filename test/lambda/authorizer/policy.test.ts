import { policyForApi, policyForRoute } from '../../../lambda/authorizer/policy.ts';
import { compileRoutes } from '../../../lambda/authorizer/routes.ts';

test('writes parameters and ANY with wildcards, and both spellings of a path that ends in a literal', () => {
  const table = compileRoutes(
    { 'GET /': [], 'ANY /a': [], 'GET /b/{id}': [], 'GET /b/{id}/c': [], 'PUT /d/{proxy+}': [], 'POST /e': ['x'] },
    'deny',
  );
  expect(policyForApi(table, new Set())).toEqual({
    allow: ['GET/', '*/a', '*/a/', 'GET/b/*', 'GET/b/*/c', 'GET/b/*/c/', 'PUT/d/*'],
    deny: ['POST/e', 'POST/e/'],
  });
});

test('has no pattern for routes that are not reached by method and path', () => {
  const table = compileRoutes({ $default: [], 'Query.timesheets': [], 'GET /a': [] }, 'deny');
  expect(policyForApi(table, new Set())).toEqual({ allow: ['GET/a', 'GET/a/'], deny: [] });
});

test('denies or allows one route, or the stage where no route is known', () => {
  const [route] = compileRoutes({ 'GET /a': [] }, 'deny').routes;
  expect(policyForRoute(route, true)).toEqual({ allow: ['GET/a', 'GET/a/'], deny: [] });
  expect(policyForRoute(route, false)).toEqual({ allow: [], deny: ['GET/a', 'GET/a/'] });
  expect(policyForRoute(undefined, false)).toEqual({ allow: [], deny: ['*'] });
});
