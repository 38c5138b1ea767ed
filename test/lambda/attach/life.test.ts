/** The whole life of an attachment, against an API Gateway and a DynamoDB on loopback. */

import { holdOn } from '../../../lambda/attach/hold.ts';
import {
  type Call,
  CONFLICT,
  type Failure,
  type HttpApiService,
  startHttpApiService,
  THROTTLED,
} from '../../fixtures/http-api-service.ts';
import { type CloudFormationStack, cloudFormationStack, type Ledgers, startLedgers } from './cloudformation.ts';

let service: HttpApiService;
let ledgers: Ledgers;
let stack: CloudFormationStack;

const JWT = { type: 'JWT', authorizerId: 'jwt1', scopes: ['read:orders', 'admin'] } as const;
const ROUTES = {
  'GET /orders': JWT,
  'POST /orders': { type: 'NONE' },
  'GET /reports': { type: 'CUSTOM', authorizerId: 'lambda1' },
  'GET /admin': { type: 'AWS_IAM' },
  $default: { type: 'NONE' },
} as const;
const FOUND = {
  'GET /orders': 'JWT jwt1 (admin read:orders)',
  'POST /orders': 'NONE',
  'GET /reports': 'CUSTOM lambda1',
  'GET /admin': 'AWS_IAM',
  $default: 'NONE',
};
const ALL = Object.keys(ROUTES);
const OURS = 'CUSTOM ours1';

beforeAll(async () => {
  // Two routes a page, so that every look takes three.
  [service, ledgers] = await Promise.all([startHttpApiService({ pageSize: 2 }), startLedgers()]);
});

beforeEach(async () => {
  service.reset(ROUTES);
  ledgers.failWith(() => undefined);
  stack = cloudFormationStack(service, await ledgers.make());
});

afterAll(() => Promise.all([service.close(), ledgers.close()]));

/** Fails the given call so many times. */
function failing(which: Call, failure: Failure, times = 1) {
  let left = times;
  service.failWith((call) => (call === which && left-- > 0 ? failure : undefined));
}

test('guards the named routes, on whatever page they are, and leaves the others alone', async () => {
  const answer = await stack.deploy({ routes: ['GET /orders', '$default'] });
  expect(service.guards()).toEqual({ ...FOUND, 'GET /orders': OURS, $default: OURS });
  expect(answer).toEqual({
    PhysicalResourceId: 'jwt-authorizer-of-abc123',
    Data: { LeftClosed: 'none', ClosedOnDetach: '"$default"' },
  });
});

test('puts back what the routes had when it goes, and leaves closed what was open', async () => {
  await stack.deploy({ routes: ALL });
  await stack.destroy();
  expect(service.guards()).toEqual({ ...FOUND, 'POST /orders': 'AWS_IAM', $default: 'AWS_IAM' });
  expect(stack.log).toContainEqual({
    level: 'warn',
    message: 'it was open before and is left closed (AWS_IAM): reopenOnDetach is not set',
    route: 'POST /orders',
  });
});

test('opens again what was open where reopenOnDetach says so', async () => {
  await stack.deploy({ routes: ALL });
  const { Data } = await stack.deploy({ routes: ALL, reopenOnDetach: true });
  expect(Data.ClosedOnDetach).toBe('none');
  await stack.destroy();
  expect(service.guards()).toEqual(FOUND);
});

test('does nothing where everything is as it should be', async () => {
  await stack.deploy({ routes: ALL });
  const before = service.changes.length;
  await stack.deploy({ routes: ALL });
  expect(service.changes).toHaveLength(before);
});

test('takes routes in and out with an update, and says what it left closed', async () => {
  await stack.deploy({ routes: ['GET /orders', 'POST /orders'] });
  const { Data } = await stack.deploy({ routes: ['GET /admin'] });
  expect(service.guards()).toEqual({ ...FOUND, 'POST /orders': 'AWS_IAM', 'GET /admin': OURS });
  expect(Data).toEqual({ LeftClosed: '"POST /orders"', ClosedOnDetach: 'none' });
});

