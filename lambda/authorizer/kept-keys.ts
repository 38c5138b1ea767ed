/** How keys are loaded comes in, the keys go out: kept across invocations, refreshed ahead of their end, served stale while loads fail; clock and load are handed in. */
import { AuthorizerFault, type FaultReason } from './road.ts';

/** @param previous the keys at hand, so that one which did not change can stay the same object */
export type LoadKeys<K> = (previous: readonly K[]) => Promise<LoadedKeys<K>>;

export interface LoadedKeys<K> {
  readonly keys: readonly K[];
  /** For how long the source calls them fresh. */
  readonly maxAgeSeconds?: number;
}

export interface KeepSettings {
  /** Keys are fresh for as long as their source says, between 60 s and this; for this long where it says nothing. */
  readonly maxAgeSeconds: number;
  /** How long after the end of freshness the last good keys still serve while loads fail. */
  readonly maxStaleSeconds: number;
  /** The least time between two loads caused by tokens that fit no key. */
  readonly cooldownSeconds: number;
  /** How long a load may take. */
  readonly timeoutMs: number;
}

/** Something happened to a set of keys, for the log and the metrics. */
export type KeySetEvent =
  | { readonly event: 'fetched'; readonly durationMs: number; readonly keys: number }
  | { readonly event: 'fetch_failed'; readonly durationMs: number; readonly detail: string }
  | { readonly event: 'stale'; readonly staleSeconds: number };

/** How a fault speaks of the keys. */
export interface KeepWords {
  readonly reason: FaultReason;
  /** Such as `keys`. */
  readonly what: string;
  /** What a token that fits none of them is like. */
  readonly misfit: string;
}

export interface KeptKeys<K> {
  /**
   * What `pick` finds in the keys. Where it finds nothing, newer keys are loaded: those of a load that is under way, or of one more, which starts a
   * cooldown.
   *
   * @returns undefined where there is nothing to find, or within the cooldown
   * @throws AuthorizerFault with the reason of `KeepWords` where there are no keys, or newer ones are needed and cannot be had
   */
  find<R>(pick: (keys: readonly K[]) => R | undefined): Promise<R | undefined>;
  /** Loads ahead of the first request. Rejected with what made it fail, which then is reported already. */
  prefetch(): Promise<void>;
  /** Nothing waits for the prefetch any longer: should it be under way, the function may be frozen with it. */
  release(): void;
}

/** The least freshness that a source can ask for: a lower one would let it turn every request into a load. */
const MINIMUM_AGE_MS = 60_000;
/** The part of freshness after which keys are refreshed in the background. */
const REFRESH_AHEAD = 0.8;
const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 60_000;
/** How much longer than `timeoutMs` a load can seem to take on a busy machine; what takes longer was frozen with the function. */
const PATIENCE_MS = 1_000;

/** A load under way. */
interface Load {
  readonly startedMs: number;
  /** Whether a request, or init, waits for it, so that Lambda does not freeze the function meanwhile. */
  isAwaited: boolean;
  /** Whether it replaces one that was frozen all the same. */
  readonly isRepeated: boolean;
  done: Promise<void>;
}

/**
 * Keeps keys.
 *
 * - single flight: however many requests wait, one load runs
 * - refreshed in the background for the last fifth of their freshness; a request waits only when they ran out
 * - after a failed load the next is tried no sooner than 1 s later, doubling up to 60 s; meanwhile the last good keys serve, `maxStaleSeconds` at most
 * - Lambda freezes a function between two invocations, a load in the background with it. What such a load comes to after the thaw says nothing of the
 *   source: no request joins it, and it neither counts as a failure nor brings keys.
 *
 * @param nowMs milliseconds since the epoch: a clock that goes on while the function is frozen
 */
