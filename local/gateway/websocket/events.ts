/** A request to connect comes in, the events that API Gateway sends for `$connect` come out: REQUEST for the authorizer, a proxy event for the integration; pure. */
import { type HttpHeaders, headerValue } from '../http.ts';
import { toHeaderMaps, toLogTime, toQueryMaps } from '../request-parts.ts';
import type { AuthorizerContext } from '../rest/authorize.ts';
import { LOCAL_ACCOUNT_ID } from '../template.ts';
import type { Variables } from '../variables.ts';
import type { WebSocketApi } from './model.ts';

export interface ConnectRequest {
  readonly api: WebSocketApi;
  readonly query: URLSearchParams;
  readonly headers: HttpHeaders;
  readonly sourceIp: string;
  readonly requestId: string;
  readonly connectionId: string;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/** There is no HTTP method in the ARN of a WebSocket API's route, nor anything else of the caller's. */
export function methodArn({ api }: ConnectRequest): string {
  return `arn:aws:execute-api:${api.region}:${LOCAL_ACCOUNT_ID}:${api.id}/${api.stage}/$connect`;
}

export function toVariables(request: ConnectRequest): Variables {
  return {
    context: toRequestContext(request),
    stageVariables: request.api.stageVariables,
    headers: request.headers,
    query: request.query,
    pathParameters: {},
  };
}

/** "Control access to WebSocket APIs with AWS Lambda REQUEST authorizers". */
export function toAuthorizerEvent(request: ConnectRequest) {
  return {
    type: 'REQUEST',
    methodArn: methodArn(request),
    ...toMaps(request),
    stageVariables: request.api.stageVariables,
    requestContext: toRequestContext(request),
  };
}

export function toConnectEvent(request: ConnectRequest, authorizer: AuthorizerContext | undefined) {
  const { stageVariables } = request.api;
  return {
    ...toMaps(request),
    ...(Object.keys(stageVariables).length > 0 && { stageVariables }),
    requestContext: { ...toRequestContext(request), authorizer },
    isBase64Encoded: false,
  };
}

/** A request without query parameters has no maps of them. */
function toMaps({ headers, query }: ConnectRequest) {
  return { ...toHeaderMaps(headers), ...(query.size > 0 && toQueryMaps(query)) };
}

function toRequestContext({ api, headers, sourceIp, requestId, connectionId, nowMs }: ConnectRequest) {
  return {
    routeKey: '$connect',
    eventType: 'CONNECT',
    extendedRequestId: requestId,
    requestTime: toLogTime(nowMs),
    messageDirection: 'IN',
    stage: api.stage,
    connectedAt: nowMs,
    requestTimeEpoch: nowMs,
    identity: { sourceIp, userAgent: headerValue(headers, 'user-agent') },
    requestId,
    domainName: headerValue(headers, 'host'),
    connectionId,
    apiId: api.id,
  };
}
