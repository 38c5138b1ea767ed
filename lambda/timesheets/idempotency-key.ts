/** The `Idempotency-Key` header in, the id of the entry that it stands for out. Pure. */
import { createHash } from 'node:crypto';
import { expectedGot, type Parsed, parsed, refused } from './problems.ts';

export const IDEMPOTENCY_KEY = 'Idempotency-Key';

/** Parses the values of the header: none gives `undefined`, one must be 1 to 255 visible ASCII characters, more are a problem. */
export function parseIdempotencyKey(values: readonly string[]): Parsed<string | undefined> {
  const [key, ...others] = values;
  if (others.length > 0) {
    return refused({ path: IDEMPOTENCY_KEY, message: `expected one value, got ${values.length}` });
  }
  if (key === undefined || /^[\x21-\x7e]{1,255}$/.test(key)) return parsed(key);
  return refused({
    path: IDEMPOTENCY_KEY,
    message: expectedGot('1 to 255 visible ASCII characters without spaces', key),
  });
}

/**
 * The id of the one entry that this owner's key can ever make: a name-based UUID, version 8 over SHA-256 (RFC 9562 §5.8 and
 * appendix B.2), which no random UUID (version 4) can equal.
 */
export function entryIdOf(owner: string, idempotencyKey: string): string {
  const bytes = createHash('sha256')
    .update(JSON.stringify([owner, idempotencyKey]))
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
