/** What a check is; types, and what a check may need, as data. */
import type { Facts } from './facts.ts';
import type { Finding, FindingKind } from './finding.ts';

/** One subject, looked at without effects. */
export interface Check {
  /** As the report names it where it was not made, in lower case. */
  readonly title: string;
  /** All that it can find, for the documentation. */
  readonly kinds: readonly FindingKind[];
  /**
   * What it cannot be made without.
   *
   * @default - the configuration alone
   */
  readonly needs?: Need;
  find(facts: Facts): readonly Finding[];
}

/** Checks that could not be made, and what to do about it. */
export interface NotMade {
  readonly titles: readonly string[];
  readonly because: string;
}

export type Need = keyof typeof NEEDS;

const NO_TEMPLATE = 'a configuration alone does not say it; give the synthesized stack as --template';
const NO_AUTHORIZER_SEEN =
  'no authorizer was seen that calls the function (those of AWS::Serverless resources, other stacks and imported APIs are not read); give the stack that has the API as --template, or the configuration as --config with --kind';

/** Whether the facts have it, and what to do where they have not. */
export const NEEDS = {
  network: {
    isMet: ({ issuers }) => issuers.some(({ sight }) => sight !== undefined),
    because: ({ issuers }) =>
      issuers.length === 0
        ? 'no issuer is known before the deployment'
        : 'the issuers were not asked; leave --offline out',
  },
  template: {
    isMet: ({ template }) => template !== undefined,
    because: () => NO_TEMPLATE,
  },
  api: {
    isMet: ({ template, authorizers }) => template !== undefined && authorizers.length > 0,
    because: ({ template }) => (template ? NO_AUTHORIZER_SEEN : NO_TEMPLATE),
  },
  kind: {
    isMet: ({ authorizers }) => authorizers.length > 0,
    because: ({ template }) =>
      template
        ? NO_AUTHORIZER_SEEN
        : 'nothing says which kind of API it is for; give --kind, or the synthesized stack as --template',
  },
} as const satisfies Record<string, { isMet(facts: Facts): boolean; because(facts: Facts): string }>;
