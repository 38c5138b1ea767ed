/** The variables of gateway responses (`context.…`, `stageVariables.…`, `method.request.…`): which exist, and their values for one request; pure. */
import { type HttpHeaders, headerValue } from '../http.ts';

/** What a gateway response may refer to while it answers one request. */
export interface Variables {
  readonly context: Readonly<Record<string, unknown>>;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly headers: HttpHeaders;
  readonly query: URLSearchParams;
  readonly pathParameters: Readonly<Record<string, string>>;
}

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

/** The value of a variable, undefined where this request has none. */
export function variableValue(name: string, variables: Variables): string | undefined {
  const [root, ...path] = name.split('.');
  const key = path.at(-1) ?? '';
  const value =
    root === 'context'
      ? path.reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], variables.context)
      : root === 'stageVariables'
        ? variables.stageVariables[key]
        : requestParameter(path[1], key, variables);
  return value === undefined ? undefined : String(value);
}

function requestParameter(location: string | undefined, name: string, variables: Variables): string | undefined {
  switch (location) {
    case 'header':
      return headerValue(variables.headers, name);
    case 'querystring':
      return variables.query.getAll(name).at(-1);
    default:
      return variables.pathParameters[name];
  }
}
