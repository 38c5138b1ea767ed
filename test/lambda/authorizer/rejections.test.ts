/** Every reason for which a caller is turned away, one fault a row, asked of the whole authorizer. */
import { UNAUTHENTICATED_REASONS, type UnauthenticatedReason } from '../../../lambda/authorizer/road.ts';
import { config, type Issuer, testAuthorizer } from '../../fixtures/authorizer.ts';
import { restTokenEvent } from '../../fixtures/events.ts';
import {
  AUDIENCE,
  base64url,
  CLIENT_ID,
  NOW_SECONDS,
  signedToken,
  signingKey,
  token,
  VALID_CLAIMS,
} from '../../fixtures/tokens.ts';

const key = signingKey();
const strangeKey = signingKey();
const ecKey = signingKey({ kid: 'ec', alg: 'ES256' });
const valid = token(key);
const [header, payload, signature] = valid.split('.') as [string, string, string];
const validHeader = JSON.stringify({ alg: 'RS256', kid: 'key-1' });

interface Row {
  readonly title: string;
  readonly reason: UnauthenticatedReason;
  /** The whole header; without it, `Bearer` and the token. */
  readonly authorization?: string;
  readonly token?: string;
  readonly issuer?: Issuer;
  readonly maxTokenBytes?: number;
}

const bearer = (title: string, reason: UnauthenticatedReason, authorization: string): Row => ({
  title,
  reason,
  authorization,
});
const jwt = (title: string, reason: UnauthenticatedReason, value: string, issuer?: Issuer): Row => ({
  title,
  reason,
  token: value,
  issuer,
});
const claims = (title: string, reason: UnauthenticatedReason, changed: Record<string, unknown>, issuer?: Issuer): Row =>
  jwt(title, reason, token(key, { claims: changed }), issuer);
const headers = (
  title: string,
  reason: UnauthenticatedReason,
  changed: Record<string, unknown>,
  issuer?: Issuer,
): Row => jwt(title, reason, token(key, { header: changed }), issuer);
const payloadText = (title: string, text: string | Buffer): Row =>
  jwt(title, 'malformed_token', signedToken(key, validHeader, text as string));

