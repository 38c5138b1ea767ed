/** What a login is, once the token endpoint has answered: its tokens, what they allow, and who it is; pure. */
import { grantedScopes } from '../scopes.ts';

/** Who is logged in, by the claims of the ID token or of userinfo (OpenID Connect Core §5.1). */
export interface Profile {
  readonly sub: string;
  readonly name?: string;
  readonly email?: string;
  readonly emailVerified: boolean;
  /** An image's URL. */
  readonly picture?: string;
}

/** Lives in memory alone: nothing of it is ever written to storage, a URL, the page or the console. */
export interface Login {
  readonly accessToken: string;
  /** Absent where the issuer grants no `offline_access`: then the login ends with its access token. */
  readonly refreshToken?: string;
  readonly idToken: string;
  readonly obtainedAtMs: number;
  readonly expiresAtMs: number;
  readonly scopes: readonly string[];
  readonly profile: Profile;
  /** The session at the issuer, by which a logout names it without a token. */
  readonly sid?: string;
}

/** The parts of a token response that matter here, with the claims of its ID token. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
  /** Seconds. */
  readonly expires_in?: number;
  readonly scope?: string;
  readonly profile: Readonly<Record<string, unknown>>;
}

export interface Expected {
  readonly issuer: string;
  readonly clientId: string;
  readonly requestedScopes: readonly string[];
  readonly nowMs: number;
  /** On renewal: an answer may leave out what has not changed (OpenID Connect Core §12.2, RFC 6749 §6). */
  readonly previous?: Login;
}

/** Where an issuer does not say how long its tokens last, which RFC 6749 §5.1 merely recommends. */
const ASSUMED_LIFETIME_SECONDS = 300;

/** Clocks of people's machines differ from the issuer's. */
const CLOCK_TOLERANCE_SECONDS = 300;

/**
 * @throws Error where the ID token is of another issuer or app, or too old (OpenID Connect Core §3.1.3.7). Its signature need not be
 *   checked: it came over TLS straight from the token endpoint (no. 6 there).
 */
export function toLogin(answer: TokenAnswer, { issuer, clientId, requestedScopes, nowMs, previous }: Expected): Login {
  const idToken = answer.id_token ?? previous?.idToken;
  if (idToken === undefined) throw new Error('the issuer sent no ID token: expected one for the scope openid');
  const isNew = idToken !== previous?.idToken;
  if (isNew) checkIdToken(answer.profile, issuer, clientId, nowMs);
  const lifetimeMs = (answer.expires_in ?? ASSUMED_LIFETIME_SECONDS) * 1000;
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? previous?.refreshToken,
    idToken,
    obtainedAtMs: nowMs,
    expiresAtMs: nowMs + lifetimeMs,
    scopes: grantedScopes(answer.scope, previous?.scopes ?? requestedScopes),
    profile: { ...previous?.profile, ...(isNew ? toProfile(answer.profile) : undefined) } as Profile,
    sid: textOf(answer.profile.sid) ?? previous?.sid,
  };
}

function checkIdToken(claims: TokenAnswer['profile'], issuer: string, clientId: string, nowMs: number): void {
  if (claims.iss !== issuer) {
    throw new Error(`the ID token is from ${JSON.stringify(claims.iss)}, expected ${JSON.stringify(issuer)}`);
  }
  const audiences = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  if (!audiences.includes(clientId) || (audiences.length > 1 && claims.azp !== clientId)) {
    throw new Error('the ID token is for another app: check the client id in config.json');
  }
  if (typeof claims.exp !== 'number' || claims.exp + CLOCK_TOLERANCE_SECONDS <= nowMs / 1000) {
    throw new Error("the ID token has expired: check this machine's clock");
  }
}

/** Claims of the wrong type count as absent. */
export function toProfile(claims: Readonly<Record<string, unknown>>): Profile {
  const defined = {
    name: textOf(claims.name) ?? textOf(claims.nickname) ?? textOf(claims.preferred_username),
    email: textOf(claims.email),
    picture: textOf(claims.picture),
  };
  return {
    sub: String(claims.sub),
    emailVerified: claims.email_verified === true,
    ...Object.fromEntries(Object.entries(defined).filter(([, value]) => value !== undefined)),
  };
}

/** What to call somebody: the name, else the e-mail address, else the subject. */
export function displayName({ name, email, sub }: Profile): string {
  return name ?? email ?? sub;
}

/** One or two letters: of the first and the last word of what the person is called. */
export function initialsOf(profile: Profile): string {
  const words =
    displayName(profile)
      .replace(/@.*/, '')
      .match(/\p{L}[^\s|]*/gu) ?? [];
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1);
  return chosen.map((word) => Array.from(word ?? '')[0]?.toUpperCase() ?? '').join('') || '?';
}

/**
 * When to renew: a minute before the end, or earlier with tokens so short that a minute is most of them.
 */
export function renewAtMs({ obtainedAtMs, expiresAtMs }: Login): number {
  const lifetimeMs = expiresAtMs - obtainedAtMs;
  return expiresAtMs - Math.min(60_000, lifetimeMs / 4);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
