/** How long API Gateway keeps answers, against how long tokens live; pure. */
import type { Check } from '../check.ts';
import { type FindingKind, finding } from '../finding.ts';

const CACHE_OUTLIVES_TOKENS: FindingKind = {
  code: 'cache_outlives_tokens',
  severity: 'warning',
  means:
    'An Allow that is kept opens the API for longer than the token itself was good for: up to its lifetime and the cache time together.',
  expected: 'answers that are kept for less than a token lives',
  remedy: 'Shorten resultsCacheTtl (AuthorizerResultTtlInSeconds).',
  link: 'docs/caching.md#how-long-an-allow-may-outlive-its-token',
};

const CACHE_LONG: FindingKind = {
  code: 'cache_long',
  severity: 'note',
  means:
    'A token that was withdrawn or has expired, and a right that was taken from a user, still counts for this long where an Allow was kept.',
  expected: "five minutes, API Gateway's own default, or less",
  remedy: 'Nothing where that is meant; else shorten resultsCacheTtl (AuthorizerResultTtlInSeconds).',
  link: 'docs/caching.md#how-long-an-allow-may-outlive-its-token',
};

/** API Gateway's default for REST APIs. */
const DEFAULT_SECONDS = 300;

export const resultCache: Check = {
  title: 'kept answers against the life of tokens',
  needs: 'kind',
  kinds: [CACHE_OUTLIVES_TOKENS, CACHE_LONG],
  find({ authorizers, issuers, tokenLifetimeSeconds }) {
    const limits = issuers.flatMap(({ path, config: { maxTokenAgeSeconds } }) =>
      maxTokenAgeSeconds === undefined ? [] : [{ seconds: maxTokenAgeSeconds, what: `${path}.maxTokenAgeSeconds is` }],
    );
    if (tokenLifetimeSeconds !== undefined) limits.push({ seconds: tokenLifetimeSeconds, what: 'tokens live for' });
    const [shortest] = limits.sort((one, other) => one.seconds - other.seconds);
    // AppSync is told the time with each answer, and never one past a token's end; WebSocket APIs keep nothing.
    const keeping = authorizers.filter(
      ({ kind, ttlSeconds }) => ttlSeconds > 0 && kind !== 'appsync' && kind !== 'websocket',
    );
    return keeping.flatMap(({ where, ttlSeconds }) => {
      const kept = `answers kept for ${ttlSeconds} s`;
      if (shortest && ttlSeconds > shortest.seconds) {
        return [finding(CACHE_OUTLIVES_TOKENS, where, `${kept}, and ${shortest.what} ${shortest.seconds} s`)];
      }
      return ttlSeconds > DEFAULT_SECONDS ? [finding(CACHE_LONG, where, kept)] : [];
    });
  },
};
