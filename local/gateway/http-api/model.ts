/** The nouns of an HTTP API as the gateway serves it: routes, authorizers, integrations. Types only. */
import type { Segments } from '../path-pattern.ts';
import type { Cors } from './cors.ts';

export type PayloadFormatVersion = '1.0' | '2.0';

export interface HttpApi {
  readonly id: string;
  readonly region: string;
  /** `$default` is served at the root, any other under its name. */
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly cors?: Cors;
  readonly routes: readonly Route[];
}

export interface Route {
  /** As the template spells it: `GET /a/{id}`, `ANY /{proxy+}`, `$default`. */
  readonly key: string;
  /** Undefined for `$default`. */
  readonly pattern?: RoutePattern;
  readonly authorizer?: Authorizer;
  readonly integration: Integration;
}

export interface RoutePattern {
  /** `ANY` or an HTTP method. */
  readonly method: string;
  readonly segments: Segments;
}

export interface Integration {
  readonly functionId: string;
  readonly payloadFormatVersion: PayloadFormatVersion;
  readonly timeoutMs: number;
}

export interface Authorizer {
  readonly id: string;
  readonly functionId: string;
  readonly payloadFormatVersion: PayloadFormatVersion;
  /** Whether it answers `isAuthorized` instead of a policy. */
  readonly simpleResponses: boolean;
  /** 0 turns the cache off. */
  readonly resultTtlSeconds: number;
  /** Names of variables, as `variables.ts` takes them. */
  readonly identitySources: readonly string[];
}
