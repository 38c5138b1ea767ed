/** Last room: a decision comes in, the answer that this kind of API expects goes out; pure. The only room that knows the shapes of answers. */
import type { AuthorizerConfig } from './config.ts';
import { AuthorizerFault, type AuthorizerRequest, type Decision, type PolicyPatterns } from './road.ts';

/** The answer to a REST API's authorizer event: `APIGatewayAuthorizerResult` of `@types/aws-lambda`, as narrow as it is made here. */
export interface PolicyAnswer {
  readonly principalId: string;
  readonly policyDocument: { readonly Version: '2012-10-17'; readonly Statement: readonly PolicyStatement[] };
  readonly context?: Readonly<Record<string, string>>;
}

export interface PolicyStatement {
  readonly Action: 'execute-api:Invoke';
  readonly Effect: 'Allow' | 'Deny';
  readonly Resource: readonly string[];
}

/** What the function does with an event: return a value, or throw an error with this very message. */
export type Answer = { readonly returns: PolicyAnswer } | { readonly throws: 'Unauthorized' };

/** API Gateway's limits on an authorizer's answer and on one resource of a policy. */
const MAXIMUM_ANSWER_BYTES = 8_192;
const MAXIMUM_RESOURCE_CHARACTERS = 512;

/** For answers to callers of whom nothing is known: a policy needs a principal. */
const ANONYMOUS = 'anonymous';

/**
 * A caller without a good token is answered by a throw: `Unauthorized`, exactly, is 401 to API Gateway, any other message 500.
 *
 * @throws AuthorizerFault `configuration_invalid` where the route table makes an answer that is too long for API Gateway
 */
export function toAnswer(
  { target }: AuthorizerRequest,
  decision: Decision,
  { unauthenticated }: Pick<AuthorizerConfig, 'unauthenticated'>,
): Answer {
  const stageArn = target?.stageArn ?? '';
  if (decision.outcome !== 'unauthenticated') {
    const { principalId, policy, context } = decision;
    return { returns: checkSize({ principalId, policyDocument: toPolicyDocument(stageArn, policy), context }) };
  }
  if (unauthenticated === 'error') return { throws: 'Unauthorized' };
  return {
    returns: { principalId: ANONYMOUS, policyDocument: toPolicyDocument(stageArn, { allow: [], deny: ['*'] }) },
  };
}

function toPolicyDocument(stageArn: string, { allow, deny }: PolicyPatterns): PolicyAnswer['policyDocument'] {
  const statement = (Effect: PolicyStatement['Effect'], patterns: readonly string[]): PolicyStatement[] =>
    patterns.length === 0
      ? []
      : [{ Action: 'execute-api:Invoke', Effect, Resource: patterns.map((pattern) => `${stageArn}/${pattern}`) }];
  return { Version: '2012-10-17', Statement: [...statement('Allow', allow), ...statement('Deny', deny)] };
}

function checkSize(answer: PolicyAnswer): PolicyAnswer {
  const bytes = Buffer.byteLength(JSON.stringify(answer));
  if (bytes > MAXIMUM_ANSWER_BYTES) {
    throw new AuthorizerFault(
      'configuration_invalid',
      `the answer has ${bytes} bytes, API Gateway takes ${MAXIMUM_ANSWER_BYTES}; use policyScope "route" with the route in the cache key, or fewer contextClaims`,
    );
  }
  const resources = answer.policyDocument.Statement.flatMap(({ Resource }) => Resource);
  const longest = Math.max(0, ...resources.map((resource) => resource.length));
  if (longest > MAXIMUM_RESOURCE_CHARACTERS) {
    throw new AuthorizerFault(
      'configuration_invalid',
      `a policy resource has ${longest} characters, API Gateway takes ${MAXIMUM_RESOURCE_CHARACTERS}; shorten the route's path`,
    );
  }
  return answer;
}