test('replaces the authorizer in one change a route', async () => {
  await stack.deploy({ routes: ALL });
  const before = service.changes.length;
  await stack.deploy({ routes: ALL, authorizerId: 'ours2' });
  expect(service.changes.slice(before).map(({ to }) => to)).toEqual(
    ALL.map(() => ({ type: 'CUSTOM', authorizerId: 'ours2' })),
  );
  await stack.destroy();
  expect(service.guards()).toMatchObject({ 'GET /orders': FOUND['GET /orders'], $default: 'AWS_IAM' });
});

test('refuses routes that the API does not have before it changes any, and lists those that exist', async () => {
  await expect(stack.deploy({ routes: ['GET /orders', 'GET /order', 'PUT /orders'] })).rejects.toThrow(
    '"GET /order", "PUT /orders": the API has no such routes; it has "$default", "GET /admin", "GET /orders", "GET /reports", "POST /orders". Spell routes as the API spells them; no route was changed',
  );
  expect(service.changes).toEqual([]);
});

test('refuses an API that does not exist', async () => {
  await expect(stack.deploy({ routes: ALL, apiId: 'gone' })).rejects.toThrow(
    'There is no API "gone" in this account and region: give the id of an HTTP API as apiId',
  );
});

test('refuses to move to another API, and the rollback is at peace with what it finds', async () => {
  await stack.deploy({ routes: ['GET /orders'] });
  await expect(stack.deploy({ routes: ['GET /orders'], apiId: 'other9' })).rejects.toThrow(
    'The API was changed to "other9" and this stack is for jwt-authorizer-of-abc123: destroy the stack',
  );
  expect(service.guards()).toEqual({ ...FOUND, 'GET /orders': OURS });
});

test.each([
  ['throttling', THROTTLED],
  ['a conflict', CONFLICT],
  ['a permission that IAM has just given', { status: 403, name: 'AccessDeniedException' }],
  ['a fault of API Gateway', { status: 503, name: 'ServiceUnavailableException' }],
] as const)('asks again after %s', async (_title, failure) => {
  failing('set GET /orders', failure, 5);
  await stack.deploy({ routes: ['GET /orders'] });
  expect(service.guards()['GET /orders']).toBe(OURS);
  expect(service.calls.filter((call) => call === 'set GET /orders')).toHaveLength(6);
  expect(stack.waitedMs()).toBe(250 + 500 + 1_000 + 2_000 + 4_000);
});

test('asks again where the answer was lost', async () => {
  failing('set GET /orders', 'answer lost');
  await stack.deploy({ routes: ['GET /orders'] });
  expect(service.guards()['GET /orders']).toBe(OURS);
});

test('gives up at last, opens again what it closed, and names the route', async () => {
  failing('set GET /reports', THROTTLED, 100);
  await expect(stack.deploy({ routes: ALL })).rejects.toThrow(
    '"GET /reports" could not be given CUSTOM ours1: TooManyRequestsException: Too Many Requests after 12 attempts. Every route has again what it had before: deploy again',
  );
  expect(service.guards()).toEqual(FOUND);
});

test('undoes a change whose answer was lost for good', async () => {
  failing('set GET /orders', 'answer lost', 12);
  await expect(stack.deploy({ routes: ALL })).rejects.toThrow('"GET /orders" could not be given');
  expect(service.guards()).toEqual(FOUND);
});

test('gives up early enough to undo', async () => {
  // Four minutes and fifty seconds: thirty seconds for steps.
  stack = cloudFormationStack(service, await ledgers.make(), 290_000);
  failing('set GET /reports', THROTTLED, 100);
  await expect(stack.deploy({ routes: ALL })).rejects.toThrow(/Too Many Requests after \d attempts. Every route has/);
  expect(stack.waitedMs()).toBeLessThan(30_000);
  expect(service.guards()).toEqual(FOUND);
});

test('an update that fails leaves every route as it was, and so does the rollback', async () => {
  await stack.deploy({ routes: ['GET /orders', 'POST /orders'] });
  const before = service.guards();
  failing('set GET /reports', { status: 400, name: 'BadRequestException', message: 'Too bad' }, 100);
  await expect(
    stack.deploy({ routes: ['$default', 'GET /reports'], authorizerId: 'ours2', reopenOnDetach: true }),
  ).rejects.toThrow(
    '"GET /reports" could not be given CUSTOM ours2: BadRequestException: Too bad. Every route has again',
  );
  expect(service.guards()).toEqual(before);
  await stack.destroy();
  expect(service.guards()).toEqual({ ...FOUND, 'POST /orders': 'AWS_IAM' });
});

