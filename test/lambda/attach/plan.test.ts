import type { Route } from '../../../lambda/attach/authorization.ts';
import { EMPTY_LEDGER, type Ledger, type Plan, planRoutes, type Wish } from '../../../lambda/attach/plan.ts';

const OURS = { type: 'CUSTOM', authorizerId: 'ours1' } as const;
const JWT = { type: 'JWT', authorizerId: 'jwt1' } as const;
const NONE = { type: 'NONE' } as const;

const route = (authorization: Route['authorization'], key = 'GET /a'): Route => ({ id: key, key, authorization });
const wish = (given: Partial<Wish> = {}): Wish => ({
  authorizerId: 'ours1',
  routeKeys: ['GET /a'],
  reopenOnDetach: false,
  ...given,
});
const ledger = (before: Route['authorization']): Ledger => ({
  authorizerIds: ['ours1'],
  routes: { 'GET /a': { key: 'GET /a', before } },
});

function plan(...given: Parameters<typeof planRoutes>): Plan {
  const result = planRoutes(...given);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

test('records what a route has before it is changed, and still afterwards', () => {
  const { steps, ahead, done } = plan([route(JWT)], EMPTY_LEDGER, wish());
  expect(steps).toEqual([{ routeId: 'GET /a', key: 'GET /a', from: JWT, to: OURS, isRestoration: false }]);
  expect(ahead).toEqual(ledger(JWT));
  expect(done).toEqual(ledger(JWT));
});

test('knows both authorizers while the one replaces the other, and then the new one', () => {
  const { ahead, done } = plan([route(OURS)], ledger(NONE), wish({ authorizerId: 'ours2' }));
  expect(ahead.authorizerIds).toEqual(['ours1', 'ours2']);
  expect(done.authorizerIds).toEqual(['ours2']);
});

test('keeps the record of a route that leaves until it has left', () => {
  const { steps, ahead, done } = plan([route(OURS)], ledger(JWT), wish({ routeKeys: [] }));
  expect(steps).toEqual([{ routeId: 'GET /a', key: 'GET /a', from: OURS, to: JWT, isRestoration: true }]);
  expect(ahead).toEqual(ledger(JWT));
  expect(done).toEqual(EMPTY_LEDGER);
});

test('closes what it has no record of: what was before is not known', () => {
  expect(plan([route(OURS)], EMPTY_LEDGER, wish({ reopenOnDetach: true })).done).toEqual(ledger({ type: 'AWS_IAM' }));
});

test('takes a route that was deleted and made anew for another one', () => {
  const anew = { ...route(NONE), id: 'anew' };
  const { done, notes } = plan([anew], ledger(JWT), wish());
  expect(done.routes).toEqual({ anew: { key: 'GET /a', before: NONE } });
  expect(notes).toEqual([{ key: 'GET /a', text: 'it was deleted meanwhile' }]);
});

test('says that a wished route is gone, and does not forget that it was there', () => {
  const { steps, done, notes } = plan([], ledger(JWT), wish());
  expect(steps).toEqual([]);
  expect(done).toEqual(ledger(JWT));
  expect(notes).toEqual([{ key: 'GET /a', text: 'it was deleted meanwhile' }]);
});

test('is at peace with a route that has already what it had before', () => {
  expect(plan([route(JWT)], ledger(JWT), wish({ routeKeys: [] }))).toMatchObject({ steps: [], notes: [] });
});

test('shortens the list of the routes that exist', () => {
  const routes = Array.from({ length: 12 }, (_, index) => route(NONE, `GET /${'a'.repeat(300)}${index}`));
  const result = planRoutes(routes, EMPTY_LEDGER, wish({ routeKeys: ['GET /b'] }));
  const error = result.ok ? '' : result.error;
  expect(error).toMatch(/^"GET \/b": the API has no such route; it has ".*" and 2 more\. Spell routes as/);
  expect(error.length).toBeLessThan(1_300);
});

test('says that an API has no routes at all', () => {
  expect(planRoutes([], EMPTY_LEDGER, wish())).toEqual({
    ok: false,
    error:
      '"GET /a": the API has no such route; it has none. Spell routes as the API spells them; no route was changed',
  });
});
