/** Issuers that are down, slow or rotate their keys, seen from the whole authorizer: what is their fault is never the token's. */
import type { JsonResponse } from '../../../lambda/authorizer/http-get.ts';
import { config, testAuthorizer } from '../../fixtures/authorizer.ts';
import { AUDIENCE, ISSUER, NOW_MS, NOW_SECONDS, signingKey, token } from '../../fixtures/tokens.ts';

const key = signingKey();
const longLived = { exp: NOW_SECONDS + 86_400 };
const jwksOf = (...keys: readonly (typeof key)[]): JsonResponse => ({ body: { keys: keys.map(({ jwk }) => jwk) } });

describe('two issuers', () => {
  const OTHER = 'https://other.example/';
  const otherKey = signingKey({ kid: 'other' });
  const issuers = [ISSUER, OTHER].map((issuer) => ({ issuer, audience: AUDIENCE, jwksUri: `${issuer}jwks` }));

  /** The first issuer's answer hangs until the test decides. */
  function authorizer() {
    let settle: (answer: Promise<JsonResponse>) => void = () => {};
    const hanging = new Promise<JsonResponse>((resolve) => {
      settle = resolve;
    });
    const asked: string[] = [];
    const clock = { nowMs: NOW_MS };
    const authorizer = testAuthorizer(
      { ...config([]), issuers },
      {
        nowMs: () => clock.nowMs,
        getJson: (url) => {
          if (url.startsWith(OTHER)) return Promise.resolve(jwksOf(otherKey));
          asked.push(url);
          return asked.length === 1 ? hanging : Promise.resolve(jwksOf(key));
        },
      },
    );
    return { ...authorizer, asked, clock, settle: (answer: Promise<JsonResponse>) => settle(answer) };
  }

  test('do not wait for each other: neither init nor a request of the one that answers', async () => {
    const { prefetch, ask, lastDecision } = authorizer();
    await prefetch();
    await ask(token(otherKey, { claims: { iss: OTHER } }));
    expect(lastDecision()).toMatchObject({ outcome: 'allow', issuer: OTHER });
  });

  test('are both fetched ahead: a request joins the fetch that its issuer has not answered yet', async () => {
    const { prefetch, ask, asked, settle, lastDecision } = authorizer();
    await prefetch();
    const answer = ask(token(key));
    settle(Promise.resolve(jwksOf(key)));
    await answer;
    expect(lastDecision()).toMatchObject({ outcome: 'allow', issuer: ISSUER });
    expect(asked).toEqual([`${ISSUER}jwks`]);
  });

  test('are not blamed for a fetch that Lambda froze together with the function, right after init', async () => {
    const { prefetch, ask, asked, clock, settle, lines, lastDecision } = authorizer();
    await prefetch();
    clock.nowMs += 3_500;
    settle(Promise.reject(new Error('no complete answer within 3000 ms')));
    await new Promise((resolve) => setImmediate(resolve));
    await ask(token(key));
    expect(lastDecision()).toMatchObject({ outcome: 'allow', issuer: ISSUER });
    expect(asked).toHaveLength(2);
    expect(lines.filter(({ event }) => event === 'fetch_failed')).toEqual([]);
  });

  test('have faults of their own', async () => {
    const { prefetch, ask, settle, lastDecision } = authorizer();
    await prefetch();
    const answer = ask(token(key));
    settle(Promise.reject(new Error('read ECONNRESET')));
    await expect(answer).rejects.toThrow('key_set_unavailable: no keys yet; the last fetch failed: read ECONNRESET');
    expect(lastDecision()).toMatchObject({ outcome: 'fault', reason: 'key_set_unavailable' });
    await ask(token(otherKey, { claims: { iss: OTHER } }));
    expect(lastDecision()).toMatchObject({ outcome: 'allow' });
  });

  test('never take a token for their own that the other has signed', async () => {
    const { ask, settle, lastDecision } = authorizer();
    settle(Promise.resolve(jwksOf(key)));
    await expect(ask(token(otherKey))).rejects.toThrow('Unauthorized');
    expect(lastDecision()).toMatchObject({ reason: 'unknown_key' });
    await expect(ask(token({ ...otherKey, kid: key.kid }))).rejects.toThrow('Unauthorized');
    expect(lastDecision()).toMatchObject({ reason: 'invalid_signature' });
  });
});

test('nothing is fetched ahead for an issuer whose keys are pinned', async () => {
  const { prefetch, ask, lastDecision } = testAuthorizer(config([key]));
  await prefetch();
  await ask(token(key));
  expect(lastDecision()).toMatchObject({ outcome: 'allow' });
});

test('an outage after the keys were fetched: tokens are judged as before until maxStaleSeconds, then it is a fault, then all is well', async () => {
  let nowMs = NOW_MS;
  let isDown = false;
  const document = {
    ...config([]),
    issuers: [{ issuer: ISSUER, audience: AUDIENCE, jwksUri: `${ISSUER}jwks` }],
    jwksCache: { maxAgeSeconds: 600, maxStaleSeconds: 1_000 },
  };
  const { prefetch, ask, lines, lastDecision } = testAuthorizer(document, {
    nowMs: () => nowMs,
    getJson: async () => {
      if (isDown) throw new Error('connect ECONNREFUSED');
      return jwksOf(key);
    },
  });
  const seen = token(key, { claims: longLived });
  const forged = token(signingKey(), { claims: longLived });
  const verdict = async (value: string) => {
    await ask(value).catch(() => {});
    const { outcome, reason } = lastDecision();
    return reason ?? outcome;
  };
  await prefetch();
  expect(await verdict(seen)).toBe('allow');

  isDown = true;
  nowMs = NOW_MS + 1_599_000;
  expect(await verdict(seen)).toBe('allow');
  expect(await verdict(token(key, { claims: { ...longLived, sub: 'user-2' } }))).toBe('allow');
  expect(await verdict(forged)).toBe('invalid_signature');
  expect(lines.filter(({ message }) => message === 'key set').map(({ event }) => event)).toEqual([
    'fetched',
    'fetch_failed',
    'stale',
  ]);

  nowMs = NOW_MS + 1_600_000;
  // One that was verified before is no better than another: nobody knows whether its key is still good.
  expect(await verdict(seen)).toBe('key_set_unavailable');
  expect(await verdict(forged)).toBe('key_set_unavailable');

  isDown = false;
  nowMs += 60_000;
  expect(await verdict(seen)).toBe('allow');
});
