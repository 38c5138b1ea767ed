/** The problems of a configuration come in, as the authorizer itself would report them; a finding for each goes out; pure. */
import type { ConfigProblem } from '../../../lambda/authorizer/config.ts';
import { linkTo } from '../../../lib/reasons.ts';
import { type Finding, type FindingKind, finding } from '../finding.ts';

export const CONFIGURATION_INVALID: FindingKind = {
  code: 'configuration_invalid',
  severity: 'error',
  means: 'The function answers every request with the fault configuration_invalid, a 5xx.',
  expected: 'what the configuration reference says of this key',
  remedy: 'Correct it and run this again: while the configuration is invalid, nothing else of it can be checked.',
  link: linkTo('configuration_invalid'),
};

export function configurationFindings(problems: readonly ConfigProblem[]): Finding[] {
  return problems.map(({ path, received, expected }) => finding(CONFIGURATION_INVALID, path, received, { expected }));
}
