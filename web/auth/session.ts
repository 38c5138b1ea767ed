/** Keeps one login alive: renews it before it expires, once at a time, and says when it has ended; clock and timers are handed in. */
import { type Login, renewAtMs } from './login.ts';
import { Refusal } from './refusal.ts';

export type SessionState =
  | { readonly kind: 'anonymous'; readonly notice?: string }
  | { readonly kind: 'active'; readonly login: Login }
  /** The issuer renews no more. Who it was and what is on the page stay until somebody logs in again. */
  | { readonly kind: 'ended'; readonly login: Login };

export interface Session {
  state(): SessionState;
  /** @returns what ends the subscription */
  subscribe(listener: () => void): () => void;
  begin(login: Login): void;
  /** Forgets the login. */
  end(notice?: string): void;
  /** The access token, renewed first where it has run out; undefined where there is none to be had now. */
  accessToken(): Promise<string | undefined>;
  /** Renews, or joins the renewal under way: a rotating refresh token must not be used twice. @returns whether there is a new token */
  renew(): Promise<boolean>;
  /** What the API refuses although it was just renewed is no login any more. */
  reject(): void;
}

export interface Timers {
  now(): number;
  setTimeout(callback: () => void, delayMs: number): number;
  clearTimeout(id: number | undefined): void;
}

/** Until an issuer that does not answer is asked again. */
const RETRY_MS = 5_000;

/** `setTimeout` counts in 32 bits. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** @param renewLogin throws a {@link Refusal} where the login is over, and any other error where the issuer did not answer */
export function createSession(renewLogin: (login: Login) => Promise<Login>, timers: Timers): Session {
  const listeners = new Set<() => void>();
  let state: SessionState = { kind: 'anonymous' };
  let timer: number | undefined;
  let renewal: Promise<boolean> | undefined;

  function become(next: SessionState): void {
    timers.clearTimeout(timer);
    state = next;
    for (const listener of [...listeners]) listener();
  }

  function renewIn(delayMs: number): void {
    timers.clearTimeout(timer);
    timer = timers.setTimeout(() => void renew(), Math.min(Math.max(delayMs, 0), LONGEST_TIMEOUT_MS));
  }

  function begin(login: Login): void {
    become({ kind: 'active', login });
    // Without a refresh token nothing comes of renewing early, so the login lasts as long as its token.
    renewIn((login.refreshToken === undefined ? login.expiresAtMs : renewAtMs(login)) - timers.now());
  }

  function renew(): Promise<boolean> {
    renewal ??= renewOnce().finally(() => {
      renewal = undefined;
    });
    return renewal;
  }

  async function renewOnce(): Promise<boolean> {
    const before = state;
    if (before.kind !== 'active') return false;
    try {
      const login = await renewLogin(before.login);
      // Somebody logged out meanwhile.
      if (state !== before) return false;
      begin(login);
      return true;
    } catch (error) {
      if (state !== before) return false;
      if (error instanceof Refusal) become({ kind: 'ended', login: before.login });
      else renewIn(RETRY_MS);
      return false;
    }
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    begin,
    end: (notice) => become({ kind: 'anonymous', notice }),
    async accessToken() {
      // A machine that slept finds its token expired before its timer fires.
      if (state.kind === 'active' && state.login.expiresAtMs <= timers.now()) await renew();
      return state.kind === 'active' && state.login.expiresAtMs > timers.now() ? state.login.accessToken : undefined;
    },
    renew,
    reject() {
      if (state.kind === 'active') become({ kind: 'ended', login: state.login });
    },
  };
}
