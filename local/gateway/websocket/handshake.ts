/** The headers of a request to upgrade come in, the answer that opens a WebSocket comes out, or why it cannot (RFC 6455 §4.2); pure. */
import { createHash } from 'node:crypto';
import { type HttpAnswer, type HttpHeaders, headerValue } from '../http.ts';

const PROTOCOL_VERSION = '13';

/** RFC 6455 §1.3: what the server appends to the caller's key. */
const ACCEPT_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** The caller's key where the request asks for a WebSocket, `no-upgrade` where it asks for none, `malformed` where it does so wrongly. */
export function readHandshake(headers: HttpHeaders): { readonly key: string } | 'no-upgrade' | 'malformed' {
  const isUpgrade = /\bupgrade\b/i.test(headerValue(headers, 'connection') ?? '');
  if (!isUpgrade || headerValue(headers, 'upgrade')?.toLowerCase() !== 'websocket') return 'no-upgrade';
  const key = headerValue(headers, 'sec-websocket-key') ?? '';
  const isKey = Buffer.from(key, 'base64').length === 16;
  return isKey && headerValue(headers, 'sec-websocket-version') === PROTOCOL_VERSION ? { key } : 'malformed';
}

/**
 * The 101 that opens the connection.
 *
 * @param protocol the subprotocol to name, none where undefined
 */
export function acceptHandshake(key: string, protocol: string | undefined): HttpAnswer {
  const accept = createHash('sha1').update(`${key}${ACCEPT_SUFFIX}`).digest('base64');
  return {
    status: 101,
    headers: [
      ['Upgrade', 'websocket'],
      ['Connection', 'Upgrade'],
      ['Sec-WebSocket-Accept', accept],
      ...(protocol === undefined ? [] : [['Sec-WebSocket-Protocol', protocol] as const]),
    ],
    body: Buffer.alloc(0),
  };
}
