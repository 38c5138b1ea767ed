import { tokenCache } from '../../../lambda/authorizer/token-cache.ts';
import { config, testAuthorizer } from '../../fixtures/authorizer.ts';
import { AUDIENCE, ISSUER, NOW_MS, NOW_SECONDS, type SigningKey, signingKey, token } from '../../fixtures/tokens.ts';

const key = signingKey();

describe('a token that was seen before', () => {
  test('is answered alike, and logged as a hit', async () => {
    const authorizer = testAuthorizer(config([key]));
    const value = token(key);
    const first = await authorizer.ask(value);
    const firstLine = authorizer.lastDecision();
    const second = await authorizer.ask(value);
    expect(second).toEqual(first);
    expect(authorizer.lastDecision()).toEqual({ ...firstLine, tokenCache: 'hit' });
  });

  test.each([
    ['expired', { exp: NOW_SECONDS + 10 }, {}],
    ['too_old', {}, { maxTokenAgeSeconds: 100 }],
  ])('is rejected as %s when its time has come', async (reason, claims, issuer) => {
    let nowMs = NOW_MS;
    const authorizer = testAuthorizer(config([key], issuer), { nowMs: () => nowMs });
    const value = token(key, { claims });
    await authorizer.ask(value);
    nowMs += 100_000;
    await expect(authorizer.ask(value)).rejects.toThrow('Unauthorized');
    expect(authorizer.lastDecision()).toMatchObject({ reason, tokenCache: 'hit', issuer: ISSUER });
  });

  test('is verified again once its key has left the key set', async () => {
    let nowMs = NOW_MS;
    let published: SigningKey[] = [key];
    const document = {
      ...config([], { jwks: undefined }),
      issuers: [{ issuer: ISSUER, audience: AUDIENCE, jwksUri: 'https://issuer.example/jwks' }],
    };
    const authorizer = testAuthorizer(document, {
      nowMs: () => nowMs,
      getJson: async () => ({ body: { keys: published.map(({ jwk }) => jwk) } }),
    });
    const value = token(key, { claims: { exp: NOW_SECONDS + 86_400 } });
    await authorizer.ask(value);
    published = [signingKey()];
    nowMs += 601_000;
    await expect(authorizer.ask(value)).rejects.toThrow('Unauthorized');
    expect(authorizer.lastDecision()).toMatchObject({ reason: 'invalid_signature', tokenCache: 'miss' });
  });

  test('is a hit in the line of a fault as well, where nobody knows whether its key is still good', async () => {
    let nowMs = NOW_MS;
    let isDown = false;
    const document = {
      ...config([], { jwks: undefined }),
      issuers: [{ issuer: ISSUER, audience: AUDIENCE, jwksUri: 'https://issuer.example/jwks' }],
      jwksCache: { maxStaleSeconds: 0 },
    };
    const authorizer = testAuthorizer(document, {
      nowMs: () => nowMs,
      getJson: async () => {
        if (isDown) throw new Error('connect ECONNREFUSED');
        return { body: { keys: [key.jwk] } };
      },
    });
    const value = token(key, { claims: { exp: NOW_SECONDS + 86_400 } });
    await authorizer.ask(value);
    isDown = true;
    nowMs += 601_000;
    await expect(authorizer.ask(value)).rejects.toThrow('key_set_unavailable');
    expect(authorizer.lastDecision()).toMatchObject({ outcome: 'fault', tokenCache: 'hit' });
  });

  test('is verified anew where the cache is off', async () => {
    const authorizer = testAuthorizer(config([key], {}, { tokenCache: { maxEntries: 0 } }));
    const value = token(key);
    await authorizer.ask(value);
    await authorizer.ask(value);
    expect(authorizer.lastDecision()).toMatchObject({ outcome: 'allow', tokenCache: 'miss' });
  });

  test('was not kept if it was rejected', async () => {
    const authorizer = testAuthorizer(config([key]));
    const value = token(key, { claims: { aud: 'other' } });
    for (const _ of [1, 2]) await expect(authorizer.ask(value)).rejects.toThrow('Unauthorized');
    expect(authorizer.lastDecision()).toMatchObject({ reason: 'audience_mismatch', tokenCache: 'miss' });
  });
});

test('gives up the least recently used entry first', () => {
  const cache = tokenCache(2);
  const seen = {} as Parameters<typeof cache.set>[1];
  cache.set('a', seen);
  cache.set('b', seen);
  cache.get('a');
  cache.set('c', seen);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([seen, undefined, seen]);
  cache.delete('a');
  expect(cache.get('a')).toBeUndefined();
});

test('gives up nothing for a token that it does not know', () => {
  const cache = tokenCache(2);
  const seen = {} as Parameters<typeof cache.set>[1];
  cache.set('a', seen);
  expect(cache.get('unknown')).toBeUndefined();
  cache.set('b', seen);
  expect([cache.get('a'), cache.get('b')]).toEqual([seen, seen]);
});
