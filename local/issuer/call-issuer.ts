/** Calls a path of the running issuer for a command; a wrong or dead URL becomes an error that says what to do. */

import { defaultIssuerUrl } from '../demo.ts';

/**
 * @param path relative to the issuer's URL, without a leading slash
 * @param send what sends the request
 * @throws Error when the URL is none or nothing answers there; any answer with a status is returned
 */
export async function callIssuer(
  issuer: string,
  path: string,
  init?: RequestInit,
  send: (url: URL, init?: RequestInit) => Promise<Response> = fetch,
): Promise<Response> {
  if (!URL.canParse(issuer))
    throw new Error(`"${issuer}" is not a URL: expected the issuer's, such as ${defaultIssuerUrl}`);
  const url = new URL(path, issuer.endsWith('/') ? issuer : `${issuer}/`);
  try {
    return await send(url, init);
  } catch (cause) {
    const advice = 'start it with npm start, or name the running one with --issuer';
    throw new Error(`no issuer answers at ${issuer}: ${advice}`, { cause });
  }
}
