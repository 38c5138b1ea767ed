/** Whether the token is the issuer's: algorithm, issuer, key and signature; pure. */
import { type Algorithm, fitsAlgorithm, usableKeys } from '../../../lambda/authorizer/jwks.ts';
import type { TrustedIssuer } from '../../../lambda/authorizer/verify.ts';
import { counted, listed, plain, quoted } from '../../tool/words.ts';
import { type CheckRow, type Finding, failed, notChecked, passed, type Scene } from '../check.ts';
import { nearestIssuer } from '../near-misses.ts';
import { networkHint } from '../network-hint.ts';
import { isFault, type NamedIssuer, wordsOf } from '../walk.ts';
import { whyUnread } from './token-checks.ts';

export const TRUST_CHECKS: readonly CheckRow[] = [
  {
    id: 'algorithm',
    look(scene) {
      const { jwt, issuer } = scene.walk;
      if (!jwt?.ok || !issuer) return notChecked(whyUnread(scene));
      const { alg } = jwt.value.header;
      if (issuer.algorithm) return passed(alg);
      const issuers = issuer.isNamed && issuer.trusted ? [issuer.trusted.config] : scene.config.issuers;
      const allowed = [...new Set(issuers.flatMap(({ algorithms }) => algorithms))];
      return failed(
        'algorithm_not_allowed',
        `${quoted(alg)}${ALGORITHM_WORDS.get(alg) ?? ''}; the configuration allows ${listed(allowed)}`,
      );
    },
  },
  {
    id: 'issuer',
    look(scene) {
      const { jwt, issuer } = scene.walk;
      if (!jwt?.ok || !issuer) return notChecked(whyUnread(scene));
      const { iss } = jwt.value.claims;
      if (issuer.isNamed) return passed(`${quoted(iss)} (profile ${scene.profiles.get(iss ?? '') ?? 'generic'})`);
      const configured = scene.config.issuers.map((one) => one.issuer);
      if (iss === undefined) return failed('unknown_issuer', `the token names none; configured: ${listed(configured)}`);
      const near = nearestIssuer(iss, configured);
      return failed(
        'unknown_issuer',
        near
          ? `${quoted(iss)} is not configured, ${quoted(near.meant)} is: ${near.difference}`
          : `${quoted(iss)} is not configured; configured: ${listed(configured)}`,
      );
    },
  },
  { id: 'key', look: lookAtKey },
  {
    id: 'signature',
    look({ walk: { signature, issuer } }) {
      const asIf = issuer && !issuer.isNamed ? `, as if ${quoted(issuer.trusted?.config.issuer)} were named` : '';
      switch (signature) {
        case 'verified':
          return passed(`right${asIf}`);
        case 'wrong':
          return failed('invalid_signature', `not made with that key${asIf}`);
        case 'unchecked':
          return notChecked('there is no key to check it with');
      }
    },
  },
];

/** What people ask most about an algorithm. */
const ALGORITHM_WORDS: ReadonlyMap<string, string> = new Map([
  ['HS256', ', a shared secret: whoever can check such a token can make one'],
  ['HS384', ', a shared secret'],
  ['HS512', ', a shared secret'],
  ['none', ', no signature at all'],
]);

function lookAtKey(scene: Scene): Finding {
  const { jwt, issuer, key } = scene.walk;
  if (!jwt?.ok || !issuer) return notChecked(whyUnread(scene));
  const { trusted, algorithm, isNamed } = issuer;
  if (!trusted) return notChecked(whyUnread(scene));
  if (!isAllowed(issuer)) return notChecked('no key serves an algorithm that is not allowed');
  if (isFault(key)) {
    const finding = `${wordsOf(key)}${networkHint(scene.fetched)}`;
    return isNamed ? failed(key.reason, finding) : notChecked(finding);
  }
  const { kid } = jwt.value.header;
  const document = documentOf(scene, trusted);
  const place = placeOf(scene, trusted, document);
  if (trusted.config.hmacSecret) return key ? passed(place) : failed('unknown_key', `${place} is for HS256 alone`);
  const keys = usableKeys(document) ?? [];
  if (key) {
    const which = kid === undefined ? 'the only one that fits' : quoted(kid);
    return passed(`${which}, ${keys.length === 1 ? 'the one key' : `one of ${keys.length} keys`} ${place}`);
  }
  const known = keys.map((one) => `${one.kid ?? '(no kid)'} ${one.alg ?? one.kty}`);
  return failed('unknown_key', `${whyNone(kid, algorithm, document)}; ${place} there is ${plain(listed(known))}`);
}

function isAllowed({ trusted, algorithm }: NamedIssuer): boolean {
  return algorithm !== undefined && (trusted?.config.algorithms.includes(algorithm) ?? false);
}

/** Where the keys are, and how that is known. */
function placeOf({ fetched }: Scene, { config: { hmacSecret, jwks } }: TrustedIssuer, document: unknown): string {
  if (hmacSecret) {
    return 'env' in hmacSecret
      ? `the secret in the environment variable ${hmacSecret.env}`
      : `the secret ${hmacSecret.secretArn}`;
  }
  if (jwks) return 'in the configuration';
  const last = fetched.findLast((one) => 'document' in one && one.document === document);
  const metadata = fetched.find((one) => 'document' in one && isMetadata(one.document));
  return `at ${last?.url ?? 'no address'}${metadata ? ` (found through ${metadata.url})` : ''}`;
}

/** The JWKS that the key was looked for in. */
function documentOf({ fetched }: Pick<Scene, 'fetched'>, { config }: Pick<TrustedIssuer, 'config'>): unknown {
  if (config.jwks) return config.jwks;
  const last = fetched.findLast((one) => 'document' in one && !isMetadata(one.document));
  return last && 'document' in last ? last.document : undefined;
}

function isMetadata(document: unknown): boolean {
  return typeof document === 'object' && document !== null && 'jwks_uri' in document;
}

/** The same filters as the key set's own, one by one. */
function whyNone(kid: string | undefined, algorithm: Algorithm | undefined, document: unknown): string {
  const usable = usableKeys(document) ?? [];
  const fitting = usable.filter((key) => algorithm !== undefined && fitsAlgorithm(key, algorithm));
  if (kid === undefined) return `the token names no key (kid), and ${counted(fitting.length, 'key')} fit ${algorithm}`;
  const named = usable.filter((key) => key.kid === kid);
  if (named.some((key) => fitting.includes(key))) return `several keys are called ${quoted(kid)}`;
  if (named.length > 0) return `${quoted(kid)} is a key for another algorithm than ${algorithm}`;
  if (kidsIn(document).includes(kid))
    return `${quoted(kid)} is there, but not as a public signature key that is strong enough`;
  return `${quoted(kid)} is not there`;
}

function kidsIn(document: unknown): unknown[] {
  const { keys } = Object(document) as { readonly keys?: unknown };
  return Array.isArray(keys) ? keys.map((key) => Object(key).kid) : [];
}
