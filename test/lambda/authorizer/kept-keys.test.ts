/** What is kept of any keys, where the tests of the sets that keep theirs do not tell the difference. */
import { keepKeys } from '../../../lambda/authorizer/kept-keys.ts';

test('a load is given the keys at hand, of which there are none at first', async () => {
  const given: (readonly string[])[] = [];
  const settings = { maxAgeSeconds: 600, maxStaleSeconds: 3_600, cooldownSeconds: 30, timeoutMs: 3_000 };
  const words = { reason: 'key_set_unavailable', what: 'keys', misfit: 'no key fits' } as const;
  const { find } = keepKeys<string>(
    async (previous) => {
      given.push(previous);
      return { keys: ['one'] };
    },
    settings,
    words,
    () => 0,
    () => {},
  );
  expect(await find((keys) => keys.find((key) => key === 'two'))).toBeUndefined();
  expect(given).toEqual([[], ['one']]);
});
