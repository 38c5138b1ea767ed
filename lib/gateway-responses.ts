/** What a REST API itself answers where no function is reached: challenges after RFC 6750, plain words, CORS. */
import * as apigateway from 'aws-cdk-lib/aws-apigateway';

export interface GatewayResponsesProps {
  readonly restApi: apigateway.RestApiBase;

  /** The protected area's name in `WWW-Authenticate` (RFC 9110 §11.5). */
  readonly realm: string;

  /** The origin whose pages may read the answers, or `*`. Without the header a browser shows a page no status at all. */
  readonly allowOrigin: string;
}

interface Answer {
  readonly type: apigateway.ResponseType;
  /** Absent: API Gateway's own words. */
  readonly message?: string;
  readonly challenge?: string;
}

/**
 * Adds the answers to an API.
 *
 * The 401 carries no `error` code: one answer serves requests with a bad token and requests with none, to which RFC 6750 §3.1 gives no code.
 */
export function addGatewayResponses({ restApi, realm, allowOrigin }: GatewayResponsesProps): void {
  if (!/^[\w .:/-]*$/.test(realm)) {
    throw new Error(
      `realm is ${JSON.stringify(realm)}: expected letters, digits, blanks and . : / - _, which need no escape in a header`,
    );
  }
  const { ResponseType } = apigateway;
  const challenge = `Bearer realm="${realm}"`;
  const unavailable = 'Authorization is unavailable, try again later';
  const answers: Record<string, Answer> = {
    Unauthorized: { type: ResponseType.UNAUTHORIZED, message: 'Missing or invalid token', challenge },
    AccessDenied: {
      type: ResponseType.ACCESS_DENIED,
      message: 'Insufficient scope',
      challenge: `${challenge}, error="insufficient_scope"`,
    },
    AuthorizerFailure: { type: ResponseType.AUTHORIZER_FAILURE, message: unavailable },
    AuthorizerConfigurationError: { type: ResponseType.AUTHORIZER_CONFIGURATION_ERROR, message: unavailable },
    Default4xx: { type: ResponseType.DEFAULT_4XX },
    Default5xx: { type: ResponseType.DEFAULT_5XX },
  };
  for (const [id, { type, message, challenge }] of Object.entries(answers)) {
    restApi.addGatewayResponse(`${id}Response`, {
      type,
      responseHeaders: {
        'Access-Control-Allow-Origin': `'${allowOrigin}'`,
        ...(challenge && {
          'Access-Control-Expose-Headers': "'WWW-Authenticate'",
          'WWW-Authenticate': `'${challenge}'`,
        }),
      },
      ...(message && { templates: { 'application/json': JSON.stringify({ message }) } }),
    });
  }
}
