import type { Ledger } from '../../../lambda/attach/plan.ts';
import { type Ledgers, startLedgers } from './cloudformation.ts';

let ledgers: Ledgers;

beforeAll(async () => {
  ledgers = await startLedgers();
});

afterEach(() => ledgers.failWith(() => undefined));

afterAll(() => ledgers.close());

const EMPTY: Ledger = { authorizerIds: [], routes: {} };
const ledger: Ledger = {
  authorizerIds: ['ours1'],
  routes: { r1: { key: 'GET /a', before: { type: 'JWT', authorizerId: 'jwt1', scopes: ['read:a'] } } },
};
const first = { ledger, version: 'first', busyUntilMs: 5 };
const second = { ledger: EMPTY, version: 'second', busyUntilMs: 0 };

/** With what the first call saved. */
async function begun() {
  const store = await ledgers.make();
  await store.save(first, [(await store.load()).version]);
  return store;
}

test('begins empty and keeps what is saved', async () => {
  const store = await ledgers.make();
  const { version, ...nothing } = await store.load();
  expect(nothing).toEqual({ ledger: EMPTY, busyUntilMs: 0 });
  await store.save(first, [version]);
  expect(await store.load()).toEqual(first);
  await store.save(second, ['lost', 'first']);
  expect(await store.load()).toEqual(second);
});

test('does not let two calls at a time overwrite each other', async () => {
  const store = await ledgers.make();
  const { version } = await store.load();
  await store.save(first, [version]);
  await expect(store.save(second, [version])).rejects.toThrow(
    'another call is attaching or detaching routes of this API: wait for it and deploy again',
  );
  expect(await store.load()).toEqual(first);
});

test.each([
  ['once, so that the SDK finds its own saving in the way', 1],
  ['for good', Number.POSITIVE_INFINITY],
])('knows that it has saved where the answer is lost %s', async (_title, times) => {
  const store = await begun();
  let left = times;
  ledgers.failWith((call) => (call === 'save 1' && left-- > 0 ? 'answer lost' : undefined));
  await store.save(second, ['first']);
  expect(await store.load()).toEqual(second);
});

test('says so where it was not saved, in the words of the SDK', async () => {
  const store = await begun();
  ledgers.failWith((call) => (call === 'save 1' ? 'out of order' : undefined));
  await expect(store.save(second, ['first'])).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  expect(await store.load()).toEqual(first);
});
