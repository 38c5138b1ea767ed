/** Near misses: claims that look like the ones that are trusted, in tokens that the issuer signed; each with its exact reason. */
import { config, type Issuer, testAuthorizer } from '../../fixtures/authorizer.ts';
import { appSyncEvent, http2Event, restRequestEvent, restTokenEvent, webSocketEvent } from '../../fixtures/events.ts';
import { AUDIENCE, CLIENT_ID, ISSUER, signingKey, token } from '../../fixtures/tokens.ts';
import { type Attack, expectRefused, opens } from './attack.ts';

const key = signingKey();
const SCOPE = 'read:timesheets';

const claims = (
  title: string,
  reason: Attack['reason'],
  changed: Record<string, unknown>,
  issuer?: Issuer,
): Attack => ({
  title,
  reason,
  token: token(key, { claims: changed }),
  issuer,
});

/** RFC 7519 §4.1.1: StringOrURI, compared case-sensitively and without any normalization. */
const issuers: Attack[] = [
  ...[
    'http://issuer.example/',
    'HTTPS://issuer.example/',
    'https://issuer.example//',
    'https://issuer.example/.',
    'https://issuer.example/./',
    'https://issuer.example/?',
    'https://issuer.example/#',
    'https://issuer.example/%2F',
    'https://issuer.example:443/',
    'https://issuer.example:8443/',
    'https://issuer.example./',
    'https://issuer.example.evil.example/',
    'https://issuer.example@evil.example/',
    'https://user@issuer.example/',
    'https://evil.example/https://issuer.example/',
    'https://evil.example/?iss=https://issuer.example/',
    'https://www.issuer.example/',
    '//issuer.example/',
    'issuer.example',
    ' https://issuer.example/',
    'https://issuer.example/ ',
    'https://issuer.example/\n',
    'https://issuer.example/\0',
    'https://issuer.example/\u200b',
    'https://\u0456ssuer.example/',
    'https://\uff49ssuer.example/',
    'https://\u0131ssuer.example/',
    'https://issuer.example\u2044',
    'https://issuer\u3002example/',
    'https://xn--ssuer-eye.example/',
    '*',
    'https://*.example/',
    '__proto__',
  ].map((iss) => claims(`the issuer ${JSON.stringify(iss)}`, 'unknown_issuer', { iss })),
  ...[[ISSUER], [[ISSUER]], { iss: ISSUER }, 1, true, null].map((iss) =>
    claims(`the issuer ${JSON.stringify(iss)}`, 'malformed_token', { iss }),
  ),
  claims(
    'an issuer written with combined letters',
    'unknown_issuer',
    { iss: 'https://issuer.example/u\u0308' },
    { issuer: 'https://issuer.example/\u00fc' },
  ),
  claims(
    'an issuer written with single letters',
    'unknown_issuer',
    { iss: 'https://issuer.example/\u00fc' },
    { issuer: 'https://issuer.example/u\u0308' },
  ),
];

const audiences: Attack[] = [
  ...[
    'https://api.example/',
    'HTTPS://api.example',
    'https://API.example',
    'http://api.example',
    'https://api.example:443',
    'https://api.example.',
    'https://api.exampl',
    'https://api.example.evil.example',
    'api.example',
    ' https://api.example',
    'https://api.example ',
    'https://api.example\n',
    'https://api.example\0',
    'https://\u0430pi.example',
    'https://api.example\u200b',
    'https://other.example https://api.example',
    'https://other.example,https://api.example',
    '["https://api.example"]',
    '*',
    'https://*',
    '',
  ].flatMap((aud) => [
    claims(`the audience ${JSON.stringify(aud)}`, 'audience_mismatch', { aud }),
    claims(`the audience ${JSON.stringify(aud)} in a list`, 'audience_mismatch', {
      aud: ['https://other.example', aud],
    }),
  ]),
  ...[
    [[AUDIENCE]],
    [AUDIENCE, [AUDIENCE]],
    [AUDIENCE, null],
    { 0: AUDIENCE, length: 1 },
    { [AUDIENCE]: true },
    true,
    1,
    null,
  ].map((aud) => claims(`the audience ${JSON.stringify(aud)}`, 'malformed_token', { aud })),
  claims('our audience in another claim', 'missing_claim', { aud: undefined, resource: AUDIENCE, azp: AUDIENCE }),
  claims(
    'an audience in a list in a claim of its own',
    'audience_mismatch',
    { target: [[AUDIENCE]] },
    { audienceClaim: 'target' },
  ),
  claims('an audience written with combined letters', 'audience_mismatch', { aud: 'u\u0308' }, { audience: '\u00fc' }),
];

