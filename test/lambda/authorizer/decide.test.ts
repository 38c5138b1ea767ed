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

function decideWith(...scopes: string[]) {
  const claims = { issuer: 'i', principal: 'p', scopes, all: {} } as unknown as VerifiedClaims;
  return decide(request, claims) as { policy: object; outcome: string };
}

test('makes the policy of a scope set once', () => {
  expect(decideWith('read:timesheets').policy).toBe(decideWith('read:timesheets').policy);
  expect(decideWith('read:timesheets').policy).not.toBe(decideWith('create:timesheets').policy);
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
  const claims = { issuer: 'i', principal: 'p', scopes: [], all: {} } as unknown as VerifiedClaims;
  const ask = (method: string) =>
    open(
      { ...request, kind: 'http-2.0', target: { stageArn: STAGE_ARN, method, path: '/admin', routeKey: 'ANY /admin' } },
      claims,
    );
  expect(ask('GET')).toMatchObject({ outcome: 'forbidden', reason: 'insufficient_scope' });
  expect(ask('POST')).toMatchObject({ outcome: 'allow' });
});
