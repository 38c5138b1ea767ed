/** The API's scopes in words, and which of them a login holds; pure. */

export interface Permission {
  readonly scope: string;
  readonly title: string;
  readonly description: string;
}

export const READ = 'read:timesheets';
export const CREATE = 'create:timesheets';

const WORDS: Readonly<Record<string, Omit<Permission, 'scope'>>> = {
  [READ]: { title: 'Read timesheets', description: 'See your own entries, week by week.' },
  [CREATE]: { title: 'Create timesheets', description: 'Add entries of your own.' },
};

/** A scope in words; one that has none stands for itself. */
export function permissionOf(scope: string): Permission {
  return { scope, ...(WORDS[scope] ?? { title: scope, description: '' }) };
}

/**
 * What was granted: what the token response says, or all that was asked for where it says nothing (RFC 6749 §5.1).
 *
 * @param said the response's `scope`
 */
export function grantedScopes(said: string | undefined, requested: readonly string[]): readonly string[] {
  return said === undefined ? requested : said.split(' ').filter((scope) => scope !== '');
}
