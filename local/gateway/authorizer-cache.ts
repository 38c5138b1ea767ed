/** API Gateway's cache of authorizer results: the answers for an authorizer's identity, each good for the authorizer's TTL; the clock is handed in. */

export interface AuthorizerCache<Answer> {
  find(key: string, ttlSeconds: number): Answer | undefined;
  keep(key: string, answer: Answer): void;
  flush(): void;
}

/** @param now milliseconds since the epoch */
export function createAuthorizerCache<Answer>(now: () => number): AuthorizerCache<Answer> {
  const entries = new Map<string, { readonly answer: Answer; readonly keptAtMs: number }>();
  return {
    find(key, ttlSeconds) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      if (now() - entry.keptAtMs < ttlSeconds * 1000) return entry.answer;
      entries.delete(key);
      return undefined;
    },
    keep(key, answer) {
      entries.set(key, { answer, keptAtMs: now() });
    },
    flush() {
      entries.clear();
    },
  };
}
