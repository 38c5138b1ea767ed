/** An event and an authorizer come in; what each room of the road says of it goes out, and the verdict, which is the road's own and nobody else's. */
import { type Authorizer, authorize } from '../../lambda/authorizer/authorize.ts';
import { parseBearerToken } from '../../lambda/authorizer/bearer-token.ts';
import { type ClaimReading, readClaims } from '../../lambda/authorizer/claims.ts';
import { parseEvent } from '../../lambda/authorizer/event.ts';
import type { Algorithm } from '../../lambda/authorizer/jwks.ts';
import { parseJwt } from '../../lambda/authorizer/jwt.ts';
import type { VerificationKey } from '../../lambda/authorizer/key-set.ts';
import type { Answer } from '../../lambda/authorizer/response.ts';
import {
  AuthorizerFault,
  type AuthorizerRequest,
  type BearerToken,
  type Decision,
  type FaultReason,
  type Result,
  type UnauthenticatedReason,
  type UnverifiedJwt,
} from '../../lambda/authorizer/road.ts';
import { namedBy, signingKeyOf, type TrustedIssuer } from '../../lambda/authorizer/verify.ts';
import { nearestIssuer } from './near-misses.ts';

/** What is ours, as a value: where a walk goes on that the road would have ended. */
export interface Fault {
  readonly reason: FaultReason;
  readonly message: string;
}

/** The road's own end. */
export type Verdict = { readonly decision: Decision; readonly answer: Answer } | { readonly fault: Fault };

/** What was found of the signature; `unchecked` where there is no key or no algorithm to check it with. */
export type Signature = 'verified' | 'wrong' | 'unchecked';

/** Rooms that the event did not come to are absent. */
export interface Walk {
  readonly verdict: Verdict;
  readonly request: AuthorizerRequest | Fault;
  readonly token?: Result<BearerToken, UnauthenticatedReason>;
  readonly jwt?: Result<UnverifiedJwt, UnauthenticatedReason>;
  readonly issuer?: NamedIssuer;
  /** Undefined where none fits. */
  readonly key?: VerificationKey | Fault;
  readonly signature: Signature;
  readonly reading?: ClaimReading;
}

export interface NamedIssuer {
  /** Whether the token names it; else it is the one that was probably meant, and what follows is asked as if it were named. */
  readonly isNamed: boolean;
  /** Undefined where nobody can tell which one was meant. */
  readonly trusted?: TrustedIssuer;
  /** Undefined where it is not allowed. */
  readonly algorithm?: Algorithm;
}

export async function walk(event: unknown, authorizer: Authorizer): Promise<Walk> {
  const { config, verifier } = authorizer;
  const verdict = await orFault(() => authorize(event, authorizer, {}));
  const request = await orFault(async () => parseEvent(event, config.tokenSources));
  if (isFault(request)) return { verdict: asVerdict(verdict), request, signature: 'unchecked' };

  const token = parseBearerToken(request, config.maxTokenBytes);
  const jwt = token.ok ? parseJwt(token.value) : undefined;
  const before = { verdict: asVerdict(verdict), request, token, jwt };
  if (!jwt?.ok) return { ...before, signature: 'unchecked' };

  const issuer = issuerOf(jwt.value, authorizer);
  const reading = issuer.trusted && readClaims(jwt.value, issuer.trusted.config, verifier.settings, verifier.nowMs());
  return { ...before, issuer, reading, ...(await signatureOf(jwt.value, issuer)) };
}

function issuerOf(jwt: UnverifiedJwt, { verifier }: Authorizer): NamedIssuer {
  const { issuer, algorithm } = namedBy(jwt, verifier);
  if (issuer) return { isNamed: true, trusted: issuer, algorithm };
  const [first, ...others] = verifier.issuers.values();
  const near = nearestIssuer(jwt.claims.iss ?? '', [...verifier.issuers.keys()]);
  const meant = near ? verifier.issuers.get(near.meant) : others.length === 0 ? first : undefined;
  return { isNamed: false, trusted: meant, algorithm };
}

async function signatureOf(
  jwt: UnverifiedJwt,
  { trusted, algorithm }: NamedIssuer,
): Promise<Pick<Walk, 'key' | 'signature'>> {
  // Of an issuer that is only meant, another algorithm may be allowed than the one that some other issuer allows.
  if (!trusted || !algorithm || !trusted.config.algorithms.includes(algorithm)) return { signature: 'unchecked' };
  const wanted = { kid: jwt.header.kid, alg: algorithm };
  const key = await orFault(() => trusted.keySet.find(wanted));
  if (!key || isFault(key)) return { key, signature: 'unchecked' };
  const signedWith = await orFault(() => signingKeyOf(jwt, key, wanted, trusted.keySet));
  if (isFault(signedWith)) return { key: signedWith, signature: 'unchecked' };
  return { key, signature: signedWith ? 'verified' : 'wrong' };
}

export function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && 'reason' in value && 'message' in value;
}

/** Its message without the reason, which stands beside it. */
export function wordsOf({ reason, message }: Fault): string {
  return message.replace(`${reason}: `, '');
}

/** As the handler names what is thrown. */
async function orFault<T>(ask: () => Promise<T>): Promise<T | Fault> {
  try {
    return await ask();
  } catch (error) {
    const reason = error instanceof AuthorizerFault ? error.reason : 'unsupported_event';
    return { reason, message: (error as Error).message };
  }
}

function asVerdict(ended: Fault | Exclude<Verdict, { fault: Fault }>): Verdict {
  return isFault(ended) ? { fault: ended } : ended;
}
