/** Helpers to check what functions answer: valibot takes a list for an object, API Gateway does not; pure. */
import * as v from 'valibot';

/** To be put in front of an object's schema. */
export const notAList = v.pipe(
  v.unknown(),
  v.check((value) => !Array.isArray(value), 'an object'),
);

/** Says where a shape is wrong and what was expected, never what was there: it may be the caller's or a secret. */
export function explainIssues(issues: readonly v.BaseIssue<unknown>[]): string {
  return issues
    .map((issue) => `${v.getDotPath(issue) ?? 'the answer'}: expected ${issue.expected ?? issue.message}`)
    .join('; ');
}
