/** The authorizer's context in, the owner of what is read and written out; nothing else in a request has a say. Pure. */
import type { Principal } from '../principal-of.ts';

/** What fits into a DynamoDB partition key (2048 bytes) with room to spare, and any `sub` (OpenID Connect Core §2: 255). */
const MAX_OWNER_BYTES = 1024;

/**
 * The owner's name: the text under `ownerKey`, byte for byte, or `undefined` when there is none that can be used.
 *
 * Text that is not well-formed Unicode is none: in UTF-8 every lone surrogate is the same replacement character, so
 * that two different owners would share one partition.
 */
export function ownerOf(context: Principal['context'] | undefined, ownerKey: string): string | undefined {
  const owner = context !== undefined && Object.hasOwn(context, ownerKey) ? context[ownerKey] : undefined;
  if (!owner) return undefined;
  return Buffer.byteLength(owner) <= MAX_OWNER_BYTES && !/\p{Surrogate}/u.test(owner) ? owner : undefined;
}
