/** Says which claims of a demo user each OpenID scope opens (OpenID Connect Core §5.4); pure. */

import { type DemoUser, demoUsers } from '../demo.ts';

/** The scopes of OpenID Connect that the issuer knows; every user holds them. */
export const openidScopes = ['openid', 'profile', 'email', 'offline_access'];

export const claimsByScope: Readonly<Record<string, readonly string[]>> = {
  openid: ['sub', 'sid'],
  profile: ['name', 'nickname', 'picture', 'initials'],
  email: ['email', 'email_verified'],
};

/** Every claim about the user that any scope opens. */
export function toClaims({ id: nickname, sub, name, email, picture, initials }: DemoUser) {
  return { sub, name, nickname, picture, initials, email, email_verified: true };
}

/** The claims about the user that these scopes open. */
export function claimsForScopes(user: DemoUser, scopes: readonly string[]): Readonly<Record<string, unknown>> {
  const open = new Set(scopes.flatMap((scope) => claimsByScope[scope] ?? []));
  return Object.fromEntries(Object.entries(toClaims(user)).filter(([claim]) => open.has(claim)));
}

export function userBySub(sub: string | undefined): DemoUser | undefined {
  return demoUsers.find((user) => user.sub === sub);
}
