/** What the token says of itself, judged by the authorizer's own table of checks and put into words; pure. */
import {
  CLAIM_CHECKS,
  type ClaimReading,
  claimAt,
  differingClaims,
  idTokenSigns,
  missingClaims,
} from '../../../lambda/authorizer/claims.ts';
import { lasting, listed, moment, plain, quoted } from '../../tool/words.ts';
import { type CheckId, type CheckRow, failed, notAsked, notChecked, passed, type Scene } from '../check.ts';
import { whyUnread } from './token-checks.ts';

interface Words {
  readonly id: CheckId;
  /** Why nothing is asked; undefined where it is. */
  unasked?(reading: ClaimReading): string | undefined;
  good(reading: ClaimReading, scene: Scene): string;
  bad(reading: ClaimReading, scene: Scene): string;
}

const WORDS: Readonly<Record<(typeof CLAIM_CHECKS)[number]['reason'], Words>> = {
  wrong_token_type: {
    id: 'type',
    unasked: ({ issuer }) => (issuer.tokenTypes ? undefined : 'tokenTypes is not set'),
    good: ({ header }) => `typ is ${quoted(header.typ)}`,
    bad: ({ header, issuer: { tokenTypes = [] } }) =>
      `typ is ${header.typ === undefined ? 'missing' : quoted(header.typ)}, wanted ${listed(tokenTypes, 'or')}`,
  },
  id_token: {
    id: 'purpose',
    good: () => 'no sign of an ID token',
    bad: (reading) => `an ID token: it has ${plain(listed(idTokenSigns(reading).map(toSign)))}`,
  },
  missing_claim: {
    id: 'claims',
    good: () => 'all that is asked for are there',
    bad: (reading) => `missing: ${plain(listed(missingClaims(reading)))}`,
  },
  expired: {
    id: 'expiry',
    unasked: ({ claims }) => (claims.exp === undefined ? 'the token has no exp' : undefined),
    good: ({ claims: { exp = 0 } }, { nowSeconds }) =>
      exp > nowSeconds
        ? `valid for ${lasting(exp - nowSeconds)}, until ${moment(exp)}`
        : `expired ${lasting(nowSeconds - exp)} ago, at ${moment(exp)}, within the tolerance`,
    bad: ({ claims: { exp = 0 } }, { nowSeconds, config }) =>
      `expired ${lasting(nowSeconds - exp)} ago, at ${moment(exp)}; ${toleranceOf(config, nowSeconds)}`,
  },
  not_yet_valid: {
    id: 'start',
    unasked: ({ claims }) => (claims.nbf === undefined ? 'the token has no nbf' : undefined),
    good: ({ claims: { nbf = 0 } }, { nowSeconds }) =>
      nbf > nowSeconds
        ? `in ${lasting(nbf - nowSeconds)}, at ${moment(nbf)}, within the tolerance`
        : `valid since ${moment(nbf)}`,
    bad: ({ claims: { nbf = 0 } }, { nowSeconds, config }) =>
      `valid in ${lasting(nbf - nowSeconds)}, from ${moment(nbf)}; ${toleranceOf(config, nowSeconds)}`,
  },
  issued_in_future: {
    id: 'issued',
    unasked: ({ claims }) => (claims.iat === undefined ? 'the token has no iat' : undefined),
    good: ({ claims: { iat = 0 } }, { nowSeconds }) =>
      iat > nowSeconds
        ? `in ${lasting(iat - nowSeconds)}, at ${moment(iat)}, within the tolerance`
        : `${lasting(nowSeconds - iat)} ago, at ${moment(iat)}`,
    bad: ({ claims: { iat = 0 } }, { nowSeconds, config }) =>
      `in ${lasting(iat - nowSeconds)}, at ${moment(iat)}: the issuer's clock is ahead of this one; ${toleranceOf(config, nowSeconds)}`,
  },
  too_old: {
    id: 'age',
    unasked: ({ issuer, claims }) => {
      if (issuer.maxTokenAgeSeconds === undefined) return 'maxTokenAgeSeconds is not set';
      return claims.iat === undefined ? 'the token has no iat' : undefined;
    },
    good: ({ issuer: { maxTokenAgeSeconds = 0 } }) => `no more than ${lasting(maxTokenAgeSeconds)}`,
    bad: ({ claims: { iat = 0 }, issuer: { maxTokenAgeSeconds = 0 } }, { nowSeconds }) => {
      const [age, limit] = [nowSeconds - iat, maxTokenAgeSeconds];
      const [held, wanted] = [lasting(age), lasting(limit)];
      // Rounded, two that differ may read alike.
      return held === wanted
        ? `${Math.ceil(age)} seconds, wanted no more than ${limit} (maxTokenAgeSeconds)`
        : `${held}, wanted no more than ${wanted} (maxTokenAgeSeconds)`;
    },
  },
  audience_mismatch: {
    id: 'audience',
    unasked: ({ audience }) => (audience === undefined ? 'the token has none' : undefined),
    good: ({ audience = [] }) => listed(audience),
    bad: ({ audience = [], issuer }) => `holds ${listed(audience)}, wanted ${listed(issuer.audience, 'or')}`,
  },
  client_not_allowed: {
    id: 'client',
    unasked: ({ issuer, clientId }) => {
      if (issuer.clientIds === undefined) return 'clientIds is not set';
      return clientId === undefined ? 'the token names none' : undefined;
    },
    good: ({ clientId }) => quoted(clientId),
    bad: ({ clientId, issuer: { clientIds = [] } }) => `${quoted(clientId)}, wanted ${listed(clientIds, 'or')}`,
  },
  claim_mismatch: {
    id: 'required',
    unasked: ({ issuer }) =>
      Object.keys(issuer.requiredClaims).length === 0 ? 'requiredClaims is not set' : undefined,
    good: ({ issuer }) =>
      Object.entries(issuer.requiredClaims)
        .map(([name, value]) => `${quoted(name)} is ${quoted(value)}`)
        .join('; '),
    bad: (reading, { showClaims }) =>
      differingClaims(reading)
        .map((name) => {
          const held = claimAt(reading.claims, name);
          const found = held === undefined ? 'missing' : showClaims ? quoted(held) : 'another value';
          return `${quoted(name)} is ${found}, wanted ${quoted(reading.issuer.requiredClaims[name])}`;
        })
        .join('; '),
  },
};

/** One row for each of the authorizer's checks, in its order. */
export const CLAIM_ROWS: readonly CheckRow[] = CLAIM_CHECKS.map(({ reason, fails }) => {
  const { id, unasked, good, bad } = WORDS[reason];
  return {
    id,
    look(scene) {
      const { reading } = scene.walk;
      if (!reading) return notChecked(whyUnread(scene));
      const why = unasked?.(reading);
      if (why !== undefined) return notAsked(why);
      return fails(reading) ? failed(reason, bad(reading, scene)) : passed(good(reading, scene));
    },
  };
});

/** The values that alone make it one. */
const ID_TOKEN_VALUES: Readonly<Record<string, string>> = {
  aud: 'aud naming the client alone',
  token_use: 'token_use id',
  typ: 'typ ID',
};

function toSign(name: string): string {
  return ID_TOKEN_VALUES[name] ?? name;
}

function toleranceOf({ clockToleranceSeconds }: Scene['config'], nowSeconds: number): string {
  return `now is ${moment(Math.floor(nowSeconds))}, and clockToleranceSeconds is ${clockToleranceSeconds}`;
}
