import { cacheHazards } from '../../../lambda/authorizer/cache-hazards.ts';

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
    [{ 'GET /{x}': ['r'], 'GET /{proxy+}': ['s'] }, 'deny', ['GET /{x}', 'GET /{proxy+}'], 'GET/?*'],
    [{ 'GET /a/{x}': ['r'], 'GET /a/{x}/b': ['s'] }, 'authenticated', ['GET /a/{x}', 'GET /a/{x}/b'], 'GET/a/?*'],
  ] as [Routes, 'deny' | 'authenticated', [string, string], string][])(
    'is refused where no policy can tell two routes apart: %j, %s',
    (routes, unlistedRoutes, [closed, open], resource) => {
      expect(cacheHazards({ routes, unlistedRoutes })).toEqual([
        {
          severity: 'refuse',
          routes: [closed, open],
          message: `no policy can tell "${open}" from "${closed}": what denies the one (${resource}) denies the other as well`,
        },
      ]);
    },
  );

  test('has a hazard for each pair of routes', () => {
    expect(hazards({ 'GET /{x}': ['r'], 'GET /{proxy+}': ['s'], 'POST /{x}': ['r'], 'POST /{proxy+}': ['s'] })).toEqual(
      [
        ['refuse', 'GET /{x}', 'GET /{proxy+}'],
        ['refuse', 'POST /{x}', 'POST /{proxy+}'],
      ],
    );
  });

  test('is not judged by pairs that are never open and closed at once', () => {
    expect(hazards({ 'GET /{x}': ['r'], 'GET /{proxy+}': ['r'] })).toEqual([]);
    expect(hazards({ 'GET /{x}': ['r'], 'GET /{proxy+}': ['r', 's'] })).toEqual([]);
  });
});
