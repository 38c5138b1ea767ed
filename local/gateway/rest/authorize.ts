/** A routed request and its authorizer come in; whether the request may go on, and with which context, comes out; calls the authorizer's function unless the cache knows its answer. */
import * as v from 'valibot';
import type { InvocationResult } from '../function-thread.ts';
import { evaluatePolicy, PolicyDocument } from '../iam.ts';
import { explainIssues, notAList } from '../shapes.ts';
import type { AuthorizerCache } from './authorizer-cache.ts';
import { type ApiRequest, methodArn, toRequestAuthorizerEvent, toTokenAuthorizerEvent, toVariables } from './events.ts';
import {
  accessDenied,
  authorizerConfigurationError,
  authorizerFailure,
  type GatewayFailure,
  unauthorized,
} from './failures.ts';
import { readIdentity } from './identity-source.ts';
import type { Authorizer } from './model.ts';
import { within } from './within.ts';

/** What a backend finds in `requestContext.authorizer`: the authorizer's context, every value as a string. */
export interface AuthorizerContext {
  readonly principalId: string;
  /** 0 when the answer came from the cache. */
  readonly integrationLatency: number;
  readonly [key: string]: string | number;
}

/** How the answer came about, for the log. */
export type AuthorizerUse = 'called' | 'cached' | 'none';

export interface Authorization {
  readonly use: AuthorizerUse;
  readonly failure?: GatewayFailure;
  /** Known whenever the authorizer gave a policy, be it to deny. */
  readonly context?: AuthorizerContext;
}

/** An authorizer's answer that was found to be well formed. */
export type AuthorizerAnswer = v.InferOutput<typeof AuthorizerAnswer>;

const AuthorizerAnswer = v.object({
  principalId: v.string(),
  policyDocument: PolicyDocument,
  context: v.optional(v.pipe(notAList, v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))), {}),
});

export interface AuthorizeOptions {
  readonly cache: AuthorizerCache<AuthorizerAnswer>;
  /** Milliseconds that API Gateway waits for an authorizer. */
  readonly timeoutMs: number;
  invoke(functionId: string, event: unknown): Promise<InvocationResult>;
}

/**
 * Authorizes one request. Answers with a policy are cached by authorizer and identity, whether they allow or deny, and are weighed
 * against each request's own ARN; anything thrown is not cached.
 */
export async function authorize(
  request: ApiRequest,
  authorizer: Authorizer,
  { cache, timeoutMs, invoke }: AuthorizeOptions,
): Promise<Authorization> {
  const identity = readIdentity(authorizer.identitySources, toVariables(request));
  if (!identity) return { use: 'none', failure: unauthorized };
  const [token = ''] = identity;
  if (authorizer.validation && !authorizer.validation.test(token)) return { use: 'none', failure: unauthorized };

  const key = JSON.stringify([authorizer.id, ...identity]);
  const cached = cache.find(key, authorizer.resultTtlSeconds);
  if (cached) return weigh(request, cached, 'cached', 0);

  const event =
    authorizer.kind === 'TOKEN' ? toTokenAuthorizerEvent(request, token) : toRequestAuthorizerEvent(request);
  const startedMs = performance.now();
  const result = await within(invoke(authorizer.functionId, event), timeoutMs);
  const latencyMs = Math.round(performance.now() - startedMs);
  const who = `authorizer ${authorizer.id}`;
  if (result === 'timeout')
    return { use: 'called', failure: authorizerFailure(`${who} took longer than ${timeoutMs} ms`) };
  if (!result.ok) return { use: 'called', failure: toFailure(who, result.error.errorMessage, result.error.errorType) };

  const answer = v.safeParse(AuthorizerAnswer, result.payload);
  if (!answer.success) {
    return {
      use: 'called',
      failure: authorizerConfigurationError(`${who} gave a malformed answer: ${explainIssues(answer.issues)}`),
    };
  }
  cache.keep(key, answer.output);
  return weigh(request, answer.output, 'called', latencyMs);
}

/** Only this very message asks for a 401 ("Output from API Gateway Lambda authorizers"). */
function toFailure(who: string, errorMessage: string, errorType: string): GatewayFailure {
  return errorMessage === 'Unauthorized' ? unauthorized : authorizerFailure(`${who} failed with ${errorType}`);
}

function weigh(request: ApiRequest, answer: AuthorizerAnswer, use: AuthorizerUse, latencyMs: number): Authorization {
  const texts = Object.entries(answer.context).map(([key, value]) => [key, String(value)] as const);
  const context = { ...Object.fromEntries(texts), principalId: answer.principalId, integrationLatency: latencyMs };
  const verdict = evaluatePolicy(answer.policyDocument, { action: 'execute-api:Invoke', resource: methodArn(request) });
  if (verdict === 'allow') return { use, context };
  return { use, context, failure: accessDenied(verdict === 'explicit-deny') };
}
