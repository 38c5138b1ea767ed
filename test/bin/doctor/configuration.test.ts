/** What is said of a configuration alone. */
import { CONFIGURATION_CASES } from './configuration-cases.ts';
import { codesOf, examineConfig, HEALTHY, ownOf, withIssuer } from './support.ts';

test.each(CONFIGURATION_CASES)('finds $title: $finding.code', async ({ finding, wrong, asked }) => {
  expect(ownOf(await examineConfig(wrong, asked))).toContainEqual(finding);
});

test.each(CONFIGURATION_CASES)('does not find $title where it is not', async (row) => {
  const { finding, right, rightAsked = row.asked } = row;
  const found = ownOf(await examineConfig(right, rightAsked));
  expect(found.filter(({ code }) => code === finding.code)).toEqual([]);
});

test.each(['rest-token', 'rest-request', 'http-1.0', 'http-2.0'] as const)(
  'finds nothing in a healthy configuration for %s',
  async (kind) => {
    const report = await examineConfig(HEALTHY, { kind });
    expect(ownOf(report)).toEqual([]);
  },
);

test('says every problem of an invalid configuration, and that nothing else was checked', async () => {
  const report = await examineConfig({ issuers: [{ issuer: '', profile: 'auth1' }], routes: { 'GET a': [] } });
  expect(ownOf(report).map(({ where }) => where)).toEqual([
    'issuers[0].issuer',
    'issuers[0].audience',
    'issuers[0].profile',
    'routes["GET a"]',
  ]);
  expect(new Set(codesOf(report))).toEqual(new Set(['configuration_invalid']));
  expect(report).toMatchObject({
    made: 0,
    notMade: [{ titles: ['everything else'], because: 'correct the configuration first' }],
  });
});

test('orders findings by their severity', async () => {
  const report = await examineConfig({
    ...withIssuer({ issuer: 'https://exampleco.eu.auth0.com', profile: 'auth0' }),
    tokenCache: { maxEntries: 0 },
    clockToleranceSeconds: 300,
  });
  expect(codesOf(report)).toEqual(['issuer_spelling', 'clock_tolerance_large', 'token_cache_off']);
});

test.each([
  ['read:timesheets', 'Read:timesheets', true],
  ['read:timesheets', 'read.timesheets', true],
  ['read:timesheets', 'read:timsheets', true],
  ['read:timesheets', 'raed:timesheets', true],
  ['read:timesheets', 'write:timesheets', false],
  ['read:v1', 'read:v12', false],
  ['api1:read', 'api2:read', false],
  ['a:read', 'b:read', false],
  ['read', 'reads', false],
])('scopes %s and %s: one misspelt: %s', async (one, other, isNearMiss) => {
  const report = await examineConfig({ ...HEALTHY, routes: { 'GET /a': [one], 'GET /b': [other] } });
  expect(codesOf(report)).toEqual(isNearMiss ? ['scope_near_miss'] : []);
});

test('shows neither a secret nor key material', async () => {
  const config = withIssuer({ jwks: { keys: [{ kty: 'oct', kid: 'shared', k: 'c2VjcmV0LXNlY3JldA' }] } });
  expect(JSON.stringify(await examineConfig(config))).not.toContain('c2VjcmV0LXNlY3JldA');
});
