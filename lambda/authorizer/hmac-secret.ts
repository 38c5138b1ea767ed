/** Where the shared secret of HS256 is comes in, a key set that holds it goes out; environment, Secrets Manager and clock are handed in. */

import { type KeepSettings, type KeySetEvent, keepKeys } from './kept-keys.ts';
import type { KeySet, VerificationKey } from './key-set.ts';
import { AuthorizerFault } from './road.ts';

/** RFC 7518 §3.2: a key of the hash's size or larger must be used. */
const MINIMUM_BYTES = 32;

/**
 * Reads a secret's text from Secrets Manager.
 *
 * @throws Error whose `name` says why it could not be read
 */
export type LoadSecret = (secretArn: string, timeoutMs: number) => Promise<string | undefined>;

/**
 * The secret in an environment variable, its raw UTF-8 text.
 *
 * @throws AuthorizerFault from `find`: `secret_unavailable` where there is none, `configuration_invalid` where it is too short
 */
export function environmentSecret(name: string, environment: Readonly<Record<string, string | undefined>>): KeySet {
  const place = variablePlace(name);
  let key: VerificationKey | undefined;
  return {
    async find({ alg }) {
      if (alg !== 'HS256') return undefined;
      key ??= read();
      return key;
    },
  };

  function read(): VerificationKey {
    const secret = environment[name];
    if (!secret)
      throw new AuthorizerFault('secret_unavailable', `${place} holds no text; put the secret of HS256 there`);
    if (!isLongEnough(secret)) throw new AuthorizerFault('configuration_invalid', tooShort(secret, place));
    return toKey(secret);
  }
}

/** For messages: the variable that holds, or should hold, the secret. */
export function variablePlace(name: string): string {
  return `the environment variable ${isVariableName(name) ? name : 'that hmacSecret.env names'}`;
}

/** `JWT_SECRET`, as variables are mostly called. Anything else may be the secret itself, written in the wrong place, and is not repeated. */
export function isVariableName(text: string): boolean {
  return /^[A-Z][A-Z\d_]{0,63}$/.test(text);
}

/**
 * A secret in Secrets Manager: read when first needed, kept, read again when a signature does not fit it (at most once a cooldown) and when it has been kept for
 * `maxAgeSeconds`, since a rotated secret must stop to open doors.
 *
 * @param nowMs milliseconds since the epoch
 */
export function managedSecret(
  secretArn: string,
  loadSecret: LoadSecret,
  settings: KeepSettings,
  nowMs: () => number,
  report: (event: KeySetEvent) => void,
): KeySet {
  const name = `the secret ${secretArn.startsWith('arn:') ? secretArn : 'that hmacSecret.secretArn names'}`;
  const kept = keepKeys<SecretKey>(
    async (previous) => {
      const read = await loadSecret(secretArn, settings.timeoutMs).catch((cause: Error) => {
        // The name alone: what the message of an error says is not known to be free of secrets.
        throw new Error(`${name} could not be read within ${settings.timeoutMs} ms: ${cause.name}`, { cause });
      });
      if (!read) throw new Error(`${name} holds no text; put the secret of HS256 there`);
      if (!isLongEnough(read)) throw new Error(tooShort(read, name));
      return { keys: read === previous[0]?.text ? previous : [toKey(read)] };
    },
    settings,
    { reason: 'secret_unavailable', what: 'secret', misfit: 'the signature does not fit the last good secret' },
    nowMs,
    report,
  );
  return {
    find: async ({ alg }) => (alg === 'HS256' ? kept.find(([key]) => key) : undefined),
    findSuccessor: async (of) => kept.find(([key]) => (key === of ? undefined : key)),
  };
}

interface SecretKey extends VerificationKey {
  readonly text: string;
}

function toKey(text: string): SecretKey {
  const bytes = new TextEncoder().encode(text);
  return { text, import: async () => bytes };
}

function isLongEnough(secret: string): boolean {
  return Buffer.byteLength(secret) >= MINIMUM_BYTES;
}

function tooShort(secret: string, name: string): string {
  return `${name} holds ${Buffer.byteLength(secret)} bytes, expected ${MINIMUM_BYTES} or more`;
}
