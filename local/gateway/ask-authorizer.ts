/** An authorizer, a caller's identity and the event for it come in, its well-formed answer or what kept it from giving one comes out; calls the function unless the cache knows its answer. */
import * as v from 'valibot';
import type { AuthorizerCache } from './authorizer-cache.ts';
import type { AuthorizerUse } from './emulated-api.ts';
import type { InvocationResult } from './function-thread.ts';
import { explainIssues } from './shapes.ts';
import { within } from './within.ts';

export interface AuthorizerOptions<Answer> {
  /** Where results are kept; a WebSocket API keeps none. */
  readonly cache?: AuthorizerCache<Answer>;
  /** Milliseconds that API Gateway waits for an authorizer. */
  readonly timeoutMs: number;
  invoke(functionId: string, event: unknown): Promise<InvocationResult>;
}

export interface Question<Answer> {
  readonly authorizer: { readonly id: string; readonly functionId: string; readonly resultTtlSeconds: number };
  /** The values of the identity sources; beside the authorizer, all that the cache goes by. */
  readonly identity: readonly string[];
  readonly event: unknown;
  readonly answer: v.GenericSchema<unknown, Answer>;
}

export type Reply<Answer> =
  | { readonly use: AuthorizerUse; readonly answer: Answer; readonly latencyMs: number }
  | {
      readonly use: AuthorizerUse;
      /** `unauthorized` was asked for by the function; `failed` and `malformed` are its faults. */
      readonly refusal: 'unauthorized' | 'failed' | 'malformed';
      /** For the log. Never holds what the caller or the function sent. */
      readonly explanation: string;
    };

/** Answers are cached by authorizer and identity, whether they allow or deny; anything thrown or malformed is not. */
export async function askAuthorizer<Answer>(
  { authorizer, identity, event, answer: schema }: Question<Answer>,
  { cache, timeoutMs, invoke }: AuthorizerOptions<Answer>,
): Promise<Reply<Answer>> {
  const { id, functionId, resultTtlSeconds } = authorizer;
  const key = JSON.stringify([id, ...identity]);
  const cached = cache?.find(key, resultTtlSeconds);
  if (cached) return { use: 'cached', answer: cached, latencyMs: 0 };

  const startedMs = performance.now();
  const result = await within(invoke(functionId, event), timeoutMs);
  const latencyMs = Math.round(performance.now() - startedMs);
  const refuse = (refusal: 'unauthorized' | 'failed' | 'malformed', what: string) =>
    ({ use: 'called', refusal, explanation: `authorizer ${id} ${what}` }) as const;

  if (result === 'timeout') return refuse('failed', `took longer than ${timeoutMs} ms`);
  if (!result.ok) {
    const { errorMessage, errorType } = result.error;
    // Only this very message asks for a 401 ("Output from API Gateway Lambda authorizers").
    return refuse(errorMessage === 'Unauthorized' ? 'unauthorized' : 'failed', `failed with ${errorType}`);
  }
  const parsed = v.safeParse(schema, result.payload);
  if (!parsed.success) return refuse('malformed', `gave a malformed answer: ${explainIssues(parsed.issues)}`);
  if (resultTtlSeconds > 0) cache?.keep(key, parsed.output);
  return { use: 'called', answer: parsed.output, latencyMs };
}
