/**
 * Tokens of the shapes that each provider documents, asked of the whole authorizer with the configuration that the provider's docs page
 * shows. Keys are found where the provider publishes them, so that a wrong address on a page fails, too.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import type { AuthorizerConfigInput } from '../../../lambda/authorizer/config.ts';
import type { GetJson } from '../../../lambda/authorizer/http-get.ts';
import {
  FORBIDDEN_REASONS,
  type ForbiddenReason,
  UNAUTHENTICATED_REASONS,
  type UnauthenticatedReason,
} from '../../../lambda/authorizer/road.ts';
import { testAuthorizer } from '../../fixtures/authorizer.ts';
import { auth0 } from '../../fixtures/issuers/auth0.ts';
import { cognito } from '../../fixtures/issuers/cognito.ts';
import { entra } from '../../fixtures/issuers/entra.ts';
import { type IssuerFixture, presented } from '../../fixtures/issuers/issued.ts';
import { keycloak } from '../../fixtures/issuers/keycloak.ts';
import { okta } from '../../fixtures/issuers/okta.ts';
import { signingKey } from '../../fixtures/tokens.ts';

type IssuerEntry = AuthorizerConfigInput['issuers'][number];

/** What `GET /timesheets` is answered. */
type Expected =
  | { readonly scopes: string; readonly clientId: string; readonly sub: string; readonly principal?: string }
  | UnauthenticatedReason
  | ForbiddenReason;

interface Row<Token extends string = string> {
  readonly token: Token;
  readonly is: Expected;
  /** Asked with the page's second configuration rather than its first. */
  readonly second?: true;
  /** What somebody got wrong in the page's entry. */
  readonly mistake?: Partial<IssuerEntry>;
}

const rowsOf = <Fixture extends IssuerFixture>(
  fixture: Fixture,
  rows: readonly Row<keyof Fixture['tokens'] & string>[],
): { fixture: IssuerFixture; rows: readonly Row[] } => ({ fixture, rows });

const AUTH0_USER = { clientId: 'Zk3mPq7RtXw2Yb9Lc4Nd8Vf1Hg6Js0Ae', sub: 'auth0|5f7c8ec7c33c6c004bbafe82' };
const AUTH0_MACHINE = { clientId: 'mK3brgMY0GIMox40xKWcUZBbv2Xs0YdG', sub: 'mK3brgMY0GIMox40xKWcUZBbv2Xs0YdG@clients' };
const COGNITO_USER = { clientId: '63a3cr38i5iofnmtu8t0dh9bh4', sub: '2e2a1907-86cc-4f7a-9a29-11732c9c3e2b' };
const ENTRA_USER = {
  clientId: '11112222-bbbb-3333-cccc-4444dddd5555',
  sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
};
const ENTRA_DAEMON = {
  clientId: '22223333-cccc-4444-dddd-5555eeee6666',
  sub: 'dddddddd-3333-4444-5555-eeeeeeeeeeee',
};
const OKTA_USER = { clientId: '0oabv6kx4qq6h1U5l0h7', sub: 'jane@example.com' };
const KEYCLOAK_USER = { clientId: 'timesheets-web', sub: '36fa0f91-f94d-4a0c-afed-6b7d952e47da' };
const KEYCLOAK_SCOPES = 'default-roles-acme email offline_access openid profile timesheets:read uma_authorization';

