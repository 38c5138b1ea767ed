/** What a function may answer as headers, the same for every kind of API; pure. */
import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { HttpHeaders } from './http.ts';

/** Written anew for the body and the connection that are really sent. */
const OWN_TO_THE_GATEWAY = new Set(['content-length', 'transfer-encoding', 'upgrade']);

/** Whether API Gateway passes a function's header on at all. */
export function isPassedOn(name: string): boolean {
  return !OWN_TO_THE_GATEWAY.has(name.toLowerCase());
}

/** Whether HTTP allows all of these. */
export function areValidHeaders(headers: HttpHeaders): boolean {
  try {
    for (const [name, value] of headers) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    return true;
  } catch {
    return false;
  }
}
