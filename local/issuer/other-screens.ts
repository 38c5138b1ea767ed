/** Answers what the provider shows besides the login: logging out and errors, on its Koa context. */

import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import { logoutPage, messagePage, type Page } from './pages.ts';

/**
 * Logs out at once when the app proves whom it means, by its ID token or by the session's id as `logout_hint`, otherwise asks first: a
 * stray link must not end a session (OpenID Connect RP-Initiated Logout 1.0 §2).
 */
export async function logOut(ctx: KoaContextWithOIDC, form: string): Promise<void> {
  const { session, entities, params, provider } = ctx.oidc;
  const isMeant = entities.IdTokenHint?.payload.sub === session?.accountId || params?.logout_hint === session?.uid;
  if (session === undefined || !isMeant) return show(ctx, logoutPage(form));

  await session.destroy();
  ctx.oidc.cookies.set(provider.cookieName('session'), null);
  if (typeof params?.post_logout_redirect_uri !== 'string') return showLoggedOut(ctx);
  const target = new URL(params.post_logout_redirect_uri);
  if (typeof params.state === 'string') target.searchParams.set('state', params.state);
  ctx.redirect(target.href);
}

export function showLoggedOut(ctx: KoaContextWithOIDC): void {
  show(ctx, messagePage('Logged out', 'Your session at the local issuer has ended.'));
}

export function showError(ctx: KoaContextWithOIDC, { error, error_description: description }: ErrorOut): void {
  show(ctx, messagePage('That did not work', description === undefined ? error : `${error}: ${description}`));
}

function show(ctx: KoaContextWithOIDC, { headers, body }: Page): void {
  ctx.set({ ...headers });
  ctx.body = body;
}
