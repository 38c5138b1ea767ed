/** What the issuer says no to, for good. */

/** The issuer refused, and would refuse again: what a further attempt does not mend. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  /** @param code as RFC 6749 §4.1.2.1 and §5.2 or OpenID Connect Core §3.1.2.6 name it */
  constructor(
    readonly code: string,
    description: string | null,
  ) {
    super(description ?? code);
  }
}
