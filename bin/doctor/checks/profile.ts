/** Whether a profile is that of the product behind the issuer; pure. */
import { isDeepStrictEqual } from 'node:util';
import { PROFILES, type Profile, type ProfileName } from '../../../lambda/authorizer/profiles.ts';
import type { Check } from '../check.ts';
import type { IssuerFacts } from '../facts.ts';
import { type FindingKind, finding, quoted } from '../finding.ts';
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

export const profile: Check = {
  title: 'profiles',
  kinds: [PROFILE_UNFIT],
  find: ({ issuers }) =>
    issuers.flatMap((issuer) => {
      const provider = providerOf(issuer.config.issuer, issuer.sight?.metadata);
      if (!provider) return [];
      const differing = differences(issuer, provider.profile);
      if (differing.length === 0) return [];
      const found = `${quoted(issuer.profile)}, and an issuer of ${provider.name}: ${differing.join(', ')} differ`;
      return [finding(PROFILE_UNFIT, `${issuer.path}.profile`, found, { expected: quoted(provider.profile) })];
    }),
};

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
