/** The fuzz in small; `npm run fuzz` asks a million. */
import { fuzz } from './fuzz.ts';

test('20,000 changed tokens, headers, events and key sets: nothing is allowed that is not good, nothing is thrown outside the contract', async () => {
  const { reasons, failure } = await fuzz(Date.now() % 2 ** 31, 20_000);

  expect(failure).toBeUndefined();
  // Or it would ask too little to mean anything.
  expect(Object.keys(reasons).length).toBeGreaterThan(18);
  expect(reasons.allow).toBeGreaterThan(500);
  expect(reasons.invalid_signature).toBeGreaterThan(500);
}, 60_000);

test('the same seed asks the same', async () => {
  expect(await fuzz(7, 500)).toEqual(await fuzz(7, 500));
});
