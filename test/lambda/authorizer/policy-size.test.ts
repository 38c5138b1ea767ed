import { policySizeProblem } from '../../../lambda/authorizer/policy-size.ts';

type Routes = Parameters<typeof policySizeProblem>[0]['routes'];

const problem = (routes: Routes) => policySizeProblem({ routes, unlistedRoutes: 'deny' });
const table = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`GET /route-${index}`, ['a']]));

test('a table that fits is no problem, and neither is one without paths', () => {
  expect(problem(table(30))).toBeUndefined();
  expect(problem({ 'Query.a': [] })).toBeUndefined();
});

test('an answer that API Gateway would not take is a problem, to the byte', () => {
  const routes = (filling: number) => ({
    ...table(39),
    'GET /p/{path+}': ['a'],
    [`GET /${'x'.repeat(filling)}`]: ['a'],
  });
  expect(problem(routes(112))).toBeUndefined();
  expect(problem(routes(113))).toBe(
    'an answer for all 41 routes would have about 8194 bytes, API Gateway takes 8192: use policyScope "route" with the route in the cache key, simple responses (HTTP API), or {proxy+}',
  );
});

test('a resource that API Gateway would not take is a problem, to the character', () => {
  const routes = (characters: number): Routes => ({ [`GET /${'x'.repeat(characters)}`]: [] });
  expect(problem(routes(431))).toBeUndefined();
  expect(problem(routes(432))).toBe(
    "a policy resource would have 513 characters, API Gateway takes 512: shorten the route's path",
  );
});

test('the longest policy counts, open or closed', () => {
  const path = `/${'x'.repeat(432)}`;
  expect(problem({ [`GET ${path}`]: ['a'] })).toMatch(/^a policy resource would have 513 characters/);
  expect(problem({ 'GET /a': [], [`GET ${path}`]: { anyOf: ['a', 'b'] } })).toMatch(/513 characters/);
});
