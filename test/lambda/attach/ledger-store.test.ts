import type { Ledger } from '../../../lambda/attach/plan.ts';
import { type Ledgers, startLedgers } from './cloudformation.ts';

let ledgers: Ledgers;

beforeAll(async () => {
  ledgers = await startLedgers();
});

afterAll(() => ledgers.close());

const ledger: Ledger = {
  authorizerIds: ['ours1'],
  routes: { r1: { key: 'GET /a', before: { type: 'JWT', authorizerId: 'jwt1', scopes: ['read:a'] } } },
};

test('begins empty and keeps what is saved', async () => {
  const store = await ledgers.make();
  expect(await store.load()).toEqual({ ledger: { authorizerIds: [], routes: {} }, version: 0, busyUntilMs: 0 });
  expect(await store.save(ledger, 0, 5)).toBe(1);
  expect(await store.load()).toEqual({ ledger, version: 1, busyUntilMs: 5 });
});

test('does not let two calls at a time overwrite each other', async () => {
  const store = await ledgers.make();
  await store.save(ledger, 0, 5);
  await expect(store.save({ authorizerIds: [], routes: {} }, 0, 0)).rejects.toThrow(
    'another call is attaching or detaching routes of this API: wait for it and deploy again',
  );
  expect(await store.load()).toEqual({ ledger, version: 1, busyUntilMs: 5 });
});
