/**
 * The app's conversations with the issuer, by oidc-client-ts: Authorization Code with PKCE, refresh, revocation, logout.
 *
 * Storage holds what has to survive the redirect and no token: state, nonce and the PKCE verifier, in this tab's sessionStorage, until
 * the answer is there. The verifier without the code that belongs to it opens nothing.
 */
import {
  ErrorResponse,
  OidcClient,
  type RefreshState,
  type SigninResponse,
  WebStorageStateStore,
} from 'oidc-client-ts';
import type { WebConfig } from '../config.ts';
import { type Login, type TokenAnswer, toLogin, toProfile } from './login.ts';
import { Refusal } from './refusal.ts';

export interface Oidc {
  /**
   * @param silent without any page of the issuer's: answered with the refusal `login_required` where there is no session
   * @param returnTo the path to be on afterwards
   * @returns the URL to go to
   * @throws Error where the issuer does not answer
   */
  loginUrl(options: { silent: boolean; returnTo: string }): Promise<string>;
  /** @throws Refusal, or Error where the answer is not for this app, or the issuer does not answer */
  finish(url: string): Promise<{ readonly login: Login; readonly returnTo: string }>;
  /** @throws Refusal where the refresh token is no longer good, or Error where the issuer does not answer */
  renew(login: Login): Promise<Login>;
  /**
   * Revokes the refresh token and says where to go for the session to end.
   *
   * @returns undefined where the issuer has no such place, or does not answer
   */
  logoutUrl(login: Login): Promise<string | undefined>;
}

const TIMEOUT_SECONDS = 15;

export function createOidc(config: WebConfig, origin: string, now: () => number): Oidc {
  const { issuer, clientId, audience, resource } = config;
  const requestedScopes = ['openid', 'profile', 'email', 'offline_access', ...config.scopes];
  const client = new OidcClient({
    authority: issuer,
    client_id: clientId,
    redirect_uri: `${origin}/callback`,
    post_logout_redirect_uri: `${origin}/`,
    scope: requestedScopes.join(' '),
    resource,
    extraQueryParams: audience === undefined ? {} : { audience },
    stateStore: new WebStorageStateStore({ store: sessionStorage, prefix: 'login.' }),
    // All claims are kept: those that bind the ID token to issuer and app are checked here.
    filterProtocolClaims: false,
    requestTimeoutInSeconds: TIMEOUT_SECONDS,
  });
  const expected = { issuer, clientId, requestedScopes };

  async function withUserinfo(login: Login): Promise<Login> {
    const { name, email } = login.profile;
    const endpoint = name === undefined && email === undefined && (await client.metadataService.getUserInfoEndpoint());
    if (!endpoint) return login;
    const claims = await fetchUserinfo(endpoint, login.accessToken);
    // Another subject's claims are not to be used (OpenID Connect Core §5.3.2).
    return claims?.sub === login.profile.sub ? { ...login, profile: toProfile(claims) } : login;
  }

  return {
    async loginUrl({ silent, returnTo }) {
      const { url } = await client.createSigninRequest({
        state: returnTo,
        nonce: crypto.randomUUID(),
        prompt: silent ? 'none' : undefined,
      });
      return url;
    },
    async finish(url) {
      const response = await refusing(client.processSigninResponse(url));
      const login = toLogin(toAnswer(response), { ...expected, nowMs: now() });
      const returnTo = typeof response.userState === 'string' ? response.userState : '/';
      return { login: await withUserinfo(login), returnTo };
    },
    async renew(login) {
      if (login.refreshToken === undefined) throw new Refusal('login_required', 'the issuer gave no refresh token');
      const state: RefreshState = {
        refresh_token: login.refreshToken,
        id_token: login.idToken,
        session_state: null,
        scope: login.scopes.join(' '),
        profile: { sub: login.profile.sub, iss: issuer, aud: clientId, exp: 0, iat: 0 },
      };
      const response = await refusing(client.useRefreshToken({ state, resource, timeoutInSeconds: TIMEOUT_SECONDS }));
      return toLogin(toAnswer(response), { ...expected, nowMs: now(), previous: login });
    },
    async logoutUrl({ refreshToken, sid }) {
      try {
        const metadata = await client.metadataService.getMetadata();
        if (refreshToken !== undefined && metadata.revocation_endpoint !== undefined) {
          // Where this fails the session ends all the same. And the library takes an answer that is not JSON for a failure, which RFC
          // 7009 §2.2 lets it be.
          await client.revokeToken(refreshToken, 'refresh_token').catch(() => {});
        }
        if (metadata.end_session_endpoint === undefined) return undefined;
        // Not by id_token_hint, which would put a token into a URL: `client_id` and the session's id say as much.
        const request = await client.createSignoutRequest({
          extraQueryParams: sid === undefined ? {} : { logout_hint: sid },
        });
        return request.url;
      } catch {
        return undefined;
      }
    },
  };
}

/** Named one by one: what the response computes is not among its own properties. */
function toAnswer(response: SigninResponse): TokenAnswer {
  const { access_token, refresh_token, id_token, expires_in, scope, profile } = response;
  return { access_token, refresh_token, id_token, expires_in, scope, profile: { ...profile } };
}

/** An `error` in a response is a refusal; all else that goes wrong may go right another time. */
async function refusing<T>(response: Promise<T>): Promise<T> {
  try {
    return await response;
  } catch (error) {
    if (error instanceof ErrorResponse) throw new Refusal(error.error ?? 'refused', error.error_description);
    throw error;
  }
}

/** A profile is a courtesy: without it the subject stands in. */
async function fetchUserinfo(endpoint: string, accessToken: string): Promise<Record<string, unknown> | undefined> {
  try {
    const response = await fetch(endpoint, { headers: { authorization: `Bearer ${accessToken}` } });
    return response.ok ? ((await response.json()) as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