const PROVIDERS = {
  auth0: rowsOf(auth0, [
    { token: 'user, without RBAC', is: { scopes: 'openid profile read:timesheets', ...AUTH0_USER } },
    { token: 'user, one audience', is: { scopes: 'openid profile read:timesheets', ...AUTH0_USER } },
    {
      token: 'user, RBAC with permissions in the token',
      is: { scopes: 'create:timesheets openid profile read:timesheets', ...AUTH0_USER },
    },
    { token: 'user, RBAC without permissions in the token', is: 'insufficient_scope' },
    { token: 'user, RFC 9068 profile', is: { scopes: 'openid profile read:timesheets', ...AUTH0_USER } },
    { token: 'user of an organization', is: { scopes: 'openid profile read:timesheets', ...AUTH0_USER } },
    { token: 'machine', is: { scopes: 'read:timesheets', ...AUTH0_MACHINE } },
    { token: 'machine, RBAC', is: { scopes: 'read:timesheets', ...AUTH0_MACHINE } },
    { token: 'for another API', is: 'audience_mismatch' },
    { token: 'of a custom domain', is: 'unknown_issuer' },
    {
      token: 'user, without RBAC',
      is: 'unknown_issuer',
      mistake: { issuer: 'https://acme.eu.auth0.com' },
    },
    { token: 'ID token', is: 'audience_mismatch' },
    { token: 'ID token with nonce', is: 'id_token' },
    { token: 'no audience asked for', is: 'encrypted_token' },
    { token: 'no audience asked for, old tenant', is: 'opaque_token' },
    { token: 'encrypted for the API (JWE)', is: 'encrypted_token' },
    { token: 'signed with HS256', is: 'algorithm_not_allowed' },
    {
      token: 'user of an organization',
      second: true,
      is: { scopes: 'openid profile read:timesheets', ...AUTH0_USER },
    },
    {
      token: 'user of an organization',
      second: true,
      mistake: { requiredClaims: { org_id: 'org_other' } },
      is: 'claim_mismatch',
    },
    { token: 'user, without RBAC', second: true, is: 'missing_claim' },
    {
      token: 'user, RBAC with permissions in the token',
      second: true,
      mistake: { requiredClaims: {} },
      is: 'insufficient_scope',
    },
  ]),

  cognito: rowsOf(cognito, [
    { token: 'user', is: { scopes: 'openid timesheets/read', ...COGNITO_USER } },
    { token: 'user, signed in by the SDK', is: 'insufficient_scope' },
    { token: 'machine', is: { scopes: 'timesheets/read', clientId: '1example23456789', sub: '1example23456789' } },
    { token: 'bound to the API (resource binding)', is: 'audience_mismatch' },
    {
      token: 'bound to the API (resource binding)',
      second: true,
      is: { scopes: 'openid timesheets/read', ...COGNITO_USER },
    },
    { token: 'user', second: true, is: 'audience_mismatch' },
    { token: 'with an aud from the pre token generation trigger', is: 'id_token' },
    { token: 'of another app client', is: 'audience_mismatch' },
    { token: 'of another user pool', is: 'unknown_issuer' },
    { token: 'ID token', is: 'id_token' },
    { token: 'ID token with at_hash and nonce', is: 'id_token' },
    { token: 'that does not say which token it is', is: 'missing_claim' },
    { token: 'refresh token', is: 'encrypted_token' },
  ]),

  entra: rowsOf(entra, [
    { token: 'user, v2.0', is: { scopes: 'Timesheets.Create Timesheets.Read', ...ENTRA_USER } },
    { token: 'user with app roles, v2.0', is: { scopes: 'Timesheets.Read access_as_user', ...ENTRA_USER } },
    { token: 'user without the scope, v2.0', is: 'insufficient_scope' },
    { token: 'machine, v2.0', is: { scopes: 'Timesheets.Read.All', ...ENTRA_DAEMON } },
    { token: 'machine without a role, v2.0', is: 'insufficient_scope' },
    { token: 'user, v1.0', is: 'unknown_issuer' },
    { token: 'user, v1.0', second: true, is: { scopes: 'Timesheets.Read', ...ENTRA_USER } },
    { token: 'machine, v1.0', second: true, is: { scopes: 'Timesheets.Read.All', ...ENTRA_DAEMON } },
    { token: 'client of the tenant that is not listed', is: 'client_not_allowed' },
    { token: 'of an application with a signing key of its own', is: 'unknown_key' },
    { token: 'of another tenant', is: 'unknown_issuer' },
    { token: 'one registration for client and API', is: 'id_token' },
    { token: 'for Microsoft Graph', is: 'unknown_issuer' },
    {
      token: 'user, v2.0',
      is: 'audience_mismatch',
      mistake: { audience: 'api://00001111-aaaa-2222-bbbb-3333cccc4444' },
    },
    { token: 'ID token', is: 'id_token' },
    { token: 'ID token without nonce, of one registration for client and API', is: 'missing_claim' },
    { token: 'opaque token of a personal account', is: 'opaque_token' },
  ]),

  okta: rowsOf(okta, [
    { token: 'user', is: { scopes: 'openid timesheets.read', ...OKTA_USER } },
    { token: 'user without the scope', is: 'insufficient_scope' },
    {
      token: 'service',
      is: { scopes: 'timesheets.read', clientId: '0oa5bcdefgHIJKlmn0h7', sub: '0oa5bcdefgHIJKlmn0h7' },
    },
    { token: 'for the audience of another server', is: 'audience_mismatch' },
    { token: 'of the server named default', is: 'unknown_issuer' },
    { token: 'of the org authorization server', is: 'unknown_issuer' },
    { token: 'ID token', is: 'id_token' },
    { token: 'ID token of the flow without at_hash and nonce', is: 'audience_mismatch' },
    { token: 'refresh token', is: 'opaque_token' },
    {
      token: 'user',
      second: true,
      is: { scopes: 'openid timesheets.read', ...OKTA_USER, principal: '00uid4BxXw6I6TV4m0g3' },
    },
    { token: 'service', second: true, is: 'missing_claim' },
  ]),

  keycloak: rowsOf(keycloak, [
    { token: 'user', is: { scopes: KEYCLOAK_SCOPES, ...KEYCLOAK_USER } },
    { token: 'user, at+jwt as header type', is: { scopes: KEYCLOAK_SCOPES, ...KEYCLOAK_USER } },
    { token: 'user with the realm role', is: { scopes: KEYCLOAK_SCOPES, ...KEYCLOAK_USER } },
    { token: 'user with the realm role', second: true, is: 'insufficient_scope' },
    { token: 'user with the client role', is: 'insufficient_scope' },
    {
      token: 'user with the client role',
      second: true,
      is: { scopes: 'email openid profile timesheets:read', ...KEYCLOAK_USER },
    },
    {
      token: 'service account',
      is: {
        scopes: KEYCLOAK_SCOPES.replace('openid ', ''),
        clientId: 'nightly-import',
        sub: '7ee7bebb-291c-47e0-ae3a-83795973d5f4',
      },
    },
    { token: 'without an audience mapper', is: 'audience_mismatch' },
    { token: 'without any audience', is: 'missing_claim' },
    { token: 'lightweight, without sub', is: 'missing_claim' },
    { token: 'bound to a key (DPoP)', is: 'claim_mismatch' },
    { token: 'with nonce, before 25.0.0', is: 'id_token' },
    { token: 'for its own client alone', is: 'id_token' },
    { token: 'of another realm', is: 'unknown_issuer' },
    { token: 'by another hostname', is: 'unknown_issuer' },
    { token: 'ID token', is: 'id_token' },
    { token: 'refresh token', is: 'algorithm_not_allowed' },
  ]),
};

