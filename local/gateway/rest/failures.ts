/** Everything that API Gateway itself answers in a REST API's stead, as data: response type, status, message and error type; pure. */

/** API Gateway Developer Guide, "Gateway response types for API Gateway". */
export const GATEWAY_RESPONSE_TYPES = [
  'ACCESS_DENIED',
  'API_CONFIGURATION_ERROR',
  'AUTHORIZER_CONFIGURATION_ERROR',
  'AUTHORIZER_FAILURE',
  'BAD_REQUEST_BODY',
  'BAD_REQUEST_PARAMETERS',
  'DEFAULT_4XX',
  'DEFAULT_5XX',
  'EXPIRED_TOKEN',
  'INTEGRATION_FAILURE',
  'INTEGRATION_TIMEOUT',
  'INVALID_API_KEY',
  'INVALID_SIGNATURE',
  'MISSING_AUTHENTICATION_TOKEN',
  'QUOTA_EXCEEDED',
  'REQUEST_TOO_LARGE',
  'RESOURCE_NOT_FOUND',
  'THROTTLED',
  'UNAUTHORIZED',
  'UNSUPPORTED_MEDIA_TYPE',
  'WAF_FILTERED',
] as const;

export type GatewayResponseType = (typeof GATEWAY_RESPONSE_TYPES)[number];

export interface GatewayFailure {
  readonly type: GatewayResponseType;
  /** Where no gateway response sets another. */
  readonly status: number;
  /** `$context.error.message`. */
  readonly message: string | null;
  /** The `x-amzn-ErrorType` header. */
  readonly errorType: string;
  /** The body where the template has no gateway response for this failure, if not `{"message":…}`. */
  readonly defaultBody?: string;
  /** Why, for the log; API Gateway writes such a line to its execution log. Never holds what the caller or a function sent. */
  readonly explanation?: string;
}

function failure(
  type: GatewayResponseType,
  status: number,
  errorType: string,
  message: string | null,
  explanation?: string,
): GatewayFailure {
  return { type, status, errorType, message, explanation };
}

export const missingAuthenticationToken = failure(
  'MISSING_AUTHENTICATION_TOKEN',
  403,
  'MissingAuthenticationTokenException',
  'Missing Authentication Token',
);

export const unauthorized = failure('UNAUTHORIZED', 401, 'UnauthorizedException', 'Unauthorized');

/**
 * The authorizer threw, crashed or took too long. Callers see no reason: the message is null. The error type is the one that callers
 * of deployed APIs report for this failure and for the next alike; AWS documents none.
 */
export const authorizerFailure = (explanation: string) =>
  failure('AUTHORIZER_FAILURE', 500, 'AuthorizerConfigurationException', null, explanation);

/** The authorizer answered, but not with what a REST API can use. */
export const authorizerConfigurationError = (explanation: string) =>
  failure('AUTHORIZER_CONFIGURATION_ERROR', 500, 'AuthorizerConfigurationException', null, explanation);

/** API Gateway's own 403 body says `Message`, as callers of deployed APIs report, where its other bodies say `message`. */
export function accessDenied(explicit: boolean): GatewayFailure {
  const message = `User is not authorized to access this resource${explicit ? ' with an explicit deny' : ''}`;
  return {
    ...failure('ACCESS_DENIED', 403, 'AccessDeniedException', message),
    defaultBody: JSON.stringify({ Message: message }),
  };
}

export const bodyTooLarge = failure(
  'REQUEST_TOO_LARGE',
  413,
  'RequestTooLargeException',
  'HTTP content length exceeded 10485760 bytes.',
);

/** The body was small enough for API Gateway, but the event that holds it is beyond Lambda's payload limit. */
export const eventTooLarge = failure('REQUEST_TOO_LARGE', 413, 'RequestTooLargeException', 'Request Too Long');

export const methodArnTooLong = failure('DEFAULT_4XX', 414, 'RequestUriTooLongException', 'Request-URI Too Long');

export const integrationTimeout = failure(
  'INTEGRATION_TIMEOUT',
  504,
  'InternalServerErrorException',
  'Endpoint request timed out',
);

/** The backend function failed, or its answer is none that a proxy integration can pass on. */
export const badGateway = (explanation: string) =>
  failure('DEFAULT_5XX', 502, 'InternalServerErrorException', 'Internal server error', explanation);
