/** Tokens that were verified before, kept by a hash of their text in the memory of a warm function; the least recently used go first. */
import type { VerificationKey } from './key-set.ts';
import type { UnverifiedJwt, VerifiedClaims } from './road.ts';

/** What verification found, with the key that it was found with: once the key set holds another key, the entry is worth nothing. */
export interface SeenToken {
  readonly header: UnverifiedJwt['header'];
  readonly key: VerificationKey;
  readonly claims: VerifiedClaims;
}

export interface TokenCache {
  get(token: string): SeenToken | undefined;
  set(token: string, seen: SeenToken): void;
  delete(token: string): void;
}

/** @param maxEntries 0 keeps nothing */
export function tokenCache(maxEntries: number): TokenCache {
  if (maxEntries === 0) return NO_CACHE;
  const entries = new Map<string, SeenToken>();
  return {
    get(token) {
      const hash = hashOf(token);
      const seen = entries.get(hash);
      if (seen) {
        entries.delete(hash);
        entries.set(hash, seen);
      }
      return seen;
    },
    set(token, seen) {
      entries.set(hashOf(token), seen);
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries) return;
        entries.delete(oldest);
      }
    },
    delete(token) {
      entries.delete(hashOf(token));
    },
  };
}

/** Without a hash for each token, for which it would have to load `node:crypto`. */
const NO_CACHE: TokenCache = { get: () => undefined, set() {}, delete() {} };

/** The token itself is not kept, so that a dump of the memory holds no credential. */
function hashOf(token: string): string {
  // Not imported: it costs a third of the load, and where keys are fetched, TLS has brought it along during init.
  return process.getBuiltinModule('node:crypto').hash('sha256', token, 'base64');
}
