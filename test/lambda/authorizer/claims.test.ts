/** What the claims of a verified token are checked for, where the whole authorizer's tests do not tell the difference. */
import { checkClaims } from '../../../lambda/authorizer/claims.ts';
import { validateConfig } from '../../../lambda/authorizer/config.ts';
import type { UnverifiedJwt } from '../../../lambda/authorizer/road.ts';
import { config, type Issuer } from '../../fixtures/authorizer.ts';
import { NOW_MS, signingKey, VALID_CLAIMS } from '../../fixtures/tokens.ts';

const key = signingKey({ alg: 'ES256' });

interface Changes {
  readonly header?: Partial<UnverifiedJwt['header']>;
  readonly claims?: Record<string, unknown>;
  readonly issuer?: Issuer;
  readonly principalClaim?: string;
}

/** The verified claims of a token that differs from a good one in this, or why it is refused. */
function check({ header, claims, issuer, principalClaim = 'sub' }: Changes) {
  const parsed = validateConfig(config([key], { algorithms: ['ES256'], ...issuer }, { principalClaim }));
  const [settings] = parsed.ok ? parsed.value.issuers : [];
  if (!parsed.ok || !settings) throw new Error('the configuration of the test is not valid');
  const jwt = { value: '', header: { alg: 'ES256', ...header }, claims: { ...VALID_CLAIMS, ...claims } };
  const result = checkClaims(jwt as UnverifiedJwt, settings, parsed.value, NOW_MS);
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
