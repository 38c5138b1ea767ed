/** Whether identity sources, which are the key of kept answers, hold all that the answer depends on, and no more; pure. */
import { isSameSource, routeSources, tokenIdentitySources } from '../../../lib/identity-sources.ts';
import type { AuthorizerFacts } from '../../configuration/see-authorizers.ts';
import type { Check } from '../check.ts';
import type { Facts } from '../facts.ts';
import { type Finding, type FindingKind, finding, quoted } from '../finding.ts';

const CACHE_KEY_WITHOUT_ROUTE: FindingKind = {
  code: 'cache_key_without_route',
  severity: 'error',
  means: "One route's answer is kept for every other route: a token that opens one opens all, or is refused on all.",
  expected: 'identity sources that hold the route',
  remedy:
    'Add $context.routeKey (HTTP API), or context.httpMethod and context.resourcePath (REQUEST), to the identity sources; or keep nothing (TTL 0). A TOKEN authorizer needs policyScope "api".',
  link: 'docs/caching.md',
};

const CACHE_KEY_WITHOUT_TOKEN: FindingKind = {
  code: 'cache_key_without_token',
  severity: 'error',
  means: "One caller's answer is kept for every other caller.",
  expected: 'identity sources that hold every place where the token may lie',
  remedy: 'Add the place to the identity sources, take it out of tokenSources, or keep nothing (TTL 0).',
  link: 'docs/caching.md',
};

const TOKEN_SOURCE_UNREACHABLE: FindingKind = {
  code: 'token_source_unreachable',
  severity: 'error',
  means:
    'A TOKEN authorizer is handed the one header of its identity source, wherever tokenSources say that the token lies.',
  expected: 'one header in tokenSources, and the same as the identity source',
  remedy: 'Name the same header in both, or use a REQUEST authorizer.',
  link: 'docs/kinds.md#where-tokens-are-looked-for',
};

const TOKEN_PLACES_ALL_REQUIRED: FindingKind = {
  code: 'token_places_all_required',
  severity: 'error',
  means:
    'API Gateway wants every identity source in every request: one with a token in a single place is answered 401 without a call.',
  expected: 'one place of the token among the identity sources, or none and no cache',
  remedy: 'Name one place in tokenSources; or take all of them from the identity sources and keep nothing (TTL 0).',
  link: 'docs/kinds.md#where-tokens-are-looked-for',
};

export const identitySources: Check = {
  title: 'identity sources',
  needs: 'kind',
  kinds: [CACHE_KEY_WITHOUT_ROUTE, CACHE_KEY_WITHOUT_TOKEN, TOKEN_SOURCE_UNREACHABLE, TOKEN_PLACES_ALL_REQUIRED],
  find: ({ config, authorizers }) =>
    authorizers.flatMap((authorizer) => {
      if (authorizer.kind === 'rest-token') return inTokenAuthorizer(authorizer, config);
      return authorizer.kind === 'websocket' || authorizer.kind === 'appsync' ? [] : inKey(authorizer, config);
    }),
};

/** The key is the token, whatever the route. */
function inTokenAuthorizer(
  { where, ttlSeconds, identitySources }: AuthorizerFacts,
  config: Facts['config'],
): Finding[] {
  const needed = tokenIdentitySources('rest', config.tokenSources);
  const [only = ''] = needed;
  const isReached = needed.length === 1 && (!identitySources || identitySources.some((one) => isSameSource(one, only)));
  return [
    ...(config.policyScope === 'route' && ttlSeconds > 0
      ? [
          finding(
            CACHE_KEY_WITHOUT_ROUTE,
            where,
            `policyScope "route" and answers kept by token alone for ${ttlSeconds} s`,
          ),
        ]
      : []),
    ...(isReached && config.tokenSources[0]?.startsWith('header:')
      ? []
      : [
          finding(
            TOKEN_SOURCE_UNREACHABLE,
            'tokenSources',
            `${quoted(config.tokenSources)}, and ${identitySources?.join(', ') ?? 'a TOKEN authorizer'} in API Gateway`,
          ),
        ]),
  ];
}

function inKey(
  { where, kind, ttlSeconds, identitySources, simpleResponses }: AuthorizerFacts,
  config: Facts['config'],
): Finding[] {
  if (!identitySources) return [];
  const syntax = kind === 'rest-request' ? 'rest' : 'http';
  const isGiven = (needed: string) => identitySources.some((given) => isSameSource(given, needed));
  const places = tokenIdentitySources(syntax, config.tokenSources);
  const required = places.filter(isGiven);
  const dependsOnRoute = simpleResponses || config.policyScope === 'route';
  const route = dependsOnRoute ? routeSources(syntax).filter((source) => !isGiven(source)) : [];
  const token = places.filter((source) => !isGiven(source));
  const lacking = (missing: readonly string[]) =>
    `${identitySources.join(', ') || 'no identity sources'}, without ${missing.join(' and ')}, for ${ttlSeconds} s`;
  const isKept = ttlSeconds > 0;
  return [
    ...(isKept && route.length > 0 ? [finding(CACHE_KEY_WITHOUT_ROUTE, where, lacking(route))] : []),
    ...(isKept && token.length > 0 ? [finding(CACHE_KEY_WITHOUT_TOKEN, where, lacking(token))] : []),
    ...(required.length > 1
      ? [finding(TOKEN_PLACES_ALL_REQUIRED, where, `${required.join(' and ')} among the identity sources`)]
      : []),
  ];
}
