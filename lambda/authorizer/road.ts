/** The nouns of the road from event to answer, shared by all its rooms; imports nothing, holds no logic but the two classes of failure. */

/** Why a request is not authenticated, in order of precedence: a token with several faults is rejected for the first. */
export const UNAUTHENTICATED_REASONS = [
  'missing_token',
  'unsupported_scheme',
  'malformed_header',
  'token_too_large',
  'opaque_token',
  'encrypted_token',
  'malformed_token',
  'algorithm_not_allowed',
  'unknown_issuer',
  'unknown_key',
  'invalid_signature',
  'wrong_token_type',
  'id_token',
  'missing_claim',
  'expired',
  'not_yet_valid',
  'issued_in_future',
  'too_old',
  'audience_mismatch',
  'client_not_allowed',
  'claim_mismatch',
] as const;

/** Why a valid token does not open the asked route. */
export const FORBIDDEN_REASONS = ['insufficient_scope', 'route_not_listed'] as const;

/** Why no verdict could be reached; never the caller's fault, never answered with 401 or 403, never cached. */
export const FAULT_REASONS = [
  'key_set_unavailable',
  'secret_unavailable',
  'configuration_invalid',
  'unsupported_event',
] as const;

export type UnauthenticatedReason = (typeof UNAUTHENTICATED_REASONS)[number];
export type ForbiddenReason = (typeof FORBIDDEN_REASONS)[number];
export type FaultReason = (typeof FAULT_REASONS)[number];
export type Reason = UnauthenticatedReason | ForbiddenReason | FaultReason;

/** What is the caller's fault is returned, never thrown. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** What is our fault is thrown. The message says what was found, what was expected and what to do; it never holds a token or a claim. */
export class AuthorizerFault extends Error {
  override readonly name = 'AuthorizerFault';
  readonly reason: FaultReason;

  constructor(reason: FaultReason, message: string, options?: ErrorOptions) {
    super(`${reason}: ${message}`, options);
    this.reason = reason;
  }
}

/** The kinds of event, as they stand in the log. */
export type EventKind = 'rest-token' | 'rest-request' | 'http-1.0' | 'http-2.0' | 'websocket' | 'appsync';

/** What a request to an API asks for. */
export interface Target {
  /** The event's own ARN up to and including the stage, such as `arn:aws:execute-api:eu-west-1:123456789012:abc123/prod`. */
  readonly stageArn: string;
  /** As the ARN has it: `GET`; empty for a WebSocket. */
  readonly method: string;
  /** As the ARN has it, so the caller's own: it is matched against the table, never copied into a policy. */
  readonly path: string;
  /** The API's own route that was picked, where the event names it: `GET /timesheets/{id}`, `$default`, `$connect`. */
  readonly routeKey?: string;
}

/** What stands where the token is looked for, as the caller wrote it. */
export interface Presented {
  /** Every value that is there; more than one where a header came twice. */
  readonly values: readonly string[];
  /** Whether the values are `Bearer TOKEN` (a header), the token alone (a cookie, a parameter), or may be both (AppSync). */
  readonly form: 'bearer' | 'token' | 'either';
}

/** First room: an event of any kind, reduced to what the road needs. */
export interface AuthorizerRequest {
  readonly kind: EventKind;
  /** The gateway's request id where the event has one. */
  readonly requestId?: string;
  readonly presented: Presented;
  /** Absent for AppSync, which asks for the whole API at once. */
  readonly target?: Target;
}

/** Second room: what followed `Bearer`, of which nothing is known yet. */
export interface BearerToken {
  readonly value: string;
}

export type JsonObject = { readonly [name: string]: unknown };

/** Between the second room and the third: a well-formed JWS compact serialization (RFC 7515 §7.1), its signature not verified. */
export interface UnverifiedJwt {
  readonly value: string;
  readonly header: { readonly alg: string; readonly kid?: string; readonly typ?: string };
  readonly claims: JsonObject & {
    readonly iss?: string;
    readonly sub?: string;
    readonly aud?: string | readonly string[];
    readonly exp?: number;
    readonly nbf?: number;
    readonly iat?: number;
  };
}

declare const verified: unique symbol;

/** Third room: claims of a token whose signature, times, audience and type have been checked. Made in `claims.ts` alone. */
export interface VerifiedClaims {
  readonly [verified]: true;
  readonly issuer: string;
  /** The value of the principal claim; `principalId` in policies. */
  readonly principal: string;
  readonly sub?: string;
  readonly clientId?: string;
  /** Sorted, unique. */
  readonly scopes: readonly string[];
  /** Everything the token says, `exp`, `nbf` and `iat` among it. */
  readonly all: UnverifiedJwt['claims'];
}

/** What the policy says, in patterns relative to the stage (`GET/timesheets`), `*` and `?` being IAM's wildcards. */
export interface PolicyPatterns {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

/** What is said to a caller whose token is good, whatever the verdict. */
export interface Grant {
  readonly principalId: string;
  readonly context: Readonly<Record<string, string>>;
  /** The route's key in the table, where the table names the asked route. */
  readonly route?: string;
  /** What opens and closes routes, for answers that are policies. */
  readonly policy: PolicyPatterns;
  /** AppSync's `Type.field`s that the token does not open. */
  readonly deniedFields: readonly string[];
  /** The token's `exp`. */
  readonly expiresAtSeconds: number;
}

/** Fourth room: the verdict on what was asked for, and what the answer is made of. */
export type Decision =
  | { readonly outcome: 'unauthenticated'; readonly reason: UnauthenticatedReason; readonly route?: undefined }
  | (Grant & { readonly outcome: 'allow' })
  | (Grant & { readonly outcome: 'forbidden'; readonly reason: ForbiddenReason });

/** How an event ended, as the log and the metrics have it. */
export type Outcome = Decision['outcome'] | 'fault';

/** What the decision's log line will say, filled in along the road; the one thing that rooms write to. */
export interface Trace {
  kind?: EventKind;
  requestId?: string;
  /** The route's key in the table, never the caller's path. */
  route?: string;
  /** Only once the signature is verified. */
  issuer?: string;
  kid?: string;
  alg?: string;
  tokenCache?: 'hit' | 'miss';
}
