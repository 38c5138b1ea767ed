import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../../lib/settings.ts';

const issuer = 'https://tenant.eu.auth0.com/';
const audience = 'https://api.example';
const folder = mkdtempSync(join(tmpdir(), 'settings-'));

afterAll(() => rmSync(folder, { recursive: true }));

const read = (context: Record<string, unknown>) => readSettings((key) => context[key]);

function file(content: unknown): string {
  const path = join(folder, 'authorizer.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

test('need an issuer and an audience, and have defaults for the rest', () => {
  const settings = read({ issuer, audience });
  expect(settings).toMatchObject({
    authorizer: { issuers: [{ issuer, audience }] },
    ownerKey: 'sub',
    allowOrigin: '*',
  });
  expect(settings.resultsCacheTtl).toBeUndefined();
});

test('take a profile, an origin, an owner and a lifetime', () => {
  const settings = read({
    issuer,
    audience,
    profile: 'auth0',
    allowOrigin: 'https://app.example',
    ownerKey: 'clientId',
    resultsCacheTtlSeconds: '60',
  });
  expect(settings).toMatchObject({
    authorizer: { issuers: [{ issuer, audience, profile: 'auth0' }] },
    ownerKey: 'clientId',
    allowOrigin: 'https://app.example',
  });
  expect(settings.resultsCacheTtl?.toSeconds()).toBe(60);
});

test('may come from a file, whose context claims can name the owner', () => {
  const config = { issuers: [{ issuer, audience }], contextClaims: { email: 'email' } };
  expect(read({ config: file(config), ownerKey: 'email' })).toMatchObject({ authorizer: config, ownerKey: 'email' });
});

test.each([
  ['nothing at all', {}, ['issuer: received nothing, expected string', 'audience: received nothing, expected a']],
  ['an empty issuer', { issuer: '', audience }, ['issuer: received "", expected a non-empty string']],
  [
    'an issuer of plain http',
    { issuer: 'http://tenant/', audience },
    ['issuer: received "http://tenant/", expected an https URL'],
  ],
  ['an unknown profile', { issuer, audience, profile: 'azure' }, ['profile: received "azure", expected ("generic"']],
  [
    'an owner that the context does not have',
    { issuer, audience, ownerKey: 'email' },
    ['ownerKey: received "email", expected one of sub, clientId'],
  ],
  [
    'a lifetime that is no number',
    { issuer, audience, resultsCacheTtlSeconds: 'long' },
    ['resultsCacheTtlSeconds: received "long", expected an integer from 0'],
  ],
  ['an empty lifetime', { issuer, audience, resultsCacheTtlSeconds: ' ' }, ['resultsCacheTtlSeconds: received " "']],
  [
    'a lifetime over an hour',
    { issuer, audience, resultsCacheTtlSeconds: 3_601 },
    ['resultsCacheTtlSeconds: received 3601'],
  ],
  [
    'several faults',
    { issuer, audience, ownerKey: 7, allowOrigin: '' },
    ['ownerKey: received 7', 'allowOrigin: received ""'],
  ],
])('refuse %s, and say how to give them', (_title, context, problems) => {
  const error = thrownBy(() => read(context));
  expect(error.name).toBe('SettingsError');
  for (const problem of problems) expect(error.message).toContain(`  - ${problem}`);
  expect(error.message).toContain(
    'npx cdk synth -c issuer=https://YOUR_TENANT.eu.auth0.com/ -c audience=https://YOUR_API',
  );
});

test.each([
  [
    'a file that does not exist',
    { config: '/nowhere/authorizer.json' },
    'config: cannot read /nowhere/authorizer.json as JSON (',
  ],
  ['a file that is not JSON', { config: () => file('{issuers') }, 'as JSON ('],
  [
    'a file with routes',
    { config: () => file({ issuers: [{ issuer, audience }], routes: {} }) },
    'routes: received a route table, expected none',
  ],
  [
    'a file with an unknown key',
    { config: () => file({ issuers: [{ issuer, audience }], ttl: 1 }) },
    'ttl: received a number, expected no such key',
  ],
  [
    'a file and an issuer',
    { config: () => file({ issuers: [{ issuer, audience }] }), issuer },
    'issuer: received besides config, expected either',
  ],
])('refuse %s', (_title, { config, ...context }: { config: string | (() => string); issuer?: string }, problem) => {
  expect(
    thrownBy(() => read({ ...context, config: typeof config === 'string' ? config : config() })).message,
  ).toContain(problem);
});

describe('a key that nothing reads', () => {
  const readAll = (context: Record<string, unknown>) =>
    readSettings((key) => context[key], Object.keys(context), ['apiId']);

  test('is refused, since it was meant to be another', () => {
    expect(thrownBy(() => readAll({ issuer, audience, profil: 'auth0' })).message).toContain(
      '  - profil: received a setting that nothing reads, expected one of config, issuer, audience, profile, ownerKey, allowOrigin, resultsCacheTtlSeconds, apiId',
    );
  });

  test("is not one of another stack, nor one of the CDK's own", () => {
    const others = { apiId: 'abc', 'aws:cdk:bundling-stacks': [], '@aws-cdk/core:x': true, 'vpc-provider:a=b': {} };
    expect(() => readAll({ issuer, audience, ...others })).not.toThrow();
  });
});

function thrownBy(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}
