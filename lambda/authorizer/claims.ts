/** A JWT whose signature is verified comes in with its issuer's settings and the time, verified claims or why they are refused go out; pure. */
import type { IssuerConfig } from './config.ts';
import type { JsonObject, Result, UnauthenticatedReason, UnverifiedJwt, VerifiedClaims } from './road.ts';

export interface ClaimSettings {
  readonly principalClaim: string;
  readonly clockToleranceSeconds: number;
}

/** What the checks look at: the token, what its issuer's settings make of its claims, and the time. */
export interface ClaimReading {
  readonly header: UnverifiedJwt['header'];
  readonly claims: UnverifiedJwt['claims'];
  readonly issuer: IssuerConfig;
  readonly settings: ClaimSettings;
  readonly audience?: readonly string[];
  readonly clientId?: string;
  readonly principal: unknown;
  readonly moment: Moment;
}

/** Now in seconds since the epoch, less and more the tolerance. */
interface Moment {
  readonly earliest: number;
  readonly latest: number;
}

type Times = Pick<ClaimReading, 'claims' | 'moment'> & { readonly issuer: Pick<IssuerConfig, 'maxTokenAgeSeconds'> };

interface Check<Subject> {
  readonly reason: UnauthenticatedReason;
  fails(subject: Subject): boolean;
}

/** The checks whose outcome changes with the clock alone. */
const TIME_CHECKS = [
  { reason: 'expired', fails: ({ claims: { exp }, moment }) => exp !== undefined && exp <= moment.earliest },
  { reason: 'not_yet_valid', fails: ({ claims: { nbf }, moment }) => nbf !== undefined && nbf > moment.latest },
  { reason: 'issued_in_future', fails: ({ claims: { iat }, moment }) => iat !== undefined && iat > moment.latest },
  {
    reason: 'too_old',
    fails: ({ claims: { iat }, issuer: { maxTokenAgeSeconds = Number.POSITIVE_INFINITY }, moment }) =>
      iat !== undefined && moment.earliest - iat > maxTokenAgeSeconds,
  },
] as const satisfies readonly Check<Times>[];

/** Everything that is checked of a token whose signature is verified, in the contract's order: the first check that fails is why it is refused. */
export const CLAIM_CHECKS = [
  {
    reason: 'wrong_token_type',
    fails: ({ header, issuer: { tokenTypes } }) => tokenTypes !== undefined && !hasTokenType(header.typ, tokenTypes),
  },
  { reason: 'id_token', fails: (reading) => idTokenSigns(reading).length > 0 },
  { reason: 'missing_claim', fails: (reading) => missingClaims(reading).length > 0 },
  ...TIME_CHECKS,
  {
    reason: 'audience_mismatch',
    fails: ({ audience, issuer }) => !audience?.some((value) => issuer.audience.includes(value)),
  },
  {
    reason: 'client_not_allowed',
    fails: ({ clientId, issuer: { clientIds } }) => clientIds !== undefined && !clientIds.includes(clientId ?? ''),
  },
  { reason: 'claim_mismatch', fails: (reading) => differingClaims(reading).length > 0 },
] as const satisfies readonly Check<ClaimReading>[];

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
  const reading = readClaims(jwt, issuer, settings, nowMs);
  const failed = CLAIM_CHECKS.find(({ fails }) => fails(reading));
  if (failed) return { ok: false, error: failed.reason };

  const { claims } = jwt;
  const verified: Omit<VerifiedClaims, symbol> = {
    issuer: issuer.issuer,
    principal: reading.principal as string,
    sub: claims.sub,
    clientId: reading.clientId,
    scopes: scopesOf(claims, issuer.scopeClaims),
    all: claims,
  };
  return { ok: true, value: verified as VerifiedClaims };
}

/** What `CLAIM_CHECKS` look at; nothing of it is verified yet. */
export function readClaims(
  { header, claims }: UnverifiedJwt,
  issuer: IssuerConfig,
  settings: ClaimSettings,
  nowMs: number,
): ClaimReading {
  return {
    header,
    claims,
    issuer,
    settings,
    audience: firstAudience(claims, issuer.audienceClaims),
    clientId: firstString(claims, issuer.clientIdClaims),
    principal: claimAt(claims, settings.principalClaim),
    moment: momentOf(nowMs, settings),
  };
}

/**
 * The checks whose outcome changes with the clock alone; repeated for tokens that were verified before.
 *
 * @returns `expired`, `not_yet_valid`, `issued_in_future`, `too_old`, or undefined where the times are right
 */
export function checkTimes(
  claims: UnverifiedJwt['claims'],
  issuer: Times['issuer'],
  settings: Pick<ClaimSettings, 'clockToleranceSeconds'>,
  nowMs: number,
): UnauthenticatedReason | undefined {
  const times: Times = { claims, issuer, moment: momentOf(nowMs, settings) };
  // Not by `find`: every request comes by here, whose token was seen before.
  for (const check of TIME_CHECKS) if (check.fails(times)) return check.reason;
  return undefined;
}

function momentOf(nowMs: number, { clockToleranceSeconds }: Pick<ClaimSettings, 'clockToleranceSeconds'>): Moment {
  return { earliest: nowMs / 1000 - clockToleranceSeconds, latest: nowMs / 1000 + clockToleranceSeconds };
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
export function idTokenSigns({ claims, clientId }: ClaimReading): string[] {
  const [audience, ...more] = audienceOf(claims.aud) ?? [];
  const isForClient = audience !== undefined && more.length === 0 && audience === clientId;
  return [
    ...['nonce', 'at_hash', 'c_hash'].filter((name) => Object.hasOwn(claims, name)),
    ...(claims.token_use === 'id' ? ['token_use'] : []),
    ...(claims.typ === 'ID' ? ['typ'] : []),
    ...(isForClient ? ['aud'] : []),
  ];
}

/** The names of the claims that the token has to have and lacks; several where any of them would do. */
export function missingClaims({ claims, issuer, settings, audience, principal, clientId }: ClaimReading): string[] {
  return [
    ...(claims.exp === undefined ? ['exp'] : []),
    ...(audience === undefined ? [issuer.audienceClaims.join(' or ')] : []),
    ...(typeof principal !== 'string' || principal === '' ? [settings.principalClaim] : []),
    ...Object.keys(issuer.requiredClaims).filter((name) => claimAt(claims, name) === undefined),
    ...(issuer.clientIds !== undefined && clientId === undefined ? [issuer.clientIdClaims.join(' or ')] : []),
    ...(issuer.maxTokenAgeSeconds !== undefined && claims.iat === undefined ? ['iat'] : []),
  ];
}

/** The names of the required claims that have another value; one that is missing has none. */
export function differingClaims({ claims, issuer }: ClaimReading): string[] {
  return Object.entries(issuer.requiredClaims)
    .filter(([name, value]) => !holds(claimAt(claims, name), value))
    .map(([name]) => name);
}

function holds(claim: unknown, value: string | number | boolean): boolean {
  return Array.isArray(claim) ? claim.includes(value) : claim === value;
}

/** RFC 6749 §3.3: scopes are separated by U+0020 alone. An array's entries are whole scopes; one with a space is none. */
export function scopesOf(claims: JsonObject, names: readonly string[]): string[] {
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
