/** A bearer token comes in, its header and claims or why it is no readable JWT go out; pure, and no claim is trusted yet. RFC 7515 §5.2, RFC 7519 §7.2. */
import { isUtf8 } from 'node:buffer';
import type { BearerToken, JsonObject, Result, UnauthenticatedReason, UnverifiedJwt } from './road.ts';

/**
 * Takes a JWS compact serialization apart, strictly: base64url as RFC 4648 §5 writes it (no padding, no stray bits), UTF-8, JSON objects,
 * registered header parameters and claims of the type that their RFC gives them.
 *
 * @returns reasons `opaque_token` (no dots), `encrypted_token` (five parts, RFC 7516), `malformed_token`
 */
export function parseJwt({ value }: BearerToken): Result<UnverifiedJwt, UnauthenticatedReason> {
  const parts = value.split('.');
  if (parts.length === 1) return { ok: false, error: 'opaque_token' };
  if (parts.length === 5) return { ok: false, error: 'encrypted_token' };
  const [protectedHeader, payload, signature] = parts;
  if (parts.length !== 3 || protectedHeader === undefined || payload === undefined || signature === undefined) {
    return { ok: false, error: 'malformed_token' };
  }

  const header = decodeObject(protectedHeader);
  const claims = decodeObject(payload);
  const wellFormed = header && claims && decode(signature) && isHeader(header) && isClaimsSet(claims);
  return wellFormed ? { ok: true, value: { value, header, claims } } : { ok: false, error: 'malformed_token' };
}

function isHeader(header: JsonObject): header is UnverifiedJwt['header'] & JsonObject {
  return (
    isNonEmptyString(header.alg) &&
    isOptional(isString, header.kid) &&
    isOptional(isString, header.typ) &&
    // RFC 7515 §4.1.11: what `crit` names must be understood, and this authorizer understands no extension.
    header.crit === undefined &&
    // RFC 7797 §7: an unencoded payload has no place in a JWT.
    (header.b64 === undefined || header.b64 === true)
  );
}

/** RFC 7519 §4.1: StringOrURI and NumericDate. */
function isClaimsSet(claims: JsonObject): claims is UnverifiedJwt['claims'] {
  return (
    isOptional(isNonEmptyString, claims.iss) &&
    isOptional(isNonEmptyString, claims.sub) &&
    isOptional(isAudience, claims.aud) &&
    isOptional(Number.isFinite, claims.exp) &&
    isOptional(Number.isFinite, claims.nbf) &&
    isOptional(Number.isFinite, claims.iat)
  );
}

/** @returns undefined where the text is not the one way to write some bytes in base64url */
function decode(base64url: string): Buffer | undefined {
  const bytes = Buffer.from(base64url, 'base64url');
  return bytes.toString('base64url') === base64url ? bytes : undefined;
}

function decodeObject(base64url: string): JsonObject | undefined {
  const bytes = decode(base64url);
  if (!bytes || !isUtf8(bytes) || !isShallow(bytes)) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

/** No issuer nests claims deeper; what is deeper by far overflows the stack of whoever writes it as JSON again. */
const DEEPEST = 100;

/** Whether objects and arrays are nested no deeper than that; brackets inside of texts do not count. */
function isShallow(json: Buffer): boolean {
  let depth = 0;
  let inText = false;
  for (let index = 0; index < json.length; index += 1) {
    const byte = json[index];
    if (inText) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth += 1;
      if (depth > DEEPEST) return false;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
  }
  return true;
}

const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = Buffer.from('"\\{}[]');

function isOptional(is: (value: unknown) => boolean, value: unknown): boolean {
  return value === undefined || is(value);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isNonEmptyString(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isAudience(value: unknown): value is string | string[] {
  return isString(value) || (Array.isArray(value) && value.every(isString));
}
