/** The authorizer's checks once more, written independently and in the simplest way, as a judge of it; pure. */
import { AUDIENCE, NOW_SECONDS } from '../fixtures/tokens.ts';
import { SYMMETRIC_ISSUER, VALID } from './corpus.ts';

/** The token that one or several values of the place for it present, `Bearer` in any case; without it for AppSync alone. */
export function presentedToken(values: readonly string[], kind: string): string | undefined {
  const texts = new Set(values.map((value) => value.replace(/^ +| +$/g, '')).filter((value) => value !== ''));
  const [text, ...more] = texts;
  if (text === undefined || more.length > 0) return undefined;
  const [, token] = /^bearer +(.+)$/is.exec(text) ?? [];
  return kind === 'appsync' ? (token ?? text) : token;
}

/** The scopes of a token of the corpus, or undefined where the text is none: one that differs by a byte is no token. */
export function scopesOfValid(token: string | undefined): string[] | undefined {
  if (token === undefined || !VALID.has(token)) return undefined;
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return (claims.scope ?? '').split(' ');
}

/** The scopes of a token that is signed well, or undefined where its texts are not those of a good one. */
export function scopesOfSigned(headerText: string, claimsText: string): string[] | undefined {
  const header = objectOf(headerText);
  const claims = objectOf(claimsText);
  return header && claims && isGoodHeader(header) && areGoodClaims(claims) ? scopesIn(claims.scope) : undefined;
}

type Members = Record<string, unknown>;

function isGoodHeader({ alg, kid, typ, crit, b64 }: Members): boolean {
  const isText = (value: unknown) => value === undefined || typeof value === 'string';
  return alg === 'HS256' && isText(kid) && isText(typ) && crit === undefined && (b64 === undefined || b64 === true);
}

function areGoodClaims(claims: Members): boolean {
  const { iss, sub, aud, exp, nbf, iat, token_use, typ, client_id, azp } = claims;
  const audiences = Array.isArray(aud) ? aud : [aud];
  const client = [client_id, azp].find((value) => typeof value === 'string' && value !== '');
  return (
    iss === SYMMETRIC_ISSUER &&
    typeof sub === 'string' &&
    sub !== '' &&
    audiences.every((value) => typeof value === 'string') &&
    audiences.includes(AUDIENCE) &&
    Number.isFinite(exp) &&
    Number(exp) > NOW_SECONDS - 5 &&
    [nbf, iat].every((time) => time === undefined || (Number.isFinite(time) && Number(time) <= NOW_SECONDS + 5)) &&
    !['nonce', 'at_hash', 'c_hash'].some((name) => Object.hasOwn(claims, name)) &&
    token_use !== 'id' &&
    typ !== 'ID' &&
    !(audiences.length === 1 && audiences[0] === client)
  );
}

function scopesIn(scope: unknown): string[] {
  if (typeof scope === 'string') return scope.split(' ');
  return Array.isArray(scope) ? scope.filter((entry) => typeof entry === 'string' && !entry.includes(' ')) : [];
}

function objectOf(json: string): Members | undefined {
  if (depthOf(json) > 100) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
  } catch {
    return undefined;
  }
}

/** Of the text, not of what it means: a second member of the same name hides the first, which was read all the same. */
function depthOf(json: string): number {
  let depth = 0;
  const brackets = json.replace(/"(?:\\.|[^"\\])*"/gs, '').matchAll(/[[{]|[\]}]/g);
  return Math.max(0, ...[...brackets].map(([bracket]) => (depth += bracket === '[' || bracket === '{' ? 1 : -1)));
}
