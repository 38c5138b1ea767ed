/** One call's hold on the ledger, which keeps other calls away: the store, what was loaded from it, clock and ids come in. */
import type { Kept, LedgerStore } from './ledger-store.ts';
import type { Ledger } from './plan.ts';
import type { Clock } from './retry.ts';
import type { RoutesApi } from './routes-api.ts';

export interface Hold {
  /**
   * Saves what is to be known before the first change, and keeps other calls away from then on.
   *
   * @throws Error where it was not saved, or nobody knows
   */
  take(ledger: Ledger): Promise<void>;
  /** Keeps them away for longer, where the last time was a while ago. */
  renew(): Promise<void>;
  /** Saves what holds from now on, and lets the next call begin; may be called again where it failed. */
  release(ledger: Ledger): Promise<void>;
}

/**
 * How long a call keeps others away that does not say that it lives. Long enough for undoing, which renews nothing (260 s), after a call of API
 * Gateway (28 s), a renewal (108 s) and the time without one (30 s) at their worst; and shorter than another call waits (580 s), so that a call
 * that was killed does not fail the rollback.
 */
const LEASE_MS = 440_000;
const RENEWED_AFTER_MS = 30_000;

/** @param newId an id that no other saving has */
export function holdOn(store: LedgerStore, clock: Clock, newId: () => string, found: Kept): Hold {
  let last = found;
  /** Savings of which nobody knows whether they stand in the table. */
  let unsure: readonly string[] = [];
  const save = async (ledger: Ledger, busyUntilMs: number) => {
    const next: Kept = { ledger, version: newId(), busyUntilMs };
    const over = [last.version, ...unsure];
    unsure = [...unsure, next.version];
    await store.save(next, over);
    last = next;
    unsure = [];
  };
  const keep = (ledger: Ledger) => save(ledger, clock.now() + LEASE_MS);
  return {
    take: async (ledger) => {
      try {
        await keep(ledger);
      } catch (error) {
        const { name, message } = error as Error;
        const reason = `What the routes have could not be recorded (${name}: ${message})`;
        throw new Error(`${reason}; no route was changed: deploy again`, { cause: error });
      }
    },
    renew: async () => {
      if (clock.now() + LEASE_MS - last.busyUntilMs > RENEWED_AFTER_MS) await keep(last.ledger);
    },
    release: (ledger) => save(ledger, 0),
  };
}

/** The same API, whose calls renew the hold. */
export function renewing(api: RoutesApi, hold: Pick<Hold, 'renew'>): RoutesApi {
  const renewed = async <T>(call: () => Promise<T>): Promise<T> => {
    await hold.renew();
    return call();
  };
  return {
    list: () => renewed(() => api.list()),
    get: (routeId) => renewed(() => api.get(routeId)),
    set: (route, authorization) => renewed(() => api.set(route, authorization)),
  };
}
