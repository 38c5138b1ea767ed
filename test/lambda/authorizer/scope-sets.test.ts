import { compileRoutes } from '../../../lambda/authorizer/routes.ts';
import { tellingScopeSets } from '../../../lambda/authorizer/scope-sets.ts';

const setsOf = (routes: Parameters<typeof compileRoutes>[0]) =>
  tellingScopeSets(compileRoutes(routes, 'deny')).map((set) => [...set].sort().join(' '));

test('all scopes, none, what opens a route with the fewest and what leaves it closed with the most', () => {
  const sets = setsOf({ 'GET /a': ['r', 's'], 'GET /b': { anyOf: ['t', 'u'] }, 'GET /c': ['v'], 'GET /d': [] });
  expect(sets.sort()).toEqual(['', 'r s', 'r s t u', 'r s t u v', 'r s v', 'r t u v', 's t u v', 't', 'u', 'v']);
});

test('each set is there once, however its scopes are ordered', () => {
  expect(setsOf({ 'GET /a': ['r', 's'], 'GET /b': ['s', 'r'] }).sort()).toEqual(['', 'r', 'r s', 's']);
});

test('sets are the same by their scopes, not by the letters of these', () => {
  expect(setsOf({ 'GET /a': ['r', 's'], 'GET /b': ['rs'] })).toEqual(expect.arrayContaining(['r s', 'rs']));
});
