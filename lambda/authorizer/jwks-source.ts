/** An issuer's settings come in, a function that loads its JWKS goes out; the network is handed in. */
import type { GetJson, GetLimits } from './http-get.ts';

/** A document that claims to be a JWKS, and for how long its server calls it fresh. */
export interface LoadedJwks {
  readonly document: unknown;
  readonly maxAgeSeconds?: number;
}

export type LoadJwks = () => Promise<LoadedJwks>;

/**
 * Loads from `jwksUri`, or where there is none, from the `jwks_uri` that the issuer's metadata names: OpenID Connect Discovery §4, then
 * RFC 8414 §3. The metadata's `issuer` must equal ours (RFC 8414 §3.3).
 *
 * What was discovered is kept until a load fails, since an issuer may move its keys.
 */
export function jwksSource(
  issuer: { issuer: string; jwksUri?: string },
  limits: GetLimits,
  getJson: GetJson,
  nowMs: () => number,
): LoadJwks {
  let discovered: string | undefined;
  return async () => {
    // One deadline for the whole load, discovery included, so that a request never waits for several.
    const deadline = nowMs() + limits.timeoutMs;
    const get = (url: string) => {
      const timeoutMs = deadline - nowMs();
      if (timeoutMs <= 0) throw new Error(`GET ${url}: no time was left of ${limits.timeoutMs} ms`);
      return getJson(url, { ...limits, timeoutMs });
    };
    try {
      discovered ??= issuer.jwksUri ?? (await discoverJwksUri(issuer.issuer, get));
      const { body, maxAgeSeconds } = await get(discovered);
      return { document: body, maxAgeSeconds };
    } catch (error) {
      discovered = undefined;
      throw error;
    }
  };
}

async function discoverJwksUri(issuer: string, get: (url: string) => Promise<{ body: unknown }>): Promise<string> {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const openId = `${origin}${path}/.well-known/openid-configuration`;
  const oauth = `${origin}/.well-known/oauth-authorization-server${path}`;
  try {
    return jwksUriOf(openId, (await get(openId)).body, issuer);
  } catch (openIdError) {
    try {
      return jwksUriOf(oauth, (await get(oauth)).body, issuer);
    } catch (oauthError) {
      throw new Error(`${(openIdError as Error).message}; ${(oauthError as Error).message}`, { cause: openIdError });
    }
  }
}

function jwksUriOf(url: string, metadata: unknown, issuer: string): string {
  const { issuer: named, jwks_uri } = (metadata ?? {}) as { issuer?: unknown; jwks_uri?: unknown };
  if (named !== issuer) {
    throw new Error(
      `${url}: expected "issuer": ${JSON.stringify(issuer)}, received ${shortened(JSON.stringify(named))}; write the issuer as its metadata does`,
    );
  }
  if (typeof jwks_uri !== 'string' || jwks_uri.length > LONGEST_ADDRESS || !URL.canParse(jwks_uri)) {
    throw new Error(
      `${url}: expected "jwks_uri" with an address of at most ${LONGEST_ADDRESS} characters, received ${shortened(JSON.stringify(jwks_uri))}`,
    );
  }
  return jwks_uri;
}

/** Longer than any that is in use, and short enough for a line of the log. */
const LONGEST_ADDRESS = 2_048;

/** What a server says is repeated in messages, but not at any length. */
function shortened(text = 'nothing'): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}… (${text.length} characters)`;
}
