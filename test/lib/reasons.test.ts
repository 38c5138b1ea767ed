/** The reasons' rows: one for each of the contract, each of which the authorizer really gives, and nothing of them in what is deployed. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { PROFILES } from '../../lambda/authorizer/profiles.ts';
import {
  FAULT_REASONS,
  FORBIDDEN_REASONS,
  type Reason,
  UNAUTHENTICATED_REASONS,
} from '../../lambda/authorizer/road.ts';
import { AUTHORIZER_BUNDLING, AUTHORIZER_ENTRY } from '../../lib/authorizer-bundle.ts';
import { linkTo, REASONS, remedyOf } from '../../lib/reasons.ts';
import { type Config, config, type Issuer, testAuthorizer } from '../fixtures/authorizer.ts';
import { restTokenEvent } from '../fixtures/events.ts';
import { AUDIENCE, ISSUER, NOW_SECONDS, signingKey, token } from '../fixtures/tokens.ts';

const root = join(import.meta.dirname, '../..');
const reasons = Object.keys(REASONS) as Reason[];

test('stand in the order of the contract, each with its outcome', () => {
  const expected = [
    ...UNAUTHENTICATED_REASONS.map((reason) => [reason, 'unauthenticated']),
    ...FORBIDDEN_REASONS.map((reason) => [reason, 'forbidden']),
    ...FAULT_REASONS.map((reason) => [reason, 'fault']),
  ];
  expect(Object.entries(REASONS).map(([reason, { outcome }]) => [reason, outcome])).toEqual(expected);
});

const key = signingKey();
const strangeKey = signingKey();

/** What makes the authorizer give a reason; nothing of it, and the token is good. */
interface Case {
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
  readonly signedWith?: typeof key;
  /** In the place of a token. */
  readonly token?: string;
  /** In the place of `Bearer` and a token. */
  readonly authorization?: string;
  readonly event?: unknown;
  readonly issuer?: Issuer;
  readonly rest?: Partial<Config>;
  readonly document?: unknown;
}

const CASES: Readonly<Record<Reason, Case>> = {
  missing_token: { authorization: '' },
  unsupported_scheme: { authorization: 'Basic dXNlcjpwYXNz' },
  malformed_header: { authorization: 'Bearer' },
  token_too_large: { rest: { maxTokenBytes: 256 } },
  opaque_token: { token: 'a'.repeat(32) },
  encrypted_token: { token: 'a.b.c.d.e' },
  malformed_token: { token: 'a.b.c' },
  algorithm_not_allowed: { header: { alg: 'none' } },
  unknown_issuer: { claims: { iss: ISSUER.slice(0, -1) } },
  unknown_key: { header: { kid: 'key-2' } },
  invalid_signature: { signedWith: strangeKey },
  wrong_token_type: { header: { typ: 'JWT' }, issuer: { tokenTypes: ['at+jwt'] } },
  id_token: { claims: { nonce: 'n' } },
  missing_claim: { claims: { exp: undefined } },
  expired: { claims: { exp: NOW_SECONDS - 60 } },
  not_yet_valid: { claims: { nbf: NOW_SECONDS + 60 } },
  issued_in_future: { claims: { iat: NOW_SECONDS + 60 } },
  too_old: { claims: { iat: NOW_SECONDS - 60 }, issuer: { maxTokenAgeSeconds: 10 } },
  audience_mismatch: { claims: { aud: 'https://other.example' } },
  client_not_allowed: { issuer: { clientIds: ['client-2'] } },
  claim_mismatch: { claims: { org_id: 'one' }, issuer: { requiredClaims: { org_id: 'two' } } },
  insufficient_scope: { claims: { scope: 'other' } },
  route_not_listed: { rest: { routes: { 'GET /elsewhere': [] } } },
  key_set_unavailable: { issuer: { jwks: undefined } },
  secret_unavailable: {
    header: { alg: 'HS256' },
    issuer: { jwks: undefined, algorithms: ['HS256'], hmacSecret: { env: 'NOT_THERE' } },
  },
  configuration_invalid: { document: {} },
  unsupported_event: { event: {} },
};

test.each(reasons)('%s is what the authorizer logs', async (reason) => {
  const { header, claims, signedWith = key, issuer, rest, ...own } = CASES[reason];
  const { token: value = token(signedWith, { header, claims }), authorization = `Bearer ${value}` } = own;
  const { event = restTokenEvent(authorization), document = config([key], issuer, rest) } = own;
  const { handler, lastDecision } = testAuthorizer(document);
  await handler(event).catch(() => {});
  expect(lastDecision()).toMatchObject({ outcome: REASONS[reason].outcome, reason });
});

test('a good token is let in by the configuration of these cases', async () => {
  const { ask, lastDecision } = testAuthorizer(config([key], { audience: AUDIENCE }));
  await ask(token(key));
  expect(lastDecision().outcome).toBe('allow');
});

test.each(reasons)('%s is put in whole sentences', (reason) => {
  const { meaning, remedy, profileRemedies = {} } = REASONS[reason];
  for (const text of [meaning, remedy, ...Object.values(profileRemedies)]) expect(text).toMatch(/^[A-Z`].*\.$/);
});

test('remedies are in the words of the profile where it has some, else in those that hold for all', () => {
  expect(remedyOf('opaque_token', 'auth0')).toMatch(/^The application asked for no audience: add `audience: /);
  expect(remedyOf('opaque_token', 'cognito')).toBe(REASONS.opaque_token.remedy);
  expect(remedyOf('opaque_token')).toBe(REASONS.opaque_token.remedy);
  const profiles = Object.keys(PROFILES).filter((profile) => profile !== 'generic');
  const spokenOf = reasons.flatMap((reason) => Object.keys(REASONS[reason].profileRemedies ?? {}));
  expect(profiles.filter((profile) => !spokenOf.includes(profile))).toEqual([]);
});

test.each(reasons)('%s is explained where its link leads', (reason) => {
  const [path = '', anchor = ''] = linkTo(reason).split('#');
  expect(existsSync(join(root, path))).toBe(true);
  expect(readFileSync(join(root, path), 'utf8')).toContain(`\n### \`${anchor}\`\n`);
});

test('the deployed function has none of it', () => {
  const { mainFields, external, ...options } = AUTHORIZER_BUNDLING;
  const { metafile } = buildSync({
    ...options,
    mainFields: [...mainFields],
    external: [...external],
    entryPoints: [AUTHORIZER_ENTRY],
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
  });
  const inputs = Object.keys(metafile.inputs);
  expect(inputs).toContain('lambda/authorizer/road.ts');
  expect(inputs.filter((input) => !/^(?:lambda\/authorizer|node_modules\/(?:jose|valibot))\//.test(input))).toEqual([]);
});
