/** What each issuer product calls its claims: the defaults that a `profile` gives to an issuer of the configuration. Data only. */

/** The settings that a profile gives defaults for; each can be overridden in the issuer's configuration. */
export interface Profile {
  readonly scopeClaims: readonly string[];
  /** The first of these that the token has is compared with `audience`. */
  readonly audienceClaims: readonly string[];
  /** The first of these that the token has is the client. */
  readonly clientIdClaims: readonly string[];
  readonly requiredClaims: Readonly<Record<string, string | number | boolean>>;
}

const generic: Profile = {
  scopeClaims: ['scope'],
  audienceClaims: ['aud'],
  clientIdClaims: ['client_id', 'azp'],
  requiredClaims: {},
};

/** What the providers document, page by page in `docs/issuers`; tokens of those shapes are in `test/fixtures/issuers`. */
export const PROFILES = {
  /** RFC 9068 names: `scope`, `client_id`; `azp` where an issuer borrows it from OpenID Connect. */
  generic,
  /** RBAC puts `permissions` (an array) beside `scope`; the client is in `azp`, with the RFC 9068 token profile in `client_id`. */
  auth0: { ...generic, scopeClaims: ['scope', 'permissions'], clientIdClaims: ['azp', 'client_id'] },
  /** Access tokens have `client_id` and `token_use: "access"`, and an `aud` only where the application asked for a resource. */
  cognito: {
    ...generic,
    audienceClaims: ['aud', 'client_id'],
    clientIdClaims: ['client_id'],
    requiredClaims: { token_use: 'access' },
  },
  /** Delegated permissions are in `scp` (a string), application permissions and users' roles in `roles`; the client is `azp` (v2.0) or `appid` (v1.0). */
  entra: { ...generic, scopeClaims: ['scp', 'roles'], clientIdClaims: ['azp', 'appid'] },
  /** Scopes are in `scp` (an array), the client in `cid`. */
  okta: { ...generic, scopeClaims: ['scp'], clientIdClaims: ['cid'] },
  /** Realm roles stand beside `scope`; the `typ` claim tells access tokens (`Bearer`) from ID tokens (`ID`). */
  keycloak: {
    ...generic,
    scopeClaims: ['scope', 'realm_access.roles'],
    clientIdClaims: ['azp', 'client_id'],
    requiredClaims: { typ: 'Bearer' },
  },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof PROFILES;
