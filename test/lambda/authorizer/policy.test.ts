import { policyCompiler } from '../../../lambda/authorizer/policy.ts';
import { compileRoutes } from '../../../lambda/authorizer/routes.ts';

/** The patterns for a table, with these scopes. */
function policyOf(
  routes: Parameters<typeof compileRoutes>[0],
  scopes: string[] = [],
  unlisted: 'deny' | 'authenticated' = 'deny',
) {
  return policyCompiler(compileRoutes(routes, unlisted)).policyFor(new Set(scopes)).patterns;
}

/** Open to every token, and closed to tokens without scopes. */
const OPEN: string[] = [];
const CLOSED = ['closed'];

test('plain routes are named in both spellings, a parameter is *, with a guard against longer and empty ones', () => {
  expect(
    policyOf({ 'GET /': OPEN, 'GET /a': OPEN, 'GET /b/{id}': OPEN, 'PUT /d/{proxy+}': OPEN, 'POST /e': CLOSED }),
  ).toEqual({
    allow: ['GET/', 'GET/a', 'GET/a/', 'GET/b/*', 'PUT/d/*'],
    deny: ['POST/e', 'POST/e/', 'GET/b/?*/?*', 'GET/b/', 'PUT/d/'],
  });
});
