/** What a route has to say in, the proxy integration's response out. Pure. */
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Problem } from './problems.ts';

export interface ApiResponse {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

/** 400: what the caller sent, with every problem in it. */
export function badRequest(problems: readonly Problem[]): ApiResponse {
  return { statusCode: 400, body: { message: 'Bad request', problems } };
}

/**
 * The form that payload 1.0 and 2.0 both take.
 *
 * @param allowOrigin the origin whose pages may read the answer, or `*`. A REST API's proxy integration must say so itself,
 *   on every answer; without it, no CORS headers.
 */
export function toProxyResult(response: ApiResponse, allowOrigin: string | undefined): APIGatewayProxyResult {
  return {
    statusCode: response.statusCode,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      // The answer is one person's and changes with the next POST.
      'Cache-Control': 'no-store',
      ...corsHeaders(allowOrigin),
      ...response.headers,
    },
    body: JSON.stringify(response.body),
  };
}

function corsHeaders(allowOrigin: string | undefined): Record<string, string> {
  if (allowOrigin === undefined) return {};
  return {
    'Access-Control-Allow-Origin': allowOrigin,
    'Access-Control-Expose-Headers': 'Location, Idempotency-Replayed, WWW-Authenticate',
    ...(allowOrigin === '*' ? {} : { Vary: 'Origin' }),
  };
}