/** A docs page, its placeholders filled in. */
function pageOf(name: string, { placeholders }: IssuerFixture): string {
  const page = readFileSync(join(import.meta.dirname, `../../../docs/issuers/${name}.md`), 'utf8');
  return Object.entries(placeholders).reduce((text, [placeholder, value]) => text.replaceAll(placeholder, value), page);
}

function blocksOf(page: string, language: 'json' | 'ts'): string[] {
  return [...page.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, block = '']) => block);
}

/** The page's first configuration; or its second, which may be an issuer's entry alone. */
function configOf(page: string, second = false): AuthorizerConfigInput {
  const [whole, other] = blocksOf(page, 'json').map((block) => JSON.parse(block));
  if (!second) return whole;
  return 'issuers' in other ? other : { ...whole, issuers: [other] };
}

describe.each(Object.entries(PROVIDERS))('%s', (name, { fixture, rows }) => {
  const page = pageOf(name, fixture);
  const key = signingKey({ kid: fixture.kid });

  const getJson: GetJson = async (url) => {
    const body = fixture.jwksUris.includes(url) ? { keys: [...fixture.otherKeys, key.jwk] } : fixture.metadata[url];
    if (!body) throw new Error(`${name} publishes nothing at ${url}`);
    return { body };
  };

  test.each(
    rows.map((row) => ({
      ...row,
      title: `${row.second ? 'with its second configuration, ' : ''}${row.mistake ? `with ${JSON.stringify(row.mistake)}, ` : ''}${row.token}`,
      outcome: typeof row.is === 'string' ? `is ${row.is}` : 'is let through',
    })),
  )('$title $outcome', async ({ token, is, second, mistake }) => {
    const config = configOf(page, second);
    const issuers = config.issuers.map((issuer) => ({ ...issuer, ...mistake }));
    const authorizer = testAuthorizer({ ...config, issuers }, { getJson });
    const issued = fixture.tokens[token];
    if (issued === undefined) throw new Error(`no token ${token}`);

    const answer = await authorizer.ask(presented(issued, key)).catch((error: Error) => error.message);

    const { outcome, reason } = authorizer.lastDecision();
    if (typeof is === 'object') {
      expect({ outcome, reason }).toEqual({ outcome: 'allow', reason: undefined });
      const { principal = is.sub, ...context } = is;
      expect(answer).toMatchObject({ principalId: principal, context: { ...context, issuer: issuers[0]?.issuer } });
    } else if (FORBIDDEN_REASONS.some((forbidden) => forbidden === is)) {
      expect({ outcome, reason }).toEqual({ outcome: 'forbidden', reason: is });
    } else {
      expect({ outcome, reason, answer }).toEqual({ outcome: 'unauthenticated', reason: is, answer: 'Unauthorized' });
    }
  });

  test('every token has a row', () => {
    expect(new Set(rows.map(({ token }) => token))).toEqual(new Set(Object.keys(fixture.tokens)));
  });

  test('the page leaves no placeholder unexplained by the fixture', () => {
    expect(page).not.toMatch(/YOUR_/);
  });

  test('the page shows the construct the configuration that it shows as JSON', () => {
    const [snippet = ''] = blocksOf(page, 'ts');
    const [, literal] = /\bconfig: (\{.*\}),\n\}\);/s.exec(snippet) ?? [];
    expect(JSON.parse(JSON.stringify(runInNewContext(`(${literal})`)))).toEqual(configOf(page));
  });

  test('every reason that the page names is shown by a row', () => {
    const known: readonly string[] = [...UNAUTHENTICATED_REASONS, ...FORBIDDEN_REASONS];
    const named = [...page.matchAll(/`(\w+)`/g)].map(([, word = '']) => word).filter((word) => known.includes(word));
    const shown: unknown[] = rows.map(({ is }) => is);
    expect(named.filter((reason) => !shown.includes(reason))).toEqual([]);
  });
});
