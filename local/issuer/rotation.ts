/** Rotates the issuer's keys on command over HTTP: `POST /local/rotate-keys` answers `{"kid":"…"}`; this machine only. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLoopback } from './loopback.ts';

export interface RotateKeysProps {
  /**
   * Takes the previous keys out of the key set, so that the tokens they signed fail at once.
   * @default false, as issuers do: what was signed before stays valid until it expires
   */
  readonly dropPrevious?: boolean;
}

/** Makes a new signing key and returns its `kid`. */
export type RotateKeys = (props?: RotateKeysProps) => Promise<string>;

export const rotationPath = '/local/rotate-keys';

/** `?dropPrevious=true` drops the previous keys. */
export async function answerRotation(rotateKeys: RotateKeys, req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (req.method !== 'POST') {
    return send(res, 405, { message: `found ${req.method}, expected POST: use npm run rotate-keys` });
  }
  // A web page can make a browser post here, but not without its Origin.
  if (!isLoopback(req.socket.remoteAddress ?? '') || req.headers.origin !== undefined) {
    return send(res, 403, {
      message: 'only a command on this machine may rotate the keys: use npm run rotate-keys there',
    });
  }
  const query = new URLSearchParams(req.url?.split('?')[1]);
  return send(res, 200, { kid: await rotateKeys({ dropPrevious: query.get('dropPrevious') === 'true' }) });
}

function send(res: ServerResponse, status: number, body: Readonly<Record<string, string>>): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
