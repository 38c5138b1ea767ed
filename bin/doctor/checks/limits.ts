/** Lambda's limits on the function; pure. */
import { MAXIMUM_ENVIRONMENT_BYTES } from '../../../lib/authorizer-config.ts';
import type { Check } from '../check.ts';
import { type Finding, type FindingKind, finding } from '../finding.ts';

const ENVIRONMENT_TOO_LARGE: FindingKind = {
  code: 'environment_too_large',
  severity: 'error',
  means: 'Lambda refuses the deployment.',
  expected: `at most ${MAXIMUM_ENVIRONMENT_BYTES} bytes, names and values of all variables together`,
  remedy: 'Shorten the route table (ANY, {proxy+}), or give part of the API an authorizer of its own.',
  link: 'docs/constructs.md#checks-at-synthesis',
};

const ENVIRONMENT_NEARLY_FULL: FindingKind = {
  code: 'environment_nearly_full',
  severity: 'note',
  means: 'A few routes more, and Lambda refuses the deployment.',
  expected: `some room below ${MAXIMUM_ENVIRONMENT_BYTES} bytes`,
  remedy: 'Plan for it: ANY and {proxy+} are shorter, and a part of the API may have an authorizer of its own.',
  link: 'docs/constructs.md#checks-at-synthesis',
};

const FUNCTION_TIMEOUT_SHORT: FindingKind = {
  code: 'function_timeout_short',
  severity: 'warning',
  means: 'Lambda may end the function while it waits for keys: the caller gets a 5xx, and no line in the log says why.',
  expected: 'a timeout of the function above jwksCache.timeoutMs',
  remedy: 'Give the function 10 seconds, or shorten jwksCache.timeoutMs.',
  link: 'docs/outages.md',
};

const NEARLY_FULL_BYTES = 3_700;

export const environment: Check = {
  title: 'size of the environment',
  kinds: [ENVIRONMENT_TOO_LARGE, ENVIRONMENT_NEARLY_FULL],
  find({ environmentBytes: bytes = 0 }): Finding[] {
    const kind =
      bytes > MAXIMUM_ENVIRONMENT_BYTES
        ? ENVIRONMENT_TOO_LARGE
        : bytes > NEARLY_FULL_BYTES
          ? ENVIRONMENT_NEARLY_FULL
          : undefined;
    return kind ? [finding(kind, 'AUTHORIZER_CONFIG', `${bytes} bytes in the environment`)] : [];
  },
};

export const timeout: Check = {
  title: "the function's timeout",
  needs: 'template',
  kinds: [FUNCTION_TIMEOUT_SHORT],
  find({ config: { jwksCache, issuers }, template }) {
    const loadsKeys = issuers.some(({ jwks }) => jwks === undefined);
    const lambda = template?.function;
    if (!loadsKeys || !lambda || lambda.timeoutSeconds * 1_000 > jwksCache.timeoutMs) return [];
    return [
      finding(
        FUNCTION_TIMEOUT_SHORT,
        lambda.where,
        `${lambda.timeoutSeconds} s, and jwksCache.timeoutMs ${jwksCache.timeoutMs}`,
      ),
    ];
  },
};
