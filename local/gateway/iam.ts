/** The policy document of an authorizer comes in and is checked, then weighed against the ARN of a request; pure. */
import * as v from 'valibot';

const oneOrMore = v.union([v.string(), v.array(v.string())]);

/** Strict on purpose: a `Condition` or a `NotResource` that were silently left out would open what AWS keeps shut. */
const Statement = v.strictObject({
  Sid: v.optional(v.string()),
  Effect: v.picklist(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: oneOrMore,
});

/** A policy document as an authorizer may return it: `Condition`, `NotAction`, `NotResource` and `Principal` are not emulated. */
export const PolicyDocument = v.strictObject({
  Version: v.optional(v.picklist(['2008-10-17', '2012-10-17'])),
  Id: v.optional(v.string()),
  Statement: v.union([v.array(Statement), Statement]),
});

export type PolicyDocument = v.InferOutput<typeof PolicyDocument>;

export type Verdict = 'allow' | 'explicit-deny' | 'implicit-deny';

/**
 * Evaluates a policy by IAM's rules: Deny wins over Allow, silence denies, `*` stands for any characters including `/`,
 * `?` for exactly one. Actions compare without case, ARNs with it.
 */
export function evaluatePolicy(policy: PolicyDocument, request: { action: string; resource: string }): Verdict {
  const matching = [policy.Statement]
    .flat()
    .filter(
      (statement) =>
        [statement.Action].flat().some((action) => matches(action.toLowerCase(), request.action.toLowerCase())) &&
        [statement.Resource].flat().some((resource) => matches(resource, request.resource)),
    );
  if (matching.some((statement) => statement.Effect === 'Deny')) return 'explicit-deny';
  return matching.length > 0 ? 'allow' : 'implicit-deny';
}

/** Whether a text is covered by a pattern in which `*` is any run of characters and `?` is one. */
export function matches(pattern: string, text: string): boolean {
  const expression = pattern
    .replace(/\*+/g, '*')
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${expression}$`, 's').test(text);
}
