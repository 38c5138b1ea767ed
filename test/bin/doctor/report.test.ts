import { isHealthy, toJson, toText } from '../../../bin/doctor/report.ts';
import { CONFIGURATION_CASES } from './configuration-cases.ts';
import { examineConfig, HEALTHY, withIssuer } from './support.ts';

const plain = (columns: number) => ({ colours: false, columns });
const SLASHLESS = withIssuer({ issuer: 'https://exampleco.eu.auth0.com', profile: 'auth0' });
const TOLERANT = { ...HEALTHY, clockToleranceSeconds: 300 };

test.each([80, 120])('keeps to %s columns', async (columns) => {
  const reports = await Promise.all(CONFIGURATION_CASES.map(({ wrong, asked }) => examineConfig(wrong, asked)));
  const lines = reports.flatMap((report) => toText(report, plain(columns)).split('\n'));
  // A word alone may be longer, such as an address.
  const isOneWord = (line: string) => line.split(' ').some((word) => word.length > columns - 10);
  expect(lines.filter((line) => line.length > columns && !isOneWord(line))).toEqual([]);
});

test('says what was looked at, what was found and what was not checked', async () => {
  const report = await examineConfig(
    { ...TOLERANT, tokenCache: { maxEntries: 0 } },
    { kind: 'http-2.0', ttlSeconds: 60 },
  );
  expect(toText(report, plain(120))).toBe(`authorizer.json
  issuer https://issuer.example/
  http-2.0, answers kept for 60 s

Warnings

! clock_tolerance_large
  clockToleranceSeconds: 300
  expected: at most 60; 5 is the default, and clocks that are kept by NTP differ by less
  An expired token is good for this much longer, and one from the future this much earlier.
  → Have the issuer set its clock by NTP, and lower it.
  docs/security.md

Notes

• token_cache_off
  tokenCache.maxEntries: 0
  expected: 1000, the default, unless memory is to hold no claims
  Each call verifies a signature anew, also of a token that was seen a moment ago.
  → Nothing where that is meant.
  docs/performance.md

Not checked

– issuer discovery, the issuers' keys, the issuers' algorithms, the issuers' scopes: the issuers were not asked; leave
  --offline out
– secrets, the APIs' routes, API Gateway's authorizers, CORS, the function's timeout: a configuration alone does not say
  it; give the synthesized stack as --template

15 of 24 checks made: 1 warning, 1 note`);
});

test('says the words of one kind once, and what differs at each place', async () => {
  const report = await examineConfig({ issuers: [{}], routes: { 'GET a': [] } });
  const text = toText(report, plain(200));
  expect(text.match(/The function answers every request/g)).toHaveLength(1);
  expect(text).toContain('\n  issuers[0].issuer: nothing; expected a value: this key is required\n');
});

test('shows ten places of a kind and counts the others', async () => {
  const routes = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`GET a${index}`, []]));
  const report = await examineConfig({ ...HEALTHY, routes });
  const text = toText(report, plain(200));
  expect(text.match(/routes\["GET a/g)).toHaveLength(10);
  expect(text).toContain('\n  and 2 more\n');
  expect(JSON.parse(toJson(report, false)).findings).toHaveLength(12);
});

test('paints on a terminal', async () => {
  const report = await examineConfig(SLASHLESS);
  expect(toText(report, { colours: true, columns: 120 })).toContain(
    '\u001b[31m✗\u001b[39m \u001b[1missuer_spelling\u001b[22m\n',
  );
  expect(toText(report, plain(120))).not.toContain('\u001b');
});

test('writes nothing that a terminal would obey', async () => {
  const hidden = { escape: '\u001b', sequence: '\u009b', override: '\u202e' };
  const client = `api${Object.values(hidden).join('')}`;
  const text = toText(await examineConfig(withIssuer({ audience: client, clientIds: [client] })), plain(120));
  expect(text).toContain('issuers[0].audience: "api\\u001b\\u009b\\u202e", which is one of clientIds as well');
  expect(Object.entries(hidden).filter(([, character]) => text.includes(character))).toEqual([]);
});

test.each([
  ['a healthy one', HEALTHY, true, true],
  ['a note', { ...HEALTHY, tokenCache: { maxEntries: 0 } }, true, true],
  ['a warning', TOLERANT, true, false],
  ['an error', SLASHLESS, false, false],
])('%s passes: %#', async (_, config, passes, passesStrictly) => {
  const report = await examineConfig(config);
  expect([isHealthy(report, false), isHealthy(report, true)]).toEqual([passes, passesStrictly]);
});

test('writes the same as JSON, with stable names', async () => {
  const report = await examineConfig(TOLERANT, { kind: 'rest-token' });
  expect(JSON.parse(toJson(report, true))).toMatchObject({
    configuration: 'authorizer.json',
    healthy: false,
    authorizers: [{ where: '--kind', kind: 'rest-token', ttlSeconds: 300 }],
    findings: [
      {
        code: 'clock_tolerance_large',
        severity: 'warning',
        where: 'clockToleranceSeconds',
        found: '300',
        link: 'docs/security.md',
      },
    ],
    notChecked: [{ because: 'the issuers were not asked; leave --offline out' }, {}],
  });
});

test('what the configuration or the issuer says obeys no terminal, in JSON either', async () => {
  const report = await examineConfig(
    withIssuer({ audience: 'https://api.example/userinfo', issuer: 'https://a\u009b\u202e.auth0.com' }),
  );
  expect(toJson(report, false)).not.toMatch(/[\u009b\u202e]/);
  expect(toText(report, plain(120))).not.toMatch(/[\u009b\u202e]/);
  expect(JSON.parse(toJson(report, false)).findings[0].found).toBe('"https://a\u009b\u202e.auth0.com"');
});
