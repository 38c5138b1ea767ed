/** A REST API's model comes in, a function that answers its requests as API Gateway does comes out; the road from request to answer, effects are handed in. */
import { randomUUID } from 'node:crypto';
import type { AuthorizerCache } from '../authorizer-cache.ts';
import type { AuthorizerUse, Effects, HandledRequest } from '../emulated-api.ts';
import type { HttpAnswer, HttpRequest } from '../http.ts';
import { forwardedHeaders, MAX_EVENT_BYTES, splitStage, splitTarget } from '../request-parts.ts';
import { within } from '../within.ts';
import { type Authorization, type AuthorizerAnswer, authorize } from './authorize.ts';
import { answerPreflight } from './cors-preflight.ts';
import { type ApiRequest, methodArn, toProxyEvent, toRequestContext, toVariables } from './events.ts';
import {
  badGateway,
  bodyTooLarge,
  eventTooLarge,
  type GatewayFailure,
  integrationTimeout,
  methodArnTooLong,
  missingAuthenticationToken,
} from './failures.ts';
import { toGatewayAnswer } from './gateway-response.ts';
import { toHttpAnswer } from './lambda-answer.ts';
import type { Integration, RestApi } from './model.ts';
import { findRoute } from './router.ts';

export interface RestHandlerOptions extends Effects {
  readonly api: RestApi;
  readonly cache: AuthorizerCache<AuthorizerAnswer>;
}

/** "Quotas for configuring and running a REST API": the longest that API Gateway waits for a function by default. */
const AUTHORIZER_TIMEOUT_MS = 29_000;
/** A longer method ARN is answered 414 ("Output from API Gateway Lambda authorizers"). */
const MAX_METHOD_ARN_BYTES = 1600;

export function createRestHandler(options: RestHandlerOptions): (request: HttpRequest) => Promise<HandledRequest> {
  const { api, cache, now, invoke } = options;

  return async (request) => {
    const requestId = randomUUID();
    const nowMs = now();
    const { pathname, search } = splitTarget(request.target);
    const { stage, path } = splitStage(pathname);
    if (stage !== api.stage) return { answer: forbidden(requestId), path, authorizer: 'none' };

    const match = findRoute(api.resources, request.method, path);
    const received = {
      api,
      resource: match?.resource ?? { id: '', path },
      pathParameters: match?.pathParameters ?? {},
      httpMethod: request.method,
      path,
      query: new URLSearchParams(search),
      headers: [...request.headers, ...forwardedHeaders(request, nowMs)],
      body: request.body ?? Buffer.alloc(0),
    };
    const apiRequest = { ...received, requestContext: toRequestContext(received, request.sourceIp, requestId, nowMs) };
    const fail = (failure: GatewayFailure, authorizer: AuthorizerUse, at: ApiRequest): HandledRequest => ({
      answer: toGatewayAnswer(failure, api.gatewayResponses, requestId, toVariables(at)),
      path,
      authorizer,
      explanation: failure.explanation,
    });

    if (!request.body) return fail(bodyTooLarge, 'none', apiRequest);
    if (!match) return fail(missingAuthenticationToken, 'none', apiRequest);
    if (Buffer.byteLength(methodArn(apiRequest)) > MAX_METHOD_ARN_BYTES) {
      return fail(methodArnTooLong, 'none', apiRequest);
    }

    const { authorizer, integration } = match.method;
    const authorization: Authorization = authorizer
      ? await authorize(apiRequest, authorizer, { cache, timeoutMs: AUTHORIZER_TIMEOUT_MS, invoke })
      : { use: 'none' };
    const requestContext = { ...apiRequest.requestContext, authorizer: authorization.context };
    const authorized = { ...apiRequest, requestContext };

    const outcome = authorization.failure ?? (await integrate(authorized, integration, invoke));
    if ('type' in outcome) return fail(outcome, authorization.use, authorized);
    const headers = [...outcome.headers, ['x-amzn-RequestId', requestId] as const];
    return { answer: { ...outcome, headers }, path, authorizer: authorization.use };
  };
}

async function integrate(
  request: ApiRequest,
  integration: Integration,
  invoke: RestHandlerOptions['invoke'],
): Promise<HttpAnswer | GatewayFailure> {
  if (integration.kind === 'preflight') return answerPreflight(integration.preflight, request.headers);
  const { functionId, timeoutMs } = integration;
  const event = toProxyEvent(request);
  if (Buffer.byteLength(JSON.stringify(event)) > MAX_EVENT_BYTES) return eventTooLarge;
  const result = await within(invoke(functionId, event), timeoutMs);
  if (result === 'timeout') return integrationTimeout;
  if (!result.ok) return badGateway(`${functionId} failed with ${result.error.errorType}`);
  const read = toHttpAnswer(result.payload, request.api, request.headers);
  return read.ok ? read.answer : badGateway(`${functionId}: ${read.explanation}`);
}

/** An address without an API behind it: no gateway response applies. */
function forbidden(requestId: string): HttpAnswer {
  return {
    status: 403,
    headers: [
      ['Content-Type', 'application/json'],
      ['x-amzn-RequestId', requestId],
      ['x-amzn-ErrorType', 'ForbiddenException'],
    ],
    body: Buffer.from(JSON.stringify({ message: 'Forbidden' })),
  };
}
