/** How the issuers of well-known products are told, by their address and by their metadata; data and pure look-ups. */
import type { ProfileName } from '../../lambda/authorizer/profiles.ts';

interface Provider {
  readonly profile: Exclude<ProfileName, 'generic'>;
  readonly name: string;
  /** Of the issuer's address. */
  readonly address: RegExp;
  /** Of its metadata: a member, and what its text looks like. */
  readonly metadata: { readonly member: string; readonly text: RegExp };
  /** What `iss` looks like in its tokens, where the product writes it in one way alone. */
  readonly issuer?: { readonly pattern: RegExp; readonly spelling: string };
  /**
   * `typ` in the header of its access tokens.
   *
   * @default - it is for its administrator to choose, or not documented
   */
  readonly tokenTypes?: readonly string[];
}

/** After the pages in docs/issuers and the metadata that the products publish. */
const PROVIDERS: readonly Provider[] = [
  {
    profile: 'auth0',
    name: 'Auth0',
    address: /^https:\/\/[\w.-]+\.auth0\.com\b/,
    metadata: { member: 'mfa_challenge_endpoint', text: /\/mfa\/challenge$/ },
    issuer: {
      pattern: /^https:\/\/[\w.-]+\/$/,
      spelling: 'https://TENANT.REGION.auth0.com/, with the slash at its end',
    },
  },
  {
    profile: 'cognito',
    name: 'Amazon Cognito',
    address: /^https:\/\/cognito-idp\.[\w-]+\.amazonaws\.com\b/,
    metadata: { member: 'jwks_uri', text: /^https:\/\/cognito-idp\./ },
    tokenTypes: [],
    issuer: {
      pattern: /^https:\/\/cognito-idp\.([\w-]+)\.amazonaws\.com(?:\.cn)?\/\1_\w+$/,
      spelling: 'https://cognito-idp.REGION.amazonaws.com/REGION_POOL, without a slash at its end',
    },
  },
  {
    profile: 'entra',
    name: 'Microsoft Entra ID',
    address:
      /^https:\/\/(?:login\.microsoftonline\.(?:com|us)|login\.partner\.microsoftonline\.cn|sts\.windows\.net)\b/,
    metadata: { member: 'cloud_instance_name', text: /microsoft/ },
    tokenTypes: ['JWT'],
    issuer: {
      pattern:
        /^https:\/\/(?:sts\.windows\.net\/[^/{}]+\/|[\w.]+\/(?!common\/|organizations\/|consumers\/)[^/{}]+\/v2\.0)$/,
      spelling:
        'https://login.microsoftonline.com/TENANT_ID/v2.0, or https://sts.windows.net/TENANT_ID/ of version 1.0',
    },
  },
  {
    profile: 'okta',
    name: 'Okta',
    address: /^https:\/\/[\w-]+\.(?:okta|oktapreview|okta-emea)\.com\b/,
    metadata: { member: 'token_endpoint', text: /\/oauth2\/\w+\/v1\/token$/ },
    issuer: {
      pattern: /^https:\/\/[\w.-]+\/oauth2\/\w+$/,
      spelling: 'https://DOMAIN/oauth2/AUTHORIZATION_SERVER, since tokens of the org server are for Okta itself',
    },
  },
  {
    profile: 'keycloak',
    name: 'Keycloak',
    address: /\/realms\/[^/]+\/?$/,
    metadata: { member: 'token_endpoint', text: /\/protocol\/openid-connect\/token$/ },
    issuer: { pattern: /\/realms\/[^/]+$/, spelling: 'https://HOST/realms/REALM, without a slash at its end' },
  },
];

/** The product behind an issuer, where it is a known one. */
export function providerOf(issuer: string, metadata: Readonly<Record<string, unknown>> = {}): Provider | undefined {
  return (
    PROVIDERS.find(({ address }) => address.test(issuer)) ??
    PROVIDERS.find(({ metadata: { member, text } }) => text.test(String(metadata[member])))
  );
}