const rows: Row[] = [
  bearer('an empty header', 'missing_token', ''),
  bearer('a header of spaces', 'missing_token', '   '),

  bearer('Basic credentials', 'unsupported_scheme', 'Basic dXNlcjpwYXNz'),
  bearer('a token without a scheme', 'unsupported_scheme', valid),
  bearer('a scheme that only begins like Bearer', 'unsupported_scheme', `BearerToken ${valid}`),
  bearer('DPoP, which is another scheme', 'unsupported_scheme', `DPoP ${valid}`),
  bearer('another scheme first in a list', 'unsupported_scheme', `Basic abc, Bearer ${valid}`),

  bearer('Bearer alone', 'malformed_header', 'Bearer'),
  bearer('Bearer and spaces', 'malformed_header', 'Bearer   '),
  bearer('a tab for the space', 'malformed_header', `Bearer\t${valid}`),
  bearer('a tab after the token', 'malformed_header', `Bearer ${valid}\t`),
  bearer('a tab before the scheme', 'malformed_header', `\tBearer ${valid}`),
  bearer('a second token', 'malformed_header', `Bearer ${valid} ${valid}`),
  bearer('a second value after a comma', 'malformed_header', `Bearer ${valid},Bearer ${valid}`),
  bearer('a comma first', 'malformed_header', `,Bearer ${valid}`),
  bearer('a line break inside', 'malformed_header', `Bearer ${valid}\nX-Injected: 1`),

  {
    title: 'a token of more bytes than allowed',
    reason: 'token_too_large',
    token: valid,
    maxTokenBytes: valid.length - 1,
  },
  {
    title: 'a token whose bytes, not characters, are too many',
    reason: 'token_too_large',
    token: 'ä'.repeat(60),
    maxTokenBytes: 100,
  },

  jwt('a random string, as Auth0 gives without an audience', 'opaque_token', 'kZbdqUPGAsgAbNVfFCgXSP0VGyRBSEul'),
  jwt('five parts, the form of a JWE', 'encrypted_token', `${base64url('{"alg":"dir","enc":"A256GCM"}')}..iv.text.tag`),

  jwt('two parts', 'malformed_token', `${header}.${payload}`),
  jwt('four parts', 'malformed_token', `${valid}.more`),
  jwt('three parts that are no JSON', 'malformed_token', 'not.a.jwt'),
  jwt('an empty header part', 'malformed_token', `.${payload}.${signature}`),
  jwt('an empty payload part', 'malformed_token', `${header}..${signature}`),
  jwt('padding', 'malformed_token', `${header}.${payload}.${signature}==`),
  jwt('the alphabet of plain base64', 'malformed_token', `${header}.${payload}.${signature.slice(0, -3)}+/A`),
  jwt('stray bits in the last character', 'malformed_token', `${header}.${payload}.${strayBits(signature)}`),
  jwt('a character that is no base64url', 'malformed_token', `${header}.${payload}!.${signature}`),
  payloadText('a payload that is an array', '[]'),
  payloadText('a payload that is null', 'null'),
  payloadText('a payload that is a string', '"claims"'),
  payloadText('a payload that is cut off', '{"iss":"https://issuer.example/"'),
  payloadText('a payload with a byte order mark', `\uFEFF${JSON.stringify(VALID_CLAIMS)}`),
  payloadText('a payload that is not UTF-8', Buffer.from('{"sub":"\xE9"}', 'latin1')),
  payloadText(
    'a payload nested deeper than any issuer nests',
    JSON.stringify(VALID_CLAIMS).replace(/}$/, `,"deep":${'['.repeat(100)}${']'.repeat(100)}}`),
  ),
  payloadText('an exp beyond all numbers', JSON.stringify(VALID_CLAIMS).replace(/"exp":\d+/, '"exp":1e999')),
  headers('no alg', 'malformed_token', { alg: undefined }),
  headers('an alg that is no string', 'malformed_token', { alg: 256 }),
  headers('an empty alg', 'malformed_token', { alg: '' }),
  headers('a kid that is no string', 'malformed_token', { kid: 1 }),
  headers('a typ that is no string', 'malformed_token', { typ: ['at+jwt'] }),
  headers('a critical extension', 'malformed_token', { crit: ['exp'], exp: 1 }),
  headers('an unencoded payload', 'malformed_token', { b64: false }),
  claims('an iss that is no string', 'malformed_token', { iss: ['https://issuer.example/'] }),
  claims('an empty iss', 'malformed_token', { iss: '' }),
  claims('a sub that is no string', 'malformed_token', { sub: 7 }),
  claims('an empty sub', 'malformed_token', { sub: '' }),
  claims('an aud that is no string', 'malformed_token', { aud: { api: AUDIENCE } }),
  claims('an aud with a number in it', 'malformed_token', { aud: [AUDIENCE, 1] }),
  claims('an exp that is a string', 'malformed_token', { exp: String(NOW_SECONDS + 600) }),
  claims('an exp that is null', 'malformed_token', { exp: null }),
  claims('an nbf that is a string', 'malformed_token', { nbf: 'now' }),
  claims('an iat that is a boolean', 'malformed_token', { iat: true }),

  headers('alg none', 'algorithm_not_allowed', { alg: 'none' }),
  jwt('alg none without a signature', 'algorithm_not_allowed', `${base64url('{"alg":"none"}')}.${payload}.`),
  headers('alg None', 'algorithm_not_allowed', { alg: 'None' }),
  headers('HS256, where a public key could be taken for a secret', 'algorithm_not_allowed', { alg: 'HS256' }),
  headers('an algorithm that the issuer does not allow', 'algorithm_not_allowed', { alg: 'PS256' }),
  headers('an algorithm in other letters', 'algorithm_not_allowed', { alg: 'rs256' }),
  headers('the name of a property that every object has', 'algorithm_not_allowed', { alg: 'constructor' }),

  claims('no iss', 'unknown_issuer', { iss: undefined }),
  claims('an issuer without its trailing slash', 'unknown_issuer', { iss: 'https://issuer.example' }),
  claims('an issuer in other letters', 'unknown_issuer', { iss: 'https://ISSUER.example/' }),
  claims('an issuer that begins with ours', 'unknown_issuer', { iss: 'https://issuer.example/.evil.example/' }),

  headers('a kid that the set does not have', 'unknown_key', { kid: 'key-2' }),
  headers('a kid of a key for another algorithm', 'unknown_key', { kid: 'ec' }),

  jwt('the signature of a key that has the same kid', 'invalid_signature', token(strangeKey)),
  jwt('an empty signature', 'invalid_signature', `${header}.${payload}.`),
  jwt(
    'another payload under the signature',
    'invalid_signature',
    `${header}.${base64url(JSON.stringify({ ...VALID_CLAIMS, sub: 'admin' }))}.${signature}`,
  ),
  jwt('another header over the signature', 'invalid_signature', `${base64url(validHeader)}.${payload}.${signature}`),

  headers('a typ outside the list', 'wrong_token_type', { typ: 'JWT' }, { tokenTypes: ['at+jwt'] }),
  headers('no typ where a list is set', 'wrong_token_type', { typ: undefined }, { tokenTypes: ['at+jwt'] }),

  claims('a nonce', 'id_token', { nonce: 'n-0S6_WzA2Mj' }),
  claims('an at_hash', 'id_token', { at_hash: '77QmUPtjPfzWtF2AnpK9RQ' }),
  claims('a c_hash', 'id_token', { c_hash: 'LDktKdoQak3Pk0cnXxCltA' }),
  claims('token_use id', 'id_token', { token_use: 'id' }),
  claims("Keycloak's typ ID", 'id_token', { typ: 'ID' }),
  claims('an audience that is the client', 'id_token', { aud: CLIENT_ID }, { audience: CLIENT_ID }),
  claims('an audience list with the client alone', 'id_token', { aud: [CLIENT_ID] }, { audience: CLIENT_ID }),

  claims('no exp', 'missing_claim', { exp: undefined }),
  claims('no aud', 'missing_claim', { aud: undefined }),
  claims('no sub, the principal', 'missing_claim', { sub: undefined }),
  claims('no required claim', 'missing_claim', {}, { requiredClaims: { tenant: 'acme' } }),
  claims('no client where a list is set', 'missing_claim', { client_id: undefined }, { clientIds: [CLIENT_ID] }),
  claims('no iat where an age is set', 'missing_claim', { iat: undefined }, { maxTokenAgeSeconds: 60 }),

  claims('an exp in the past', 'expired', { exp: NOW_SECONDS - 3600 }),
  claims('an exp at the very end of the tolerance', 'expired', { exp: NOW_SECONDS - 5 }),
  claims('an nbf in the future', 'not_yet_valid', { nbf: NOW_SECONDS + 3600 }),
  claims('an nbf just past the tolerance', 'not_yet_valid', { nbf: NOW_SECONDS + 5.001 }),
  claims('an iat in the future', 'issued_in_future', { iat: NOW_SECONDS + 3600 }),
  claims('an iat just past the tolerance', 'issued_in_future', { iat: NOW_SECONDS + 5.001 }),
  claims('an iat longer ago than allowed', 'too_old', { iat: NOW_SECONDS - 65.001 }, { maxTokenAgeSeconds: 60 }),

  claims('another audience', 'audience_mismatch', { aud: 'https://other.example' }),
  claims('an audience that begins with ours', 'audience_mismatch', { aud: `${AUDIENCE}/v2` }),
  claims('no audience in the list', 'audience_mismatch', { aud: [] }),

  claims('a client outside the list', 'client_not_allowed', {}, { clientIds: ['client-2'] }),
  claims(
    'a required claim of another value',
    'claim_mismatch',
    { tenant: 'other' },
    { requiredClaims: { tenant: 'acme' } },
  ),
  claims('a required claim of another type', 'claim_mismatch', { level: '1' }, { requiredClaims: { level: 1 } }),
  claims(
    'a required value that the array does not hold',
    'claim_mismatch',
    { groups: ['a', 'b'] },
    { requiredClaims: { groups: 'c' } },
  ),
];

