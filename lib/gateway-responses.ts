/** What a REST API itself answers where no function is reached: challenges after RFC 6750, plain words, CORS. */
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { type GatewayWords, type RefusalType, refusalHeaders, refusalWords } from './caller-sees.ts';

export interface GatewayResponsesProps extends GatewayWords {
  readonly restApi: apigateway.RestApiBase;
}

/**
 * The words of each type of response; where there are none, API Gateway's own.
 *
 * The two defaults are there for their CORS headers: without them a browser shows a page no status at all.
 */
const RESPONSES: Readonly<Record<string, { readonly type: apigateway.ResponseType; readonly words?: RefusalType }>> = {
  Unauthorized: { type: apigateway.ResponseType.UNAUTHORIZED, words: 'UNAUTHORIZED' },
  AccessDenied: { type: apigateway.ResponseType.ACCESS_DENIED, words: 'ACCESS_DENIED' },
  AuthorizerFailure: { type: apigateway.ResponseType.AUTHORIZER_FAILURE, words: 'AUTHORIZER_FAILURE' },
  AuthorizerConfigurationError: {
    type: apigateway.ResponseType.AUTHORIZER_CONFIGURATION_ERROR,
    words: 'AUTHORIZER_FAILURE',
  },
  Default4xx: { type: apigateway.ResponseType.DEFAULT_4XX },
  Default5xx: { type: apigateway.ResponseType.DEFAULT_5XX },
};

/** Adds the answers to an API. */
export function addGatewayResponses({ restApi, realm, allowOrigin }: GatewayResponsesProps): void {
  if (!/^[\w .:/-]*$/.test(realm)) {
    throw new Error(
      `realm is ${JSON.stringify(realm)}: expected letters, digits, blanks and . : / - _, which need no escape in a header`,
    );
  }
  const allWords = refusalWords(realm);
  for (const [id, { type, words }] of Object.entries(RESPONSES)) {
    const { message, challenge } = words ? allWords[words] : {};
    const headers = Object.entries(refusalHeaders(allowOrigin, challenge));
    restApi.addGatewayResponse(`${id}Response`, {
      type,
      responseHeaders: Object.fromEntries(headers.map(([name, value]) => [name, `'${value}'`])),
      ...(message && { templates: { 'application/json': JSON.stringify({ message }) } }),
    });
  }
}
