/** Last room: a decision comes in, the answer that this kind of API expects goes out; pure. The response files alone know the shapes of answers. */
import type { AuthorizerConfig } from './config.ts';
import { checkAnswerBytes } from './response-limits.ts';
import { type PolicyAnswer, policyAnswer } from './response-policy.ts';
import type { AuthorizerRequest, Decision, EventKind, Grant, PolicyPatterns } from './road.ts';

/** The simple answer to an HTTP API: `APIGatewaySimpleAuthorizerWithContextResult` of `@types/aws-lambda`. */
export interface SimpleAnswer {
  readonly isAuthorized: boolean;
  readonly context?: Grant['context'];
}

/** The answer to AppSync: `AppSyncAuthorizerResult` of `@types/aws-lambda`. */
export interface AppSyncAnswer {
  readonly isAuthorized: boolean;
  /** What resolvers find as `identity.resolverContext`. */
  readonly resolverContext?: Grant['context'];
  /** `Type.field`s that AppSync answers with null. */
  readonly deniedFields?: readonly string[];
  /** For how many whole seconds AppSync may keep the answer. */
  readonly ttlOverride?: number;
}

/** What the function does with an event: return a value, or throw an error with this very message. */
export type Answer =
  | { readonly returns: PolicyAnswer | SimpleAnswer | AppSyncAnswer }
  | { readonly throws: 'Unauthorized' };

type Granted = Exclude<Decision, { readonly outcome: 'unauthenticated' }>;

/** How one kind of API is answered. */
interface AnswerForm {
  /** Whether a throw of `Unauthorized` tells it of a caller without a good token. */
  readonly takesThrow: boolean;
  /** For a caller whose token is good, whatever the verdict. */
  granted(decision: Granted, stageArn: string, nowMs: number): PolicyAnswer | SimpleAnswer | AppSyncAnswer;
  /** For a caller without a good token, where nothing is thrown. */
  refused(stageArn: string): PolicyAnswer | SimpleAnswer | AppSyncAnswer;
}

/** For answers to callers of whom nothing is known: a policy needs a principal. */
const ANONYMOUS = 'anonymous';

const NOTHING: PolicyPatterns = { allow: [], deny: ['*'] };

/** The policy tells the routes apart: its Deny answers a caller who asks for a closed one. */
const POLICY: AnswerForm = {
  takesThrow: true,
  granted: ({ principalId, policy, context }, stageArn) => policyAnswer(stageArn, policy, { principalId, context }),
  refused: (stageArn) => policyAnswer(stageArn, NOTHING, { principalId: ANONYMOUS }),
};

const SIMPLE: AnswerForm = {
  takesThrow: true,
  granted({ outcome, context }) {
    const answer = { isAuthorized: outcome === 'allow', context };
    checkAnswerBytes(Buffer.byteLength(JSON.stringify(answer)), 'use fewer contextClaims');
    return answer;
  },
  refused: () => ({ isAuthorized: false }),
};

/** API Gateway's 8 KB are not AppSync's limit: it takes 5 MB of context, more than a token can hold. */
const APPSYNC: AnswerForm = {
  // To AppSync every error is a failure of the authorizer.
  takesThrow: false,
  granted: ({ context, deniedFields, expiresAtSeconds }, _stageArn, nowMs) => ({
    isAuthorized: true,
    resolverContext: context,
    deniedFields,
    ttlOverride: secondsToKeep(expiresAtSeconds, nowMs),
  }),
  refused: () => ({ isAuthorized: false }),
};

/** A new kind is one more row. */
const FORMS: Readonly<Record<EventKind, AnswerForm>> = {
  'rest-token': POLICY,
  'rest-request': POLICY,
  'http-1.0': POLICY,
  'http-2.0': SIMPLE,
  websocket: POLICY,
  appsync: APPSYNC,
};

/**
 * API Gateway is told of a caller without a good token by a throw: `Unauthorized`, exactly, is 401 to it, any other message 500.
 *
 * @param nowMs milliseconds since the epoch
 * @throws AuthorizerFault `configuration_invalid` where the configuration makes an answer that is too long for API Gateway
 */
export function toAnswer(
  { kind, target }: AuthorizerRequest,
  decision: Decision,
  { unauthenticated, httpApiResponse }: Pick<AuthorizerConfig, 'unauthenticated' | 'httpApiResponse'>,
  nowMs: number,
): Answer {
  const form = kind === 'http-2.0' && httpApiResponse === 'policy' ? POLICY : FORMS[kind];
  // AppSync alone has no target, and its answers name none.
  const stageArn = target?.stageArn ?? '';
  if (decision.outcome !== 'unauthenticated') return { returns: form.granted(decision, stageArn, nowMs) };
  if (form.takesThrow && unauthenticated === 'error') return { throws: 'Unauthorized' };
  return { returns: form.refused(stageArn) };
}

/** AppSync's own default. */
const APPSYNC_TTL_SECONDS = 300;

/** As long as AppSync would keep an answer, but never past the end of the token. */
function secondsToKeep(expiresAtSeconds: number, nowMs: number): number {
  return Math.max(0, Math.min(APPSYNC_TTL_SECONDS, Math.floor(expiresAtSeconds - nowMs / 1000)));
}
