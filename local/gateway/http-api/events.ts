/** A routed request comes in, the events that API Gateway sends to functions come out: payload 1.0 and 2.0, for a backend and for an authorizer; pure. */
import { isUtf8 } from 'node:buffer';
import type { APIGatewayEventRequestContextV2 } from 'aws-lambda';
import { type HttpHeaders, headerValue } from '../http.ts';
import { groupHeaders, orNull, toHeaderMaps, toLogTime, toQueryMaps } from '../request-parts.ts';
import { LOCAL_ACCOUNT_ID } from '../template.ts';
import type { Variables } from '../variables.ts';
import type { HttpApi, PayloadFormatVersion } from './model.ts';

/** A request as the API sees it. */
export interface ApiRequest {
  readonly api: HttpApi;
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly httpMethod: string;
  /** As the caller wrote it, without the stage. */
  readonly path: string;
  /** With the stage, unless that is `$default`. */
  readonly rawPath: string;
  readonly rawQueryString: string;
  /** Names in lower case. */
  readonly headers: HttpHeaders;
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/** What an authorizer said of the caller, as a backend finds it. */
export interface AuthorizerContext {
  /** Only an answer with a policy names one. */
  readonly principalId?: string;
  /** 0 when the answer came from the cache. */
  readonly integrationLatency: number;
  /** The authorizer's own keys, every value as it is. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** The ARN of a request holds the caller's own method and path, not the route's. */
export function routeArn({ api, httpMethod, path }: ApiRequest): string {
  return `arn:aws:execute-api:${api.region}:${LOCAL_ACCOUNT_ID}:${api.id}/${api.stage}/${httpMethod}${path}`;
}

/** Where identity sources find their values; of a header or parameter sent more than once, all of them joined by commas. */
export function toVariables(request: ApiRequest): Variables {
  return {
    context: { ...toRequestContext1(request), routeKey: request.routeKey },
    stageVariables: request.api.stageVariables,
    headers: joinHeaders(request.headers),
    query: new URLSearchParams(joinQuery(request)),
    pathParameters: request.pathParameters,
  };
}

/** The event of payload 2.0 or 1.0 for a backend. */
export function toProxyEvent(
  request: ApiRequest,
  version: PayloadFormatVersion,
  authorizer?: AuthorizerContext,
): unknown {
  return version === '2.0' ? toProxyEvent2(request, authorizer) : toProxyEvent1(request, authorizer);
}

/**
 * The event of payload 2.0 or 1.0 for an authorizer ("Control access to HTTP APIs with AWS Lambda authorizers").
 *
 * @param identity the values of the identity sources
 */
export function toAuthorizerEvent(
  request: ApiRequest,
  version: PayloadFormatVersion,
  identity: readonly string[],
): unknown {
  return version === '2.0' ? toAuthorizerEvent2(request, identity) : toAuthorizerEvent1(request, identity);
}

function toProxyEvent2(request: ApiRequest, authorizer?: AuthorizerContext) {
  return {
    version: '2.0',
    ...common2(request),
    requestContext: {
      ...toRequestContext2(request),
      ...(authorizer && { authorizer: { lambda: authorizer.values } }),
    },
    ...toBody(request, undefined),
  };
}

function toProxyEvent1(request: ApiRequest, authorizer?: AuthorizerContext) {
  const { principalId, integrationLatency, values } = authorizer ?? {};
  return {
    version: '1.0',
    ...common1(request),
    requestContext: {
      ...toRequestContext1(request),
      ...(authorizer && { authorizer: { ...values, principalId, integrationLatency } }),
    },
    ...toBody(request, null),
  };
}

function toAuthorizerEvent2(request: ApiRequest, identity: readonly string[]) {
  return {
    version: '2.0',
    type: 'REQUEST',
    routeArn: routeArn(request),
    identitySource: identity,
    ...common2(request),
    requestContext: toRequestContext2(request),
  };
}

function toAuthorizerEvent1(request: ApiRequest, identity: readonly string[]) {
  return {
    version: '1.0',
    type: 'REQUEST',
    methodArn: routeArn(request),
    identitySource: identity.join(','),
    authorizationToken: identity.join(','),
    ...common1(request),
    requestContext: toRequestContext1(request),
  };
}

/** What the events of payload 2.0 say alike of a request; a map without entries is left out. */
function common2(request: ApiRequest) {
  const { routeKey, rawPath, rawQueryString, headers, pathParameters, api } = request;
  const cookies = headers.filter(([name]) => name === 'cookie').flatMap(([, value]) => value.split(/;\s*/));
  const orAbsent = (map: Readonly<Record<string, string>>) => (Object.keys(map).length > 0 ? { ...map } : undefined);
  return {
    routeKey,
    rawPath,
    rawQueryString,
    cookies: cookies.length > 0 ? cookies : undefined,
    headers: Object.fromEntries(joinHeaders(headers.filter(([name]) => name !== 'cookie'))),
    queryStringParameters: orAbsent(joinQuery(request)),
    pathParameters: orAbsent(pathParameters),
    stageVariables: orAbsent(api.stageVariables),
  };
}

/** What the events of payload 1.0 say alike of a request; a map without entries is null. */
function common1({ api, routeKey, rawPath, rawQueryString, httpMethod, headers, pathParameters }: ApiRequest) {
  return {
    resource: toResourcePath(routeKey),
    path: rawPath,
    httpMethod,
    ...toHeaderMaps(headers),
    ...toQueryMaps(new URLSearchParams(rawQueryString)),
    pathParameters: orNull(pathParameters),
    stageVariables: orNull(api.stageVariables),
  };
}

function toRequestContext2(request: ApiRequest): APIGatewayEventRequestContextV2 {
  const { api, routeKey, httpMethod, rawPath, headers, sourceIp, requestId, nowMs } = request;
  return {
    accountId: LOCAL_ACCOUNT_ID,
    apiId: api.id,
    domainName: headerValue(headers, 'host') ?? '',
    domainPrefix: api.id,
    http: {
      method: httpMethod,
      path: rawPath,
      protocol: 'HTTP/1.1',
      sourceIp,
      userAgent: headerValue(headers, 'user-agent') ?? '',
    },
    requestId,
    routeKey,
    stage: api.stage,
    time: toLogTime(nowMs),
    timeEpoch: nowMs,
  };
}

function toRequestContext1(request: ApiRequest) {
  const { api, routeKey, httpMethod, rawPath, headers, sourceIp, requestId, nowMs } = request;
  return {
    accountId: LOCAL_ACCOUNT_ID,
    apiId: api.id,
    domainName: headerValue(headers, 'host') ?? '',
    domainPrefix: api.id,
    extendedRequestId: requestId,
    httpMethod,
    identity: {
      accessKey: null,
      accountId: null,
      caller: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp,
      user: null,
      userAgent: headerValue(headers, 'user-agent') ?? '',
      userArn: null,
    },
    path: rawPath,
    protocol: 'HTTP/1.1',
    requestId,
    requestTime: toLogTime(nowMs),
    requestTimeEpoch: nowMs,
    resourceId: routeKey,
    resourcePath: toResourcePath(routeKey),
    stage: api.stage,
  };
}

/** The path of a route key; `$default` has none and stands for itself. */
function toResourcePath(routeKey: string): string {
  return routeKey.split(' ').at(-1) ?? routeKey;
}

function joinHeaders(headers: HttpHeaders): HttpHeaders {
  return groupHeaders(headers).map(({ name, values }) => [name, values.join(',')] as const);
}

function joinQuery({ rawQueryString }: ApiRequest): Record<string, string> {
  const query = new URLSearchParams(rawQueryString);
  return Object.fromEntries([...new Set(query.keys())].map((key) => [key, query.getAll(key).join(',')]));
}

/** Content types that travel as text; every other, forms among them, as base64. */
const TEXT_TYPE = /^(text\/|application\/(json|javascript|xml)\b|application\/[\w.-]+\+(json|xml)\b)/i;

/** Text is what is called text, or is not called anything, and is UTF-8. */
function toBody<Empty>({ headers, body }: ApiRequest, empty: Empty) {
  if (body.length === 0) return { body: empty, isBase64Encoded: false };
  const isText = isUtf8(body) && TEXT_TYPE.test(headerValue(headers, 'content-type') ?? 'text/plain');
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}
