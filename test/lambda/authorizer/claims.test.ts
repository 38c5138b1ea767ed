/** What the claims of a verified token are checked for, where the whole authorizer's tests do not tell the difference. */
import {
  checkClaims,
  differingClaims,
  idTokenSigns,
  missingClaims,
  readClaims,
} from '../../../lambda/authorizer/claims.ts';
import { validateConfig } from '../../../lambda/authorizer/config.ts';
import type { UnverifiedJwt } from '../../../lambda/authorizer/road.ts';
import { config, type Issuer } from '../../fixtures/authorizer.ts';
import { AUDIENCE, CLIENT_ID, NOW_MS, signingKey, VALID_CLAIMS } from '../../fixtures/tokens.ts';

const key = signingKey({ alg: 'ES256' });

interface Changes {
  readonly header?: Partial<UnverifiedJwt['header']>;
  readonly claims?: Record<string, unknown>;
  readonly issuer?: Issuer;
  readonly principalClaim?: string;
}

/** A token that differs from a good one in this, its issuer's settings, and now: what the functions here are called with. */
function given({ header, claims, issuer, principalClaim = 'sub' }: Changes): Parameters<typeof checkClaims> {
  const parsed = validateConfig(config([key], { algorithms: ['ES256'], ...issuer }, { principalClaim }));
  const [settings] = parsed.ok ? parsed.value.issuers : [];
  if (!parsed.ok || !settings) throw new Error('the configuration of the test is not valid');
  const jwt = { value: '', header: { alg: 'ES256', ...header }, claims: { ...VALID_CLAIMS, ...claims } };
  return [jwt as UnverifiedJwt, settings, parsed.value, NOW_MS];
}

/** Its verified claims, or why it is refused. */
function check(changes: Changes) {
  const result = checkClaims(...given(changes));
  return result.ok ? result.value : result.error;
}

test.each(['at+jwt', 'AT+JWT', 'application/at+jwt', 'Application/AT+JWT'])('takes the type %s for at+jwt', (typ) => {
  expect(check({ header: { typ }, issuer: { tokenTypes: ['at+jwt'] } })).toMatchObject({ principal: 'user-1' });
});

test.each(['jwt', 'at+application/jwt', 'at+jwt/application', undefined])('does not take %s for at+jwt', (typ) => {
  expect(check({ header: { typ }, issuer: { tokenTypes: ['at+jwt'] } })).toBe('wrong_token_type');
});

test('asks for iat only where an age is set', () => {
  const claims = { iat: undefined };
  expect(check({ claims })).toMatchObject({ principal: 'user-1' });
  expect(check({ claims, issuer: { maxTokenAgeSeconds: 3_600 } })).toBe('missing_claim');
});

test('takes the claim that the configuration names for the principal', () => {
  expect(check({ claims: { oid: 'user-2' }, principalClaim: 'oid' })).toMatchObject({
    principal: 'user-2',
    sub: 'user-1',
  });
});

test.each([[''], [7], [null], [undefined]])('does not take %j for a principal', (oid) => {
  expect(check({ claims: { oid }, principalClaim: 'oid' })).toBe('missing_claim');
});

test.each([[null], ['admin'], [7], [[]]])('finds nothing inside of a claim that is %j', (realm) => {
  expect(check({ claims: { realm }, issuer: { scopeClaims: ['realm.roles'] } })).toMatchObject({ scopes: [] });
});

describe('what speaks against a token has a name:', () => {
  test.each<[string, Changes, string[]]>([
    ['none for an access token', {}, []],
    [
      'the claims of an ID token',
      { claims: { nonce: 'n', at_hash: 'a', c_hash: 'c' } },
      ['nonce', 'at_hash', 'c_hash'],
    ],
    ["Cognito's and Keycloak's word for it", { claims: { token_use: 'id', typ: 'ID' } }, ['token_use', 'typ']],
    ['the client for its audience', { claims: { aud: CLIENT_ID } }, ['aud']],
    ['not the client for one audience of several', { claims: { aud: [CLIENT_ID, AUDIENCE] } }, []],
    ['neither client nor audience', { claims: { aud: undefined, client_id: undefined } }, []],
  ])('signs of an ID token, %s', (_title, changes, signs) => {
    expect(idTokenSigns(readClaims(...given(changes)))).toEqual(signs);
  });

  test('claims that are missing, in the order in which they are looked for', () => {
    const claims = { exp: undefined, aud: undefined, sub: undefined, client_id: undefined, iat: undefined };
    const issuer = { requiredClaims: { tenant: 'a', level: 1 }, clientIds: [CLIENT_ID], maxTokenAgeSeconds: 60 };
    const missing = (changes: Changes) => missingClaims(readClaims(...given(changes)));
    expect(missing({})).toEqual([]);
    expect(missing({ claims })).toEqual(['exp', 'aud', 'sub']);
    expect(missing({ claims: { ...claims, level: 2 }, issuer })).toEqual([
      'exp',
      'aud',
      'sub',
      'tenant',
      'client_id or azp',
      'iat',
    ]);
    expect(missing({ claims, issuer: { profile: 'cognito' } })).toContain('aud or client_id');
  });

  test('required claims that have another value, or none', () => {
    const issuer = { requiredClaims: { a: 1, b: 'x', c: true, d: 'y' } };
    const claims = { a: 2, b: ['x', 'z'], d: ['z'] };
    expect(differingClaims(readClaims(...given({ claims, issuer })))).toEqual(['a', 'c', 'd']);
  });
});
