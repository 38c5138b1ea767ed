/** Whether the secrets of HS256 are where the configuration says, and only there; pure, and no secret is ever looked at. */

import { isVariableName } from '../../../lambda/authorizer/hmac-secret.ts';
import { linkTo } from '../../../lib/reasons.ts';
import type { Check } from '../check.ts';
import { type FindingKind, finding } from '../finding.ts';

const SECRET_MISSING: FindingKind = {
  code: 'secret_missing',
  severity: 'error',
  means: 'Every token of this issuer is the fault secret_unavailable, a 5xx.',
  expected: 'an environment variable of this name',
  remedy:
    'Set it on the function (the construct\'s prop "environment"), or name a secret of Secrets Manager with secretArn.',
  link: linkTo('secret_unavailable'),
};

const SECRET_IN_TEMPLATE: FindingKind = {
  code: 'secret_in_template',
  severity: 'warning',
  means: 'Whoever can read the template, the function or a backup of either can sign tokens.',
  expected: 'a secret in Secrets Manager',
  remedy: 'Store it there, write {"secretArn": ARN}, and let the issuer make a new one.',
  link: 'docs/issuers/README.md#why-rs256-rather-than-hs256',
};

export const secrets: Check = {
  title: 'secrets',
  needs: 'template',
  kinds: [SECRET_MISSING, SECRET_IN_TEMPLATE],
  find: ({ issuers, template }) =>
    issuers.flatMap(({ path, config: { hmacSecret } }) => {
      if (!hmacSecret || !('env' in hmacSecret) || !template?.function) return [];
      const where = `${path}.hmacSecret.env`;
      const { environment, where: lambda } = template.function;
      switch (environment.get(hmacSecret.env)) {
        case 'reference':
          return [];
        case 'text':
          return [finding(SECRET_IN_TEMPLATE, where, `a text under ${hmacSecret.env} in the environment of ${lambda}`)];
        default:
          return [finding(SECRET_MISSING, where, `no ${shownName(hmacSecret.env)} in the environment of ${lambda}`)];
      }
    }),
};

/** Of a variable that is not there: it could be the secret itself, in the place of its name. */
function shownName(name: string): string {
  return isVariableName(name) ? name : 'variable of the name that stands there';
}
