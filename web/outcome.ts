/** A call of the API and all that can become of it, as types. */

/** One thing wrong with what was sent, as the API says it. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

export type Failure =
  /** The login has ended; the session's state says so as well. */
  | { readonly kind: 'ended' }
  /** The token lacks these scopes. */
  | { readonly kind: 'forbidden'; readonly scopes: readonly string[] }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] }
  /** Nothing is wrong with the request: it may go through another time. */
  | { readonly kind: 'unavailable'; readonly cause: 'offline' | 'unreachable' | 'slow' | 'failing' };

export type Outcome<T> = { readonly kind: 'ok'; readonly value: T } | Failure;

export interface ApiRequest<T> {
  readonly method: 'GET' | 'POST';
  /** Path and query, after the API's URL. */
  readonly path: string;
  /** The scope that the route asks for, to be named where the answer names none. */
  readonly scope: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: string;
  /** The answer's JSON, or undefined where it is not what was expected. */
  readonly parse: (json: unknown) => T | undefined;
}

export type CallApi = <T>(request: ApiRequest<T>) => Promise<Outcome<T>>;
