import { cacheHazards } from '../../../lambda/authorizer/cache-hazards.ts';
import { policySizeProblem } from '../../../lambda/authorizer/policy-size.ts';

type Routes = Parameters<typeof cacheHazards>[0]['routes'];
const hazards = (routes: Routes, unlistedRoutes: 'deny' | 'authenticated' = 'deny') =>
  cacheHazards({ routes, unlistedRoutes }).map(({ severity, routes }) => [severity, ...routes]);

describe('a table', () => {
  test.each([
    [{ 'GET /timesheets': ['read'], 'POST /timesheets': ['create'] }],
    [{ 'GET /a/{x}': ['r'], 'GET /a/{x}/b': ['s'], 'GET /a/b': ['t'] }],
    [{ 'ANY /{proxy+}': ['r'], 'GET /admin/{proxy+}': ['s'] }],
    [{ 'GET /a/b': { anyOf: ['r', 's'] }, 'POST /a': ['t'], $default: ['u'] }],
  ] as [Routes][])('is cache-safe: %j', (routes) => {
    expect(hazards(routes)).toEqual([]);
  });

  test('is warned of where only a parameter whose value equals a literal suffers', () => {
    const routes = { 'GET /t/{id}/entries/{e}': ['r'], 'GET /t/{id}/payroll': ['s'] };
    expect(cacheHazards({ routes, unlistedRoutes: 'deny' })).toEqual([
      {
        severity: 'warn',
        routes: ['GET /t/{id}/payroll', 'GET /t/{id}/entries/{e}'],
        message:
          'requests to "GET /t/{id}/entries/{e}" are denied where a parameter\'s value makes them look like "GET /t/{id}/payroll" (GET/t/*/payroll/)',
      },
    ]);
  });

  test.each([
    [{ 'GET /{x}': ['r'], 'GET /{proxy+}': ['s'] }, 'deny', [['refuse', 'GET /{x}', 'GET /{proxy+}']]],
    [{ 'GET /a/{x}': ['r'], 'GET /a/{x}/b': ['s'] }, 'authenticated', [['refuse', 'GET /a/{x}', 'GET /a/{x}/b']]],
  ] as [Routes, 'deny' | 'authenticated', string[][]][])(
    'is refused where no policy can tell two routes apart: %j, %s',
    (routes, unlisted, expected) => {
      expect(hazards(routes, unlisted)).toEqual(expected);
    },
  );

  test('is not judged by pairs that are never open and closed at once', () => {
    expect(hazards({ 'GET /{x}': ['r'], 'GET /{proxy+}': ['r'] })).toEqual([]);
    expect(hazards({ 'GET /{x}': ['r'], 'GET /{proxy+}': ['r', 's'] })).toEqual([]);
  });
});

describe('the size of a policy', () => {
  const table = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`GET /route-${index}`, ['a']]));

  test('is no problem for a table that fits', () => {
    expect(policySizeProblem({ routes: table(30), unlistedRoutes: 'deny' })).toBeUndefined();
  });

  test('is a problem for one whose answer API Gateway would not take', () => {
    expect(policySizeProblem({ routes: table(60), unlistedRoutes: 'deny' })).toMatch(
      /^an answer for all 60 routes would have about \d+ bytes, API Gateway takes 8192: use policyScope "route"/,
    );
  });

  test('is a problem where one resource is too long', () => {
    expect(policySizeProblem({ routes: { [`GET /${'x'.repeat(450)}`]: [] }, unlistedRoutes: 'deny' })).toMatch(
      /^a policy resource would have \d+ characters, API Gateway takes 512: shorten/,
    );
  });
});
