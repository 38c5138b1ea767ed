/** What a person gave as the token comes in, the value of the header that it stands for goes out; pure. */

/** A header that was copied whole, from curl or a browser's tools. */
const HEADER_NAME = /^authorization:/i;

/**
 * A token alone is put after `Bearer`. What has a blank inside is the header's value already, whatever its scheme: that is for the authorizer to judge.
 *
 * @returns undefined where nothing was given
 */
export function toHeaderValue(given: string): string | undefined {
  const value = given.trim().replace(HEADER_NAME, '').trim();
  if (value === '') return undefined;
  return /\s/.test(value) || value.toLowerCase() === 'bearer' ? value : `Bearer ${value}`;
}

/** The token alone, for places other than a header that takes a scheme. */
export function withoutScheme(headerValue: string): string {
  return headerValue.replace(/^bearer +/i, '');
}
