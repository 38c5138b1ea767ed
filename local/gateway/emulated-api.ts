/** What the gateway knows of an API, whatever its kind: where it lies, which functions it needs, and how to have it answer requests. Types only. */
import type { Duplex } from 'node:stream';
import type { InvocationResult } from './function-thread.ts';
import type { HttpAnswer, HttpRequest } from './http.ts';

/** How an authorizer's answer came about, for the log. */
export type AuthorizerUse = 'called' | 'cached' | 'none';

export interface HandledRequest {
  readonly answer: HttpAnswer;
  /** Without the stage and the query. */
  readonly path: string;
  readonly authorizer: AuthorizerUse;
  /** Why API Gateway answered in the API's stead, where the answer itself does not say. */
  readonly explanation?: string;
}

export interface Effects {
  /** Milliseconds since the epoch. */
  now(): number;
  invoke(functionId: string, event: unknown): Promise<InvocationResult>;
}

export interface RunningApi {
  handle(request: HttpRequest): Promise<HandledRequest>;
  flushAuthorizerCache(): void;
}

export interface EmulatedApi {
  readonly kind: 'REST' | 'HTTP' | 'WEBSOCKET';
  /** `$default` is no part of an address. */
  readonly stage: string;
  /** The functions behind its routes and authorizers, by logical id. */
  readonly functionIds: ReadonlySet<string>;
  /** Each run has an authorizer cache of its own: what an old one still answers must not land in the next one's. */
  run(effects: Effects): RunningApi;
  /** Takes over a connection that was answered 101; without it the API knows no upgrades. */
  readonly converse?: (socket: Duplex) => void;
}