test('says which routes could not be put back, and leaves them closed', async () => {
  let isDown = false;
  service.failWith((call) => {
    isDown ||= call === 'set GET /reports';
    return isDown ? THROTTLED : undefined;
  });
  // Nobody may delete an authorizer that guards a route, so that CloudFormation stops here.
  await expect(stack.deploy({ routes: ['POST /orders', 'GET /reports'] })).rejects.toThrow(
    "Cannot delete authorizer 'ours1', is referenced in route: POST /orders",
  );
  expect(stack.reasons).toEqual([
    '"GET /reports" could not be given CUSTOM ours1: TooManyRequestsException: Too Many Requests after 12 attempts. "GET /reports", "POST /orders" could not be put back (TooManyRequestsException: Too Many Requests after 12 attempts): set by hand what the log says',
  ]);
  expect(service.guards()).toEqual({ ...FOUND, 'POST /orders': OURS });
});

test('stops where somebody else changes a route meanwhile, and leaves that change alone', async () => {
  const theirs = { type: 'CUSTOM', authorizerId: 'lambda1' } as const;
  service.failWith((call) => {
    if (call === 'get POST /orders') service.change('POST /orders', theirs);
    return undefined;
  });
  await expect(stack.deploy({ routes: ['GET /orders', 'POST /orders'] })).rejects.toThrow(
    '"POST /orders" could not be given CUSTOM ours1: somebody else changed it meanwhile: it had NONE and has CUSTOM lambda1. "POST /orders": changed by somebody else meanwhile (CUSTOM lambda1), and left so. Every other route has again what it had before: deploy again',
  );
  expect(service.guards()).toEqual({ ...FOUND, 'POST /orders': 'CUSTOM lambda1' });
});

test('stops where somebody else deletes a route meanwhile', async () => {
  service.failWith((call) => {
    if (call === 'get POST /orders') service.change('POST /orders', undefined);
    return undefined;
  });
  await expect(stack.deploy({ routes: ['POST /orders'] })).rejects.toThrow(
    'somebody else deleted it meanwhile. "POST /orders": changed by somebody else meanwhile (deleted), and left so. Every other',
  );
});

test('says what it could not put back and what others changed, each by itself', async () => {
  let isDown = false;
  service.failWith((call) => {
    if (call === 'set GET /reports') {
      service.change('GET /orders', { type: 'AWS_IAM' });
      isDown = true;
    }
    return isDown && call !== 'get GET /orders' ? { status: 400, name: 'BadRequestException' } : undefined;
  });
  await expect(stack.deploy({ routes: ['GET /orders', 'POST /orders', 'GET /reports'] })).rejects.toThrow();
  expect(stack.reasons).toEqual([
    '"GET /reports" could not be given CUSTOM ours1: BadRequestException: BadRequestException. "GET /reports", "POST /orders" could not be put back (BadRequestException: BadRequestException): set by hand what the log says. "GET /orders": changed by somebody else meanwhile (AWS_IAM), and left so',
  ]);
  expect(service.guards()).toEqual({ ...FOUND, 'GET /orders': 'AWS_IAM', 'POST /orders': OURS });
});

test('guards again what somebody else opened, and does not open it when it goes', async () => {
  await stack.deploy({ routes: ['GET /orders'] });
  service.change('GET /orders', { type: 'NONE' });
  await stack.deploy({ routes: ['GET /orders'] });
  expect(service.guards()['GET /orders']).toBe(OURS);
  expect(stack.log.at(-1)).toEqual({
    level: 'warn',
    message: 'somebody else opened it meanwhile; it is guarded again',
    route: 'GET /orders',
  });
  await stack.destroy();
  expect(service.guards()).toEqual(FOUND);
});

