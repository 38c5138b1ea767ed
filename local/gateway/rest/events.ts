/** A routed request comes in, the events that API Gateway sends to functions come out: payload 1.0 for the backend, TOKEN and REQUEST for an authorizer; pure. */
import { isUtf8 } from 'node:buffer';
import type {
  APIGatewayProxyEvent,
  APIGatewayRequestAuthorizerEvent,
  APIGatewayTokenAuthorizerEvent,
} from 'aws-lambda';
import { type HttpHeaders, headerValue } from '../http.ts';
import { orNull, toHeaderMaps, toLogTime, toQueryMaps } from '../request-parts.ts';
import { LOCAL_ACCOUNT_ID } from '../template.ts';
import type { Variables } from '../variables.ts';
import type { RestApi } from './model.ts';

type RequestContext = APIGatewayProxyEvent['requestContext'];

/** A request as the API sees it, without the stage. */
export interface ApiRequest {
  readonly api: RestApi;
  /** Where no resource fits, an empty id and the caller's path. */
  readonly resource: { readonly id: string; readonly path: string };
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly httpMethod: string;
  /** As the caller wrote it. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: HttpHeaders;
  readonly body: Buffer;
  readonly requestContext: RequestContext;
}

/** The ARN of a request holds the caller's own path, not the resource's. */
export function methodArn({ api, httpMethod, path }: ApiRequest): string {
  return `arn:aws:execute-api:${api.region}:${LOCAL_ACCOUNT_ID}:${api.id}/${api.stage}/${httpMethod}${path}`;
}

export function toVariables({ api, headers, query, pathParameters, requestContext }: ApiRequest): Variables {
  return { context: { ...requestContext }, stageVariables: api.stageVariables, headers, query, pathParameters };
}

/** `requestContext` as far as it is known before the authorizer was asked. */
export function toRequestContext(
  { api, resource, httpMethod, path, headers }: Omit<ApiRequest, 'requestContext'>,
  sourceIp: string,
  requestId: string,
  nowMs: number,
): RequestContext {
  return {
    accountId: LOCAL_ACCOUNT_ID,
    apiId: api.id,
    authorizer: undefined,
    domainName: headerValue(headers, 'host'),
    domainPrefix: api.id,
    extendedRequestId: requestId,
    httpMethod,
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
      sourceIp,
      user: null,
      userAgent: headerValue(headers, 'user-agent') ?? null,
      userArn: null,
    },
    path: `/${api.stage}${path}`,
    protocol: 'HTTP/1.1',
    requestId,
    requestTime: toLogTime(nowMs),
    requestTimeEpoch: nowMs,
    resourceId: resource.id,
    resourcePath: resource.path,
    stage: api.stage,
  };
}

/** What the three kinds of event say alike of a request. */
function common({ api, resource, pathParameters, httpMethod, path, query, headers }: ApiRequest) {
  // Both belong to the connection, not to the request that API Gateway passes on.
  const passed = headers.filter(([name]) => !['connection', 'content-length'].includes(name.toLowerCase()));
  return {
    resource: resource.path,
    path,
    httpMethod,
    ...toHeaderMaps(passed),
    ...toQueryMaps(query),
    pathParameters: orNull(pathParameters),
    stageVariables: orNull(api.stageVariables),
  };
}

/** The proxy event of payload 1.0; base64 where the API calls the content type binary or the body is no UTF-8. */
export function toProxyEvent(request: ApiRequest): APIGatewayProxyEvent {
  const { api, body, headers, requestContext } = request;
  const isBase64Encoded = isBinaryType(api, headerValue(headers, 'content-type')) || !isUtf8(body);
  return {
    ...common(request),
    requestContext,
    body: body.length === 0 ? null : body.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded: body.length > 0 && isBase64Encoded,
  };
}

/** Whether one of the API's binary media types covers the first of a header's content types. */
export function isBinaryType(api: RestApi, contentTypes: string | undefined): boolean {
  const [type, subtype] = (contentTypes ?? '').split(/[,;]/)[0]?.trim().toLowerCase().split('/') ?? [];
  if (!type) return false;
  return api.binaryMediaTypes.some((binary) => {
    const [binaryType, binarySubtype] = binary.toLowerCase().split('/');
    return (binaryType === '*' || binaryType === type) && (binarySubtype === '*' || binarySubtype === subtype);
  });
}

export function toTokenAuthorizerEvent(request: ApiRequest, token: string): APIGatewayTokenAuthorizerEvent {
  return { type: 'TOKEN', authorizationToken: token, methodArn: methodArn(request) };
}

export function toRequestAuthorizerEvent(request: ApiRequest): APIGatewayRequestAuthorizerEvent {
  const { authorizer: _none, ...requestContext } = request.requestContext;
  return {
    type: 'REQUEST',
    methodArn: methodArn(request),
    ...common(request),
    requestContext: requestContext as APIGatewayRequestAuthorizerEvent['requestContext'],
  };
}