const others: Attack[] = [
  ...['Client-1', 'client-1 ', 'client-10', 'client-', '\u0441lient-1'].map((client_id) =>
    claims(`the client ${JSON.stringify(client_id)}`, 'client_not_allowed', { client_id }, { clientIds: [CLIENT_ID] }),
  ),
  ...[[CLIENT_ID], { id: CLIENT_ID }, 1, '', null].map((client_id) =>
    claims(`the client ${JSON.stringify(client_id)}`, 'missing_claim', { client_id }, { clientIds: [CLIENT_ID] }),
  ),
  claims(
    'a client in the second claim that contradicts the first',
    'client_not_allowed',
    { client_id: 'evil', azp: CLIENT_ID },
    { clientIds: [CLIENT_ID] },
  ),
  ...['Acme', 'acme ', 'acm\u0435', ['acme2'], [['acme']], { acme: true }, true, 1].map((tenant) =>
    claims(
      `the tenant ${JSON.stringify(tenant)}`,
      'claim_mismatch',
      { tenant },
      { requiredClaims: { tenant: 'acme' } },
    ),
  ),
  ...['true', 1, [1], ['true'], {}].map((admin) =>
    claims(
      `the value ${JSON.stringify(admin)} for true`,
      'claim_mismatch',
      { admin },
      { requiredClaims: { admin: true } },
    ),
  ),
  ...[
    'at+JWT2',
    'at+jwt ',
    ' at+jwt',
    'at',
    'application/application/at+jwt',
    'text/at+jwt',
    'logout+jwt',
    'dpop+jwt',
  ].map(
    (typ): Attack => ({
      title: `the type ${JSON.stringify(typ)}`,
      reason: 'wrong_token_type',
      token: token(key, { header: { typ } }),
      issuer: { tokenTypes: ['at+jwt'] },
    }),
  ),
  ...[[], {}, 7, true, null, ['user-1']].map((sub) =>
    claims(`the principal ${JSON.stringify(sub)}`, 'malformed_token', { sub }),
  ),
];

/** RFC 6749 §3.3: scope tokens are separated by U+0020 and compared case-sensitively; nothing else separates. */
const scopes: unknown[] = [
  '',
  ' ',
  'openid\tread:timesheets',
  'openid\nread:timesheets',
  'openid\r\nread:timesheets',
  'openid,read:timesheets',
  'openid, read:timesheets,',
  'openid;read:timesheets',
  'openid+read:timesheets',
  'openid%20read:timesheets',
  'openid\u00a0read:timesheets',
  'openid\u2003read:timesheets',
  'openid\u200bread:timesheets',
  'openid\0read:timesheets',
  '"read:timesheets"',
  '["read:timesheets"]',
  'READ:TIMESHEETS',
  'Read:timesheets',
  'read:timesheet',
  'read:timesheets2',
  'read:timesheets:all',
  'read:timesheets/',
  'read:timesheets\u200b',
  'read:timesheets\ufeff',
  '\u2060read:timesheets',
  're\u0430d:timesheets',
  'read\uff1atimesheets',
  'read:times\u0068\u0301eets',
  'read',
  'read:*',
  '*',
  'read: timesheets',
  '-read:timesheets',
  '!read:timesheets',
  ['openid read:timesheets'],
  ['read:timesheets '],
  [' read:timesheets'],
  [['read:timesheets']],
  [{ scope: SCOPE }],
  ['read', ':timesheets'],
  { [SCOPE]: true },
  { scope: SCOPE },
  { 0: SCOPE, length: 1 },
  true,
  1,
  null,
];

const bearer = (scope: unknown) => `Bearer ${token(key, { claims: { scope } })}`;

describe.each([
  ['REST TOKEN', restTokenEvent],
  ['REST REQUEST', restRequestEvent],
  ['HTTP API', http2Event],
  ['WebSocket', webSocketEvent],
] as const)('a scope that looks alike opens nothing: %s', (_kind, event) => {
  test.each(scopes.map((scope) => ({ scope, title: JSON.stringify(scope) })))('$title', async ({ scope }) => {
    await expectRefused(
      {
        title: '',
        reason: 'insufficient_scope',
        token: bearer(scope).slice('Bearer '.length),
        event: event(bearer(scope)),
        rest: { routes: { 'GET /timesheets': [SCOPE], $connect: [SCOPE] } },
      },
      [key],
    );
  });
});

test.each(scopes.map((scope) => ({ scope, title: JSON.stringify(scope) })))(
  'a scope that looks alike opens no field of AppSync: $title',
  async ({ scope }) => {
    const authorizer = testAuthorizer(config([key], {}, { routes: { 'Query.timesheets': [SCOPE], 'Query.me': [] } }));
    const answer = await authorizer.handler(appSyncEvent(bearer(scope)));
    expect(answer).toMatchObject({ isAuthorized: true, deniedFields: ['Query.timesheets'] });
  },
);

test.each([
  ['anyOf', { anyOf: [SCOPE, 'admin'] }],
  ['every one', [SCOPE, 'admin']],
])('scopes that are joined by chance are not the scopes of a rule: %s', async (_title, rule) => {
  const authorizer = testAuthorizer(
    config([key], { scopeClaims: ['scope', 'scp'] }, { routes: { 'GET /timesheets': rule } }),
  );
  const event = { methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:abcdef123/prod/GET/timesheets' };
  const answer = await authorizer.ask(token(key, { claims: { scope: 'read:', scp: 'timesheets admi n' } }));
  expect(opens(answer, event)).toBe(false);
});

test.each([...issuers, ...audiences, ...others])('refuses $title as $reason', (attack) => expectRefused(attack, [key]));
