/** The least authorizer that one can write on fast-jwt with its cache on and a fetcher of keys: one policy for the asked route. */
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { get } from 'node:https';
import { createVerifier } from 'fast-jwt';
import { allow, type TokenEvent, tokenOf } from './policy.ts';

/** Fetched with the first token, then kept: PEM by `kid`. */
let pems: Promise<Map<string, string>> | undefined;

const verify = createVerifier({
  key: async ({ header }: { header: Record<string, string> }) => {
    pems ??= fetchPems(process.env.JWKS_URI ?? '');
    return (await pems).get(header.kid ?? '') ?? '';
  },
  cache: true,
  algorithms: ['RS256'],
  allowedIss: process.env.ISSUER,
  allowedAud: process.env.AUDIENCE,
});

export async function handler(event: TokenEvent) {
  const { sub } = await verify(tokenOf(event));
  return allow(sub, event);
}

function fetchPems(url: string): Promise<Map<string, string>> {
  return new Promise((resolve, reject) => {
    get(url, async (response) => {
      const { keys }: { keys: (JsonWebKey & { kid: string })[] } = JSON.parse(
        Buffer.concat(await response.toArray()).toString(),
      );
      resolve(
        new Map(
          keys.map((jwk) => [
            jwk.kid,
            createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString(),
          ]),
        ),
      );
    }).on('error', reject);
  });
}
