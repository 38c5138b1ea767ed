/** A WebSocket API's model comes in, a function that answers requests to connect as API Gateway does comes out; effects are handed in. */
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { areValidHeaders } from '../answer-headers.ts';
import type { AuthorizerUse, Effects, HandledRequest } from '../emulated-api.ts';
import { type HttpAnswer, type HttpRequest, headerValue } from '../http.ts';
import { forwardedHeaders, splitStage, splitTarget } from '../request-parts.ts';
import { type Authorization, ask } from '../rest/authorize.ts';
import { badGateway, type GatewayFailure, integrationTimeout, unauthorized } from '../rest/failures.ts';
import { toGatewayAnswer } from '../rest/gateway-response.ts';
import { notAList } from '../shapes.ts';
import { readIdentity } from '../variables.ts';
import { within } from '../within.ts';
import { type ConnectRequest, methodArn, toAuthorizerEvent, toConnectEvent, toVariables } from './events.ts';
import { acceptHandshake, readHandshake } from './handshake.ts';
import type { Authorizer, Integration, WebSocketApi } from './model.ts';

/** "Quotas for configuring and running a WebSocket API": the longest that API Gateway waits for a function. */
const AUTHORIZER_TIMEOUT_MS = 29_000;

/** The answer of a `$connect` integration, as far as it matters to the caller. */
const ConnectAnswer = v.pipe(
  notAList,
  v.object({
    statusCode: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
    headers: v.nullish(v.pipe(notAList, v.record(v.string(), v.string())), {}),
  }),
);

type ConnectAnswer = v.InferOutput<typeof ConnectAnswer>;

/**
 * Answers with a 101 where the authorizer allows and the integration answers 2xx; where the integration answers otherwise, with its
 * status. What API Gateway itself refuses has the statuses and bodies of a REST API without gateway responses.
 */
export function createWebSocketHandler(
  api: WebSocketApi,
  { now, invoke }: Effects,
): (request: HttpRequest) => Promise<HandledRequest> {
  return async (request) => {
    const { pathname, search } = splitTarget(request.target);
    const { stage, path } = splitStage(pathname);
    const refuse = (status: number, message: string): HandledRequest => ({
      answer: toBareAnswer(status, message),
      path,
      authorizer: 'none',
    });
    if (stage !== api.stage || path !== '/') return refuse(403, 'Forbidden');
    const handshake = readHandshake(request.headers);
    if (handshake === 'no-upgrade') return refuse(426, 'Upgrade Required');
    if (handshake === 'malformed') return refuse(400, 'Bad Request');

    const nowMs = now();
    const connect: ConnectRequest = {
      api,
      query: new URLSearchParams(search),
      headers: [...request.headers, ...forwardedHeaders(request, nowMs)],
      sourceIp: request.sourceIp,
      requestId: randomUUID(),
      connectionId: randomUUID(),
      nowMs,
    };
    const { outcome, authorizer } = await decide(connect, invoke);
    if ('type' in outcome) {
      const answer = toGatewayAnswer(outcome, new Map(), connect.requestId, toVariables(connect));
      return { answer, path, authorizer, explanation: outcome.explanation };
    }
    const isAccepted = outcome.statusCode < 300;
    const protocol = headerValue(Object.entries(outcome.headers ?? {}), 'sec-websocket-protocol');
    const answer = isAccepted ? acceptHandshake(handshake.key, protocol) : toBareAnswer(outcome.statusCode);
    return { answer, path, authorizer };
  };
}

async function decide(
  request: ConnectRequest,
  invoke: Effects['invoke'],
): Promise<{ readonly outcome: ConnectAnswer | GatewayFailure; readonly authorizer: AuthorizerUse }> {
  const { authorizer, integration } = request.api.connect;
  const authorization: Authorization = authorizer ? await authorize(request, authorizer, invoke) : { use: 'none' };
  const outcome =
    authorization.failure ??
    (integration ? await integrate(request, integration, authorization, invoke) : { statusCode: 200, headers: {} });
  return { outcome, authorizer: authorization.use };
}

async function authorize(
  request: ConnectRequest,
  authorizer: Authorizer,
  invoke: Effects['invoke'],
): Promise<Authorization> {
  const identity = readIdentity(authorizer.identitySources, toVariables(request));
  if (!identity) return { use: 'none', failure: unauthorized };
  return ask(
    {
      authorizer: { ...authorizer, resultTtlSeconds: 0 },
      identity,
      event: toAuthorizerEvent(request),
      methodArn: methodArn(request),
    },
    { timeoutMs: AUTHORIZER_TIMEOUT_MS, invoke },
  );
}

async function integrate(
  request: ConnectRequest,
  { functionId, timeoutMs }: Integration,
  { context }: Authorization,
  invoke: Effects['invoke'],
): Promise<ConnectAnswer | GatewayFailure> {
  const result = await within(invoke(functionId, toConnectEvent(request, context)), timeoutMs);
  if (result === 'timeout') return integrationTimeout;
  if (!result.ok) return badGateway(`${functionId} failed with ${result.error.errorType}`);
  const parsed = v.safeParse(ConnectAnswer, result.payload);
  if (!parsed.success || !areValidHeaders(Object.entries(parsed.output.headers ?? {}))) {
    return badGateway(`${functionId}: expected {"statusCode": number} of a $connect integration`);
  }
  return parsed.output;
}

function toBareAnswer(status: number, message?: string): HttpAnswer {
  return {
    status,
    headers: [['Content-Type', 'application/json']],
    body: Buffer.from(message === undefined ? '' : JSON.stringify({ message })),
  };
}
