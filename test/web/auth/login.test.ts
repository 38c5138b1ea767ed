import {
  displayName,
  type Expected,
  initialsOf,
  renewAtMs,
  type TokenAnswer,
  toLogin,
  toProfile,
} from '../../../web/auth/login.ts';
import { parseConfig } from '../../../web/config.ts';
import { grantedScopes } from '../../../web/scopes.ts';

const expected: Expected = {
  issuer: 'https://issuer.example/',
  clientId: 'app',
  requestedScopes: ['openid', 'read:timesheets', 'create:timesheets'],
  nowMs: 1_000_000,
};
const claims = { iss: 'https://issuer.example/', aud: 'app', sub: 'alex', exp: 2_000, name: 'Alex', sid: 's1' };

function answer(changes: Partial<TokenAnswer> = {}): TokenAnswer {
  return {
    access_token: 'access',
    refresh_token: 'refresh',
    id_token: 'id',
    expires_in: 3600,
    profile: claims,
    ...changes,
  };
}

test('a token answer becomes a login, with the times on this machine’s clock', () => {
  expect(toLogin(answer({ scope: 'openid read:timesheets' }), expected)).toEqual({
    accessToken: 'access',
    refreshToken: 'refresh',
    idToken: 'id',
    obtainedAtMs: 1_000_000,
    expiresAtMs: 4_600_000,
    scopes: ['openid', 'read:timesheets'],
    profile: { sub: 'alex', name: 'Alex', emailVerified: false },
    sid: 's1',
  });
});

test('granted is what the answer says, and all that was asked where it says nothing', () => {
  expect(grantedScopes('read:timesheets', ['a'])).toEqual(['read:timesheets']);
  expect(grantedScopes('', ['a'])).toEqual([]);
  expect(grantedScopes(undefined, ['a', 'b'])).toEqual(['a', 'b']);
});

test.each([
  ['of another issuer', { iss: 'https://evil.example/' }, 'expected "https://issuer.example/"'],
  ['for another app', { aud: 'other' }, 'is for another app'],
  ['for several apps, another one presenting it', { aud: ['app', 'other'], azp: 'other' }, 'is for another app'],
  ['that has expired', { exp: 600 }, 'has expired'],
  ['without an expiry', { exp: undefined }, 'has expired'],
])('an ID token %s is refused', (_what, changes, message) => {
  expect(() => toLogin(answer({ profile: { ...claims, ...changes } }), expected)).toThrow(message);
});

test('no ID token at all is refused', () => {
  expect(() => toLogin(answer({ id_token: undefined }), expected)).toThrow('sent no ID token');
});

test('a renewal that says less keeps what was known', () => {
  const previous = toLogin(answer({ scope: 'openid read:timesheets' }), expected);
  const renewed = toLogin(
    { access_token: 'next', expires_in: 60, profile: { sub: 'alex' } },
    { ...expected, nowMs: 2_000_000, previous },
  );
  expect(renewed).toEqual({ ...previous, accessToken: 'next', obtainedAtMs: 2_000_000, expiresAtMs: 2_060_000 });
});

test.each([
  [3600, 3540],
  [120, 90],
  [12, 9],
])('a token of %d seconds is renewed after %d', (lifetimeSeconds, seconds) => {
  const login = toLogin(answer({ expires_in: lifetimeSeconds }), expected);
  expect((renewAtMs(login) - login.obtainedAtMs) / 1000).toBe(seconds);
});

test.each([
  [{ name: 'Alex Author' }, 'Alex Author', 'AA'],
  [{ name: 'Ólafur Arnalds Ágústsson' }, 'Ólafur Arnalds Ágústsson', 'ÓÁ'],
  [{ name: '李小龍' }, '李小龍', '李'],
  [{ email: 'alex@example.com' }, 'alex@example.com', 'A'],
  [{ name: 7, email: '' }, 'auth0|1', 'A'],
])('claims %j are called %s, in short %s', (given, name, initials) => {
  const profile = toProfile({ sub: 'auth0|1', ...given });
  expect(displayName(profile)).toBe(name);
  expect(initialsOf(profile)).toBe(initials);
});

describe('config.json', () => {
  const config = { issuer: expected.issuer, clientId: 'app', apiUrl: 'https://api.example/prod/', scopes: ['a'] };

  test('is taken as it is, its API without a slash at the end', () => {
    expect(parseConfig({ ...config, audience: 'x' })).toEqual({
      ...config,
      apiUrl: 'https://api.example/prod',
      audience: 'x',
      resource: undefined,
    });
  });

  test('is refused with all that is wrong in it', () => {
    expect(() => parseConfig({ ...config, issuer: 'issuer', clientId: '', scopes: 'a', resource: 1 })).toThrow(
      'config.json is wrong: issuer: expected a URL, got "issuer"; clientId: expected text, got ""; scopes: expected an array of text, got "a"; resource: expected text or nothing, got 1',
    );
    expect(() => parseConfig(null)).toThrow('apiUrl: expected a URL, got nothing');
  });
});
