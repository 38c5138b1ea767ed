/** Times and sizes that the schema allows and that an operator would not choose; a table, and a pure reading of it. */
import { linkTo } from '../../../lib/reasons.ts';
import type { Check } from '../check.ts';
import type { Facts } from '../facts.ts';
import { type FindingKind, finding } from '../finding.ts';

interface Extreme {
  readonly kind: FindingKind;
  readonly where: string;
  readonly value: (config: Facts['config']) => number;
  readonly isExtreme: (value: number) => boolean;
}

/** Of settings that concern keys, which are loaded from the issuer. */
const KEYS_LINK = 'docs/outages.md';

const EXTREMES: readonly Extreme[] = [
  {
    kind: {
      code: 'clock_tolerance_large',
      severity: 'warning',
      means: 'An expired token is good for this much longer, and one from the future this much earlier.',
      expected: 'at most 60; 5 is the default, and clocks that are kept by NTP differ by less',
      remedy: 'Have the issuer set its clock by NTP, and lower it.',
      link: 'docs/security.md',
    },
    where: 'clockToleranceSeconds',
    value: ({ clockToleranceSeconds }) => clockToleranceSeconds,
    isExtreme: (seconds) => seconds > 60,
  },
  {
    kind: {
      code: 'keys_kept_long',
      severity: 'warning',
      means: 'A key that the issuer withdrew, since it was stolen perhaps, is trusted for up to this long.',
      expected: 'at most 43200, half a day; 600 is the default, and one fetch in ten minutes is no load',
      remedy: 'Lower it.',
      link: KEYS_LINK,
    },
    where: 'jwksCache.maxAgeSeconds',
    value: ({ jwksCache }) => jwksCache.maxAgeSeconds,
    isExtreme: (seconds) => seconds > 43_200,
  },
  {
    kind: {
      code: 'keys_fetched_often',
      severity: 'warning',
      means: 'Each warm instance asks the issuer for its keys once a minute or more; many of them meet its rate limit.',
      expected: '60 or more; 600 is the default',
      remedy: 'Raise it: a new key is found by its kid, however long the others are kept.',
      link: KEYS_LINK,
    },
    where: 'jwksCache.maxAgeSeconds',
    value: ({ jwksCache }) => jwksCache.maxAgeSeconds,
    isExtreme: (seconds) => seconds < 60,
  },
  {
    kind: {
      code: 'no_stale_keys',
      severity: 'warning',
      means: "The issuer's outage is yours as soon as the keys are due: every request is a 5xx.",
      expected: '600 or more; 21600, six hours, is the default',
      remedy: 'Raise it: the last good keys serve on while the issuer cannot be reached.',
      link: KEYS_LINK,
    },
    where: 'jwksCache.maxStaleSeconds',
    value: ({ jwksCache }) => jwksCache.maxStaleSeconds,
    isExtreme: (seconds) => seconds < 600,
  },
  {
    kind: {
      code: 'stale_keys_long',
      severity: 'warning',
      means: 'Who can keep the function from reaching the issuer has a withdrawn key trusted for up to this long.',
      expected: 'at most 86400, a day; 21600, six hours, is the default',
      remedy: 'Lower it to the longest outage that you mean to sit out.',
      link: KEYS_LINK,
    },
    where: 'jwksCache.maxStaleSeconds',
    value: ({ jwksCache }) => jwksCache.maxStaleSeconds,
    isExtreme: (seconds) => seconds > 86_400,
  },
  {
    kind: {
      code: 'cooldown_long',
      severity: 'warning',
      means: 'After one made-up kid, tokens with a key that is really new are refused as unknown_key for this long.',
      expected: 'at most 300; 30 is the default',
      remedy: 'Lower it.',
      link: KEYS_LINK,
    },
    where: 'jwksCache.cooldownSeconds',
    value: ({ jwksCache }) => jwksCache.cooldownSeconds,
    isExtreme: (seconds) => seconds > 300,
  },
  {
    kind: {
      code: 'cooldown_short',
      severity: 'warning',
      means:
        'Anybody who sends made-up kids has each instance ask the issuer this often, which may lock you out by its rate limit.',
      expected: '10 or more; 30 is the default',
      remedy: 'Raise it.',
      link: KEYS_LINK,
    },
    where: 'jwksCache.cooldownSeconds',
    value: ({ jwksCache }) => jwksCache.cooldownSeconds,
    isExtreme: (seconds) => seconds < 10,
  },
  {
    kind: {
      code: 'key_timeout_long',
      severity: 'warning',
      means:
        'API Gateway waits 10 seconds for an authorizer of an HTTP API; a slow issuer then is a 5xx without a reason in the log.',
      expected: 'at most 9000; 3000 is the default',
      remedy: 'Lower it.',
      link: KEYS_LINK,
    },
    where: 'jwksCache.timeoutMs',
    value: ({ jwksCache }) => jwksCache.timeoutMs,
    isExtreme: (ms) => ms > 9_000,
  },
  {
    kind: {
      code: 'key_timeout_short',
      severity: 'warning',
      means:
        'Name look-up, TLS, discovery and the keys themselves have to fit into it on a cold start; else every request is a 5xx.',
      expected: '500 or more; 3000 is the default',
      remedy: 'Raise it.',
      link: KEYS_LINK,
    },
    where: 'jwksCache.timeoutMs',
    value: ({ jwksCache }) => jwksCache.timeoutMs,
    isExtreme: (ms) => ms < 500,
  },
  {
    kind: {
      code: 'token_limit_small',
      severity: 'warning',
      means: 'Access tokens with roles or groups are often longer: they are refused as token_too_large.',
      expected: '4096 or more; 16384 is the default',
      remedy: 'Raise it; API Gateway itself limits what headers may hold.',
      link: linkTo('token_too_large'),
    },
    where: 'maxTokenBytes',
    value: ({ maxTokenBytes }) => maxTokenBytes,
    isExtreme: (bytes) => bytes < 4_096,
  },
  {
    kind: {
      code: 'token_cache_large',
      severity: 'warning',
      means: 'Each instance keeps the claims of so many tokens: it may run out of memory.',
      expected: 'at most 20000; 1000 is the default',
      remedy: 'Lower it, or give the function more memory.',
      link: 'docs/performance.md',
    },
    where: 'tokenCache.maxEntries',
    value: ({ tokenCache }) => tokenCache.maxEntries,
    isExtreme: (entries) => entries > 20_000,
  },
  {
    kind: {
      code: 'token_cache_off',
      severity: 'note',
      means: 'Each call verifies a signature anew, also of a token that was seen a moment ago.',
      expected: '1000, the default, unless memory is to hold no claims',
      remedy: 'Nothing where that is meant.',
      link: 'docs/performance.md',
    },
    where: 'tokenCache.maxEntries',
    value: ({ tokenCache }) => tokenCache.maxEntries,
    isExtreme: (entries) => entries === 0,
  },
];

export const numbers: Check = {
  title: 'times and sizes',
  kinds: EXTREMES.map(({ kind }) => kind),
  find: ({ config }) =>
    EXTREMES.filter(({ value, isExtreme }) => isExtreme(value(config))).map(({ kind, where, value }) =>
      finding(kind, where, String(value(config))),
    ),
};
