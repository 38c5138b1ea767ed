/** The nouns of a REST API as the gateway serves it: routes, authorizers, integrations. Types only. */
import type { Preflight } from './cors-preflight.ts';
import type { GatewayResponses } from './gateway-response.ts';
import type { IdentitySources } from './identity-source.ts';
import type { Resource } from './router.ts';

export interface RestApi {
  readonly id: string;
  readonly region: string;
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  /** Content types that travel as base64; `*` matches any part. */
  readonly binaryMediaTypes: readonly string[];
  readonly resources: readonly Resource<Method>[];
  readonly gatewayResponses: GatewayResponses;
}

export interface Method {
  readonly authorizer?: Authorizer;
  readonly integration: Integration;
}

export type Integration =
  | { readonly kind: 'lambda'; readonly functionId: string; readonly timeoutMs: number }
  | { readonly kind: 'preflight'; readonly preflight: Preflight };

export interface Authorizer {
  readonly id: string;
  readonly kind: 'TOKEN' | 'REQUEST';
  readonly functionId: string;
  /** 0 turns the cache off. */
  readonly resultTtlSeconds: number;
  readonly identitySources: IdentitySources;
  /** A token that does not match is refused without a call. */
  readonly validation?: RegExp;
}
