/** Every reason of the authorizer with what it means and what to do about it: data for docs/errors.md, `explain` and the alarms; pure. The authorizer itself loads nothing of it. */
import type { ProfileName } from '../lambda/authorizer/profiles.ts';
import type { FaultReason, ForbiddenReason, Reason, UnauthenticatedReason } from '../lambda/authorizer/road.ts';

export interface ReasonEntry {
  /** How a decision with this reason ends, in the log and in the metric `Decision`. */
  readonly outcome: 'unauthenticated' | 'forbidden' | 'fault';
  /** For an operator: what was found. A sentence or two. */
  readonly meaning: string;
  /** What to do and whose it is to do, whatever the issuer. */
  readonly remedy: string;
  /** What to do in the words of one provider, where it can be said more plainly than in `remedy`; names as its console has them. */
  readonly profileRemedies?: Readonly<Partial<Record<ProfileName, string>>>;
}

type Row<O> = Omit<ReasonEntry, 'outcome'> & { readonly outcome: O };

type Rows = Readonly<
  Record<UnauthenticatedReason, Row<'unauthenticated'>> &
    Record<ForbiddenReason, Row<'forbidden'>> &
    Record<FaultReason, Row<'fault'>>
>;

const SEND_THE_ACCESS_TOKEN = 'Let the application send its access token: an ID token is for the application itself';

