/** A routed request and its authorizer come in; whether the request may go on, and with which context, comes out; calls the authorizer's function unless the cache knows its answer. */
import * as v from 'valibot';
import { type AuthorizerOptions, askAuthorizer } from '../ask-authorizer.ts';
import type { AuthorizerUse } from '../emulated-api.ts';
import { evaluatePolicy, PolicyDocument } from '../iam.ts';
import { notAList } from '../shapes.ts';
import { readIdentity } from '../variables.ts';
import { type ApiRequest, methodArn, toRequestAuthorizerEvent, toTokenAuthorizerEvent, toVariables } from './events.ts';
import {
  accessDenied,
  authorizerConfigurationError,
  authorizerFailure,
  type GatewayFailure,
  unauthorized,
} from './failures.ts';
import type { Authorizer } from './model.ts';

/** What a backend finds in `requestContext.authorizer`: the authorizer's context, every value as a string. */
export interface AuthorizerContext {
  readonly principalId: string;
  /** 0 when the answer came from the cache. */
  readonly integrationLatency: number;
  readonly [key: string]: string | number;
}

export interface Authorization {
  readonly use: AuthorizerUse;
  readonly failure?: GatewayFailure;
  /** Known whenever the authorizer gave a policy, be it to deny. */
  readonly context?: AuthorizerContext;
}

/** An authorizer's answer that was found to be well formed. */
export type AuthorizerAnswer = v.InferOutput<typeof AuthorizerAnswer>;

/** "Output from API Gateway Lambda authorizers"; the same for WebSocket APIs. */
export const AuthorizerAnswer = v.object({
  principalId: v.string(),
  policyDocument: PolicyDocument,
  context: v.optional(v.pipe(notAList, v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))), {}),
});

/** Authorizes one request. A policy from the cache is weighed against each request's own ARN. */
export async function authorize(
  request: ApiRequest,
  authorizer: Authorizer,
  options: AuthorizerOptions<AuthorizerAnswer>,
): Promise<Authorization> {
  const identity = readIdentity(authorizer.identitySources, toVariables(request));
  if (!identity) return { use: 'none', failure: unauthorized };
  const [token = ''] = identity;
  if (authorizer.validation && !authorizer.validation.test(token)) return { use: 'none', failure: unauthorized };
  const event =
    authorizer.kind === 'TOKEN' ? toTokenAuthorizerEvent(request, token) : toRequestAuthorizerEvent(request);
  return ask({ authorizer, identity, event, methodArn: methodArn(request) }, options);
}

/** What an authorizer is asked: with which event, and about which ARN. */
export interface AuthorizerCall {
  readonly authorizer: Pick<Authorizer, 'id' | 'functionId' | 'resultTtlSeconds'>;
  readonly identity: readonly string[];
  readonly event: unknown;
  readonly methodArn: string;
}

/** Asks an authorizer and weighs its policy, as REST and WebSocket APIs do alike. */
export async function ask(
  { authorizer, identity, event, methodArn }: AuthorizerCall,
  options: AuthorizerOptions<AuthorizerAnswer>,
): Promise<Authorization> {
  const reply = await askAuthorizer({ authorizer, identity, event, answer: AuthorizerAnswer }, options);
  const { use } = reply;
  if ('refusal' in reply) {
    switch (reply.refusal) {
      case 'unauthorized':
        return { use, failure: unauthorized };
      case 'failed':
        return { use, failure: authorizerFailure(reply.explanation) };
      case 'malformed':
        return { use, failure: authorizerConfigurationError(reply.explanation) };
    }
  }
  const { answer, latencyMs } = reply;
  const texts = Object.entries(answer.context).map(([key, value]) => [key, String(value)] as const);
  const context = { ...Object.fromEntries(texts), principalId: answer.principalId, integrationLatency: latencyMs };
  const verdict = evaluatePolicy(answer.policyDocument, { action: 'execute-api:Invoke', resource: methodArn });
  if (verdict === 'allow') return { use, context };
  return { use, context, failure: accessDenied(verdict === 'explicit-deny') };
}
