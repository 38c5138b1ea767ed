/** How the web app is to be served, wherever that is: its policy for content, what may be kept, and which paths are pages of the app; pure. */
import type { WebConfig } from '../web/config.ts';

/** A path that is no file: the app has a page there, and `index.html` is the answer. */
export const PAGE_PATH = /\/[^./]*$/;

/** What the app may load and reach: its own files, the issuer and the API, and nothing that stands inline. */
export function contentSecurityPolicy({ issuer, apiUrl }: Pick<WebConfig, 'issuer' | 'apiUrl'>): string {
  const issuerOrigin = new URL(issuer).origin;
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // Profile pictures come as data, or from the issuer; from elsewhere they give way to initials.
    `img-src 'self' data: ${issuerOrigin}`,
    `connect-src 'self' ${issuerOrigin} ${new URL(apiUrl).origin}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

/** Assets have the hash of their content in their name; all else is asked for anew each time, and answered with 304. */
export const CACHE_CONTROL = { assets: 'public, max-age=31536000, immutable', others: 'no-cache' } as const;

/** Nothing on these pages asks for a camera, a place or a payment. */
export const PERMISSIONS_POLICY = 'camera=(), geolocation=(), microphone=(), payment=(), usb=()';
