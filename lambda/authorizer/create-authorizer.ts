/** A valid configuration and the edges to the world come in, the authorizer goes out, its rooms wired to each other. */
import type { Authorizer } from './authorize.ts';
import type { AuthorizerConfig, IssuerConfig } from './config.ts';
import { decider } from './decide.ts';
import { environmentSecret, type LoadSecret, managedSecret } from './hmac-secret.ts';
import type { GetJson } from './http-get.ts';
import { jwksSource } from './jwks-source.ts';
import type { KeySetEvent } from './kept-keys.ts';
import { type KeySet, pinnedKeySet, remoteKeySet } from './key-set.ts';
import type { Log } from './log.ts';
import { compileRoutes } from './routes.ts';
import { tokenCache } from './token-cache.ts';

/** Everything that is not pure, handed in. */
export interface Edges {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly getJson: GetJson;
  readonly loadSecret: LoadSecret;
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** Milliseconds on a clock that never goes back. */
  readonly elapsedMs: () => number;
  readonly writeLine: (line: string) => void;
}

export function createAuthorizer(config: AuthorizerConfig, edges: Edges, log: Log): Authorizer {
  const issuers = config.issuers.map((issuer) => ({ config: issuer, keySet: keySetOf(issuer, config, edges, log) }));
  return {
    config,
    decide: decider(compileRoutes(config.routes, config.unlistedRoutes), config),
    verifier: {
      issuers: new Map(issuers.map((issuer) => [issuer.config.issuer, issuer])),
      settings: config,
      tokenCache: tokenCache(config.tokenCache.maxEntries),
      nowMs: edges.nowMs,
    },
  };
}

function keySetOf(
  { issuer, jwksUri, jwks, hmacSecret, algorithms }: IssuerConfig,
  config: AuthorizerConfig,
  edges: Edges,
  log: Log,
): KeySet {
  const { jwksCache, insecureAllowHttp } = config;
  const report = (event: KeySetEvent) => log.keySet(issuer, event);
  if (jwks) return pinnedKeySet(jwks);
  if (!hmacSecret) {
    const load = jwksSource({ issuer, jwksUri }, { ...jwksCache, insecureAllowHttp }, edges.getJson, edges.nowMs);
    return remoteKeySet(load, algorithms, jwksCache, edges.nowMs, report);
  }
  return 'env' in hmacSecret
    ? environmentSecret(hmacSecret.env, edges.environment)
    : managedSecret(hmacSecret.secretArn, edges.loadSecret, jwksCache, edges.nowMs, report);
}