test('takes what somebody else gave a route for what it gets back', async () => {
  await stack.deploy({ routes: ['POST /orders'] });
  service.change('POST /orders', JWT);
  await stack.deploy({ routes: ['POST /orders'], reopenOnDetach: true });
  expect(service.guards()['POST /orders']).toBe(OURS);
  await stack.destroy();
  expect(service.guards()['POST /orders']).toBe('JWT jwt1 (admin read:orders)');
});

test('leaves alone what somebody else changed when it goes, and says so', async () => {
  await stack.deploy({ routes: ['POST /orders', 'GET /orders'] });
  service.change('POST /orders', JWT);
  await stack.destroy();
  expect(service.guards()).toEqual({ ...FOUND, 'POST /orders': 'JWT jwt1 (admin read:orders)' });
  expect(stack.log.at(-1)).toEqual({
    level: 'warn',
    message: 'somebody else gave it JWT jwt1 (admin read:orders) meanwhile; it is left as it is',
    route: 'POST /orders',
  });
});

test('closes a route whose former authorizer is gone, instead of failing for ever', async () => {
  await stack.deploy({ routes: ['GET /orders'] });
  service.deleteAuthorizer('jwt1');
  await stack.destroy();
  expect(service.guards()['GET /orders']).toBe('AWS_IAM');
  expect(stack.log.at(-1)?.message).toMatch(
    /^JWT jwt1 \(admin read:orders\) could not be put back \(BadRequestException: Invalid authorizer ID .*\); it is left closed \(AWS_IAM\)$/,
  );
});

test('goes in peace where the API is gone', async () => {
  await stack.deploy({ routes: ['GET /orders'] });
  service.deleteApi();
  await stack.destroy();
  expect(stack.log.at(-1)).toEqual({
    level: 'warn',
    message: 'the API is gone: there is nothing to detach',
    apiId: 'abc123',
  });
});

test('goes in peace where a route is gone', async () => {
  await stack.deploy({ routes: ['GET /orders', 'POST /orders'] });
  service.change('GET /orders', undefined);
  await stack.destroy();
  expect(stack.log).toContainEqual({
    level: 'warn',
    message: 'it was deleted meanwhile',
    route: 'GET /orders',
  });
});

test('an update does not stumble over a route that was deleted since, nor takes a new one for the old', async () => {
  await stack.deploy({ routes: ['GET /orders'] });
  service.change('GET /orders', undefined);
  await stack.deploy({ routes: ['GET /orders', 'GET /admin'] });
  await stack.deploy({ routes: ['GET /orders'] });
  service.change('GET /orders', { type: 'AWS_IAM' });
  await stack.deploy({ routes: ['GET /orders', 'GET /admin'] });
  expect(service.guards()).toMatchObject({ 'GET /orders': OURS, 'GET /admin': OURS });
  await stack.destroy();
  expect(service.guards()).toMatchObject({ 'GET /orders': 'AWS_IAM', 'GET /admin': 'AWS_IAM' });
});

test('waits until another call has ended, and gives up where that takes too long', async () => {
  const store = await ledgers.make();
  stack = cloudFormationStack(service, store);
  const { nowMs } = stack;
  const busyFor = async (ms: number) => {
    const { ledger, version } = await store.load();
    await store.save({ ledger, version: `busy ${ms}`, busyUntilMs: nowMs() + ms }, [version]);
  };
  await busyFor(12_000);
  await stack.deploy({ routes: ['GET /orders'] });
  expect(stack.waitedMs()).toBe(15_000);
  expect(service.guards()['GET /orders']).toBe(OURS);

  await busyFor(900_000);
  const changes = service.changes.length;
  await expect(stack.destroy()).rejects.toThrow('Another call is still attaching or detaching routes of this API');
  expect(service.changes).toHaveLength(changes);
});

test('a call that was killed does not fail the rollback, however early it was killed', async () => {
  const store = await ledgers.make();
  stack = cloudFormationStack(service, store);
  await stack.deploy({ routes: ['GET /orders'] });
  const found = await store.load();
  await holdOn(store, { now: stack.nowMs, sleep: async () => {} }, () => 'killed', found).take(found.ledger);
  await stack.deploy({ routes: ['GET /orders'] });
  expect(stack.waitedMs()).toBe(440_000);
});

