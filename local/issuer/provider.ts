/** Builds the OpenID provider: the demo users, clients and scopes go in, an Auth0-shaped oidc-provider comes out. */

import {
  type AdapterFactory,
  type Configuration,
  errors,
  type Grant,
  interactionPolicy,
  type KoaContextWithOIDC,
  Provider,
  type ResourceServer,
} from 'oidc-provider';
import { demoAudience, demoClients, demoScopes, emailClaim } from '../demo.ts';
import { claimsByScope, openidScopes, toClaims, userBySub } from './claims.ts';
import { loginPath } from './login-screen.ts';
import { isLoopbackOrigin } from './loopback.ts';
import { logOut, showError, showLoggedOut } from './other-screens.ts';
import type { SigningKey } from './signing-key.ts';
import { userinfoPath } from './userinfo.ts';

export interface ProviderProps {
  /** The issuer identifier; becomes `iss` exactly as it stands. */
  readonly issuer: string;
  /** The first key signs, all are published. */
  readonly signingKeys: readonly SigningKey[];
  readonly store: AdapterFactory;
  /** Secrets that sign the cookies; the same ones after a rotation of the signing keys, so that sessions go on. */
  readonly cookieKeys: readonly string[];
  readonly accessTokenTtlSeconds: number;
}

const daySeconds = 24 * 60 * 60;

export function createProvider(props: ProviderProps): Provider {
  return new Provider(props.issuer, toConfiguration(props));
}

function toConfiguration(props: ProviderProps): Configuration {
  return {
    adapter: props.store,
    jwks: { keys: props.signingKeys },
    cookies: { keys: props.cookieKeys },
    clients: demoClients.map(({ id, name, redirectUris }) => ({
      client_id: id,
      client_name: name,
      // What lets a redirect URI have any port (RFC 8252 §7.3).
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: redirectUris,
      post_logout_redirect_uris: redirectUris,
    })),
    routes: {
      authorization: '/authorize',
      token: '/oauth/token',
      userinfo: userinfoPath,
      jwks: '/.well-known/jwks.json',
      revocation: '/oauth/revoke',
      end_session: '/oidc/logout',
    },
    scopes: openidScopes,
    claims: { ...claimsByScope },
    // Auth0 puts the profile into the ID token, too.
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    clientAuthMethods: ['none'],
    clientBasedCORS: (_ctx, origin) => isLoopbackOrigin(origin),
    extraParams: { audience: null, scope: keepOfflineAccess },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: { enabled: true, logoutSource: logOut, postLogoutSuccessSource: showLoggedOut },
      resourceIndicators: {
        enabled: true,
        // Auth0's `audience` means what RFC 8707's `resource` means.
        defaultResource: (ctx, _client, oneOf) => oneOf ?? textParam(ctx, 'audience'),
        getResourceServerInfo: (_ctx, resource) => toResourceServer(resource, props.accessTokenTtlSeconds),
        useGrantedResource: () => true,
      },
    },
    formats: {
      customizers: {
        jwt(_ctx, token, { payload }) {
          payload.azp = token.clientId;
          // Auth0 lets a token that holds `openid` into userinfo and says so in `aud`.
          if (token.scopes.has('openid')) payload.aud = [demoAudience, new URL(userinfoPath, props.issuer).href];
        },
      },
    },
    extraTokenClaims: (_ctx, token) => {
      const user = 'accountId' in token ? userBySub(token.accountId) : undefined;
      return user && { [emailClaim]: user.email };
    },
    findAccount: (_ctx, sub, token) => {
      const user = userBySub(sub);
      if (user === undefined) return undefined;
      // With `sid` in the ID token, as Auth0 has it: by it an app names the session that a logout is to end.
      const sid = token !== undefined && 'sessionUid' in token ? token.sessionUid : undefined;
      const claims = (use: string) => (use === 'id_token' ? { ...toClaims(user), sid } : toClaims(user));
      return { accountId: sub, claims };
    },
    interactions: { policy: implicitConsent(), url: (_ctx, { uid }) => loginPath(uid) },
    loadExistingGrant: grantWhatTheUserHolds,
    rotateRefreshToken: true,
    renderError: showError,
    ttl: {
      AccessToken: props.accessTokenTtlSeconds,
      // An app redeems its code at once; RFC 6749 §4.1.2 wants ten minutes at most.
      AuthorizationCode: 60,
      IdToken: 10 * 60 * 60,
      Interaction: 60 * 60,
      // Longer than any demo, so that nothing but a restart ends a login.
      Session: 30 * daySeconds,
      Grant: 30 * daySeconds,
      RefreshToken: 30 * daySeconds,
    },
  };
}

/** The library's login prompt, and a consent prompt that `prompt=consent` alone raises: the clients are the API owner's own. */
function implicitConsent(): interactionPolicy.Prompt[] {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  policy.add(new interactionPolicy.Prompt({ name: 'consent', requestable: true }));
  return policy;
}

/** The library drops `offline_access` where `prompt=consent` is missing (OpenID Connect Core §11); Auth0 asks for no prompt. */
function keepOfflineAccess(ctx: KoaContextWithOIDC): void {
  const { params } = ctx.oidc;
  const requested = ctx.query.scope;
  if (params !== undefined && typeof requested === 'string') params.scope = requested;
}

/**
 * Grants the user's own scopes, whatever was asked: the token gets what is in both, so that more than the user holds is left
 * out without an error, as with Auth0's RBAC. Asking the API for no scope at all means all that the user holds.
 */
async function grantWhatTheUserHolds(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { account, client, params, provider, session } = ctx.oidc;
  const user = account && userBySub(account.accountId);
  if (user === undefined || client === undefined || params === undefined) return undefined;

  const asksForApi = params.resource !== undefined;
  const held = asksForApi ? [...openidScopes, ...user.scopes] : openidScopes;
  if (asksForApi && params.scope === undefined) params.scope = user.scopes.join(' ');
  // A server may grant nothing of what was asked (RFC 6749 §3.3), but this library refuses to: `openid` stands in.
  if (!held.some((scope) => ctx.oidc.requestParamScopes.has(scope))) params.scope = 'openid';

  const grantId = session?.grantIdFor(client.clientId);
  const existing = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  if (existing !== undefined && existing.accountId === user.sub) return existing;
  const grant = new provider.Grant({ accountId: user.sub, clientId: client.clientId });
  grant.addOIDCScope(openidScopes);
  grant.addResourceScope(demoAudience, [...openidScopes, ...user.scopes]);
  await grant.save();
  return grant;
}

function toResourceServer(audience: string, accessTokenTTL: number): ResourceServer {
  if (audience !== demoAudience) {
    throw new errors.InvalidTarget(`unknown audience "${audience}": this issuer serves ${demoAudience}`);
  }
  return {
    audience,
    scope: [...openidScopes, ...Object.keys(demoScopes)].join(' '),
    accessTokenTTL,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: 'RS256' } },
  };
}

function textParam(ctx: KoaContextWithOIDC, name: string): string | undefined {
  const value = ctx.oidc.params?.[name];
  return typeof value === 'string' ? value : undefined;
}
