/** Whether what an issuer publishes about itself agrees with the configuration; pure. */
import { usableKeys } from '../../../lambda/authorizer/jwks.ts';
import { linkTo } from '../../../lib/reasons.ts';
import type { Check } from '../check.ts';
import type { IssuerFacts, IssuerSight } from '../facts.ts';
import { type Finding, type FindingKind, finding, quoted } from '../finding.ts';
import { providerOf } from '../providers.ts';

const ISSUER_SPELLING: FindingKind = {
  code: 'issuer_spelling',
  severity: 'error',
  means:
    'The text is compared with iss exactly, and no token of this product says it: all are refused as unknown_issuer.',
  expected: 'the issuer as the tokens of this product write it',
  remedy:
    'Copy the value of "issuer" from the metadata at /.well-known/openid-configuration, slash included or not as it stands there.',
  link: linkTo('unknown_issuer'),
};

const ISSUER_NEAR_MISS: FindingKind = {
  code: 'issuer_near_miss',
  severity: 'error',
  means:
    'The text is compared with iss exactly: every token is refused as unknown_issuer, and where keys are discovered, none are found.',
  expected: 'the issuer as its metadata writes it',
  remedy: 'Write the issuer as its metadata does, to the letter.',
  link: linkTo('unknown_issuer'),
};

const ISSUER_MISMATCH: FindingKind = {
  code: 'issuer_mismatch',
  severity: 'error',
  means:
    'Metadata of another issuer is not trusted (RFC 8414 §3.3), so no keys are found: key_set_unavailable for every token.',
  expected: 'the issuer as its metadata writes it',
  remedy: 'Write the issuer as its metadata does; where tokens say another one than the metadata, set jwksUri.',
  link: linkTo('key_set_unavailable'),
};

const ISSUER_DIFFERS: FindingKind = {
  code: 'issuer_differs',
  severity: 'warning',
  means:
    'Most issuers write the same into metadata and tokens. If these tokens say what the metadata says, all are refused as unknown_issuer.',
  expected: 'the issuer as its metadata writes it',
  remedy: 'Look at iss of one token, and write that.',
  link: linkTo('unknown_issuer'),
};

const JWKS_URI_DIFFERS: FindingKind = {
  code: 'jwks_uri_differs',
  severity: 'warning',
  means:
    'Keys are read from another address than the issuer names, and these are others: tokens are refused as unknown_key.',
  expected: 'the keys of the address that the metadata names',
  remedy: 'Take jwksUri away, so that the address is discovered; or write the one that the metadata names.',
  link: linkTo('unknown_key'),
};

export const discovery: Check = {
  title: 'issuer discovery',
  needs: 'network',
  kinds: [ISSUER_NEAR_MISS, ISSUER_MISMATCH, ISSUER_DIFFERS, JWKS_URI_DIFFERS],
  find: ({ issuers }) => issuers.flatMap((issuer) => (issuer.sight ? agreement(issuer, issuer.sight) : [])),
};

export const issuerSpelling: Check = {
  title: 'spelling of issuers',
  kinds: [ISSUER_SPELLING],
  find: ({ issuers }) =>
    issuers.flatMap(({ path, config: { issuer }, sight }) => {
      const provider = providerOf(issuer, sight?.metadata);
      if (!provider?.issuer || provider.issuer.pattern.test(issuer) || issuer === sight?.metadata?.issuer) return [];
      return [finding(ISSUER_SPELLING, `${path}.issuer`, quoted(issuer), { expected: provider.issuer.spelling })];
    }),
};

function agreement({ path, config, written }: IssuerFacts, sight: IssuerSight): Finding[] {
  const { metadata } = sight;
  if (!metadata) return [];
  const named = metadata.issuer;
  const kind = kindOf(config.issuer, named, sight.keys !== undefined && !written.has('jwksUri'));
  return [
    ...(kind
      ? [
          finding(kind, `${path}.issuer`, quoted(config.issuer), {
            expected: `${quoted(named)}, as its metadata has it`,
          }),
        ]
      : []),
    ...otherKeys(path, config.jwksUri, sight),
  ];
}

function kindOf(issuer: string, named: unknown, isDiscovered: boolean): FindingKind | undefined {
  if (named === issuer) return undefined;
  if (typeof named === 'string' && loosely(named) === loosely(issuer)) return ISSUER_NEAR_MISS;
  return isDiscovered ? ISSUER_MISMATCH : ISSUER_DIFFERS;
}

/** Without what people get wrong: scheme, letter case, slashes at the end. */
function loosely(issuer: string): string {
  return issuer
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/+$/, '');
}

/** Two addresses may well serve the same keys; so the keys are what is compared. */
function otherKeys(
  path: string,
  jwksUri: string | undefined,
  { metadata, keys, announcedKeys }: IssuerSight,
): Finding[] {
  if (jwksUri === undefined || metadata?.jwks_uri === jwksUri || !keys) return [];
  if (!('document' in keys) || !('document' in announcedKeys)) return [];
  const known = new Set(namesOf(keys.document));
  const announced = namesOf(announcedKeys.document);
  // Some of them are enough: an address may be one application's, or lag behind a rotation.
  if (announced.length === 0 || announced.some((name) => known.has(name))) return [];
  const found = `${quoted(jwksUri)}, without one of the keys at ${quoted(metadata?.jwks_uri)}`;
  return [finding(JWKS_URI_DIFFERS, `${path}.jwksUri`, found)];
}

function namesOf(document: unknown): string[] {
  return (usableKeys(document) ?? []).map((key) => JSON.stringify(key));
}
