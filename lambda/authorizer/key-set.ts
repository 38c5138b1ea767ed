/** Where an issuer's JWKS can be loaded comes in, the key that fits a token's header goes out; keeps the keys, is handed clock and network. */
import { type CryptoKey, importJWK, type JWK } from 'jose';
import { type Algorithm, fitsAlgorithm, usableKeys } from './jwks.ts';
import type { LoadJwks } from './jwks-source.ts';
import { AuthorizerFault } from './road.ts';

/** A key as `jose` takes it: a public `CryptoKey`, or the bytes of a secret. */
export type CryptographicKey = CryptoKey | Uint8Array;

/** One key of a set; the same object as long as the set holds the same key, so that what it verified can be remembered with it. */
export interface VerificationKey {
  import(algorithm: Algorithm): Promise<CryptographicKey>;
}

/** What a token's header says of the key that signed it. */
export interface WantedKey {
  readonly kid?: string;
  readonly alg: Algorithm;
}

export interface KeySet {
  /**
   * @returns the one key that fits, or undefined where none does or several do
   * @throws AuthorizerFault `key_set_unavailable`, `secret_unavailable`
   */
  find(wanted: WantedKey): Promise<VerificationKey | undefined>;
  /** Loads ahead of the first request; a failure is reported and stays without consequence until keys are needed. */
  prefetch(): Promise<void>;
}

/** Something happened to a key set, for the log and the metrics. */
export type KeySetEvent =
  | { readonly event: 'fetched'; readonly durationMs: number; readonly keys: number }
  | { readonly event: 'fetch_failed'; readonly durationMs: number; readonly detail: string }
  | { readonly event: 'stale'; readonly staleSeconds: number };

export interface KeySetSettings {
  /** Keys are fresh for as long as `Cache-Control: max-age` says, between 60 s and this; for this long where it says nothing. */
  readonly maxAgeSeconds: number;
  /** How long after the end of freshness the last good keys still serve while fetches fail. */
  readonly maxStaleSeconds: number;
  /** The least time between two refetches caused by unknown `kid`s. */
  readonly cooldownSeconds: number;
}

/** The least freshness that a server can ask for: a lower one would let it turn every request into a fetch. */
const MINIMUM_AGE_MS = 60_000;
/** The part of freshness after which keys are refreshed in the background. */
const REFRESH_AHEAD = 0.8;
const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 60_000;

/** Keys written into the configuration: never touches the network. */
export function pinnedKeySet(document: unknown): KeySet {
  const keys = (usableKeys(document) ?? []).map(rememberImports);
  return {
    find: async (wanted) => theOnlyOne(select(keys, wanted)),
    prefetch: async () => {},
  };
}

/**
 * Keys that are loaded, kept across invocations and refreshed.
 *
 * - single flight: however many requests wait, one load runs
 * - refreshed in the background for the last fifth of their freshness; a request waits only when they ran out
 * - an unknown `kid` causes one refetch, then a cooldown
 * - after a failed load the next is tried no sooner than 1 s later, doubling up to 60 s; meanwhile the last good keys serve, `maxStaleSeconds` at most
 *
 * @param nowMs milliseconds since the epoch
 */
