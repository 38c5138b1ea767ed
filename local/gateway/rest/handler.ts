/** A REST API's model comes in, a function that answers its requests as API Gateway does comes out; the road from request to answer, effects are handed in. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { InvocationResult } from '../function-thread.ts';
import type { HttpAnswer, HttpHeaders, HttpRequest } from '../http.ts';
import { type AuthorizerAnswer, type AuthorizerUse, authorize } from './authorize.ts';
import type { AuthorizerCache } from './authorizer-cache.ts';
import { answerPreflight } from './cors-preflight.ts';
import { methodArn, type RoutedRequest, toProxyEvent, toRequestContext, toVariables } from './events.ts';
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
import type { Variables } from './variables.ts';

export interface RestHandlerOptions {
  readonly api: RestApi;
  readonly cache: AuthorizerCache<AuthorizerAnswer>;
  /** Milliseconds since the epoch. */
  now(): number;
  invoke(functionId: string, event: unknown): Promise<InvocationResult>;
}

export interface HandledRequest {
  readonly answer: HttpAnswer;
  readonly path: string;
  readonly authorizer: AuthorizerUse;
  /** Why API Gateway answered in the API's stead, where the answer itself does not say. */
  readonly explanation?: string;
}

/** "Quotas for configuring and running a REST API": the longest that API Gateway waits for a function by default. */
const AUTHORIZER_TIMEOUT_MS = 29_000;
/** A longer method ARN is answered 414 ("Output from API Gateway Lambda authorizers"). */
const MAX_METHOD_ARN_BYTES = 1600;
/** "Lambda quotas", invocation payload, synchronous: 6 MB. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

export function createRestHandler(options: RestHandlerOptions): (request: HttpRequest) => Promise<HandledRequest> {
  const { api, cache, now } = options;

  return async (request) => {
    const requestId = randomUUID();
    const { stage, path, query } = splitTarget(request.target);
    if (stage !== api.stage) return { answer: forbidden(requestId), path, authorizer: 'none' };

    const match = findRoute(api.resources, request.method, path);
    const headers = [...request.headers, ...forwardedHeaders(request)];
    const resource = match?.resource ?? { id: '', path };
    const requestContext = toRequestContext({
      ...{ api, resource, httpMethod: request.method, path, headers },
      ...{ sourceIp: request.sourceIp, requestId, nowMs: now() },
    });
    const unrouted = {
      stageVariables: api.stageVariables,
      headers,
      query,
      pathParameters: {},
      context: { ...requestContext },
    };
    const fail = (
      failure: GatewayFailure,
      authorizer: AuthorizerUse,
      variables: Variables = unrouted,
    ): HandledRequest => ({
      answer: toGatewayAnswer(failure, api.gatewayResponses, requestId, variables),
      path,
      authorizer,
      explanation: failure.explanation,
    });

    if (!request.body) return fail(bodyTooLarge, 'none');
    if (!match) return fail(missingAuthenticationToken, 'none');
    const routed: RoutedRequest = {
      api,
      match,
      httpMethod: request.method,
      path,
      query,
      headers,
      body: request.body,
      requestContext,
    };
    if (Buffer.byteLength(methodArn(routed)) > MAX_METHOD_ARN_BYTES)
      return fail(methodArnTooLong, 'none', toVariables(routed));

    const authorization = match.method.authorizer
      ? await authorize(routed, match.method.authorizer, {
          cache,
          timeoutMs: AUTHORIZER_TIMEOUT_MS,
          invoke: withTimeout(options),
        })
      : ({ use: 'none' } as const);
    const authorized = { ...routed, requestContext: { ...requestContext, authorizer: authorization.context } };
    if (authorization.failure) return fail(authorization.failure, authorization.use, toVariables(authorized));

    const outcome = await integrate(authorized, request, match.method.integration, options);
    if ('type' in outcome) return fail(outcome, authorization.use, toVariables(authorized));
    const traced = [...outcome.headers, ['x-amzn-RequestId', requestId] as const];
    return { answer: { ...outcome, headers: traced }, path, authorizer: authorization.use };
  };
}

async function integrate(
  routed: RoutedRequest,
  request: HttpRequest,
  integration: Integration,
  options: RestHandlerOptions,
): Promise<HttpAnswer | GatewayFailure> {
  if (integration.kind === 'preflight') return answerPreflight(integration.preflight, request.headers);
  const event = toProxyEvent(routed);
  if (Buffer.byteLength(JSON.stringify(event)) > MAX_EVENT_BYTES) return eventTooLarge;
  const result = await withTimeout(options)(integration.functionId, event, integration.timeoutMs);
  if (result === 'timeout') return integrationTimeout;
  if (!result.ok) return badGateway(`${integration.functionId} failed with ${result.error.errorType}`);
  const read = toHttpAnswer(result.payload, options.api, request);
  return read.ok ? read.answer : badGateway(`${integration.functionId}: ${read.explanation}`);
}

/** API Gateway stops waiting; the function goes on until its own timeout ends it. */
function withTimeout({ invoke }: RestHandlerOptions) {
  return async (functionId: string, event: unknown, timeoutMs: number): Promise<InvocationResult | 'timeout'> => {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<'timeout'>((resolve) => {
      timer = setTimeout(resolve, timeoutMs, 'timeout');
    });
    try {
      return await Promise.race([invoke(functionId, event), timeout]);
    } finally {
      clearTimeout(timer);
    }
  };
}

/** `/prod/timesheets?limit=1` is stage prod, path /timesheets. The path stays as the caller wrote it. */
function splitTarget(target: string): { stage: string; path: string; query: URLSearchParams } {
  const [pathname = '', search = ''] = target.split(/\?(.*)/s);
  const [, stage = '', path = ''] = /^\/([^/]*)(.*)$/s.exec(pathname) ?? [];
  return { stage, path: path === '' ? '/' : path, query: new URLSearchParams(search) };
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

/** What API Gateway adds on the way. */
function forwardedHeaders({ sourceIp, headers }: HttpRequest): HttpHeaders {
  const port = headers.find(([name]) => name.toLowerCase() === 'host')?.[1].split(':')[1] ?? '80';
  const epochSeconds = Math.floor(Date.now() / 1000).toString(16);
  return [
    ['X-Amzn-Trace-Id', `Root=1-${epochSeconds}-${randomBytes(12).toString('hex')}`],
    ['X-Forwarded-For', sourceIp],
    ['X-Forwarded-Port', port],
    ['X-Forwarded-Proto', 'http'],
  ];
}
