/** Second room: what stands where the token belongs comes in, the bearer token or why there is none goes out; pure. RFC 6750 §2.1. */
import type { AuthorizerRequest, BearerToken, Presented, Result, UnauthenticatedReason } from './road.ts';

type Read = (value: string) => Result<string, UnauthenticatedReason>;

/** How a value is read that is neither empty nor surrounded by spaces. */
const FORMS: Readonly<Record<Presented['form'], Read>> = {
  bearer: readBearer,
  token: readToken,
  // AppSync's clients are free to write the scheme; a scheme without a token is no token either.
  either: (value) => (isOneWord(value) && value.toLowerCase() !== 'bearer' ? readToken(value) : readBearer(value)),
};

/**
 * Reads `Bearer TOKEN` in a header, the token alone in a cookie or parameter, both from AppSync. Surrounding spaces are trimmed; the same
 * value twice is one.
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

  const token = FORMS[presented.form](value);
  if (!token.ok) return token;
  if (values.size > 1) return { ok: false, error: 'malformed_header' };
  if (Buffer.byteLength(token.value) > maxTokenBytes) return { ok: false, error: 'token_too_large' };
  return { ok: true, value: { value: token.value } };
}

/** The scheme in any case (RFC 9110 §11.1), then one or more spaces, then the token. A tab is no separator of RFC 6750. */
function readBearer(value: string): ReturnType<Read> {
  const end = value.search(/[ \t,]/);
  const scheme = end < 0 ? value : value.slice(0, end);
  if (scheme && scheme.toLowerCase() !== 'bearer') return { ok: false, error: 'unsupported_scheme' };
  if (!scheme || value[end] !== ' ') return { ok: false, error: 'malformed_header' };
  return readToken(trimSpaces(value.slice(end)));
}

function readToken(value: string): ReturnType<Read> {
  return isOneWord(value) ? { ok: true, value } : { ok: false, error: 'malformed_header' };
}

/** Blank or comma inside would begin a second value. */
function isOneWord(value: string): boolean {
  return !/[\s,]/.test(value);
}

/** By hand: ` +$` as an expression takes quadratic time over the spaces that a caller puts inside. */
function trimSpaces(value: string): string {
  let start = 0;
  let end = value.length;
  while (value[start] === ' ') start += 1;
  while (value[end - 1] === ' ') end -= 1;
  return value.slice(start, end);
}
