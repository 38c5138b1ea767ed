/** The neutral shapes between the HTTP server and an emulated API, and what every kind of API asks of them; pure. */

/** Names and values in the caller's order and spelling; a name may come more than once. */
export type HttpHeaders = readonly (readonly [name: string, value: string])[];

export interface HttpRequest {
  readonly method: string;
  /** Path and query exactly as the caller wrote them. */
  readonly target: string;
  readonly headers: HttpHeaders;
  /** Undefined when the body is longer than `MAX_BODY_BYTES`. */
  readonly body: Buffer | undefined;
  readonly sourceIp: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: Buffer;
}

/** API Gateway's payload limit, the same for REST and HTTP APIs ("Quotas for configuring and running a REST API"). */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** The value of a header under any spelling, the last one if it was sent more than once. */
export function headerValue(headers: HttpHeaders, name: string): string | undefined {
  return headers.findLast(([candidate]) => candidate.toLowerCase() === name.toLowerCase())?.[1];
}