export function keepKeys<K>(
  load: LoadKeys<K>,
  settings: KeepSettings,
  words: KeepWords,
  nowMs: () => number,
  report: (event: KeySetEvent) => void,
): KeptKeys<K> {
  let current: { keys: readonly K[]; refreshAtMs: number; freshUntilMs: number } | undefined;
  let loading: Load | undefined;
  let lastFailure: unknown;
  let failures = 0;
  let retryAtMs = 0;
  let cooldownUntilMs = 0;

  const isBackingOff = () => nowMs() < retryAtMs;
  const wasFrozen = ({ startedMs }: Load) => nowMs() - startedMs > settings.timeoutMs + PATIENCE_MS;

  /** The load under way, or a new one. Its promise is rejected with what made it fail. */
  function start(): Load {
    return loading && !wasFrozen(loading) ? loading : begin(false);
  }

  function begin(isRepeated: boolean): Load {
    const own: Load = { startedMs: nowMs(), isAwaited: isRepeated, isRepeated, done: Promise.resolve() };
    loading = own;
    own.done = attempt(own).finally(() => {
      if (loading === own) loading = undefined;
    });
    own.done.catch(() => {});
    return own;
  }

  function waitForLoad(): Promise<void> {
    const started = start();
    started.isAwaited = true;
    return started.done;
  }

  async function attempt(own: Load): Promise<void> {
    const loaded = await load(current?.keys ?? []).then(
      (value) => ({ ok: true, value }) as const,
      (error: unknown) => ({ ok: false, error }) as const,
    );
    // Frozen and replaced meanwhile: whoever waits for this one waits for the other.
    if (loading !== own) return loading?.done;

    const durationMs = nowMs() - own.startedMs;
    if (loaded.ok) {
      if (wasFrozen(own) && !own.isAwaited) return;
      keep(loaded.value);
      report({ event: 'fetched', durationMs, keys: loaded.value.keys.length });
    } else if (own.isAwaited && wasFrozen(own) && !own.isRepeated) {
      return begin(true).done;
    } else if (own.isAwaited || durationMs < settings.timeoutMs) {
      noteFailure(loaded.error, durationMs);
      throw loaded.error;
    } else if (!wasFrozen(own)) {
      postponeRefresh();
    }
  }

  function keep({ keys, maxAgeSeconds = settings.maxAgeSeconds }: LoadedKeys<K>): void {
    const ageMs = Math.min(settings.maxAgeSeconds * 1000, Math.max(MINIMUM_AGE_MS, maxAgeSeconds * 1000));
    const loadedMs = nowMs();
    current = { keys, refreshAtMs: loadedMs + ageMs * REFRESH_AHEAD, freshUntilMs: loadedMs + ageMs };
    failures = 0;
    retryAtMs = 0;
  }

  function noteFailure(error: unknown, durationMs: number): void {
    lastFailure = error;
    retryAtMs = nowMs() + nextBackoffMs();
    report({ event: 'fetch_failed', durationMs, detail: (error as Error).message });
    const staleMs = current ? nowMs() - current.freshUntilMs : -1;
    if (staleMs >= 0) report({ event: 'stale', staleSeconds: Math.round(staleMs / 1000) });
  }

  /** A load in the background ran out of time. Whether the source is slow or the function was frozen for a moment, nobody can tell. */
  function postponeRefresh(): void {
    const backoffMs = nextBackoffMs();
    if (current) current.refreshAtMs = nowMs() + backoffMs;
  }

  function nextBackoffMs(): number {
    failures += 1;
    return Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failures - 1));
  }

  function unavailable(why: string): AuthorizerFault {
    const { message = 'it has not ended yet' } = (lastFailure ?? {}) as Partial<Error>;
    return new AuthorizerFault(words.reason, `${why}; the last fetch failed: ${message}`, { cause: lastFailure });
  }

  /** The keys to look in: fresh ones, or stale ones while loads fail. */
  async function usable(): Promise<readonly K[]> {
    if (!current || nowMs() >= current.freshUntilMs) {
      if (!isBackingOff()) await waitForLoad().catch(() => {});
    } else if (nowMs() >= current.refreshAtMs && !isBackingOff()) {
      start();
    }
    if (!current) throw unavailable(`no ${words.what} yet`);
    if (nowMs() - current.freshUntilMs >= settings.maxStaleSeconds * 1000) {
      throw unavailable(
        `the last good ${words.what} ran out more than ${settings.maxStaleSeconds} s (maxStaleSeconds) ago`,
      );
    }
    return current.keys;
  }

  return {
    async find(pick) {
      let found = pick(await usable());
      if (found === undefined && loading) {
        // A refresh that is under way anyhow costs nothing and starts no cooldown.
        await waitForLoad().catch(() => {});
        found = pick(await usable());
      }
      if (found !== undefined || nowMs() < cooldownUntilMs) return found;

      if (isBackingOff()) throw unavailable(words.misfit);
      try {
        await waitForLoad();
      } catch {
        throw unavailable(words.misfit);
      }
      cooldownUntilMs = nowMs() + settings.cooldownSeconds * 1000;
      return pick(await usable());
    },
    prefetch: waitForLoad,
    release() {
      if (loading) loading.isAwaited = false;
    },
  };
}
