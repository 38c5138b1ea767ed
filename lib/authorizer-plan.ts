/**
 * A configuration and the wishes for one authorizer come in, settings of API Gateway under which a kept answer is right for every
 * request that it serves go out; pure.
 *
 * The law: where the answer depends on the route, the cache key holds the route, or there is no cache.
 */
import type { Duration } from 'aws-cdk-lib';
import type { AuthorizerConfigInput } from '../lambda/authorizer/config.ts';
import { type IdentitySourceSyntax, isSameSource, routeSources, tokenIdentitySources } from './identity-sources.ts';
import { isCached, type LifetimeWish, resultsCacheTtlOf } from './results-cache.ts';

/** What a policy answers for: every route of the API, or the one that was asked for. */
export type PolicyScope = NonNullable<AuthorizerConfigInput['policyScope']>;

export interface AuthorizerPlan {
  readonly identitySources: string[];
  readonly resultsCacheTtl: Duration;
  /** What the function's policies have to answer for; absent where its answers are no policies, or have one route only. */
  readonly policyScope?: PolicyScope;
  /** Whether the function goes by the name of the route that API Gateway picked; else by the request's method and path. */
  readonly isByName: boolean;
}

export interface Wishes extends LifetimeWish {
  /** As API Gateway spells them; by default those that the answers need. */
  readonly identitySources?: readonly string[];
}

const DEFAULT_TOKEN_SOURCES = ['header:authorization'];

/** TOKEN: API Gateway's cache key is one header, whatever the route. */
export function planTokenAuthorizer(wishes: LifetimeWish): AuthorizerPlan {
  const { where, config } = wishes;
  const { tokenSources = DEFAULT_TOKEN_SOURCES } = config;
  const [source = '', ...others] = tokenSources;
  if (!source.startsWith('header:') || others.length > 0) {
    throw new Error(
      `${where}: tokenSources are ${JSON.stringify(tokenSources)}, expected one header: API Gateway hands a TOKEN authorizer nothing else; use requestAuthorizer()`,
    );
  }
  const ttl = resultsCacheTtlOf(wishes);
  const policyScope = config.policyScope ?? (isCached(ttl) ? 'api' : 'route');
  if (policyScope === 'route' && isCached(ttl)) {
    throw new Error(
      `${where}: policyScope is "route" and answers are kept by token alone, expected "api": one route's policy would answer for all; leave policyScope out, set resultsCacheTtl to Duration.seconds(0), or use requestAuthorizer(), whose cache key holds the route`,
    );
  }
  return {
    identitySources: tokenIdentitySources('rest', tokenSources),
    resultsCacheTtl: ttl,
    policyScope,
    // The event names no route.
    isByName: false,
  };
}

/** REST REQUEST: the answer is always a policy. */
export function planRequestAuthorizer(wishes: Wishes): AuthorizerPlan {
  return planPolicies('rest', wishes);
}

/** HTTP API: simple responses by default, policies where `httpApiResponse` says so. */
export function planHttpAuthorizer(wishes: Wishes): AuthorizerPlan {
  if (wishes.config.httpApiResponse === 'policy') return planPolicies('http', wishes);
  // A simple response is a yes or a no to the one request.
  return planKey('http', wishes, true);
}

/** WebSocket: API Gateway asks once a connection and keeps nothing. */
export function planWebSocketAuthorizer({ config }: Wishes): Omit<AuthorizerPlan, 'resultsCacheTtl'> {
  const sources = tokenIdentitySources('webSocket', config.tokenSources ?? DEFAULT_TOKEN_SOURCES);
  return { identitySources: onlyOne(sources), isByName: true };
}

function planPolicies(syntax: IdentitySourceSyntax, wishes: Wishes): AuthorizerPlan {
  const { config, identitySources } = wishes;
  const holdsRoute = routeSources(syntax).every((source) => identitySources?.includes(source) ?? true);
  const cached = isCached(resultsCacheTtlOf(wishes));
  const policyScope = config.policyScope ?? (holdsRoute || !cached ? 'route' : 'api');
  return { ...planKey(syntax, wishes, policyScope === 'route'), policyScope };
}

/** @param dependsOnRoute whether two routes may get different answers for one token */
function planKey(
  syntax: IdentitySourceSyntax,
  wishes: Wishes,
  dependsOnRoute: boolean,
): Omit<AuthorizerPlan, 'policyScope'> {
  const { where, config } = wishes;
  const { tokenSources = DEFAULT_TOKEN_SOURCES } = config;
  const elsewhere = tokenSources.filter((source) => source.startsWith('protocol:'));
  if (elsewhere.length > 0) {
    throw new Error(
      `${where}: tokenSources name ${elsewhere.join(', ')}, expected header:NAME, cookie:NAME or query:NAME: only a WebSocket has a protocol; give the WebSocket API a JwtAuthorizer of its own`,
    );
  }
  const token = tokenIdentitySources(syntax, tokenSources);
  const route = dependsOnRoute ? routeSources(syntax) : [];
  const ttl = resultsCacheTtlOf(wishes);
  const cached = isCached(ttl);
  if (cached && token.length > 1 && wishes.identitySources === undefined) {
    throw new Error(
      `${where}: the token may lie in ${token.length} places (${tokenSources.join(', ')}), expected one where answers are kept: API Gateway answers 401 to a request that lacks one of the key's parts; set resultsCacheTtl to Duration.seconds(0), or name one place in tokenSources`,
    );
  }
  const identitySources = [...(wishes.identitySources ?? [...onlyOne(token), ...route])];
  const missing = [...token, ...route].filter(
    (needed) => !identitySources.some((given) => isSameSource(given, needed)),
  );
  if (cached && missing.length > 0) {
    throw new Error(
      `${where}: identitySources are ${identitySources.join(', ')}, expected ${missing.join(' and ')} among them: ${lacking(missing, token)}; add what is missing, leave identitySources out, or set resultsCacheTtl to Duration.seconds(0)`,
    );
  }
  return { identitySources, resultsCacheTtl: ttl, isByName: dependsOnRoute };
}

function lacking(missing: readonly string[], token: readonly string[]): string {
  return missing.some((source) => token.includes(source))
    ? "one caller's answer would be kept for every other caller"
    : "one route's answer would be kept for every other route";
}

/** API Gateway wants every identity source in every request: of several places for the token it can be told none. */
function onlyOne(sources: string[]): string[] {
  return sources.length === 1 ? sources : [];
}
