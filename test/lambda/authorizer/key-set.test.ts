import type { LoadedJwks } from '../../../lambda/authorizer/jwks-source.ts';
import type { KeySetEvent } from '../../../lambda/authorizer/kept-keys.ts';
import { pinnedKeySet, remoteKeySet } from '../../../lambda/authorizer/key-set.ts';
import { signingKey } from '../../fixtures/tokens.ts';

const one = signingKey({ kid: 'one' });
const two = signingKey({ kid: 'two' });
const settings = { maxAgeSeconds: 600, maxStaleSeconds: 3_600, cooldownSeconds: 30, timeoutMs: 3_000 };
const OFF_CURVE = { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA', kid: 'off-curve' };
const wanted = (kid: string) => ({ kid, alg: 'RS256' }) as const;
const unavailable = (detail: string) => ({
  name: 'AuthorizerFault',
  reason: 'key_set_unavailable',
  message: `key_set_unavailable: ${detail}`,
});

/** A key set whose clock and loads the test holds in its hands. */
function keySet({ maxAgeSeconds, ...changed }: { maxAgeSeconds?: number } & Partial<typeof settings> = {}) {
  const state = {
    nowSeconds: 0,
    loads: 0,
    events: [] as KeySetEvent[],
    keys: [one],
    /** What loads do instead of answering with the keys. */
    load: undefined as undefined | (() => Promise<LoadedJwks>),
  };
  const set = remoteKeySet(
    async () => {
      state.loads += 1;
      return state.load ? state.load() : { document: { keys: state.keys.map(({ jwk }) => jwk) }, maxAgeSeconds };
    },
    ['RS256', 'ES256'],
    { ...settings, ...changed },
    () => state.nowSeconds * 1000,
    (event) => state.events.push(event),
  );
  return Object.assign(state, set);
}

const down = async () => {
  throw new Error('connect ECONNREFUSED');
};

describe('a remote key set', () => {
  test('loads once and keeps the keys', async () => {
    const set = keySet();
    const first = await set.find(wanted('one'));
    expect(first).toBeDefined();
    set.nowSeconds = 400;
    expect(await set.find(wanted('one'))).toBe(first);
    expect(set.loads).toBe(1);
    expect(set.events).toEqual([{ event: 'fetched', durationMs: 0, keys: 1 }]);
  });

  test('is loaded by prefetch before anyone asks', async () => {
    const set = keySet();
    await set.ahead?.prefetch();
    await set.find(wanted('one'));
    expect(set.loads).toBe(1);
  });

  test('verifies a first signature while it is loaded, which takes longer than those of requests', async () => {
    const verify = jest.spyOn(crypto.subtle, 'verify');
    try {
      await keySet().ahead?.prefetch();
      expect(verify).toHaveBeenCalledTimes(1);
    } finally {
      verify.mockRestore();
    }
  });

  test('lets however many requests wait for one load', async () => {
    const set = keySet();
    const found = await Promise.all(Array.from({ length: 50 }, () => set.find(wanted('one'))));
    expect(new Set(found).size).toBe(1);
    expect(set.loads).toBe(1);
  });

  test('survives a failed prefetch, reports it, and loads once the backoff is over', async () => {
    const set = keySet();
    set.load = down;
    await expect(set.ahead?.prefetch()).rejects.toThrow('connect ECONNREFUSED');
    expect(set.events).toEqual([{ event: 'fetch_failed', durationMs: 0, detail: 'connect ECONNREFUSED' }]);
    set.load = undefined;
    set.nowSeconds = 1;
    expect(await set.find(wanted('one'))).toBeDefined();
  });

  test('without any key yet is unavailable, and says why', async () => {
    const set = keySet();
    set.load = down;
    await expect(set.find(wanted('one'))).rejects.toMatchObject({
      ...unavailable('no keys yet; the last fetch failed: connect ECONNREFUSED'),
      cause: { message: 'connect ECONNREFUSED' },
    });
  });

  test.each([
    [
      'another document',
      { issuer: 'x', jwks_uri: 'y' },
      'expected a JWKS with an array of "keys", received an object with the members issuer, jwks_uri',
    ],
    ['an empty object', {}, 'expected a JWKS with an array of "keys", received an object with the members (none)'],
    ['an array', [one.jwk], 'expected a JWKS with an array of "keys", received an array'],
    ['a text', 'keys', 'expected a JWKS with an array of "keys", received "keys"'],
    ['a long text', 'x'.repeat(100), `expected a JWKS with an array of "keys", received "${'x'.repeat(79)}`],
    [
      'an object with many members',
      Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`m${index}`, index])),
      `expected a JWKS with an array of "keys", received an object with the members ${Array.from({ length: 20 }, (_, index) => `m${index}`).join(', ')}`,
    ],
    [
      'an object with a long member',
      { ['x'.repeat(300)]: 1 },
      `expected a JWKS with an array of "keys", received an object with the members ${'x'.repeat(200)}`,
    ],
    ['no document', null, 'expected a JWKS with an array of "keys", received null'],
    [
      'no usable key',
      { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] },
      'expected a JWKS with at least one public signature key for RS256, ES256, received 0 other keys',
    ],
    [
      'keys for other algorithms alone',
      { keys: [{ ...one.jwk, alg: 'RSA-OAEP', use: undefined }, signingKey({ alg: 'ES384' }).jwk] },
      'expected a JWKS with at least one public signature key for RS256, ES256, received 2 other keys',
    ],
    [
      'a key that is none: a point off its curve',
      { keys: [OFF_CURVE] },
      'expected a JWKS with at least one public signature key for RS256, ES256, received 1 other keys',
    ],
  ])('takes %s for a failed load', async (_title, document, detail) => {
    const set = keySet();
    set.load = async () => ({ document });
    await expect(set.find(wanted('one'))).rejects.toMatchObject(
      unavailable(`no keys yet; the last fetch failed: ${detail}`),
    );
  });

  test('tries again after 1 s, doubling up to 60 s, while loads fail', async () => {
    const set = keySet();
    set.load = down;
    const attemptsAt: number[] = [];
    for (set.nowSeconds = 0; set.nowSeconds < 250; set.nowSeconds += 0.5) {
      const before = set.loads;
      await expect(set.find(wanted('one'))).rejects.toThrow('key_set_unavailable');
      if (set.loads > before) attemptsAt.push(set.nowSeconds);
    }
    expect(attemptsAt).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243]);
  });

  test('starts the backoff anew after a load that worked', async () => {
    const set = keySet();
    set.load = down;
    for (set.nowSeconds = 0; set.nowSeconds < 10; set.nowSeconds += 1) await set.find(wanted('one')).catch(() => {});
    set.load = undefined;
    set.nowSeconds = 20;
    await set.find(wanted('one'));
    set.load = down;
    set.nowSeconds = 1_000;
    await set.find(wanted('one'));
    const before = set.loads;
    set.nowSeconds = 1_001;
    await set.find(wanted('one'));
    expect(set.loads).toBe(before + 1);
  });

  describe('freshness', () => {
    test.each([
      ['maxAgeSeconds where the server says nothing', undefined, 600],
      ["the server's max-age below it", 300, 300],
      ['60 s at least', 5, 60],
      ['maxAgeSeconds at most', 86_400, 600],
    ])('lasts %s', async (_title, maxAgeSeconds, lastsSeconds) => {
      const set = remoteWithMaxAge(maxAgeSeconds);
      await set.find(wanted('one'));
      set.keys = [one, two];
      set.nowSeconds = lastsSeconds * 0.8 - 0.001;
      await set.find(wanted('one'));
      expect(set.loads).toBe(1);
      set.nowSeconds = lastsSeconds;
      await set.find(wanted('one'));
      expect(set.loads).toBe(2);
      expect(await set.find(wanted('two'))).toBeDefined();
      expect(set.loads).toBe(2);
    });

    function remoteWithMaxAge(maxAgeSeconds: number | undefined) {
      const set = keySet();
      set.load = async () => ({ document: { keys: set.keys.map(({ jwk }) => jwk) }, maxAgeSeconds });
      return set;
    }

    test('is renewed ahead of its end without a request that waits', async () => {
      const set = keySet();
      const first = await set.find(wanted('one'));
      const gate = promise<LoadedJwks>();
      set.load = () => gate.promise;
      set.nowSeconds = 480;
      expect(await set.find(wanted('one'))).toBe(first);
      expect(set.loads).toBe(2);
      gate.resolve({ document: { keys: [one.jwk, two.jwk] } });
      await gate.promise;
      expect(await set.find(wanted('two'))).toBeDefined();
      expect(set.loads).toBe(2);
    });

    test('renewed in vain ahead of its end harms nobody', async () => {
      const set = keySet();
      const first = await set.find(wanted('one'));
      set.load = down;
      set.nowSeconds = 480;
      expect(await set.find(wanted('one'))).toBe(first);
      expect(await set.find(wanted('one'))).toBe(first);
      expect(set.events.map(({ event }) => event)).toEqual(['fetched', 'fetch_failed']);
    });

    test('that ended while loads fail leaves the last good keys serving, for maxStaleSeconds, and reports it', async () => {
      const set = keySet();
      const first = await set.find(wanted('one'));
      set.load = down;
      set.nowSeconds = 600;
      expect(await set.find(wanted('one'))).toBe(first);
      set.nowSeconds = 600 + 3_599;
      expect(await set.find(wanted('one'))).toBe(first);
      expect(set.events.filter(({ event }) => event === 'stale')).toEqual([
        { event: 'stale', staleSeconds: 0 },
        { event: 'stale', staleSeconds: 3_599 },
      ]);
      set.nowSeconds = 600 + 3_600;
      await expect(set.find(wanted('one'))).rejects.toMatchObject(
        unavailable(
          'the last good keys ran out more than 3600 s (maxStaleSeconds) ago; the last fetch failed: connect ECONNREFUSED',
        ),
      );
    });
  });

  describe('an unknown kid', () => {
    test('causes one refetch, which finds a key that was rotated in', async () => {
      const set = keySet();
      await set.find(wanted('one'));
      set.keys = [one, two];
      expect(await set.find(wanted('two'))).toBeDefined();
      expect(set.loads).toBe(2);
    });

    test('that stays unknown starts a cooldown, in which no other causes a refetch', async () => {
      const set = keySet();
      await set.find(wanted('one'));
      for (let attempt = 0; attempt < 1_000; attempt += 1)
        expect(await set.find(wanted(`random-${attempt}`))).toBeUndefined();
      expect(set.loads).toBe(2);
      set.nowSeconds = 29.999;
      expect(await set.find(wanted('random'))).toBeUndefined();
      expect(set.loads).toBe(2);
      set.nowSeconds = 30;
      set.keys = [one, two];
      expect(await set.find(wanted('two'))).toBeDefined();
      expect(set.loads).toBe(3);
    });

    test('asked for by many requests at once causes one refetch', async () => {
      const set = keySet();
      await set.find(wanted('one'));
      set.keys = [one, two];
      const found = await Promise.all(Array.from({ length: 20 }, () => set.find(wanted('two'))));
      expect(found.every((key) => key !== undefined)).toBe(true);
      expect(set.loads).toBe(2);
    });

    test('waits for a refresh that is under way, which starts no cooldown', async () => {
      const set = keySet();
      await set.find(wanted('one'));
      const gate = promise<LoadedJwks>();
      set.load = () => gate.promise;
      set.nowSeconds = 480;
      await set.find(wanted('one'));
      const finding = set.find(wanted('two'));
      gate.resolve({ document: { keys: [one.jwk, two.jwk] } });
      expect(await finding).toBeDefined();
      expect(set.loads).toBe(2);
      set.load = undefined;
      expect(await set.find(wanted('three'))).toBeUndefined();
      expect(set.loads).toBe(3);
    });

    test('is unavailable, not unknown, while the refetch fails or is backed off, and starts no cooldown', async () => {
      const set = keySet();
      await set.find(wanted('one'));
      set.load = down;
      const message =
        'the token names a key that is not among the last good ones; the last fetch failed: connect ECONNREFUSED';
      await expect(set.find(wanted('two'))).rejects.toMatchObject(unavailable(message));
      await expect(set.find(wanted('two'))).rejects.toMatchObject(unavailable(message));
      expect(set.loads).toBe(2);
      set.load = undefined;
      set.keys = [one, two];
      set.nowSeconds = 1;
      expect(await set.find(wanted('two'))).toBeDefined();
    });
  });

  describe('under a flood of random kids', () => {
    /** A hundred unknown kids every 60 ms, a minute long; what happens meanwhile is done at its time. */
    async function flood(set: ReturnType<typeof keySet>, meanwhile: (second: number) => Promise<void>) {
      let asked = 0;
      for (set.nowSeconds = 1; set.nowSeconds < 61; set.nowSeconds += 0.06) {
        await meanwhile(set.nowSeconds);
        const found = Array.from({ length: 100 }, (_, index) => set.find(wanted(`random-${asked + index}`)));
        expect((await Promise.all(found)).every((key) => key === undefined)).toBe(true);
        asked += found.length;
      }
      return asked;
    }

    test('fetches once a cooldown, and the keys that it has serve on', async () => {
      const set = keySet();
      const known = await set.find(wanted('one'));
      const asked = await flood(set, async () => expect(await set.find(wanted('one'))).toBe(known));
      expect(asked).toBeGreaterThanOrEqual(100_000);
      expect(set.loads).toBe(1 + 2);
    });

    test('finds a key that is rotated in once the cooldown is over', async () => {
      const set = keySet();
      await set.find(wanted('one'));
      let foundAt: number | undefined;
      await flood(set, async (second) => {
        if (second < 10) return;
        set.keys = [one, two];
        if (await set.find(wanted('two'))) foundAt ??= second;
      });
      expect(foundAt).toBeCloseTo(31, 0);
      expect(set.loads).toBeLessThanOrEqual(3);
    });
  });

  describe('in a function that is frozen between two requests', () => {
    /** A refresh in the background has begun, and the function is frozen with it. */
    async function frozen() {
      const set = keySet();
      const first = await set.find(wanted('one'));
      const refresh = promise<LoadedJwks>();
      set.load = () => refresh.promise;
      set.nowSeconds = 480;
      await set.find(wanted('one'));
      expect(set.loads).toBe(2);
      return { set, first, refresh };
    }

    test('lets no request wait for a load that slept with it', async () => {
      const { set, first } = await frozen();
      set.load = undefined;
      set.nowSeconds += 3_600;
      expect(await set.find(wanted('one'))).toBe(first);
      expect(set.loads).toBe(3);
    });

    test('takes a load for asleep once it took a second longer than it may', async () => {
      const { set } = await frozen();
      set.nowSeconds += 4;
      await set.find(wanted('one'));
      expect(set.loads).toBe(2);
      set.nowSeconds += 0.001;
      await set.find(wanted('one'));
      expect(set.loads).toBe(3);
    });

    test('takes no keys from a load that slept with it', async () => {
      const { set, refresh } = await frozen();
      set.load = undefined;
      set.keys = [two];
      set.nowSeconds += 3_600;
      expect(await set.find(wanted('two'))).toBeDefined();
      refresh.resolve({ document: { keys: [one.jwk] } });
      await settled();
      expect(await set.find(wanted('two'))).toBeDefined();
      expect(set.loads).toBe(3);
      expect(set.events.map(({ event }) => event)).toEqual(['fetched', 'fetched']);
    });

    test('does not make the next refresh wait for a load that slept for some seconds', async () => {
      const { set, refresh } = await frozen();
      set.nowSeconds += 5;
      refresh.reject(new Error('no complete answer within 3000 ms'));
      await settled();
      await set.find(wanted('one'));
      expect(set.loads).toBe(3);
    });

    test('lets init end well where a newer load has brought the keys', async () => {
      const set = keySet();
      const slept = promise<LoadedJwks>();
      set.load = () => slept.promise;
      const prefetched = set.ahead?.prefetch();
      set.nowSeconds = 3_600;
      set.load = undefined;
      await set.find(wanted('one'));
      slept.reject(new Error('read ECONNRESET'));
      await expect(prefetched).resolves.toBeUndefined();
    });

    test('does not hold it against the issuer that a load slept for an hour', async () => {
      const { set, first, refresh } = await frozen();
      set.nowSeconds += 3_600;
      refresh.reject(new Error('read ECONNRESET'));
      await settled();
      set.load = undefined;
      expect(await set.find(wanted('one'))).toBe(first);
      // Nothing was reported, and nothing waits for a backoff.
      expect(set.loads).toBe(3);
      expect(set.events.map(({ event }) => event)).toEqual(['fetched', 'fetched']);
    });

    test('reports no load in the background that timed out, and begins the next one later each time', async () => {
      const set = keySet();
      const first = await set.find(wanted('one'));
      const begunAt: number[] = [];
      for (set.nowSeconds = 480; set.nowSeconds < 520; set.nowSeconds += 0.5) {
        const slow = promise<LoadedJwks>();
        set.load = () => slow.promise;
        const before = set.loads;
        expect(await set.find(wanted('one'))).toBe(first);
        if (set.loads === before) continue;
        begunAt.push(set.nowSeconds);
        set.nowSeconds += 3;
        slow.reject(new Error('no complete answer within 3000 ms'));
        await settled();
      }
      expect(begunAt).toEqual([480, 484, 489, 496, 507]);
      expect(set.events.map(({ event }) => event)).toEqual(['fetched']);
    });

    test('lets a request try at once where init has left its load behind, which then timed out', async () => {
      const set = keySet();
      const slow = promise<LoadedJwks>();
      set.load = () => slow.promise;
      const prefetched = set.ahead?.prefetch();
      set.ahead?.release();
      set.nowSeconds = 3.5;
      slow.reject(new Error('no complete answer within 3000 ms'));
      await prefetched;
      set.load = undefined;
      expect(await set.find(wanted('one'))).toBeDefined();
      expect(set.events.map(({ event }) => event)).toEqual(['fetched']);
    });

    test('has no failure to name where init has left a load behind that a request had joined', async () => {
      const set = keySet();
      const slow = promise<LoadedJwks>();
      set.load = () => slow.promise;
      const prefetched = set.ahead?.prefetch();
      const finding = set.find(wanted('one'));
      set.ahead?.release();
      set.nowSeconds = 3.5;
      slow.reject(new Error('no complete answer within 3000 ms'));
      await prefetched;
      await expect(finding).rejects.toMatchObject(
        unavailable('no keys yet; the last fetch failed: it has not ended yet'),
      );
    });

    test('gives what the newer load brings to those who wait for the one that it replaced', async () => {
      const set = keySet();
      const slept = promise<LoadedJwks>();
      set.load = () => slept.promise;
      const early = set.find(wanted('one'));
      set.nowSeconds = 3_600;
      const next = promise<LoadedJwks>();
      set.load = () => next.promise;
      const late = set.find(wanted('one'));
      slept.reject(new Error('read ECONNRESET'));
      await settled();
      next.resolve({ document: { keys: [one.jwk] } });
      expect(await early).toBeDefined();
      expect(await early).toBe(await late);
      expect(set.loads).toBe(2);
    });

    test('reports a load in the background that failed in time', async () => {
      const { set, refresh } = await frozen();
      set.nowSeconds += 2;
      refresh.reject(new Error('read ECONNRESET'));
      await settled();
      await set.find(wanted('one'));
      expect(set.events.slice(1)).toEqual([{ event: 'fetch_failed', durationMs: 2_000, detail: 'read ECONNRESET' }]);
    });

    test('loads once more for a request that was frozen while it waited', async () => {
      const set = keySet();
      const slept = promise<LoadedJwks>();
      set.load = () => slept.promise;
      const finding = set.find(wanted('one'));
      set.nowSeconds = 3_600;
      set.load = undefined;
      slept.reject(new Error('read ETIMEDOUT'));
      expect(await finding).toBeDefined();
      expect(set.loads).toBe(2);
      expect(set.events).toEqual([{ event: 'fetched', durationMs: 0, keys: 1 }]);
    });

    test('takes it for a failure where the second load of a request is frozen as well', async () => {
      const set = keySet();
      set.load = async () => {
        set.nowSeconds += 10;
        throw new Error('read ETIMEDOUT');
      };
      await expect(set.find(wanted('one'))).rejects.toMatchObject(
        unavailable('no keys yet; the last fetch failed: read ETIMEDOUT'),
      );
      expect(set.loads).toBe(2);
    });

    test('takes a timeout for a failure where a request waited', async () => {
      const set = keySet();
      const slow = promise<LoadedJwks>();
      set.load = () => slow.promise;
      const finding = set.find(wanted('one'));
      set.nowSeconds = 3;
      slow.reject(new Error('no complete answer within 3000 ms'));
      await expect(finding).rejects.toMatchObject(
        unavailable('no keys yet; the last fetch failed: no complete answer within 3000 ms'),
      );
    });
  });

  test('gives the same key object as long as the set holds the same key, and another for another', async () => {
    const set = keySet();
    const before = await set.find(wanted('one'));
    set.nowSeconds = 601;
    expect(await set.find(wanted('one'))).toBe(before);
    set.keys = [signingKey({ kid: 'one' })];
    set.nowSeconds = 1_202;
    expect(await set.find(wanted('one'))).not.toBe(before);
    expect(set.loads).toBe(3);
  });

  test('takes a key that is published twice for one', async () => {
    const set = keySet();
    set.load = async () => ({ document: { keys: [one.jwk, { ...one.jwk, x5c: ['MIIB'] }, { ...one.jwk }] } });
    expect(await set.find(wanted('one'))).toBeDefined();
  });

  test('leaves out a key that is none, and serves the others', async () => {
    const set = keySet();
    set.load = async () => ({ document: { keys: [OFF_CURVE, one.jwk] } });
    expect(await set.find(wanted('one'))).toBeDefined();
    expect(await set.find({ kid: OFF_CURVE.kid, alg: 'ES256' })).toBeUndefined();
  });

  describe('of keys without kid', () => {
    const unnamed = { alg: 'RS256' } as const;
    const without = (key: typeof one) => ({ ...key.jwk, kid: undefined });

    /** A set whose only key has been replaced by another. */
    async function replaced() {
      const set = keySet();
      let published = one;
      set.load = async () => ({ document: { keys: [without(published)] } });
      const before = await set.find(unnamed);
      if (!before) throw new Error('the key was not found');
      published = two;
      return { set, before };
    }

    test('the successor of one that does not fit a signature is fetched', async () => {
      const { set, before } = await replaced();
      const successor = await set.findSuccessor?.(before, unnamed);
      expect(successor).toBeDefined();
      expect(successor).toBe(await set.find(unnamed));
      expect(set.loads).toBe(2);
    });

    test('there is one fetch a cooldown, however many signatures do not fit', async () => {
      const { set } = await replaced();
      for (let attempt = 0; attempt < 100; attempt += 1) {
        const key = await set.find(unnamed);
        if (key) await set.findSuccessor?.(key, unnamed);
      }
      expect(set.loads).toBe(2);
    });

    test('a token that names a key has no other', async () => {
      const { set, before } = await replaced();
      expect(await set.findSuccessor?.(before, wanted('one'))).toBeUndefined();
      expect(set.loads).toBe(1);
    });
  });

  test('no longer knows a key that left the set', async () => {
    const set = keySet();
    set.keys = [one, two];
    expect(await set.find(wanted('two'))).toBeDefined();
    set.keys = [one];
    set.nowSeconds = 601;
    expect(await set.find(wanted('two'))).toBeUndefined();
  });
});