export function remoteKeySet(
  load: LoadJwks,
  settings: KeySetSettings,
  nowMs: () => number,
  report: (event: KeySetEvent) => void,
): KeySet {
  let current: { keys: KnownKey[]; refreshAtMs: number; freshUntilMs: number } | undefined;
  let loading: Promise<void> | undefined;
  let lastFailure: unknown;
  let failures = 0;
  let retryAtMs = 0;
  let cooldownUntilMs = 0;

  /** Joins the load under way, or starts one. Throws what made it fail. */
  function refetch(): Promise<void> {
    loading ??= fetchKeys().finally(() => {
      loading = undefined;
    });
    return loading;
  }

  async function fetchKeys(): Promise<void> {
    const startedMs = nowMs();
    try {
      const { document, maxAgeSeconds = settings.maxAgeSeconds } = await load();
      const keys = usableKeys(document);
      if (!keys) throw new Error('expected a JWKS with an array of "keys", received another document');
      if (keys.length === 0) throw new Error('expected a JWKS with at least one public signature key, received none');

      const maxAgeMs = settings.maxAgeSeconds * 1000;
      const ageMs = Math.min(maxAgeMs, Math.max(MINIMUM_AGE_MS, maxAgeSeconds * 1000));
      const loadedMs = nowMs();
      current = {
        keys: keys.map((jwk) => current?.keys.find((known) => isSameKey(known.jwk, jwk)) ?? rememberImports(jwk)),
        refreshAtMs: loadedMs + ageMs * REFRESH_AHEAD,
        freshUntilMs: loadedMs + ageMs,
      };
      failures = 0;
      retryAtMs = 0;
      report({ event: 'fetched', durationMs: loadedMs - startedMs, keys: keys.length });
    } catch (error) {
      lastFailure = error;
      retryAtMs = nowMs() + Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** failures);
      failures += 1;
      report({ event: 'fetch_failed', durationMs: nowMs() - startedMs, detail: (error as Error).message });
      const staleMs = current ? nowMs() - current.freshUntilMs : -1;
      if (staleMs >= 0) report({ event: 'stale', staleSeconds: Math.round(staleMs / 1000) });
      throw error;
    }
  }

  const isBackingOff = () => nowMs() < retryAtMs;

  function unavailable(what: string): AuthorizerFault {
    return new AuthorizerFault(
      'key_set_unavailable',
      `${what}; the last fetch failed: ${(lastFailure as Error).message}`,
      {
        cause: lastFailure,
      },
    );
  }

  /** The keys to look in: fresh ones, or stale ones while fetches fail. */
  async function usable(): Promise<KnownKey[]> {
    if (!current || nowMs() >= current.freshUntilMs) {
      if (!isBackingOff()) await refetch().catch(() => {});
    } else if (nowMs() >= current.refreshAtMs && !isBackingOff()) {
      void refetch().catch(() => {});
    }
    if (!current) throw unavailable('no keys yet');
    if (nowMs() - current.freshUntilMs >= settings.maxStaleSeconds * 1000) {
      throw unavailable(`the last good keys ran out more than ${settings.maxStaleSeconds} s (maxStaleSeconds) ago`);
    }
    return current.keys;
  }

  return {
    async find(wanted) {
      let fitting = select(await usable(), wanted);
      if (fitting.length === 0 && loading) {
        // A refresh that is under way anyhow costs nothing and starts no cooldown.
        await loading.catch(() => {});
        fitting = select(await usable(), wanted);
      }
      if (fitting.length > 0) return theOnlyOne(fitting);

      if (nowMs() < cooldownUntilMs) return undefined;
      if (isBackingOff()) throw unavailable('the token names a key that is not among the last good ones');
      try {
        await refetch();
      } catch {
        throw unavailable('the token names a key that is not among the last good ones');
      }
      cooldownUntilMs = nowMs() + settings.cooldownSeconds * 1000;
      return theOnlyOne(select(current?.keys ?? [], wanted));
    },
    async prefetch() {
      await refetch().catch(() => {});
    },
  };
}

interface KnownKey extends VerificationKey {
  readonly jwk: JWK;
}

function select(keys: readonly KnownKey[], { kid, alg }: WantedKey): KnownKey[] {
  return keys.filter(({ jwk }) => (kid === undefined || jwk.kid === kid) && fitsAlgorithm(jwk, alg));
}

/** Of several keys that fit none is tried: which one was meant is for the issuer to say, by distinct `kid`s. */
function theOnlyOne(fitting: readonly KnownKey[]): KnownKey | undefined {
  return fitting.length === 1 ? fitting[0] : undefined;
}

function rememberImports(jwk: JWK): KnownKey {
  const imports = new Map<Algorithm, Promise<CryptographicKey>>();
  return {
    jwk,
    import(algorithm) {
      const imported = imports.get(algorithm) ?? importKey(jwk, algorithm);
      imports.set(algorithm, imported);
      return imported;
    },
  };
}

async function importKey(jwk: JWK, algorithm: Algorithm): Promise<CryptographicKey> {
  try {
    return await importJWK({ ...jwk, alg: algorithm }, algorithm);
  } catch (cause) {
    throw new AuthorizerFault(
      'key_set_unavailable',
      `the key ${JSON.stringify(jwk.kid)} cannot be imported: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** `usableKeys` writes members in one order, so equal text is an equal key. */
function isSameKey(one: JWK, other: JWK): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
