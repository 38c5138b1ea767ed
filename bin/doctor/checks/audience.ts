/** Whether the audiences name the API, and this API alone; pure. */
import type { ProfileName } from '../../../lambda/authorizer/profiles.ts';
import { linkTo } from '../../../lib/reasons.ts';
import type { Check } from '../check.ts';
import type { IssuerFacts } from '../facts.ts';
import { type Finding, type FindingKind, finding, quoted } from '../finding.ts';
import { providerOf } from '../providers.ts';

const AUDIENCE_IS_CLIENT_ID: FindingKind = {
  code: 'audience_is_client_id',
  severity: 'warning',
  means:
    'The aud of an ID token is the client. Access tokens name the API, so they are refused as audience_mismatch; a token whose aud is its client alone is refused as id_token.',
  expected: "the API's own identifier, such as https://api.example.com",
  remedy: 'Write the identifier under which the API is registered at the issuer, and have applications ask for it.',
  link: linkTo('audience_mismatch'),
};

const AUDIENCE_IS_APP_ID_URI: FindingKind = {
  code: 'audience_is_app_id_uri',
  severity: 'error',
  means: 'In v2.0 access tokens aud is the client id of the API: all tokens are refused as audience_mismatch.',
  expected: 'the Application (client) ID of the API, without api://',
  remedy: 'Write the client id, or both in an array.',
  link: linkTo('audience_mismatch'),
};

const AUDIENCE_IS_NO_CLIENT_ID: FindingKind = {
  code: 'audience_is_no_client_id',
  severity: 'warning',
  means:
    'Access tokens of Cognito have no aud unless the application asks for a resource: client_id is compared with audience, and tokens are refused as audience_mismatch.',
  expected: 'the ids of the app clients',
  remedy:
    "List the app clients' ids. An address is right where applications ask for it as a resource (resource binding): name the app clients in clientIds then.",
  link: linkTo('audience_mismatch'),
};

const AUDIENCE_IS_SHARED: FindingKind = {
  code: 'audience_is_shared',
  severity: 'error',
  means: 'Tokens that were issued for something else have this audience, too, and are let in.',
  expected: "the API's own identifier, such as https://api.example.com",
  remedy: 'Register the API at the issuer under an identifier of its own, and write that.',
  link: 'docs/security.md',
};

/** Audiences that stand in tokens for other APIs. */
const SHARED: readonly { readonly pattern: RegExp; readonly whose: string }[] = [
  { pattern: /^https:\/\/[^/]+\/userinfo$/, whose: "the issuer's own, in every token that was asked for with openid" },
  { pattern: /^https:\/\/[\w.-]+\.auth0\.com\/api\/v2\/$/, whose: "that of Auth0's Management API" },
  {
    pattern: /^(?:https:\/\/graph\.microsoft\.com\/?|00000003-0000-0000-c000-000000000000)$/,
    whose: 'that of Microsoft Graph',
  },
];

const GUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

export const audience: Check = {
  title: 'audiences',
  kinds: [AUDIENCE_IS_CLIENT_ID, AUDIENCE_IS_NO_CLIENT_ID, AUDIENCE_IS_APP_ID_URI, AUDIENCE_IS_SHARED],
  find: ({ issuers }) =>
    issuers.flatMap((issuer) => {
      const { path, config } = issuer;
      if (config.audienceClaims.includes('iss')) {
        return [finding(AUDIENCE_IS_SHARED, `${path}.audienceClaim`, '"iss", which every token of the issuer has')];
      }
      return config.audience.flatMap((one) => inAudience(one, issuer));
    }),
};

function inAudience(one: string, issuer: IssuerFacts): Finding[] {
  const { path, config, profile, sight } = issuer;
  const where = `${path}.audience`;
  const shared = SHARED.find(({ pattern }) => pattern.test(one));
  if (shared) return [finding(AUDIENCE_IS_SHARED, where, `${quoted(one)}, ${shared.whose}`)];
  // The realm's default for every token, until an audience mapper says otherwise.
  const isKeycloak = profile === 'keycloak' || providerOf(config.issuer, sight?.metadata)?.profile === 'keycloak';
  if (isKeycloak && one === 'account') {
    return [finding(AUDIENCE_IS_SHARED, where, `${quoted(one)}, which Keycloak puts into tokens of every client`)];
  }
  if (isEntraVersion2(config.issuer) && one.startsWith('api://')) {
    const others = config.audience.filter((other) => GUID.test(other));
    return others.length > 0 ? [] : [finding(AUDIENCE_IS_APP_ID_URI, where, quoted(one))];
  }
  if (isOfCognitoClient(config) && !CLIENT_IDS.cognito.test(one)) {
    // With resource binding it is an address; whoever names clients besides knows of it.
    const isAddress = URL.canParse(one);
    if (isAddress && config.clientIds) return [];
    const severity = isAddress ? 'note' : 'warning';
    return [finding(AUDIENCE_IS_NO_CLIENT_ID, where, quoted(one), { severity })];
  }
  const why = clientIdSign(one, issuer);
  return why === undefined ? [] : [finding(AUDIENCE_IS_CLIENT_ID, where, `${quoted(one)}, ${why}`)];
}

function clientIdSign(one: string, { config, sight }: IssuerFacts): string | undefined {
  // Where the client stands in for a missing audience, it is the client that has to be named.
  if (config.audienceClaims.some((claim) => claim !== 'aud')) return undefined;
  if (config.clientIds?.includes(one)) return 'which is one of clientIds as well';
  const provider = providerOf(config.issuer, sight?.metadata);
  const patterns: Partial<Record<ProfileName, RegExp>> = CLIENT_IDS;
  const pattern = provider && patterns[provider.profile];
  return pattern?.test(one) ? `which looks like a client id of ${provider?.name}` : undefined;
}

/** Entra has none here: an API is an application, too, and its client id is the audience. */
const CLIENT_IDS = {
  auth0: /^[A-Za-z\d]{32}$/,
  cognito: /^[a-z\d]{26}$/,
  okta: /^0oa[A-Za-z\d]{17}$/,
} as const satisfies Partial<Record<ProfileName, RegExp>>;

/** Whether the client stands in for an audience that is missing. */
function isOfCognitoClient({ issuer, audienceClaims }: IssuerFacts['config']): boolean {
  return providerOf(issuer)?.profile === 'cognito' && audienceClaims.includes('client_id');
}

function isEntraVersion2(issuer: string): boolean {
  return providerOf(issuer)?.profile === 'entra' && /\/v2\.0$/.test(issuer);
}
