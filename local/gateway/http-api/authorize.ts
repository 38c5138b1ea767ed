/** A routed request and its authorizer come in; whether the request may go on, and with which context, comes out; calls the authorizer's function unless the cache knows its answer. */
import * as v from 'valibot';
import { type AuthorizerOptions, askAuthorizer } from '../ask-authorizer.ts';
import type { AuthorizerUse } from '../emulated-api.ts';
import { evaluatePolicy, PolicyDocument } from '../iam.ts';
import { notAList } from '../shapes.ts';
import { readIdentity } from '../variables.ts';
import { type ApiRequest, type AuthorizerContext, routeArn, toAuthorizerEvent, toVariables } from './events.ts';
import { forbidden, type GatewayFailure, internalServerError, unauthorized } from './failures.ts';
import type { Authorizer } from './model.ts';

export interface Authorization {
  readonly use: AuthorizerUse;
  readonly failure?: GatewayFailure;
  /** What the backend learns of the caller. */
  readonly context?: AuthorizerContext;
}

const context = v.nullish(v.pipe(notAList, v.record(v.string(), v.unknown())), {});

const SimpleAnswer = v.object({ isAuthorized: v.boolean(), context });

const PolicyAnswer = v.object({ principalId: v.string(), policyDocument: PolicyDocument, context });

/** An authorizer's answer that was found to be well formed; which of the two is asked for is the authorizer's setting. */
export type AuthorizerAnswer = v.InferOutput<typeof SimpleAnswer> | v.InferOutput<typeof PolicyAnswer>;

/**
 * Authorizes one request. A policy, be it from the cache, is weighed against each request's own ARN; a simple answer from the
 * cache stands for whatever route is called, as in AWS.
 */
export async function authorize(
  request: ApiRequest,
  authorizer: Authorizer,
  options: AuthorizerOptions<AuthorizerAnswer>,
): Promise<Authorization> {
  const identity = readIdentity(authorizer.identitySources, toVariables(request));
  if (!identity) return { use: 'none', failure: unauthorized };
  const reply = await askAuthorizer<AuthorizerAnswer>(
    {
      authorizer,
      identity,
      event: toAuthorizerEvent(request, authorizer.payloadFormatVersion, identity),
      answer: authorizer.simpleResponses ? SimpleAnswer : PolicyAnswer,
    },
    options,
  );
  const { use } = reply;
  if ('refusal' in reply) {
    // The 401 is what callers of deployed HTTP APIs report; AWS documents it for REST APIs only.
    const isWanted = reply.refusal === 'unauthorized';
    return { use, failure: isWanted ? unauthorized : internalServerError(reply.explanation) };
  }
  const { answer, latencyMs: integrationLatency } = reply;
  if (!isAllowed(answer, request)) return { use, failure: forbidden };
  const principalId = 'principalId' in answer ? answer.principalId : undefined;
  return { use, context: { principalId, integrationLatency, values: answer.context ?? {} } };
}

function isAllowed(answer: AuthorizerAnswer, request: ApiRequest): boolean {
  if ('isAuthorized' in answer) return answer.isAuthorized;
  const asked = { action: 'execute-api:Invoke', resource: routeArn(request) };
  return evaluatePolicy(answer.policyDocument, asked) === 'allow';
}