/** Another spelling of the same bytes: bits that no byte uses are set. */
function strayBits(base64urlText: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(base64urlText.at(-1) ?? '');
  return base64urlText.slice(0, -1) + alphabet[last + 1];
}

test.each(rows)('rejects $title as $reason', async ({ authorization, token: value, reason, issuer, maxTokenBytes }) => {
  const authorizer = testAuthorizer(config([key, ecKey], issuer, maxTokenBytes === undefined ? {} : { maxTokenBytes }));

  const answer = authorizer.handler(restTokenEvent(authorization ?? `Bearer ${value}`));

  await expect(answer).rejects.toThrow(new Error('Unauthorized'));
  expect(authorizer.lines).toHaveLength(1);
  expect(authorizer.lastDecision()).toMatchObject({ level: 'warn', outcome: 'unauthenticated', reason });
});

test('has a row for every reason of the contract', () => {
  expect([...new Set(rows.map(({ reason }) => reason))]).toEqual([...UNAUTHENTICATED_REASONS]);
});

test('rejects an event without a token as missing_token', async () => {
  const authorizer = testAuthorizer(config([key]));
  await expect(authorizer.handler(restTokenEvent(undefined))).rejects.toThrow(new Error('Unauthorized'));
  expect(authorizer.lastDecision()).toMatchObject({ outcome: 'unauthenticated', reason: 'missing_token' });
});

