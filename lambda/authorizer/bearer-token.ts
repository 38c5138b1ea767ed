/** Second room: the values of the authorization header come in, the bearer token or why there is none goes out; pure. RFC 6750 §2.1. */
import type { AuthorizerRequest, BearerToken, Result, UnauthenticatedReason } from './road.ts';

/**
 * Reads `Bearer TOKEN`: the scheme in any case (RFC 9110 §11.1), then one or more spaces, then the token; surrounding spaces are trimmed.
 *
 * @param maxTokenBytes longer tokens are refused before anything of them is decoded
 * @returns reasons `missing_token`, `unsupported_scheme`, `malformed_header`, `token_too_large`
 */
export function parseBearerToken(
  { presented }: AuthorizerRequest,
  maxTokenBytes: number,
): Result<BearerToken, UnauthenticatedReason> {
  const values = new Set(presented.values.map(trimSpaces).filter((value) => value !== ''));
  const [value] = values;
  if (value === undefined) return { ok: false, error: 'missing_token' };

  const [scheme] = value.split(/[ \t,]/, 1);
  if (scheme && scheme.toLowerCase() !== 'bearer') return { ok: false, error: 'unsupported_scheme' };
  if (values.size > 1) return { ok: false, error: 'malformed_header' };

  // Blank or comma inside would be a second value; a tab is no separator of RFC 6750.
  const [, token] = /^[^ ]+ +([^\s,]+)$/.exec(value) ?? [];
  if (!scheme || token === undefined) return { ok: false, error: 'malformed_header' };
  if (Buffer.byteLength(token) > maxTokenBytes) return { ok: false, error: 'token_too_large' };
  return { ok: true, value: { value: token } };
}

function trimSpaces(value: string): string {
  return value.replace(/^ +/, '').replace(/ +$/, '');
}
