/** Builders of proxy events as API Gateway documents them: valid and signed in by default, one difference a test. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { ProxyEventV2 } from '../../../lambda/timesheets/request.ts';

export interface Asked {
  /** What the authorizer handed on; `null` as when the route has none. */
  readonly context?: Readonly<Record<string, unknown>> | null;
  readonly query?: readonly (readonly [name: string, value: string])[];
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
}

/** What the authorizer of a REST API hands on for a user. */
export function contextOf(sub: string): Record<string, unknown> {
  return {
    principalId: sub,
    sub,
    scopes: 'create:timesheets read:timesheets',
    issuer: 'https://issuer.example/',
    integrationLatency: 12,
  };
}

/** A REST API's event (payload 1.0). */
export function restEvent({
  context = contextOf('auth0|ada'),
  query = [],
  headers = [],
  body = null,
  isBase64Encoded = false,
}: Asked = {}): APIGatewayProxyEvent {
  const multiValueHeaders = grouped([['Host', 'api.example.com'], ...headers]);
  const multiValueQuery = query.length === 0 ? null : grouped(query);
  return {
    resource: '/timesheets',
    path: '/timesheets',
    httpMethod: body === null ? 'GET' : 'POST',
    headers: lastOf(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: multiValueQuery === null ? null : lastOf(multiValueQuery),
    multiValueQueryStringParameters: multiValueQuery,
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3d4e5',
      authorizer: context,
      httpMethod: body === null ? 'GET' : 'POST',
      identity: {
        accessKey: null,
        accountId: null,
        apiKey: null,
        apiKeyId: null,
        caller: null,
        clientCert: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: '203.0.113.7',
        user: null,
        userAgent: 'curl/8',
        userArn: null,
      },
      path: '/prod/timesheets',
      protocol: 'HTTP/1.1',
      requestId: 'request-1',
      requestTimeEpoch: 1_767_225_600_000,
      resourceId: 'r1',
      resourcePath: '/timesheets',
      stage: 'prod',
    },
    body,
    isBase64Encoded,
  };
}

/** An HTTP API's event (payload 2.0): lower-case headers, repeated ones joined, the authorizer's context under `lambda`. */
export function httpEvent({
  context = contextOf('auth0|ada'),
  query = [],
  headers = [],
  body = null,
  isBase64Encoded = false,
}: Asked = {}): ProxyEventV2 {
  const method = body === null ? 'GET' : 'POST';
  const lowerCase = headers.map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    version: '2.0',
    routeKey: `${method} /timesheets`,
    rawPath: '/timesheets',
    rawQueryString: new URLSearchParams(query.map(([name, value]): [string, string] => [name, value])).toString(),
    headers: Object.fromEntries(
      Object.entries(grouped([['host', 'api.example.com'], ...lowerCase])).map(([name, values]) => [
        name,
        values.join(','),
      ]),
    ),
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3d4e5',
      authorizer: { lambda: context },
      domainName: 'api.example.com',
      domainPrefix: 'api',
      http: { method, path: '/timesheets', protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'curl/8' },
      requestId: 'request-1',
      routeKey: `${method} /timesheets`,
      stage: '$default',
      time: '01/Jan/2026:00:00:00 +0000',
      timeEpoch: 1_767_225_600_000,
    },
    ...(body === null ? {} : { body }),
    isBase64Encoded,
  };
}

function grouped(pairs: readonly (readonly [string, string])[]): Record<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of pairs) groups.set(name, [...(groups.get(name) ?? []), value]);
  return Object.fromEntries(groups);
}

function lastOf(groups: Readonly<Record<string, readonly string[]>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(groups).map(([name, values]) => [name, values.at(-1)]));
}
