/** Whether the configured algorithms are those of the issuer, and sound ones; pure. */
import { fitsAlgorithm, usableKeys } from '../../../lambda/authorizer/jwks.ts';
import { counted } from '../../tool/words.ts';
import type { Check } from '../check.ts';
import { type FindingKind, finding, quoted } from '../finding.ts';

const ALGORITHM_WITHOUT_KEY: FindingKind = {
  code: 'algorithm_without_key',
  severity: 'warning',
  means: 'No token can be verified with it, so it only widens what is tried.',
  expected: 'algorithms for which the issuer has a key',
  remedy: 'Take it out, unless the issuer is about to rotate to such a key.',
  link: 'docs/issuers/README.md',
};

const ALGORITHM_NOT_OFFERED: FindingKind = {
  code: 'algorithm_not_offered',
  severity: 'note',
  means: 'The metadata speaks of ID tokens; access tokens are mostly signed alike.',
  expected: 'an algorithm that the metadata lists',
  remedy: 'Look at alg in the header of one access token, and configure that one alone.',
  link: 'docs/issuers/README.md',
};

const HS256: FindingKind = {
  code: 'hs256',
  severity: 'warning',
  means: 'Whoever can check a token can make one: each API that holds the secret can issue tokens for all the others.',
  expected: 'an asymmetric algorithm such as RS256',
  remedy: 'Have the issuer sign with RS256 or ES256; until then keep the secret in Secrets Manager (secretArn).',
  link: 'docs/issuers/README.md#why-rs256-rather-than-hs256',
};

export const algorithms: Check = {
  title: 'algorithms',
  kinds: [HS256],
  find: ({ issuers }) =>
    issuers.flatMap(({ path, config: { hmacSecret } }) => {
      if (!hmacSecret) return [];
      const place = 'env' in hmacSecret ? "the function's environment" : 'Secrets Manager';
      return [finding(HS256, `${path}.algorithms`, `["HS256"], the secret being in ${place}`)];
    }),
};

export const issuerAlgorithms: Check = {
  title: "the issuers' algorithms",
  needs: 'network',
  kinds: [ALGORITHM_WITHOUT_KEY, ALGORITHM_NOT_OFFERED],
  find: ({ issuers }) =>
    issuers.flatMap(({ path, config, sight }) => {
      const keys = sight?.keys && 'document' in sight.keys ? usableKeys(sight.keys.document) : undefined;
      // Without keys at all it is the keys that are amiss.
      if (!keys || sight?.keys?.problem !== undefined) return [];
      const offered = sight?.metadata?.id_token_signing_alg_values_supported;
      return config.algorithms.flatMap((name) => {
        if (!keys.some((key) => fitsAlgorithm(key, name))) {
          const found = `${name}, and ${counted(keys.length, 'key')} of which none fits it`;
          return [finding(ALGORITHM_WITHOUT_KEY, `${path}.algorithms`, found)];
        }
        if (!Array.isArray(offered) || offered.includes(name)) return [];
        return [
          finding(ALGORITHM_NOT_OFFERED, `${path}.algorithms`, `${name}, and metadata that lists ${quoted(offered)}`),
        ];
      });
    }),
};