/** In the order in which they are found: of several faults the first is reported. */
export const REASONS: Readonly<Record<Reason, ReasonEntry>> = {
  missing_token: {
    outcome: 'unauthenticated',
    meaning: 'There is nothing where the token belongs.',
    remedy:
      'The application has to send `Authorization: Bearer TOKEN`, or the token where `tokenSources` says. If it does: let every proxy in front of the API pass the header on.',
  },
  unsupported_scheme: {
    outcome: 'unauthenticated',
    meaning: 'The header begins with something else than `Bearer`: another scheme, or the token itself.',
    remedy: 'The application has to write `Bearer`, in any case, and a space before the token.',
  },
  malformed_header: {
    outcome: 'unauthenticated',
    meaning:
      'The header is not `Bearer`, spaces and one token: there is a tab, a comma, a second value, or no token at all.',
    remedy:
      'The application has to send one header with one token. Often a variable is empty, or a proxy adds a second `Authorization`.',
  },
  token_too_large: {
    outcome: 'unauthenticated',
    meaning: 'The token has more bytes than `maxTokenBytes` (16,384).',
    remedy:
      "The issuer's administrator puts less into access tokens, groups and profile data first; or raise `maxTokenBytes`. An HTTP API takes 10,240 bytes of request line and headers.",
  },
  opaque_token: {
    outcome: 'unauthenticated',
    meaning: 'The token has no dots: it is no JWT but a reference, which nobody but its issuer can read.',
    remedy:
      "The application has to ask for a token for this API (an audience, resource or scope of it), and send that one, not a refresh token. If there is no other: the issuer's administrator has the API's access tokens issued as JWTs.",
    profileRemedies: {
      auth0:
        "The application asked for no audience: add `audience: <the API's Identifier>` to the authorize call (`authorizationParams` in the SDKs), or set the tenant's Default Audience.",
      entra:
        'The account is a personal one: set `signInAudience` of the registration, and `requestedAccessTokenVersion` of the API to 2.',
      okta: "Let the application send its access token: Okta's refresh tokens are opaque. Access tokens are JWTs.",
    },
  },
  encrypted_token: {
    outcome: 'unauthenticated',
    meaning: 'The token has five parts: it is encrypted (JWE), so that nobody but its recipient can read it.',
    remedy:
      "The application has to ask for a token for this API, and send that one. If there is no other: the issuer's administrator switches off the encryption of the API's access tokens.",
    profileRemedies: {
      auth0:
        "The application asked for no audience: add `audience: <the API's Identifier>` to the authorize call (`authorizationParams` in the SDKs), or set the tenant's Default Audience. If it did ask: switch off the API's token encryption.",
      cognito: 'The application sends its refresh token: let it send the access token.',
    },
  },
  malformed_token: {
    outcome: 'unauthenticated',
    meaning:
      'The token is no JWT to the letter: base64url without padding, UTF-8, JSON objects, registered claims of the right type, no critical extension.',
    remedy:
      'The application has to send the token as it was issued: look for one that was cut off, put in quotes or encoded again. If every token of an issuer is refused, its administrator looks at the types of its claims.',
  },
  algorithm_not_allowed: {
    outcome: 'unauthenticated',
    meaning:
      "The token is signed with an algorithm that the issuer's `algorithms` (RS256) do not name. `alg` in the log is that one.",
    remedy:
      "The issuer's administrator signs the API's tokens with RS256; or name the algorithm in `algorithms` if the issuer documents it. HS256 needs `hmacSecret`, and is not advised. `none` is a forgery.",
    profileRemedies: {
      auth0: 'The API signs with HS256: set Applications › APIs › the API › Settings › Signing Algorithm to RS256.',
      keycloak:
        "HS512 is a refresh token: let the application send the access token. Else name the realm's algorithm in `algorithms`.",
    },
  },
  unknown_issuer: {
    outcome: 'unauthenticated',
    meaning:
      "The token's `iss` is none of the configured `issuer`s; they are compared letter by letter, the slash at the end too.",
    remedy:
      'Write `issuer` as the token has it (`explain` shows it), or let the application ask the right issuer. A second issuer, domain or tenant is a second entry of `issuers`.',
    profileRemedies: {
      auth0:
        'Write `issuer` with its slash: `https://YOUR_TENANT.eu.auth0.com/`. Users who log in by a custom domain get tokens of that domain: write it, or add it as a second issuer.',
      cognito:
        'Write `issuer` as `https://cognito-idp.REGION.amazonaws.com/USER_POOL_ID`, without a slash at the end. Tokens of another user pool need an entry of their own.',
      entra:
        'Set `requestedAccessTokenVersion` of the API to 2, since tokens of v1.0 have another issuer; write one issuer for each tenant, not `common`; ask for `api://YOUR_API_CLIENT_ID/…`, since a token for Microsoft Graph is not for this API.',
      okta: "Let the application use the custom authorization server's Issuer URI (`…/oauth2/…`): tokens of the org authorization server are for Okta alone.",
      keycloak:
        "Write `issuer` as the realm's OpenID Endpoint Configuration has it, without a slash at the end; set Keycloak's `hostname`, so that tokens name the same host inside and outside of the cluster.",
    },
  },
  unknown_key: {
    outcome: 'unauthenticated',
    meaning:
      'The token names a key (`kid`) that the issuer does not publish; or it names none and not exactly one key fits.',
    remedy:
      "Right after a rotation nothing: a new key is found within `cooldownSeconds` (30). If it lasts, the issuer's administrator publishes the key that signs, with a `kid`; check `jwksUri`. Many different `kid`s are forged.",
    profileRemedies: {
      entra:
        'An application with a signing key of its own (claims mapping) needs `jwksUri` with `?appid=YOUR_API_CLIENT_ID`. After a rotation nothing is to be done.',
      keycloak:
        'Leave the old key passive until its tokens have run out (Realm settings › Keys). After a rotation nothing is to be done.',
    },
  },
  invalid_signature: {
    outcome: 'unauthenticated',
    meaning: 'The key that the token names did not sign it: it was altered, or signed by somebody else.',
    remedy:
      "Single ones are damaged or forged. If all are refused: the issuer replaced a key under the same `kid`, and it ends within `maxAgeSeconds` (600); or the secret of HS256 is not the issuer's.",
  },
  wrong_token_type: {
    outcome: 'unauthenticated',
    meaning: "The header's `typ` is not among the issuer's `tokenTypes`.",
    remedy:
      'Let the application send its access token. If it does, the issuer writes another `typ`: name it in `tokenTypes`, or leave the setting out where the issuer writes `JWT` into all of its tokens.',
    profileRemedies: {
      auth0: "Set the API's token profile to RFC 9068, which writes `at+jwt`; or leave `tokenTypes` out.",
      keycloak:
        'In the calling client switch on the setting Use "at+jwt" as access token header type, or leave `tokenTypes` out.',
    },
  },
  id_token: {
    outcome: 'unauthenticated',
    meaning:
      'The token has the signs of an ID token: `nonce`, `at_hash`, `c_hash`, `token_use: "id"`, `typ: "ID"`, or an `aud` that is the client alone.',
    remedy: `${SEND_THE_ACCESS_TOKEN}. If it is the access token, client and API are one registration: register them apart.`,
    profileRemedies: {
      cognito: `${SEND_THE_ACCESS_TOKEN}. If a pre token generation trigger adds \`aud\` to the access token: take it out, and use resource binding.`,
      keycloak: `${SEND_THE_ACCESS_TOKEN}. If it does: upgrade to Keycloak 25 or take the mapper Nonce backwards compatible out; give the API a client of its own.`,
    },
  },
  missing_claim: {
    outcome: 'unauthenticated',
    meaning:
      'The token lacks `exp`, `aud`, the principal (`sub`), a claim of `requiredClaims`, the client where `clientIds` is set, or `iat` where `maxTokenAgeSeconds` is.',
    remedy:
      "The issuer's administrator adds the claim to access tokens; or the setting that asks for it is not right for this issuer: `profile`, `audienceClaim`, `principalClaim`, `requiredClaims`.",
    profileRemedies: {
      auth0: 'Where `requiredClaims` names `org_id`: let the user log in to the organization.',
      entra:
        'An ID token names no client: let the application send its access token. Where there is no `clientIds`, look at `requiredClaims` and `principalClaim`.',
      keycloak:
        'No `aud`: add the audience mapper. No `sub`: give the client the scope `basic`, or the mapper Subject (sub) with Add to lightweight access token.',
      okta: 'The tokens of services have no `uid`: leave `principalClaim` at `sub`.',
    },
  },
  expired: {
    outcome: 'unauthenticated',
    meaning: "The token's `exp` is past, `clockToleranceSeconds` (5) allowed for.",
    remedy:
      "The application renews its token before it ends, and when it is answered 401. If new tokens are refused, the issuer's administrator sets its clock.",
  },
  not_yet_valid: {
    outcome: 'unauthenticated',
    meaning: "The token's `nbf` is still to come, `clockToleranceSeconds` (5) allowed for.",
    remedy:
      "The issuer's administrator sets its clock; for a few seconds raise `clockToleranceSeconds`, up to 300. Tokens that are issued ahead of their time have to wait.",
  },
  issued_in_future: {
    outcome: 'unauthenticated',
    meaning: "The token's `iat` is still to come, `clockToleranceSeconds` (5) allowed for.",
    remedy: "The issuer's administrator sets its clock; for a few seconds raise `clockToleranceSeconds`, up to 300.",
  },
  too_old: {
    outcome: 'unauthenticated',
    meaning: 'The token was issued (`iat`) longer ago than `maxTokenAgeSeconds`, though it has not expired.',
    remedy:
      'The application gets a new token. If it cannot so often, raise `maxTokenAgeSeconds`, or have shorter-lived tokens issued.',
  },
  audience_mismatch: {
    outcome: 'unauthenticated',
    meaning: "The token is for another API: none of its `aud` is among the issuer's `audience`.",
    remedy: 'The application asks for a token for this API; or write `audience` as the token has it, letter by letter.',
    profileRemedies: {
      auth0:
        "Let the application ask for `audience: <this API's Identifier>`: the token is for another API, such as the Management API, or it is an ID token without a nonce.",
      cognito:
        "Name the app client's Client ID in `audience`. The API's URL stands there only with resource binding, which the application has to ask for.",
      entra:
        "Write the API's Application (client) ID as `audience`, not its Application ID URI; v1.0 tokens may have either.",
      okta: "Copy Audience from the authorization server's settings (`api://default` for `default`); an ID token is for the client.",
      keycloak:
        "Add an audience mapper to the API's client scope (Included Client Audience, Add to access token): without it `aud` is `account`.",
    },
  },
  client_not_allowed: {
    outcome: 'unauthenticated',
    meaning: "The token was issued to a client that is not among the issuer's `clientIds`.",
    remedy: 'If that client may call the API, add its id to `clientIds`. Else the refusal is right.',
  },
  claim_mismatch: {
    outcome: 'unauthenticated',
    meaning: 'A claim of `requiredClaims` has another value, or the same value as another type.',
    remedy:
      "The token is of another kind, tenant or organization: let the application get the right one; or write `requiredClaims` as the issuer's tokens have it.",
    profileRemedies: {
      auth0: 'Where `requiredClaims` names `org_id`: let the user log in to that organization.',
      cognito: 'Let the application send its access token: `token_use` has to be `access`.',
      keycloak:
        'A `typ` of `DPoP` is a token that is bound to a key, which this authorizer does not check: switch DPoP off in the client.',
    },
  },
  insufficient_scope: {
    outcome: 'forbidden',
    meaning: 'The token is good and lacks a scope that `routes` asks for on this route.',
    remedy:
      "The application asks for the scope, the issuer's administrator grants it to the user or client. A new token has it; the old one never will.",
    profileRemedies: {
      auth0:
        'Assign the user a role with the permission. Then let the application ask for it in `scope`, or switch on Add Permissions in the Access Token.',
      cognito:
        "Add the scope (`resource-server/scope`) to the app client's custom scopes and ask for it. A sign-in through the SDK (`InitiateAuth`) gives no custom scopes: use managed login.",
      entra:
        'Ask for `api://…/Timesheets.Read` (users) or `api://…/.default` (daemons); an app role needs admin consent. In `routes` write the short name.',
      okta: "Ask for the scope, and let a rule of the authorization server's Access Policies grant it to the client.",
      keycloak:
        'Add the client scope to the calling client, and ask for it where it is Optional; Include in token scope has to be on.',
    },
  },
  route_not_listed: {
    outcome: 'forbidden',
    meaning: 'The token is good and `routes` does not name the route, so that `unlistedRoutes: "deny"` closes it.',
    remedy:
      'Add the route to `routes` as API Gateway spells it (`GET /orders/{id}`); or the application calls a wrong path. To open all other routes to every good token: `unlistedRoutes: "authenticated"`.',
  },
  key_set_unavailable: {
    outcome: 'fault',
    meaning:
      "The issuer's keys could not be fetched, and there are no kept ones that may still serve; or the token names a key that may be a new one.",
    remedy:
      "Ask the issuer's status page; `detail` of `fetch_failed` in the log says what failed. From a VPC: is there a way out? It ends by itself. Do not deploy meanwhile: new instances have no keys.",
  },
  secret_unavailable: {
    outcome: 'fault',
    meaning: 'The secret of HS256 could not be read, and there is no kept one that may still serve.',
    remedy:
      'See that what `hmacSecret` names is there and holds the text itself, that the function may read and decrypt it (`secretEncryptionKeys`), and that a VPC has a way to Secrets Manager.',
  },
  configuration_invalid: {
    outcome: 'fault',
    meaning:
      "The function's configuration has problems, or makes an answer that is too long for API Gateway; the error in the log names each.",
    remedy:
      'Roll back, then correct `AUTHORIZER_CONFIG`: the constructs check it at synthesis, `doctor` everywhere else.',
  },
  unsupported_event: {
    outcome: 'fault',
    meaning:
      'The function was called by what is none of the six kinds of API; or something went wrong that nobody foresaw. The error in the log says which.',
    remedy:
      'Attach the function as an authorizer of a REST, HTTP or WebSocket API or of AppSync. If it is one, report the error.',
  },
} satisfies Rows;

/** What to do about a reason: in the provider's own words where there are some for it. */
export function remedyOf(reason: Reason, profile: ProfileName = 'generic'): string {
  const { remedy, profileRemedies } = REASONS[reason];
  return profileRemedies?.[profile] ?? remedy;
}

/** Where the documentation explains a reason, from the root of the repository: `docs/errors.md#expired`. */
export function linkTo(reason: Reason): string {
  return `docs/errors.md#${reason}`;
}
