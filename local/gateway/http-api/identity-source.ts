/** An HTTP API authorizer's identity sources come in as the template writes them, names of variables come out; pure. */

/** The `$context` variables that are emulated ("Customize HTTP API access logs" names them all). */
const CONTEXT_VARIABLES = new Set([
  'accountId',
  'apiId',
  'domainName',
  'domainPrefix',
  'httpMethod',
  'identity.sourceIp',
  'identity.userAgent',
  'path',
  'protocol',
  'requestId',
  'requestTime',
  'requestTimeEpoch',
  'routeKey',
  'stage',
]);

/** `$request.header.X` becomes `method.request.header.X`, as `variables.ts` takes it; undefined for what is not emulated. */
export function parseIdentitySource(source: string): string | undefined {
  const [, name] = /^\$(.+)$/.exec(source) ?? [];
  if (name === undefined) return undefined;
  if (/^request\.(header|querystring)\.[\w-]+$/.test(name)) return `method.${name}`;
  if (/^stageVariables\.[\w-]+$/.test(name)) return name;
  return name.startsWith('context.') && CONTEXT_VARIABLES.has(name.slice('context.'.length)) ? name : undefined;
}
