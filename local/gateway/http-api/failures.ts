/** Everything that API Gateway itself answers in an HTTP API's stead, as data: status and message; pure. */
import type { HttpAnswer } from '../http.ts';

export interface GatewayFailure {
  readonly status: number;
  readonly message: string;
  /** Why, for the log. Never holds what the caller or a function sent. */
  readonly explanation?: string;
}

export const unauthorized: GatewayFailure = { status: 401, message: 'Unauthorized' };
export const forbidden: GatewayFailure = { status: 403, message: 'Forbidden' };
export const notFound: GatewayFailure = { status: 404, message: 'Not Found' };
/** The body, or the event that holds it, is beyond the limit. */
export const tooLarge: GatewayFailure = { status: 413, message: 'Request Entity Too Large' };

/** An authorizer or a backend failed, or its answer is none that an HTTP API can use. */
export const internalServerError = (explanation: string): GatewayFailure => ({
  status: 500,
  message: 'Internal Server Error',
  explanation,
});

/** The backend took longer than the integration's timeout. */
export const serviceUnavailable = (explanation: string): GatewayFailure => ({
  status: 503,
  message: 'Service Unavailable',
  explanation,
});

export function toFailureAnswer({ status, message }: GatewayFailure): HttpAnswer {
  return {
    status,
    headers: [['Content-Type', 'application/json']],
    body: Buffer.from(JSON.stringify({ message })),
  };
}
