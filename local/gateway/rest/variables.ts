/** Which variables a REST API's gateway responses and identity sources may name (`context.…`, `stageVariables.…`, `method.request.…`); pure. */

/** The `$context` variables that are emulated ("Variables for data transformations for API Gateway"); `authorizer` takes any key. */
const CONTEXT_VARIABLES = new Set([
  'accountId',
  'apiId',
  'domainName',
  'domainPrefix',
  'error.message',
  'error.messageString',
  'error.responseType',
  'extendedRequestId',
  'httpMethod',
  'identity.sourceIp',
  'identity.userAgent',
  'path',
  'protocol',
  'requestId',
  'requestTime',
  'requestTimeEpoch',
  'resourceId',
  'resourcePath',
  'stage',
]);

/** Whether a name, written without `$`, is a variable that the local gateway gives a value. */
export function isKnownVariable(name: string): boolean {
  if (/^(stageVariables|context\.authorizer|method\.request\.(header|querystring|path))\.[\w-]+$/.test(name))
    return true;
  return name.startsWith('context.') && CONTEXT_VARIABLES.has(name.slice('context.'.length));
}
