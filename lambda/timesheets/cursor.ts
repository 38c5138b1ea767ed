/** A place in one owner's list in, an opaque cursor out, and back. Pure. */
import { createHash } from 'node:crypto';
import { idAt, type Range } from './position.ts';

/** What a cursor is bound to: it continues this owner's list of this range and no other. */
export interface CursorScope extends Range {
  readonly owner: string;
}

const TAG_BYTES = 16;

/** Makes the cursor that continues after `position`. It holds that position alone, nothing about the owner. */
export function toCursor(position: string, scope: CursorScope): string {
  return Buffer.concat([tagOf(position, scope), Buffer.from(position)]).toString('base64url');
}

/**
 * The position in a cursor, or `undefined` when it was altered, or made for another owner or another range.
 *
 * The tag finds mistakes; it is not a secret, and nothing rests on its being one: the partition that is read comes from the
 * authorizer's context and never from a cursor, so whoever forges a tag only chooses where to start in their own list.
 */
export function parseCursor(cursor: string, scope: CursorScope): string | undefined {
  const bytes = Buffer.from(cursor, 'base64url');
  // Node's decoder skips what is not base64url; the round trip does not forgive it.
  if (bytes.toString('base64url') !== cursor) return undefined;
  const position = bytes.subarray(TAG_BYTES).toString();
  if (!bytes.subarray(0, TAG_BYTES).equals(tagOf(position, scope))) return undefined;
  // DynamoDB refuses a start outside of the range with an error, which would be a 500 for the caller's own doing.
  return idAt(position, scope) === undefined ? undefined : position;
}

function tagOf(position: string, { owner, from, to }: CursorScope): Buffer {
  // JSON keeps the parts apart whatever they hold; joined text would not.
  return createHash('sha256')
    .update(JSON.stringify([owner, from, to, position]))
    .digest()
    .subarray(0, TAG_BYTES);
}
