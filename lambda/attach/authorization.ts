/** What guards a route of an HTTP API: the noun of this folder, when two of them are the same, and how people read them; pure. */

export interface Authorization {
  readonly type: 'NONE' | 'AWS_IAM' | 'JWT' | 'CUSTOM';
  /** Of `JWT` and `CUSTOM`. */
  readonly authorizerId?: string;
  /** Of `JWT`: one of them must be in the token. */
  readonly scopes?: readonly string[];
}

/** A route as API Gateway has it. */
export interface Route {
  readonly id: string;
  /** `GET /orders/{id}` or `$default`. */
  readonly key: string;
  readonly authorization: Authorization;
}

/** Nobody but the account's own principals, to whom IAM gives it, gets through. */
export const CLOSED: Authorization = { type: 'AWS_IAM' };

/** What the type does not use does not count: API Gateway may leave it behind. */
export function isSame(one: Authorization, other: Authorization): boolean {
  return describe(one) === describe(other);
}

/** For logs, messages and tables: `NONE`, `CUSTOM abc123`, `JWT abc123 (read:orders)`. */
export function describe({ type, authorizerId = '', scopes = [] }: Authorization): string {
  switch (type) {
    case 'NONE':
    case 'AWS_IAM':
      return type;
    case 'CUSTOM':
      return `CUSTOM ${authorizerId}`;
    case 'JWT':
      return scopes.length === 0 ? `JWT ${authorizerId}` : `JWT ${authorizerId} (${[...scopes].sort().join(' ')})`;
  }
}

/** Some of the names, so that a message stays under the 4 KB that CloudFormation takes from a custom resource. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN);
  const text = shown.map((name) => JSON.stringify(name.slice(0, SHOWN_CHARACTERS))).join(', ');
  return names.length > shown.length ? `${text} and ${names.length - shown.length} more` : text;
}

const SHOWN = 10;
const SHOWN_CHARACTERS = 100;
