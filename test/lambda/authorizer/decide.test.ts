import { decider } from '../../../lambda/authorizer/decide.ts';
import type { AuthorizerRequest, VerifiedClaims } from '../../../lambda/authorizer/road.ts';
import { compileRoutes } from '../../../lambda/authorizer/routes.ts';
import { ROUTES } from '../../fixtures/authorizer.ts';
import { STAGE_ARN } from '../../fixtures/events.ts';

const decide = decider(compileRoutes(ROUTES, 'deny'), {
  policyScope: 'api',
  httpApiResponse: 'simple',
  contextClaims: {},
});
const request: AuthorizerRequest = {
  kind: 'rest-token',
  presented: { values: [], form: 'bearer' },
  target: { stageArn: STAGE_ARN, method: 'GET', path: '/timesheets' },
};

const claimsWith = (...scopes: string[]) =>
  ({ issuer: 'i', principal: 'p', scopes, all: {} }) as unknown as VerifiedClaims;

function decideWith(...scopes: string[]) {
  return decide(request, claimsWith(...scopes)) as { policy: object; outcome: string };
}

test('makes the policy of a scope set once', () => {
  const reader = decideWith('read:timesheets').policy;
  expect(decideWith('create:timesheets').policy).not.toBe(reader);
  expect(decideWith('read:timesheets').policy).toBe(reader);
});

test('takes no two scopes for one that is spelled like both', () => {
  expect(decideWith('read:timesheets').outcome).toBe('allow');
  expect(decideWith('read:', 'timesheets').outcome).toBe('forbidden');
});

test('names fields to AppSync alone, and a policy to the others alone', () => {
  const both = decider(compileRoutes({ ...ROUTES, 'Query.timesheets': ['read:timesheets'] }, 'deny'), {
    policyScope: 'api',
    httpApiResponse: 'simple',
    contextClaims: {},
  });
  expect(both(request, claimsWith())).toMatchObject({ deniedFields: [] });
  expect(both({ ...request, kind: 'appsync', target: undefined }, claimsWith())).toMatchObject({
    deniedFields: ['Query.timesheets'],
    policy: { allow: [], deny: [] },
  });
});

describe('of two routes that no policy can tell apart, of which a token opens one', () => {
  const routes = { 'GET /{x}': ['closed'], 'GET /{proxy+}': [] };
  const target = { stageArn: STAGE_ARN, method: 'GET', path: '/1/2', routeKey: 'GET /{proxy+}' };

  test.each([
    ['http-2.0', 'simple', 'allow'],
    ['http-2.0', 'policy', 'forbidden'],
    ['http-1.0', 'simple', 'forbidden'],
  ] as const)(
    'a request to the open one of the kind %s with the response "%s": %s',
    (kind, httpApiResponse, outcome) => {
      const decideFor = decider(compileRoutes(routes, 'deny'), {
        policyScope: 'api',
        httpApiResponse,
        contextClaims: {},
      });
      expect(decideFor({ ...request, kind, target }, claimsWith())).toMatchObject({ outcome });
    },
  );
});

test('decides rightly however many scope sets come along, without keeping them all', () => {
  const first = decideWith('read:timesheets', 'z').policy;
  for (let count = 0; count < 300; count += 1) {
    expect(decideWith(`other-${count}`).outcome).toBe('forbidden');
    expect(decideWith('read:timesheets', `z${count}`).outcome).toBe('allow');
  }
  expect(decideWith('read:timesheets', 'z').policy).toEqual(first);
  expect(decideWith('read:timesheets', 'z').policy).not.toBe(first);
});

test('a route that the table does not name is refused where it leads to a closed one, whatever becomes of unlisted routes', () => {
  const open = decider(compileRoutes({ 'GET /admin': ['admin'] }, 'authenticated'), {
    policyScope: 'api',
    httpApiResponse: 'simple',
    contextClaims: {},
  });
  const ask = (method: string) =>
    open(
      { ...request, kind: 'http-2.0', target: { stageArn: STAGE_ARN, method, path: '/admin', routeKey: 'ANY /admin' } },
      claimsWith(),
    );
  expect(ask('GET')).toMatchObject({ outcome: 'forbidden', reason: 'insufficient_scope' });
  expect(ask('POST')).toMatchObject({ outcome: 'allow' });
});
