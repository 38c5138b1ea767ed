/** Whether an issuer's keys can be had, and whether they are well formed and strong; pure. */
import { createPublicKey } from 'node:crypto';
import type { JWK } from 'jose';
import { fitsAlgorithm, usableKeys } from '../../../lambda/authorizer/jwks.ts';
import { linkTo } from '../../../lib/reasons.ts';
import { counted } from '../../tool/words.ts';
import type { Check } from '../check.ts';
import type { IssuerFacts } from '../facts.ts';
import { type Finding, type FindingKind, finding, quoted } from '../finding.ts';

const KEYS_UNAVAILABLE: FindingKind = {
  code: 'keys_unavailable',
  severity: 'error',
  means:
    'Asked from here as the authorizer asks, the issuer gave no keys: every request is the fault key_set_unavailable, a 5xx.',
  expected: 'a JWKS with at least one public signature key for the configured algorithms',
  remedy:
    'Open the address yourself, and compare algorithms with those of the keys. Where only the function can reach the issuer (a VPC), run this there, or with --offline.',
  link: linkTo('key_set_unavailable'),
};

const SECRET_KEY_PUBLISHED: FindingKind = {
  code: 'secret_key_published',
  severity: 'error',
  means:
    'Whoever reads it can sign tokens. The authorizer leaves the key out, so its tokens are refused as unknown_key; other APIs may accept them.',
  expected: 'public members alone (RFC 7517 §8.1.1)',
  remedy: 'Have the issuer withdraw the key at once, and treat what it signed as forged.',
  link: 'docs/security.md',
};

const WEAK_KEY: FindingKind = {
  code: 'weak_key',
  severity: 'warning',
  means: 'The authorizer leaves the key out: tokens that it signed are refused as unknown_key.',
  expected: 'RSA of 2048 bits or more (RFC 7518 §3.3)',
  remedy: 'Have the issuer rotate to a longer key before it signs with this one.',
  link: linkTo('unknown_key'),
};

const UNUSABLE_KEY: FindingKind = {
  code: 'unusable_key',
  severity: 'note',
  means: 'The authorizer leaves the key out: tokens that it signed are refused as unknown_key.',
  expected: 'RSA, EC on P-256, P-384 or P-521, or Ed25519, for signatures',
  remedy: 'Nothing, unless access tokens are signed with it.',
  link: linkTo('unknown_key'),
};

const DUPLICATE_KID: FindingKind = {
  code: 'duplicate_kid',
  severity: 'error',
  means: 'Which of them signed a token cannot be told, and none is tried: such tokens are refused as unknown_key.',
  expected: 'a kid of its own for each key (RFC 7517 §4.5)',
  remedy: 'Give each key a kid of its own at the issuer, or in the pinned keys.',
  link: linkTo('unknown_key'),
};

const KEY_WITHOUT_KID: FindingKind = {
  code: 'key_without_kid',
  severity: 'warning',
  means:
    'Beside other keys one without a kid is never meant by a token that names its key, and a token that names none fits several: unknown_key.',
  expected: 'a kid for each key where there are several',
  remedy: 'Give each key a kid at the issuer, or in the pinned keys.',
  link: linkTo('unknown_key'),
};

const KEYS_PINNED: FindingKind = {
  code: 'keys_pinned',
  severity: 'note',
  means: 'When the issuer rotates its keys, every token is refused as unknown_key until the new ones are deployed.',
  expected: 'jwksUri, or discovery, where the issuer can be reached',
  remedy: 'Keep it where the network is the reason; else take jwks away.',
  link: 'docs/outages.md',
};

export const keys: Check = {
  title: "the issuers' keys",
  needs: 'network',
  kinds: [KEYS_UNAVAILABLE],
  find: ({ issuers }) =>
    issuers.flatMap((issuer) => {
      const { path, config, sight } = issuer;
      if (sight?.keys?.problem === undefined || isOfAnother(issuer)) return [];
      const place = config.jwksUri === undefined ? 'issuer' : 'jwksUri';
      return [finding(KEYS_UNAVAILABLE, `${path}.${place}`, sight.keys.problem)];
    }),
};

