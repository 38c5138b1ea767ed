/** The road: an event comes in, the answer for API Gateway goes out. Five calls, each a room of its own. */
import { parseBearerToken } from './bearer-token.ts';
import type { AuthorizerConfig } from './config.ts';
import type { Decide } from './decide.ts';
import { parseEvent } from './event.ts';
import { type Answer, toAnswer } from './response.ts';
import type { Decision, Trace } from './road.ts';
import { type Verifier, verifyToken } from './verify.ts';

/** What is made once, at init, from the configuration. */
export interface Authorizer {
  readonly config: AuthorizerConfig;
  readonly verifier: Verifier;
  readonly decide: Decide;
}

/**
 * @param trace takes what the log line will say
 * @throws AuthorizerFault where no verdict can be reached
 */
export async function authorize(
  event: unknown,
  { config, verifier, decide }: Authorizer,
  trace: Trace,
): Promise<{ decision: Decision; answer: Answer }> {
  const request = parseEvent(event, config.tokenSources);
  Object.assign(trace, { kind: request.kind, requestId: request.requestId ?? trace.requestId });

  const token = parseBearerToken(request, config.maxTokenBytes);
  const claims = token.ok ? await verifyToken(token.value, verifier, trace) : token;
  const decision: Decision = claims.ok
    ? decide(request, claims.value)
    : { outcome: 'unauthenticated', reason: claims.error };
  trace.route = decision.route;
  return { decision, answer: toAnswer(request, decision, config, verifier.nowMs()) };
}
