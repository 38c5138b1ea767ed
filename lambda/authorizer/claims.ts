/** A JWT whose signature is verified comes in with its issuer's settings and the time, verified claims or why they are refused go out; pure. */
import type { IssuerConfig } from './config.ts';
import type { JsonObject, Result, UnauthenticatedReason, UnverifiedJwt, VerifiedClaims } from './road.ts';

export interface ClaimSettings {
  readonly principalClaim: string;
  readonly clockToleranceSeconds: number;
}

type Rejection = UnauthenticatedReason | undefined;

/**
 * Checks everything that a token says of itself. Call it with a token whose signature was verified with a key of this issuer.
 *
 * @param nowMs milliseconds since the epoch
 * @returns reasons from `wrong_token_type` to `claim_mismatch`, the first that applies in the contract's order
 */
export function checkClaims(
  jwt: UnverifiedJwt,
  issuer: IssuerConfig,
  settings: ClaimSettings,
  nowMs: number,
): Result<VerifiedClaims, UnauthenticatedReason> {
  const { claims } = jwt;
  const clientId = firstString(claims, issuer.clientIdClaims);
  const principal = claimAt(claims, settings.principalClaim);
  const audience = firstAudience(claims, issuer.audienceClaims);

  const rejection: Rejection =
    (issuer.tokenTypes && !hasTokenType(jwt.header.typ, issuer.tokenTypes) ? 'wrong_token_type' : undefined) ??
    (looksLikeIdToken(claims, clientId) ? 'id_token' : undefined) ??
    (isAnyMissing(claims, issuer, audience, principal, clientId) ? 'missing_claim' : undefined) ??
    checkTimes(claims, issuer, settings, nowMs) ??
    (audience?.some((value) => issuer.audience.includes(value)) ? undefined : 'audience_mismatch') ??
    (issuer.clientIds && !issuer.clientIds.includes(clientId ?? '') ? 'client_not_allowed' : undefined) ??
    (Object.entries(issuer.requiredClaims).every(([name, value]) => holds(claimAt(claims, name), value))
      ? undefined
      : 'claim_mismatch');
  if (rejection) return { ok: false, error: rejection };

  const verified: Omit<VerifiedClaims, symbol> = {
    issuer: issuer.issuer,
    principal: principal as string,
    sub: claims.sub,
    clientId,
    scopes: scopesOf(claims, issuer.scopeClaims),
    all: claims,
  };
  return { ok: true, value: verified as VerifiedClaims };
}

/**
 * The checks whose outcome changes with the clock alone; repeated for tokens that were verified before.
 *
 * @returns `expired`, `not_yet_valid`, `issued_in_future`, `too_old`, or undefined where the times are right
 */
export function checkTimes(
  claims: UnverifiedJwt['claims'],
  { maxTokenAgeSeconds = Number.POSITIVE_INFINITY }: Pick<IssuerConfig, 'maxTokenAgeSeconds'>,
  { clockToleranceSeconds }: Pick<ClaimSettings, 'clockToleranceSeconds'>,
  nowMs: number,
): Rejection {
  const earliest = nowMs / 1000 - clockToleranceSeconds;
  const latest = nowMs / 1000 + clockToleranceSeconds;
  if (claims.exp !== undefined && claims.exp <= earliest) return 'expired';
  if (claims.nbf !== undefined && claims.nbf > latest) return 'not_yet_valid';
  if (claims.iat !== undefined && claims.iat > latest) return 'issued_in_future';
  if (claims.iat !== undefined && earliest - claims.iat > maxTokenAgeSeconds) return 'too_old';
  return undefined;
}

/** Reads a claim by its name, taken literally first, then as a dotted path such as `realm_access.roles`. Own properties only. */
export function claimAt(claims: JsonObject, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name
    .split('.')
    .reduce<unknown>(
      (value, step) => (isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined),
      claims,
    );
}

/** RFC 7515 §4.1.9: `typ` compares without case, and a leading `application/` may be left out. */
function hasTokenType(typ: string | undefined, allowed: readonly string[]): boolean {
  return typ !== undefined && allowed.map(mediaType).includes(mediaType(typ));
}

function mediaType(typ: string): string {
  return typ.toLowerCase().replace(/^application\//, '');
}

/** OpenID Connect Core §2 and §3.3.2.11, Cognito's `token_use`, Keycloak's `typ`; an ID token's audience is its client. */
function looksLikeIdToken(claims: UnverifiedJwt['claims'], clientId: string | undefined): boolean {
  const [audience, ...more] = audienceOf(claims.aud) ?? [];
  return (
    ['nonce', 'at_hash', 'c_hash'].some((name) => Object.hasOwn(claims, name)) ||
    claims.token_use === 'id' ||
    claims.typ === 'ID' ||
    (audience !== undefined && more.length === 0 && audience === clientId)
  );
}

function isAnyMissing(
  claims: UnverifiedJwt['claims'],
  issuer: IssuerConfig,
  audience: readonly string[] | undefined,
  principal: unknown,
  clientId: string | undefined,
): boolean {
  return (
    claims.exp === undefined ||
    audience === undefined ||
    typeof principal !== 'string' ||
    principal === '' ||
    Object.keys(issuer.requiredClaims).some((name) => claimAt(claims, name) === undefined) ||
    (issuer.clientIds !== undefined && clientId === undefined) ||
    (issuer.maxTokenAgeSeconds !== undefined && claims.iat === undefined)
  );
}

function holds(claim: unknown, value: string | number | boolean): boolean {
  return Array.isArray(claim) ? claim.includes(value) : claim === value;
}

/** RFC 6749 §3.3: scopes are separated by U+0020 alone. An array's entries are whole scopes; one with a space is none. */
function scopesOf(claims: JsonObject, names: readonly string[]): string[] {
  const scopes = names.flatMap((name) => {
    const claim = claimAt(claims, name);
    if (typeof claim === 'string') return claim.split(' ');
    return Array.isArray(claim) ? claim.filter((entry) => typeof entry === 'string' && !entry.includes(' ')) : [];
  });
  return [...new Set(scopes)].filter((scope) => scope !== '').sort();
}

function firstString(claims: JsonObject, names: readonly string[]): string | undefined {
  return names
    .map((name) => claimAt(claims, name))
    .find((claim): claim is string => typeof claim === 'string' && claim !== '');
}

function firstAudience(claims: JsonObject, names: readonly string[]): readonly string[] | undefined {
  return names.map((name) => audienceOf(claimAt(claims, name))).find((audience) => audience !== undefined);
}

function audienceOf(claim: unknown): readonly string[] | undefined {
  if (typeof claim === 'string') return [claim];
  return Array.isArray(claim) ? claim.filter((entry) => typeof entry === 'string') : undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}
