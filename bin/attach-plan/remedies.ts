/** An error of the SDK comes in, what to do about it goes out; pure. */

/** By the error's name. */
const REMEDIES: Readonly<Record<string, string>> = {
  CredentialsProviderError: 'no AWS credentials were found: set AWS_PROFILE, or log in (aws sso login, aws configure)',
  ExpiredTokenException: 'the AWS credentials have expired: log in again (aws sso login)',
  UnrecognizedClientException: 'AWS does not know these credentials: log in again, or set another AWS_PROFILE',
  AccessDeniedException:
    'these credentials may not read the API: they need apigateway:GET on /apis/ID, /apis/ID/routes and /apis/ID/stages',
  NotFoundException:
    'there is no such API in this account and region: aws apigatewayv2 get-apis lists those that there are; --region names another region',
  TimeoutError: 'API Gateway does not answer: check the network and the proxy, then try again',
  TooManyRequestsException: 'API Gateway is being asked too much: try again in a minute',
};

/** By the code of Node's own errors. */
const NO_WAY = 'there is no way to API Gateway from here: check the network, the proxy, and whether the region exists';
const NETWORK_CODES = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ENETUNREACH', 'EHOSTUNREACH'];

const NO_REGION = 'no region is set: give --region, or set AWS_REGION';

/** @returns the remedy with API Gateway's own words; the message alone where none is known */
export function remedyOf({ name, message, code }: Error & { readonly code?: unknown }): string {
  if (message === 'Region is missing') return NO_REGION;
  const remedy = REMEDIES[name] ?? (NETWORK_CODES.includes(String(code)) ? NO_WAY : undefined);
  return remedy === undefined ? message : `${remedy}\n(${name}: ${message})`;
}