/** Whether metadata was found and is not believed, which is a finding of its own. */
function isOfAnother({ config, sight }: IssuerFacts): boolean {
  return config.jwksUri === undefined && sight?.metadata !== undefined && sight.metadata.issuer !== config.issuer;
}

export const keySet: Check = {
  title: 'key sets',
  kinds: [SECRET_KEY_PUBLISHED, WEAK_KEY, UNUSABLE_KEY, DUPLICATE_KID, KEY_WITHOUT_KID, KEYS_PINNED],
  find: ({ issuers }) => issuers.flatMap(inSet),
};

function inSet(issuer: IssuerFacts): Finding[] {
  const { path, config, sight } = issuer;
  const where = `${path}.${config.jwks ? 'jwks' : config.jwksUri === undefined ? 'issuer' : 'jwksUri'}`;
  const document = config.jwks ?? (sight?.keys && 'document' in sight.keys ? sight.keys.document : undefined);
  const usable = (usableKeys(document) ?? []).filter((key) =>
    config.algorithms.some((name) => fitsAlgorithm(key, name)),
  );
  return [
    ...leftOut(where, document),
    ...sameKid(where, usable, config.algorithms),
    ...withoutKid(where, usable),
    ...(config.jwks ? [finding(KEYS_PINNED, where, counted(config.jwks.keys.length, 'pinned key'))] : []),
  ];
}

/** Keys that nobody says are for something else than signatures, and that the authorizer does not take. */
function leftOut(where: string, document: unknown): Finding[] {
  const { keys = [] } = (document ?? {}) as { keys?: unknown };
  if (!Array.isArray(keys)) return [];
  return keys
    .filter((key): key is JWK => typeof key === 'object' && key !== null && (key.use ?? 'sig') === 'sig')
    .filter((key) => usableKeys({ keys: [key] })?.length === 0)
    .map((key) => {
      const name = `the key ${quoted(key.kid)}`;
      if (key.kty === 'oct') return finding(SECRET_KEY_PUBLISHED, where, `${name}, which is symmetric`);
      if (key.d !== undefined) return finding(SECRET_KEY_PUBLISHED, where, `${name} with its private part`);
      const bits = rsaBits(key);
      if (bits !== undefined && bits < 2048) return finding(WEAK_KEY, where, `${name} of ${bits} bits`);
      return finding(UNUSABLE_KEY, where, `${name} (${[key.kty, key.crv].filter(Boolean).join(', ')})`);
    });
}

function rsaBits(key: JWK): number | undefined {
  if (key.kty !== 'RSA') return undefined;
  try {
    return createPublicKey({ key: { ...key }, format: 'jwk' }).asymmetricKeyDetails?.modulusLength;
  } catch {
    return undefined;
  }
}

function sameKid(where: string, keys: readonly JWK[], algorithms: IssuerFacts['config']['algorithms']): Finding[] {
  const kids = [...new Set(keys.flatMap(({ kid }) => kid ?? []))];
  return kids.flatMap((kid) => {
    const counts = algorithms.map((name) => keys.filter((key) => key.kid === kid && fitsAlgorithm(key, name)).length);
    const most = Math.max(...counts);
    return most < 2 ? [] : [finding(DUPLICATE_KID, where, `${most} keys called ${quoted(kid)}`)];
  });
}

function withoutKid(where: string, keys: readonly JWK[]): Finding[] {
  const nameless = keys.filter(({ kid }) => kid === undefined).length;
  return nameless === 0 || keys.length === 1
    ? []
    : [finding(KEY_WITHOUT_KID, where, `${nameless} of ${keys.length} keys without a kid`)];
}
