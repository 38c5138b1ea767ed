/** An issuer of the configuration comes in, what the network says of it goes out; the network is handed in, and asked through the authorizer's own code. */
import type { AuthorizerConfig, IssuerConfig } from '../../lambda/authorizer/config.ts';
import type { GetJson } from '../../lambda/authorizer/http-get.ts';
import { jwksSource, type LoadJwks } from '../../lambda/authorizer/jwks-source.ts';
import { remoteKeySet } from '../../lambda/authorizer/key-set.ts';
import type { IssuerSight, Loaded } from './facts.ts';

/** Never rejected: what fails is part of what is seen. */
export async function seeIssuer(
  { issuer, jwksUri, jwks, hmacSecret, algorithms }: IssuerConfig,
  { jwksCache, insecureAllowHttp }: AuthorizerConfig,
  getJson: GetJson,
  nowMs: () => number,
): Promise<IssuerSight> {
  const bodies = new Map<string, unknown>();
  const noting: GetJson = async (url, limits) => {
    const response = await getJson(url, limits);
    bodies.set(url, response.body);
    return response;
  };
  const sourceOf = (address?: string) =>
    jwksSource({ issuer, jwksUri: address }, { ...jwksCache, insecureAllowHttp }, noting, nowMs);

  const announcedKeys = await loaded(sourceOf());
  const ownSource = jwksUri === undefined ? async () => documentOf(announcedKeys) : sourceOf(jwksUri);
  const keys = jwks || hmacSecret ? undefined : await asKeySet(ownSource);
  return { keys, metadata: metadataIn(bodies), announcedKeys };

  /** As the authorizer takes it: a set without one key that it can use is none. */
  async function asKeySet(load: LoadJwks): Promise<Loaded> {
    let document: unknown;
    const keySet = remoteKeySet(
      async () => {
        const response = await load();
        document = response.document;
        return response;
      },
      algorithms,
      jwksCache,
      nowMs,
      () => {},
    );
    try {
      await keySet.ahead?.prefetch();
      return { document };
    } catch (error) {
      return { document, problem: (error as Error).message };
    }
  }
}

async function loaded(load: LoadJwks): Promise<Loaded> {
  try {
    return { document: (await load()).document };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function documentOf(keys: Loaded): { document: unknown } {
  if ('document' in keys) return { document: keys.document };
  throw new Error(keys.problem);
}

/** OpenID Connect Discovery §4, RFC 8414 §3: both are asked, and the first that is there counts. */
function metadataIn(bodies: ReadonlyMap<string, unknown>): IssuerSight['metadata'] {
  const found = [...bodies].filter(([url]) => url.includes('/.well-known/o')).map(([, body]) => body);
  return found.find(isMetadata);
}

/** What names no issuer is something else, such as a page's data for every path. */
function isMetadata(body: unknown): body is Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null && 'issuer' in body && typeof body.issuer === 'string';
}
