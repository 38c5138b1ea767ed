/** Where the shared secret of HS256 is comes in, a key set that holds it goes out; environment and Secrets Manager are handed in. */
import type { IssuerConfig } from './config.ts';
import type { KeySet, VerificationKey } from './key-set.ts';
import { AuthorizerFault } from './road.ts';

/** RFC 7518 §3.2: a key of the hash's size or larger must be used. */
const MINIMUM_BYTES = 32;

/** Reads a secret's text from Secrets Manager. */
export type LoadSecret = (secretArn: string) => Promise<string | undefined>;

/**
 * A set with one symmetric key, read when first needed and kept.
 *
 * @throws AuthorizerFault from `find`: `secret_unavailable` where it cannot be read, `configuration_invalid` where it is too short
 */
export function hmacKeySet(
  where: NonNullable<IssuerConfig['hmacSecret']>,
  environment: Readonly<Record<string, string | undefined>>,
  loadSecret: LoadSecret,
): KeySet {
  const name = 'env' in where ? `the environment variable ${where.env}` : `the secret ${where.secretArn}`;
  let loading: Promise<VerificationKey> | undefined;

  async function read(): Promise<VerificationKey> {
    let secret: string | undefined;
    try {
      secret = 'env' in where ? environment[where.env] : await loadSecret(where.secretArn);
    } catch (cause) {
      throw new AuthorizerFault('secret_unavailable', `${name} could not be read: ${(cause as Error).name}`, { cause });
    }
    if (!secret)
      throw new AuthorizerFault('secret_unavailable', `${name} holds no text; put the secret of HS256 there`);
    const bytes = new TextEncoder().encode(secret);
    if (bytes.length < MINIMUM_BYTES) {
      throw new AuthorizerFault(
        'configuration_invalid',
        `${name} holds ${bytes.length} bytes, expected ${MINIMUM_BYTES} or more`,
      );
    }
    return { import: async () => bytes };
  }

  return {
    async find({ alg }) {
      if (alg !== 'HS256') return undefined;
      loading ??= read();
      try {
        return await loading;
      } catch (error) {
        loading = undefined;
        throw error;
      }
    },
    async prefetch() {},
  };
}
