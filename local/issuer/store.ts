/** Makes the issuer's memory: sessions, grants, codes and tokens in a map, behind the interface that oidc-provider asks for. */

import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

interface Entry {
  readonly payload: AdapterPayload;
  readonly expiresAtMs: number;
}

/**
 * An empty memory. It outlives the provider that uses it: a provider that is rebuilt with new keys and given the same
 * memory finds every session and refresh token again.
 * @param now the time in milliseconds since 1970
 */
export function createStore(now: () => number): AdapterFactory {
  const entries = new Map<string, Entry>();

  function forgetExpired(nowMs: number): void {
    for (const [key, entry] of entries) {
      if (entry.expiresAtMs <= nowMs) entries.delete(key);
    }
  }

  return (model: string): Adapter => {
    const keyOf = (id: string) => `${model}:${id}`;
    const findWhere = (matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined => {
      for (const [key, { payload }] of entries) {
        if (key.startsWith(keyOf('')) && matches(payload)) return payload;
      }
      return undefined;
    };

    return {
      async upsert(id, payload, expiresInSeconds) {
        const nowMs = now();
        forgetExpired(nowMs);
        const expiresAtMs = expiresInSeconds === undefined ? Number.POSITIVE_INFINITY : nowMs + expiresInSeconds * 1000;
        entries.set(keyOf(id), { payload, expiresAtMs });
      },
      async find(id) {
        return entries.get(keyOf(id))?.payload;
      },
      async findByUid(uid) {
        return findWhere((payload) => payload.uid === uid);
      },
      async findByUserCode(userCode) {
        return findWhere((payload) => payload.userCode === userCode);
      },
      async consume(id) {
        const payload = entries.get(keyOf(id))?.payload;
        if (payload !== undefined) payload.consumed = Math.floor(now() / 1000);
      },
      async destroy(id) {
        entries.delete(keyOf(id));
      },
      async revokeByGrantId(grantId) {
        for (const [key, { payload }] of entries) {
          if (payload.grantId === grantId) entries.delete(key);
        }
      },
    };
  };
}
