/** An HTTP API's model comes in, a function that answers its requests as API Gateway does comes out; the road from request to answer, effects are handed in. */
import { randomUUID } from 'node:crypto';
import type { AuthorizerCache } from '../authorizer-cache.ts';
import type { AuthorizerUse, Effects, HandledRequest } from '../emulated-api.ts';
import type { HttpAnswer, HttpHeaders, HttpRequest } from '../http.ts';
import { forwardedHeaders, MAX_EVENT_BYTES, splitStage, splitTarget } from '../request-parts.ts';
import { within } from '../within.ts';
import { type Authorization, type AuthorizerAnswer, authorize } from './authorize.ts';
import { isPreflight, preflightAnswer, withCors } from './cors.ts';
import { type ApiRequest, type AuthorizerContext, toProxyEvent } from './events.ts';
import {
  type GatewayFailure,
  internalServerError,
  notFound,
  serviceUnavailable,
  toFailureAnswer,
  tooLarge,
} from './failures.ts';
import { toHttpAnswer } from './lambda-answer.ts';
import type { HttpApi, Integration } from './model.ts';
import { findRoute } from './router.ts';

export interface HttpApiHandlerOptions extends Effects {
  readonly api: HttpApi;
  readonly cache: AuthorizerCache<AuthorizerAnswer>;
}

/** "Quotas for configuring and running an HTTP API": the longest that API Gateway waits for an authorizer. */
const AUTHORIZER_TIMEOUT_MS = 10_000;

/** What became of a request, before the headers that every answer gets. */
interface Outcome {
  readonly result: HttpAnswer | GatewayFailure;
  readonly authorizer: AuthorizerUse;
}

export function createHttpApiHandler(
  options: HttpApiHandlerOptions,
): (request: HttpRequest) => Promise<HandledRequest> {
  const { api, now } = options;

  return async (request) => {
    const requestId = randomUUID();
    const { pathname } = splitTarget(request.target);
    const path = pathInStage(api, pathname);
    const { result, authorizer }: Outcome =
      path === undefined
        ? { result: notFound, authorizer: 'none' }
        : await answerRequest(request, path, { ...options, requestId, nowMs: now() });

    const isFailure = 'message' in result;
    const own = isFailure ? toFailureAnswer(result) : result;
    // An address outside of the stage belongs to no API that could have a CORS configuration.
    const answer = api.cors && path !== undefined ? withCors(own, api.cors, request) : own;
    return {
      answer: { ...answer, headers: [...answer.headers, ['apigw-requestid', requestId]] },
      path: path ?? pathname,
      authorizer,
      explanation: isFailure ? result.explanation : undefined,
    };
  };
}

/** The path without the stage, undefined where the address is none of the stage's. */
function pathInStage(api: HttpApi, pathname: string): string | undefined {
  if (api.stage === '$default') return pathname;
  const { stage, path } = splitStage(pathname);
  return stage === api.stage ? path : undefined;
}

/**
 * A preflight is answered by the API itself, but a route that takes it (OPTIONS, ANY or `$default`) asks its authorizer first: AWS
 * advises an open `OPTIONS /{proxy+}` beside a guarded `$default` for that ("Configure CORS for HTTP APIs").
 */
async function answerRequest(
  request: HttpRequest,
  path: string,
  options: HttpApiHandlerOptions & { readonly requestId: string; readonly nowMs: number },
): Promise<Outcome> {
  const { api, cache, invoke } = options;
  if (!request.body) return { result: tooLarge, authorizer: 'none' };
  const preflight = api.cors && isPreflight(request) ? preflightAnswer : undefined;
  const match = findRoute(api.routes, request.method, path);
  if (!match) return { result: preflight ?? notFound, authorizer: 'none' };

  const { key: routeKey, authorizer, integration } = match.route;
  const apiRequest = toApiRequest(request, request.body, { ...options, path, routeKey, ...match });
  const authorization: Authorization = authorizer
    ? await authorize(apiRequest, authorizer, { cache, timeoutMs: AUTHORIZER_TIMEOUT_MS, invoke })
    : { use: 'none' };
  const result =
    authorization.failure ?? preflight ?? (await integrate(apiRequest, integration, authorization.context, invoke));
  return { result, authorizer: authorization.use };
}

function toApiRequest(
  request: HttpRequest,
  body: Buffer,
  routed: Pick<ApiRequest, 'api' | 'path' | 'pathParameters' | 'requestId' | 'routeKey' | 'nowMs'>,
): ApiRequest {
  const { pathname, search } = splitTarget(request.target);
  const { api, path, pathParameters, requestId, routeKey, nowMs } = routed;
  return {
    api,
    routeKey,
    pathParameters,
    httpMethod: request.method,
    path,
    rawPath: pathname,
    rawQueryString: search,
    headers: toEventHeaders([...request.headers, ...forwardedHeaders(request, nowMs)], body),
    body,
    sourceIp: request.sourceIp,
    requestId,
    nowMs,
  };
}

/** Names in lower case; the length is that of the body that was really sent. */
function toEventHeaders(headers: HttpHeaders, body: Buffer): HttpHeaders {
  const passed = headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !['connection', 'content-length', 'transfer-encoding'].includes(name));
  return [...passed, ['content-length', String(body.length)]];
}

async function integrate(
  request: ApiRequest,
  { functionId, payloadFormatVersion, timeoutMs }: Integration,
  context: AuthorizerContext | undefined,
  invoke: Effects['invoke'],
): Promise<HttpAnswer | GatewayFailure> {
  const event = toProxyEvent(request, payloadFormatVersion, context);
  if (Buffer.byteLength(JSON.stringify(event)) > MAX_EVENT_BYTES) return tooLarge;
  const result = await within(invoke(functionId, event), timeoutMs);
  if (result === 'timeout') return serviceUnavailable(`${functionId} took longer than ${timeoutMs} ms`);
  if (!result.ok) return internalServerError(`${functionId} failed with ${result.error.errorType}`);
  const read = toHttpAnswer(result.payload, payloadFormatVersion);
  return read.ok ? read.answer : internalServerError(`${functionId}: ${read.explanation}`);
}