test('a call that goes on says so in time', async () => {
  failing('set GET /orders', THROTTLED, 9);
  const savedMs: number[] = [];
  ledgers.failWith((call) => {
    if (call !== 'load') savedMs.push(stack.waitedMs());
    return undefined;
  });
  await stack.deploy({ routes: ['GET /orders'] });
  // Before the first change, with the first attempt after half a minute, and after the last change.
  expect(savedMs).toEqual([0, 35_750, 45_750]);
});

test.each([
  ['first', 'once', 'save 1', 1],
  ['first', 'for good', 'save 1', Number.POSITIVE_INFINITY],
  ['last', 'once', 'save 2', 1],
  ['last', 'for good', 'save 2', Number.POSITIVE_INFINITY],
])('goes on where the answer to the %s saving is lost %s', async (_which, _how, saving, times) => {
  await stack.deploy({ routes: ['GET /orders', 'POST /orders'] });
  let lost = 0;
  ledgers.failWith((call) => (call === saving && lost++ < times ? 'answer lost' : undefined));
  await stack.deploy({ routes: ['POST /orders'] });
  expect(lost).toBeGreaterThan(1);
  expect(service.guards()).toEqual({ ...FOUND, 'POST /orders': OURS });
  await stack.deploy({ routes: ['GET /orders', 'POST /orders'] });
  await stack.destroy();
  expect(service.guards()).toEqual({ ...FOUND, 'POST /orders': 'AWS_IAM' });
});

test.each([
  ['first saving fails', 1, 'out of order'],
  ['last saving fails', 2, 'out of order'],
  ['first saving succeeds and nobody can know', 1, 'answer lost'],
  ['last saving succeeds and nobody can know', 2, 'answer lost'],
] as const)(
  'undoes everything where the %s, and the rollback neither waits nor forgets',
  async (_how, nth, failure) => {
    await stack.deploy({ routes: ['GET /orders', 'POST /orders'] });
    const before = service.guards();
    let isUnreadable = false;
    ledgers.failWith((call) => {
      // From this saving until the next one.
      if (call !== 'load') isUnreadable = call === `save ${nth}`;
      if (!isUnreadable) return undefined;
      return call === 'load' ? 'out of order' : failure;
    });
    await expect(stack.deploy({ routes: ['POST /orders'] })).rejects.toThrow(/could not be recorded.*deploy again$/);
    expect(service.guards()).toEqual(before);
    expect(stack.waitedMs()).toBe(0);
    await stack.destroy();
    expect(service.guards()).toEqual({ ...FOUND, 'POST /orders': 'AWS_IAM' });
  },
);

test.each(['Create', 'Update'] as const)('refuses a %s that names no routes', async (kind) => {
  if (kind === 'Update') await stack.deploy({ routes: ['GET /orders'] });
  const changes = service.changes.length;
  await expect(stack.deploy({ routes: [] })).rejects.toThrow('RouteKeys: received none, expected at least one route');
  await expect(stack.deploy({ routes: undefined })).rejects.toThrow('RouteKeys: received none, expected');
  expect(service.changes).toHaveLength(changes);
});

test('lets the next call begin at once, whether it succeeded or failed', async () => {
  await stack.deploy({ routes: ['GET /orders'] });
  await expect(stack.deploy({ routes: ['GET /order'] })).rejects.toThrow('the API has no such route');
  failing('set POST /orders', { status: 400, name: 'BadRequestException' }, 1);
  await expect(stack.deploy({ routes: ['POST /orders'] })).rejects.toThrow('"POST /orders" could not be given');
  await stack.destroy();
  expect(stack.waitedMs()).toBe(0);
});

test('logs what it is about to change, with what the route has, before it does', async () => {
  await stack.deploy({ routes: ['GET /orders'] });
  expect(stack.log).toEqual([
    {
      level: 'info',
      message: 'to be changed',
      route: 'GET /orders',
      from: { type: 'JWT', authorizerId: 'jwt1', scopes: ['read:orders', 'admin'] },
      to: { type: 'CUSTOM', authorizerId: 'ours1' },
    },
  ]);
});