describe('pinned keys', () => {
  const { find, ahead } = pinnedKeySet({ keys: [one.jwk, two.jwk, signingKey({ kid: 'ec', alg: 'ES256' }).jwk] });

  test('are found by kid, algorithm and curve', async () => {
    expect(ahead).toBeUndefined();
    expect(await find(wanted('one'))).toBeDefined();
    expect(await find({ alg: 'ES256' })).toBeDefined();
    expect(await find({ kid: 'ec', alg: 'ES384' })).toBeUndefined();
    expect(await find(wanted('three'))).toBeUndefined();
  });

  test('are not found where several fit', async () => {
    expect(await find({ alg: 'RS256' })).toBeUndefined();
  });

  test('that are no keys at all are none', async () => {
    expect(await pinnedKeySet(undefined).find(wanted('one'))).toBeUndefined();
  });

  test('are imported once an algorithm', async () => {
    const key = await find(wanted('one'));
    expect(await key?.import('RS256')).toBe(await key?.import('RS256'));
  });

  test("that cannot be imported are our fault, not the token's", async () => {
    const broken = { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA', kid: 'broken' };
    const key = await pinnedKeySet({ keys: [broken] }).find({ kid: 'broken', alg: 'ES256' });
    await expect(key?.import('ES256')).rejects.toMatchObject({
      message: expect.stringMatching(/^key_set_unavailable: the key "broken" cannot be imported: ./),
      cause: { message: expect.any(String) },
    });
  });
});

/** Everything that waits for nothing but promises has happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function promise<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  return {
    promise: new Promise<T>((onValue, onError) => {
      resolve = onValue;
      reject = onError;
    }),
    resolve: (value: T) => resolve(value),
    reject: (error: Error) => reject(error),
  };
}
