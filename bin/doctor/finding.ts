/** What a finding is, and what all findings of one kind have in common; types, and one pure builder. */

/**
 * - `error`: requests will fail, or be let in wrongly
 * - `warning`: unwise, and will hurt one day
 * - `note`: worth knowing
 */
export type Severity = 'error' | 'warning' | 'note';

/** Everything that can be said of a finding before it is made. */
export interface FindingKind {
  /** Stable: the name in JSON. */
  readonly code: string;
  readonly severity: Severity;
  /**
   * The severity while nothing says which kind of API the configuration is for.
   *
   * @default - the same
   */
  readonly whereKindIsUnknown?: Severity;
  /** What follows from it. */
  readonly means: string;
  readonly expected: string;
  readonly remedy: string;
  /** A page of the documentation, from the repository's root. */
  readonly link: string;
}

export interface Finding extends Omit<FindingKind, 'whereKindIsUnknown'> {
  /** In the configuration, such as `issuers[0].audience`, or in the template: a type and a logical id. */
  readonly where: string;
  /** Never a secret. */
  readonly found: string;
}

/** @param own what is said of this one otherwise than of its kind */
export function finding(
  { whereKindIsUnknown, ...kind }: FindingKind,
  where: string,
  found: string,
  own: Partial<Pick<FindingKind, 'severity' | 'expected' | 'remedy'>> = {},
): Finding {
  return { ...kind, ...own, where, found };
}

/** A value as messages show it, at no great length. */
export function quoted(value: unknown): string {
  const json = JSON.stringify(value) ?? 'nothing';
  return json.length <= LONGEST_VALUE ? json : `${json.slice(0, LONGEST_VALUE - 1)}…`;
}

const LONGEST_VALUE = 120;
