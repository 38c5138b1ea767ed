/** Whether a profile is that of the product behind the issuer; pure. */
import { isDeepStrictEqual } from 'node:util';
import { PROFILES, type Profile, type ProfileName } from '../../../lambda/authorizer/profiles.ts';
import { linkTo } from '../../../lib/reasons.ts';
import type { Check } from '../check.ts';
import type { IssuerFacts } from '../facts.ts';
import { type Finding, type FindingKind, finding, quoted } from '../finding.ts';
import { providerOf } from '../providers.ts';

const PROFILE_UNFIT: FindingKind = {
  code: 'profile_unfit',
  severity: 'warning',
  means:
    'Each product has claims of its own for scopes, audience and client: with the names of another, tokens lack scopes or are refused.',
  expected: 'the profile of the product, or settings of your own in place of what it says',
  remedy: 'Set the profile, or write the settings that differ yourself.',
  link: 'docs/issuers/README.md',
};

const PROFILE_CLAIMS_LEFT_OUT: FindingKind = {
  code: 'profile_claims_left_out',
  severity: 'warning',
  means:
    "requiredClaims of your own take the place of the profile's, so tokens of other kinds than access tokens may pass.",
  expected: "the profile's required claims among your own",
  remedy: 'Write them beside yours; they stand in the table of the profiles.',
  link: 'docs/issuers/README.md',
};

const TOKEN_TYPE_UNFIT: FindingKind = {
  code: 'token_type_unfit',
  severity: 'warning',
  means: 'Every token whose header says another typ, or none, is refused as wrong_token_type.',
  expected: 'a typ that access tokens of this product have, or no tokenTypes',
  remedy: 'Look at typ in the header of one access token, and write that; or take tokenTypes away.',
  link: linkTo('wrong_token_type'),
};

export const profile: Check = {
  title: 'profiles',
  kinds: [PROFILE_UNFIT, PROFILE_CLAIMS_LEFT_OUT, TOKEN_TYPE_UNFIT],
  find: ({ issuers }) =>
    issuers.flatMap((issuer) => [...unfitProfile(issuer), ...leftOutClaims(issuer), ...unfitTypes(issuer)]),
};

function unfitProfile(issuer: IssuerFacts): Finding[] {
  const provider = providerOf(issuer.config.issuer, issuer.sight?.metadata);
  if (!provider) return [];
  const differing = differences(issuer, provider.profile);
  if (differing.length === 0) return [];
  const found = `${quoted(issuer.profile)}, and an issuer of ${provider.name}: ${differing.join(', ')} differ`;
  return [finding(PROFILE_UNFIT, `${issuer.path}.profile`, found, { expected: quoted(provider.profile) })];
}

function leftOutClaims({ path, profile, config, written }: IssuerFacts): Finding[] {
  if (!written.has('requiredClaims')) return [];
  const names = Object.keys(PROFILES[profile].requiredClaims).filter((name) => !(name in config.requiredClaims));
  if (names.length === 0) return [];
  const found = `${quoted(config.requiredClaims)}, without ${names.map(quoted).join(', ')} of the profile ${quoted(profile)}`;
  return [finding(PROFILE_CLAIMS_LEFT_OUT, `${path}.requiredClaims`, found)];
}

function unfitTypes({ path, config: { issuer, tokenTypes }, sight }: IssuerFacts): Finding[] {
  const provider = providerOf(issuer, sight?.metadata);
  const known = provider?.tokenTypes;
  // RFC 7515 §4.1.9: without case, and without what may be left out.
  const allowed = tokenTypes?.map((typ) => typ.toLowerCase().replace(/^application\//, ''));
  if (!allowed || !provider || !known || known.some((typ) => allowed.includes(typ.toLowerCase()))) return [];
  const held = known.length === 0 ? 'without a typ' : `with ${known.map(quoted).join(', ')}`;
  return [
    finding(TOKEN_TYPE_UNFIT, `${path}.tokenTypes`, `${quoted(tokenTypes)}, and tokens of ${provider.name} ${held}`),
  ];
}

/** Settings that the profile fills in otherwise; what is written is meant. */
function differences({ profile, written }: IssuerFacts, fitting: ProfileName): string[] {
  const [own, other]: Profile[] = [PROFILES[profile], PROFILES[fitting]];
  return SETTINGS.filter(([key, name]) => !written.has(name) && !isDeepStrictEqual(own?.[key], other?.[key])).map(
    ([, name]) => name,
  );
}

/** What a profile has, and what the configuration calls it. */
const SETTINGS: readonly (readonly [keyof Profile, string])[] = [
  ['scopeClaims', 'scopeClaims'],
  ['audienceClaims', 'audienceClaim'],
  ['clientIdClaims', 'clientIdClaims'],
  ['requiredClaims', 'requiredClaims'],
];
