/** A case and how the authorizer ended it come in, what broke the law goes out; pure. */
import {
  AuthorizerFault,
  FAULT_REASONS,
  FORBIDDEN_REASONS,
  UNAUTHENTICATED_REASONS,
} from '../../lambda/authorizer/road.ts';
import { secretsOf } from '../fixtures/forgeries.ts';
import { ISSUER } from '../fixtures/tokens.ts';
import { isAllowed, type Policy } from '../lambda/authorizer/iam.ts';
import type { Case } from './inputs.ts';

/** How one call ended. */
export interface Ending {
  readonly returned?: unknown;
  readonly thrown?: unknown;
  /** Every decision line that was written. */
  readonly lines: readonly DecisionLine[];
}

export interface DecisionLine extends Readonly<Record<string, unknown>> {
  readonly outcome: keyof typeof REASONS;
  readonly reason?: string;
}

/** What may stand together. */
const REASONS = {
  allow: [undefined],
  forbidden: FORBIDDEN_REASONS,
  unauthenticated: UNAUTHENTICATED_REASONS,
  fault: FAULT_REASONS,
} as const satisfies Record<string, readonly (string | undefined)[]>;

/** By chance, shorter texts stand in any log. */
const SHORTEST_SECRET = 8;

/**
 * @param resources every resource that the route tables can put into a policy
 * @returns in words that hold nothing of a token
 */
export function violationOf(one: Case, ending: Ending, resources: ReadonlySet<string>): string | undefined {
  const [line, ...more] = ending.lines;
  if (line === undefined || more.length > 0) return `${ending.lines.length} decision lines, expected one`;
  return (
    contractViolation(line, ending.thrown) ??
    verdictViolation(one, line, ending.returned) ??
    answerViolation(one, line, ending.returned, resources) ??
    (leaks(one.tokens, line, ending.thrown) ? 'a part of a token, or a claim, in the log or the error' : undefined)
  );
}

/** Thrown is `Unauthorized` or a fault, each with a reason of its own kind, and nothing else ever. */
function contractViolation({ outcome, reason }: DecisionLine, thrown: unknown): string | undefined {
  const allowed: readonly (string | undefined)[] = REASONS[outcome] ?? [];
  if (!allowed.includes(reason)) return `outcome ${outcome} with reason ${reason}, which are not of the contract`;
  const isFault = thrown instanceof AuthorizerFault && thrown.reason === reason;
  const isUnauthorized = thrown instanceof Error && thrown.message === 'Unauthorized';
  const isRight = {
    allow: thrown === undefined,
    forbidden: thrown === undefined,
    unauthenticated: thrown === undefined || isUnauthorized,
    fault: isFault,
  }[outcome];
  return isRight
    ? undefined
    : `outcome ${outcome} (${reason}), but ${thrown === undefined ? 'nothing' : (thrown as Error).name} was thrown`;
}

function verdictViolation(
  { expected }: Case,
  { outcome, reason }: DecisionLine,
  returned: unknown,
): string | undefined {
  // AppSync takes every good token; what it may not see is named in the answer.
  const { deniedFields } = (returned ?? {}) as { deniedFields?: readonly string[] };
  const verdict = outcome === 'allow' && deniedFields?.includes('Query.timesheets') ? 'forbidden' : outcome;
  const isGood = verdict === 'allow' || verdict === 'forbidden';
  const isRight = expected === 'any' || (expected === 'refused' ? !isGood : verdict === expected);
  return isRight ? undefined : `${verdict} (${reason}), expected ${expected}`;
}

function answerViolation(
  { expected, event }: Case,
  { outcome }: DecisionLine,
  returned: unknown,
  resources: ReadonlySet<string>,
): string | undefined {
  const { isAuthorized, policyDocument } = (returned ?? {}) as { isAuthorized?: boolean; policyDocument?: Policy };
  const { methodArn, routeArn } = event as Record<string, unknown>;
  const isIn = policyDocument
    ? [methodArn, routeArn].some((arn) => typeof arn === 'string' && isAllowed(policyDocument, arn))
    : isAuthorized === true;
  if (isIn && outcome !== 'allow') return `outcome ${outcome}, but the answer lets the caller in`;
  if (!isIn && outcome === 'allow' && expected === 'allow') return 'outcome allow, but the answer keeps the caller out';
  return resourcesOf(returned).every((resource) => resources.has(resource))
    ? undefined
    : 'a resource in the policy that is not of the route table';
}

/** What the policy of an answer names; nothing where it has none. */
export function resourcesOf(returned: unknown): readonly string[] {
  const { policyDocument } = (returned ?? {}) as { policyDocument?: Policy };
  return policyDocument?.Statement.flatMap(({ Resource }) => Resource) ?? [];
}

/** `kid` and `alg` are the header's own words, `requestId` and `issuer` those of the gateway and the configuration. */
function leaks(
  tokens: readonly string[],
  { kid, alg, requestId, issuer, ...line }: DecisionLine,
  thrown: unknown,
): boolean {
  const error = thrown instanceof Error ? thrown : undefined;
  const cause = error?.cause instanceof Error ? error.cause.message : '';
  const readable = [JSON.stringify(line), error?.message, error?.stack, cause].join('\n');
  return secretsOf(tokens, ISSUER).some((secret) => secret.length >= SHORTEST_SECRET && readable.includes(secret));
}
