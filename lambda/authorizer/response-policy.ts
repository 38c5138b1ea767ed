/** A principal, its context and the patterns of a policy come in, the answer with the IAM policy goes out; pure, but that it remembers what it has built. */
import { checkAnswerBytes, checkResourceCharacters } from './response-limits.ts';
import type { PolicyPatterns } from './road.ts';

/** `APIGatewayAuthorizerResult` of `@types/aws-lambda`, as narrow as it is made here. */
export interface PolicyAnswer {
  readonly principalId: string;
  readonly policyDocument: PolicyDocument;
  readonly context?: Readonly<Record<string, string>>;
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Action: 'execute-api:Invoke';
  readonly Effect: 'Allow' | 'Deny';
  readonly Resource: readonly string[];
}

/**
 * The answer of which the policy is one part.
 *
 * @param stageArn the event's own ARN up to and including the stage: partitions, accounts and stages differ
 * @param caller whom the answer is about
 * @throws AuthorizerFault `configuration_invalid` where the route table makes an answer that is too long for API Gateway
 */
export function policyAnswer(
  stageArn: string,
  patterns: PolicyPatterns,
  caller: Omit<PolicyAnswer, 'policyDocument'>,
): PolicyAnswer {
  const { document, bytes } = builtPolicy(stageArn, patterns);
  checkAnswerBytes(
    bytesBeside(caller) + bytes,
    'use policyScope "route" with the route in the cache key, or fewer contextClaims',
  );
  return { ...caller, policyDocument: document };
}

/** What stands in place of the policy while the rest is measured. */
const EMPTY_TEXT_BYTES = JSON.stringify('').length;

/** The deciding room hands out the same context for the same token. */
const measured = new WeakMap<object, number>();

/** What an answer has besides its policy, as JSON. */
function bytesBeside(caller: Omit<PolicyAnswer, 'policyDocument'>): number {
  const known = caller.context && measured.get(caller.context);
  if (known !== undefined) return known;
  const bytes = Buffer.byteLength(JSON.stringify({ ...caller, policyDocument: '' })) - EMPTY_TEXT_BYTES;
  if (caller.context) measured.set(caller.context, bytes);
  return bytes;
}

interface BuiltPolicy {
  readonly stageArn: string;
  readonly document: PolicyDocument;
  /** As JSON. */
  readonly bytes: number;
}

/** The deciding room hands out the same patterns for the same scopes, and a function mostly serves one stage: its policy is built and measured once. */
const lastBuilt = new WeakMap<PolicyPatterns, BuiltPolicy>();

function builtPolicy(stageArn: string, patterns: PolicyPatterns): BuiltPolicy {
  const known = lastBuilt.get(patterns);
  if (known?.stageArn === stageArn) return known;
  const document = toPolicyDocument(stageArn, patterns);
  const built = { stageArn, document, bytes: Buffer.byteLength(JSON.stringify(document)) };
  lastBuilt.set(patterns, built);
  return built;
}

function toPolicyDocument(stageArn: string, { allow, deny }: PolicyPatterns): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [...toStatement('Allow', stageArn, allow), ...toStatement('Deny', stageArn, deny)],
  };
}

/** One statement, or none where it would name no resource. */
function toStatement(
  Effect: PolicyStatement['Effect'],
  stageArn: string,
  patterns: readonly string[],
): PolicyStatement[] {
  if (patterns.length === 0) return [];
  const Resource = patterns.map((pattern) => `${stageArn}/${pattern}`);
  for (const { length } of Resource) checkResourceCharacters(length);
  return [{ Action: 'execute-api:Invoke', Effect, Resource }];
}
