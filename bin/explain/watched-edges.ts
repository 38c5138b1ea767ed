/** The edges of a tool and where keys may come from come in, the edges of an authorizer go out, with a record of what was fetched. */
import type { AuthorizerConfig } from '../../lambda/authorizer/config.ts';
import type { Edges } from '../../lambda/authorizer/create-authorizer.ts';

/** What the tool has of the world; the authorizer's log is not written anywhere. */
export type World = Pick<Edges, 'environment' | 'getJson' | 'loadSecret' | 'nowMs'>;

/** A document, or why there is none. */
export type Fetched = { readonly url: string } & ({ readonly document: unknown } | { readonly failure: Error });

export interface KeySources {
  /** Whether the network may not be touched. */
  readonly offline: boolean;
  /** A JWKS instead of those of the issuers that publish theirs, and what it is called. */
  readonly jwks?: { readonly document: unknown; readonly file: string };
}

/** @param fetched takes every document in the order in which it came */
export function watchedEdges(world: World, { offline, jwks }: KeySources, fetched: Fetched[]): Edges {
  const getJson: Edges['getJson'] = async (url, limits) => {
    if (jwks) return { body: jwks.document };
    if (offline) {
      throw new Error(
        `--offline: the keys of this issuer are at ${url}; give them as --jwks FILE: curl -s ${url} > FILE`,
      );
    }
    return world.getJson(url, limits);
  };
  return {
    environment: world.environment,
    async getJson(url, limits) {
      try {
        const answer = await getJson(url, limits);
        fetched.push({ url: jwks?.file ?? url, document: answer.body });
        return answer;
      } catch (failure) {
        fetched.push({ url, failure: failure as Error });
        throw failure;
      }
    },
    loadSecret: offline
      ? async () => {
          throw Object.assign(new Error('the network may not be touched'), { name: '--offline' });
        }
      : world.loadSecret,
    nowMs: world.nowMs,
    elapsedMs: () => 0,
    writeLine: () => {},
  };
}

/** Without the network, or with keys from a file, nothing can be discovered: the address of the keys is taken for known. */
export function withKnownAddresses(config: AuthorizerConfig, { offline, jwks }: KeySources): AuthorizerConfig {
  if (!offline && !jwks) return config;
  const issuers = config.issuers.map((issuer) =>
    issuer.jwks || issuer.hmacSecret || issuer.jwksUri ? issuer : { ...issuer, jwksUri: usualAddress(issuer.issuer) },
  );
  return { ...config, issuers };
}

/** Where most issuers have their keys; a person is told to look there, nothing is fetched from it. */
function usualAddress(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/jwks.json`;
}