describe('a token with several faults is rejected for the first in the order of the contract', () => {
  /** Each changes a token so that it has one fault more, from the last reason to the first. */
  const faults: [
    UnauthenticatedReason,
    { header?: Record<string, unknown>; claims?: Record<string, unknown>; key?: typeof key },
  ][] = [
    ['claim_mismatch', { claims: { tenant: 'other' } }],
    ['client_not_allowed', { claims: { client_id: 'client-2' } }],
    ['audience_mismatch', { claims: { aud: 'https://other.example' } }],
    ['too_old', { claims: { iat: NOW_SECONDS - 7200 } }],
    ['issued_in_future', { claims: { iat: NOW_SECONDS + 3600 } }],
    ['not_yet_valid', { claims: { nbf: NOW_SECONDS + 3600 } }],
    ['expired', { claims: { exp: NOW_SECONDS - 3600 } }],
    ['missing_claim', { claims: { sub: undefined } }],
    ['id_token', { claims: { nonce: 'n' } }],
    ['wrong_token_type', { header: { typ: 'JWT' } }],
    ['invalid_signature', { key: strangeKey }],
    ['unknown_key', { header: { kid: 'key-2' } }],
    ['unknown_issuer', { claims: { iss: 'https://other.example/' } }],
    ['algorithm_not_allowed', { header: { alg: 'none' } }],
    ['malformed_token', { claims: { exp: 'never' } }],
  ];
  const strict: Issuer = {
    tokenTypes: ['at+jwt'],
    clientIds: [CLIENT_ID],
    requiredClaims: { tenant: 'acme' },
    maxTokenAgeSeconds: 3600,
  };

  test.each(faults.map(([reason], index) => ({ reason, count: index + 1 })))(
    '$reason wins over all that follow it',
    async ({ reason, count }) => {
      const changes = faults.slice(0, count).map(([, change]) => change);
      const merged = {
        header: Object.assign({}, ...changes.map((change) => change.header)),
        claims: Object.assign({ tenant: 'acme' }, ...changes.map((change) => change.claims)),
      };
      const authorizer = testAuthorizer(config([key], strict));

      await expect(authorizer.ask(token(changes.findLast((change) => change.key)?.key ?? key, merged))).rejects.toThrow(
        'Unauthorized',
      );

      expect(authorizer.lastDecision().reason).toBe(reason);
    },
  );
});
