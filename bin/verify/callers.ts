/** The tokens that were given come in, what each caller writes into `Authorization` goes out, forgeries among it; pure. */
import { parseJwt } from '../../lambda/authorizer/jwt.ts';

/** Tokens as they were given; the first is one that the API takes. */
export interface GivenTokens {
  readonly token: string;
  readonly denied?: string;
  readonly expired?: string;
  readonly otherAudience?: string;
}

/** Who asks, as the report calls them. */
export type Caller =
  | 'no token'
  | 'token'
  | 'denied token'
  | 'malformed'
  | 'opaque'
  | 'unsigned'
  | 'forged'
  | 'expired'
  | 'other audience'
  | 'lower case';

/** The value of `Authorization`: empty for no header at all, undefined where the token was not given. */
export type Authorizations = Readonly<Record<Caller, string | undefined>>;

/** How to give what a caller needs. */
export const OPTION_OF: Readonly<Partial<Record<Caller, string>>> = {
  'denied token': '--denied-token, a valid token that lacks a scope of a route',
  expired: '--expired-token, a token of the same issuer and audience whose time is over',
  'other audience': '--other-audience-token, a valid token of the same issuer for another API',
};

export function authorizationsOf({ token, denied, expired, otherAudience }: GivenTokens): Authorizations {
  const bearer = (value: string | undefined) => value && `Bearer ${value}`;
  return {
    'no token': '',
    token: bearer(token),
    'denied token': bearer(denied),
    malformed: 'Bearer e30.e30x.AA',
    opaque: 'Bearer verify-0123456789abcdefghijklmnop',
    unsigned: bearer(unsigned(token)),
    forged: bearer(forged(token)),
    expired: bearer(expired),
    'other audience': bearer(otherAudience),
    'lower case': `bearer ${token}`,
  };
}

/** The token with other last bytes of its signature; every `variant` from 1 to 255 is another forgery. */
export function forged(token: string, variant = 1): string {
  const [head = '', payload = '', signature = ''] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  // Of the bytes, not of the text: in base64url the last character may hold bits that mean nothing.
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ variant, bytes.length - 1);
  return `${head}.${payload}.${bytes.toString('base64url')}`;
}

/** RFC 7519 §6: the claims without any signature. */
function unsigned(token: string): string {
  const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
  return `${header}.${token.split('.')[1] ?? ''}.`;
}

/** Whether there is a signature to forge: a JWT in three parts, strictly written. */
export function isSignedJwt(token: string): boolean {
  const jwt = parseJwt({ value: token });
  return jwt.ok && !token.endsWith('.');
}
