/** Third room: a bearer token comes in, verified claims or why they are refused go out; the key sets, the clock and the memory of tokens are handed in. */
import { compactVerify, errors } from 'jose';
import { type ClaimSettings, checkClaims, checkTimes } from './claims.ts';
import type { IssuerConfig } from './config.ts';
import type { Algorithm } from './jwks.ts';
import { parseJwt } from './jwt.ts';
import type { KeySet, VerificationKey, WantedKey } from './key-set.ts';
import type { BearerToken, Result, Trace, UnauthenticatedReason, UnverifiedJwt, VerifiedClaims } from './road.ts';
import type { SeenToken, TokenCache } from './token-cache.ts';

/** An issuer whose tokens are accepted, with its keys. */
export interface TrustedIssuer {
  readonly config: IssuerConfig;
  readonly keySet: KeySet;
}

export interface Verifier {
  /** By the value of `iss`. */
  readonly issuers: ReadonlyMap<string, TrustedIssuer>;
  readonly settings: ClaimSettings;
  readonly tokenCache: TokenCache;
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
}

type Verification = Result<VerifiedClaims, UnauthenticatedReason>;

/**
 * Verifies a token: form, algorithm, issuer, key, signature, claims.
 *
 * A token that was verified before with a key that is still in the set has only its times checked again.
 *
 * @param trace takes `kid`, `alg`, `tokenCache`, and `issuer` once the signature is verified
 * @returns reasons from `opaque_token` to `claim_mismatch`
 * @throws AuthorizerFault `key_set_unavailable`, `secret_unavailable`, `configuration_invalid`
 */
export async function verifyToken(token: BearerToken, verifier: Verifier, trace: Trace): Promise<Verification> {
  const seen = verifier.tokenCache.get(token.value);
  if (seen) trace.tokenCache = 'hit';
  const verification = seen && (await verifyAgain(token, seen, verifier, trace));
  if (verification) return verification;
  trace.tokenCache = 'miss';
  return verifyAnew(token, verifier, trace);
}

/** @returns undefined where the key set no longer holds the key that verified the token */
async function verifyAgain(
  token: BearerToken,
  seen: SeenToken,
  verifier: Verifier,
  trace: Trace,
): Promise<Verification | undefined> {
  const { header, key, claims } = seen;
  const issuer = verifier.issuers.get(claims.issuer);
  noteHeader(trace, header);
  if (!issuer || (await issuer.keySet.find({ kid: header.kid, alg: header.alg as Algorithm })) !== key) {
    verifier.tokenCache.delete(token.value);
    return undefined;
  }
  trace.issuer = claims.issuer;
  const rejection = checkTimes(claims.all, issuer.config, verifier.settings, verifier.nowMs());
  if (!rejection) return { ok: true, value: claims };
  verifier.tokenCache.delete(token.value);
  return { ok: false, error: rejection };
}

async function verifyAnew(token: BearerToken, verifier: Verifier, trace: Trace): Promise<Verification> {
  const parsed = parseJwt(token);
  if (!parsed.ok) return parsed;
  const jwt = parsed.value;
  noteHeader(trace, jwt.header);

  const { issuer, algorithm } = namedBy(jwt, verifier);
  if (!algorithm) return { ok: false, error: 'algorithm_not_allowed' };
  if (!issuer) return { ok: false, error: 'unknown_issuer' };

  const wanted: WantedKey = { kid: jwt.header.kid, alg: algorithm };
  const key = await issuer.keySet.find(wanted);
  if (!key) return { ok: false, error: 'unknown_key' };
  const signedWith = await signingKeyOf(jwt, key, wanted, issuer.keySet);
  if (!signedWith) return { ok: false, error: 'invalid_signature' };
  trace.issuer = issuer.config.issuer;

  const checked = checkClaims(jwt, issuer.config, verifier.settings, verifier.nowMs());
  if (checked.ok) verifier.tokenCache.set(token.value, { header: jwt.header, key: signedWith, claims: checked.value });
  return checked;
}

/**
 * The issuer and the algorithm that a token names, each where it is one that is accepted. Of a token whose issuer is unknown, an algorithm
 * that no issuer allows is still the first fault.
 */
export function namedBy(
  { header, claims }: UnverifiedJwt,
  { issuers }: Pick<Verifier, 'issuers'>,
): { readonly issuer?: TrustedIssuer; readonly algorithm?: Algorithm } {
  const issuer = claims.iss === undefined ? undefined : issuers.get(claims.iss);
  const candidates = issuer ? [issuer] : [...issuers.values()];
  const algorithm = candidates.flatMap(({ config }) => config.algorithms).find((allowed) => allowed === header.alg);
  return { issuer, algorithm };
}

/** The key that verifies the signature: the one that was found, or what has taken its place meanwhile. */
export async function signingKeyOf(
  jwt: UnverifiedJwt,
  key: VerificationKey,
  wanted: WantedKey,
  keySet: KeySet,
): Promise<VerificationKey | undefined> {
  if (await isSignedWith(jwt, key, wanted.alg)) return key;
  const successor = await keySet.findSuccessor?.(key, wanted);
  return successor && (await isSignedWith(jwt, successor, wanted.alg)) ? successor : undefined;
}

async function isSignedWith(jwt: UnverifiedJwt, key: VerificationKey, algorithm: Algorithm): Promise<boolean> {
  try {
    await compactVerify(jwt.value, await key.import(algorithm), { algorithms: [algorithm] });
    return true;
  } catch (error) {
    if (error instanceof errors.JOSEError) return false;
    throw error;
  }
}

/** Both are the caller's own words until the signature is verified: shortened, so that no caller can flood the log. */
function noteHeader(trace: Trace, { kid, alg }: UnverifiedJwt['header']): void {
  trace.kid = kid?.slice(0, 128);
  trace.alg = alg.slice(0, 32);
}
