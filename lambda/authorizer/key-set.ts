/** An issuer's JWKS comes in, pinned or as a way to load it, the key that fits a token's header goes out. */
import { base64url, type CryptoKey, compactVerify, importJWK, type JWK } from 'jose';
import { type Algorithm, fitsAlgorithm, usableKeys } from './jwks.ts';
import type { LoadJwks } from './jwks-source.ts';
import { type KeepSettings, type KeptKeys, type KeySetEvent, keepKeys } from './kept-keys.ts';
import { AuthorizerFault } from './road.ts';

/** A key as `jose` takes it: a public `CryptoKey`, or the bytes of a secret. */
export type CryptographicKey = CryptoKey | Uint8Array;

/** One key of a set; the same object as long as the set holds the same key, so that what it verified can be remembered with it. */
export interface VerificationKey {
  import(algorithm: Algorithm): Promise<CryptographicKey>;
}

/** What a token's header says of the key that signed it. */
export interface WantedKey {
  readonly kid?: string;
  readonly alg: Algorithm;
}

export interface KeySet {
  /**
   * @returns the one key that fits, or undefined where none does or several do
   * @throws AuthorizerFault `key_set_unavailable`, `secret_unavailable`, `configuration_invalid`
   */
  find(wanted: WantedKey): Promise<VerificationKey | undefined>;
  /**
   * What has taken the place of a key that did not verify a signature. Only where the token does not name its key, as none that is signed with a shared secret
   * does: of a named one it is known whether the set has it.
   *
   * @throws AuthorizerFault `key_set_unavailable`, `secret_unavailable`
   */
  findSuccessor?(of: VerificationKey, wanted: WantedKey): Promise<VerificationKey | undefined>;
  /** Where there is something to load ahead of the first request. */
  readonly ahead?: Pick<KeptKeys<never>, 'prefetch' | 'release'>;
}

/** Keys written into the configuration: never touches the network. */
export function pinnedKeySet(document: unknown): KeySet {
  const keys = (usableKeys(document) ?? []).map(rememberImports);
  return {
    find: async (wanted) => theOnlyOne(select(keys, wanted)),
  };
}

/**
 * Keys that are loaded and kept. A load that brings no JWKS, or not one key that can be used with one of the algorithms, has failed: the last good keys
 * serve on.
 *
 * @param nowMs milliseconds since the epoch
 */
export function remoteKeySet(
  load: LoadJwks,
  algorithms: readonly Algorithm[],
  settings: KeepSettings,
  nowMs: () => number,
  report: (event: KeySetEvent) => void,
): KeySet {
  const kept = keepKeys<KnownKey>(
    async (previous) => {
      const { document, maxAgeSeconds } = await load();
      const keys = toKeys(document).map(
        (jwk) => previous.find((known) => isSameKey(known.jwk, jwk)) ?? rememberImports(jwk),
      );
      // A key that served before is not rehearsed again: a refresh takes its processor from a request.
      const serving = await Promise.all(keys.map((key) => previous.includes(key) || canServe(key, algorithms)));
      const served = keys.filter((_, index) => serving[index]);
      if (served.length === 0) {
        throw new Error(
          `expected a JWKS with at least one public signature key for ${algorithms.join(', ')}, received ${keys.length} other keys`,
        );
      }
      return { keys: served, maxAgeSeconds };
    },
    settings,
    {
      reason: 'key_set_unavailable',
      what: 'keys',
      misfit: 'the token names a key that is not among the last good ones',
    },
    nowMs,
    report,
  );
  return {
    async find(wanted) {
      const fitting = await kept.find((keys) => noneIfEmpty(select(keys, wanted)));
      return fitting && theOnlyOne(fitting);
    },
    async findSuccessor(of, wanted) {
      if (wanted.kid !== undefined) return undefined;
      return kept.find((keys) => theOnlyOne(select(keys, wanted).filter((key) => key !== of)));
    },
    ahead: kept,
  };
}

interface KnownKey extends VerificationKey {
  readonly jwk: JWK;
}

function toKeys(document: unknown): JWK[] {
  const keys = usableKeys(document);
  if (!keys) throw new Error(`expected a JWKS with an array of "keys", received ${describe(document)}`);
  return keys;
}

/** Whether a key fits an algorithm and is one: a point off its curve is found out by its import, and must not wait there for a token that names it. */
async function canServe(key: KnownKey, algorithms: readonly Algorithm[]): Promise<boolean> {
  const algorithm = algorithms.find((name) => fitsAlgorithm(key.jwk, name));
  if (!algorithm) return false;
  try {
    await rehearse(await key.import(algorithm), algorithm);
    return true;
  } catch {
    return false;
  }
}

/**
 * Verifies a signature that is none. The first one of a process takes several milliseconds longer than the next, and keys are loaded during init, when
 * Lambda gives a function a whole processor: of one with 256 MB a request gets a seventh.
 * https://serverlessland.com/content/service/lambda/guides/effectively-running-java-on-serverless/init-heavy-lifting
 */
async function rehearse(key: CryptographicKey, alg: Algorithm): Promise<void> {
  await compactVerify(`${base64url.encode(JSON.stringify({ alg }))}..AAAA`, key).catch(() => {});
}

function describe(document: unknown): string {
  if (Array.isArray(document)) return 'an array';
  if (typeof document !== 'object' || document === null) return JSON.stringify(document).slice(0, 80);
  return `an object with the members ${Object.keys(document).slice(0, 20).join(', ').slice(0, 200) || '(none)'}`;
}

function select(keys: readonly KnownKey[], { kid, alg }: WantedKey): KnownKey[] {
  return keys.filter(({ jwk }) => (kid === undefined || jwk.kid === kid) && fitsAlgorithm(jwk, alg));
}

function noneIfEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}

/** Of several keys that fit none is tried: which one was meant is for the issuer to say, by distinct `kid`s. */
function theOnlyOne(fitting: readonly KnownKey[]): KnownKey | undefined {
  return fitting.length === 1 ? fitting[0] : undefined;
}

function rememberImports(jwk: JWK): KnownKey {
  const imports = new Map<Algorithm, Promise<CryptographicKey>>();
  return {
    jwk,
    import(algorithm) {
      const imported = imports.get(algorithm) ?? importKey(jwk, algorithm);
      imports.set(algorithm, imported);
      return imported;
    },
  };
}

async function importKey(jwk: JWK, algorithm: Algorithm): Promise<CryptographicKey> {
  try {
    return await importJWK({ ...jwk, alg: algorithm }, algorithm);
  } catch (cause) {
    throw new AuthorizerFault(
      'key_set_unavailable',
      `the key ${JSON.stringify(jwk.kid)} cannot be imported: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** `usableKeys` writes members in one order, so equal text is an equal key. */
function isSameKey(one: JWK, other: JWK): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
