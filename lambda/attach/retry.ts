/** A RoutesApi and a clock come in, the same RoutesApi that waits and asks again where API Gateway says "not now" goes out. */
import type { RoutesApi } from './routes-api.ts';

export interface Clock {
  /** In milliseconds, as `Date.now`. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** API Gateway's words for "not now". */
const NOT_NOW: ReadonlySet<string> = new Set([
  // It takes few management calls a second from an account …
  'TooManyRequestsException',
  // … and one change of an API at a time.
  'ConflictException',
  // What IAM allows since a moment ago is not allowed everywhere yet.
  'AccessDeniedException',
]);

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;
/** Together a little over a minute of waiting: longer than a deployment of somebody else's keeps an API busy. */
const ATTEMPTS = 12;

/**
 * @param deadlineMs by the clock; no call begins after it
 * @returns an API whose errors are API Gateway's last word, with the number of attempts
 */
export function retrying(api: RoutesApi, clock: Clock, deadlineMs: number): RoutesApi {
  const persist = async <T>(call: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      if (clock.now() > deadlineMs) throw new Error('no time is left for further calls');
      try {
        return await call();
      } catch (error) {
        if (!mayPass(error)) throw error;
        const waitMs = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
        if (attempt === ATTEMPTS || clock.now() + waitMs > deadlineMs) {
          throw new Error(`${nameOf(error)} after ${attempt} ${attempt === 1 ? 'attempt' : 'attempts'}`, {
            cause: error,
          });
        }
        await clock.sleep(waitMs);
      }
    }
  };
  return {
    list: () => persist(() => api.list()),
    get: (routeId) => persist(() => api.get(routeId)),
    set: (route, authorization) => persist(() => api.set(route, authorization)),
  };
}

/** What the SDK adds to an error; there is no status where no answer came. */
interface CallError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

function mayPass(error: unknown): boolean {
  const { name, $metadata } = error as CallError;
  if ($metadata === undefined) return false;
  return NOT_NOW.has(name) || $metadata.httpStatusCode === undefined || $metadata.httpStatusCode >= 500;
}

function nameOf(error: unknown): string {
  const { name, message } = error as Error;
  return `${name}: ${message}`;
}
