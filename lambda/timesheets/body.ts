/** The body of a request in, its JSON value or what is wrong with it out. Pure. */
import { expectedGot, type Parsed, parsed, refused } from './problems.ts';
import type { ApiRequest } from './request.ts';

/** An entry of the longest project and note is below 5 kB in UTF-8; twice that leaves room for spaces and escapes. */
const MAX_BODY_BYTES = 10 * 1024;

/** Whether the body may be read as JSON: it says so (RFC 8259 §11, RFC 6838 §4.2.8), or says nothing. */
export function isJsonOrUnsaid(contentTypes: readonly string[]): boolean {
  return contentTypes.every((value) => /^\s*application\/([\w.!#$&^-]+\+)?json\s*(;|$)/i.test(value));
}

/** Decodes strictly: base64 with its padding (RFC 4648 §4), UTF-8 and JSON; at most {@link MAX_BODY_BYTES} once decoded. */
export function parseJsonBody({
  body = '',
  isBase64Encoded,
}: Pick<ApiRequest, 'body' | 'isBase64Encoded'>): Parsed<unknown> {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  // Node's decoder skips what is not base64; the round trip does not forgive it.
  if (isBase64Encoded && bytes.toString('base64') !== body) {
    return refusedBody('base64 (RFC 4648, with padding)', 'text that is not');
  }
  if (bytes.length === 0) return refused({ path: 'body', message: expectedGot('a JSON object', undefined) });
  if (bytes.length > MAX_BODY_BYTES) return refusedBody(`at most ${MAX_BODY_BYTES} bytes`, String(bytes.length));
  try {
    return parsed(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return refusedBody('JSON in UTF-8', 'text that is not');
  }
}

function refusedBody(expected: string, got: string): Parsed<never> {
  return refused({ path: 'body', message: `expected ${expected}, got ${got}` });
}
