/** The text of `config.json` comes in, the app's settings or all that is wrong with them go out; pure. */

/** What differs from one environment to the next: the app is built once and reads this when it starts. */
export interface WebConfig {
  /** The OpenID provider, spelled as its tokens' `iss` spells it. */
  readonly issuer: string;
  /** The app's id at the issuer: a public client, without a secret. */
  readonly clientId: string;
  /** Where the API is, without a slash at the end. */
  readonly apiUrl: string;
  /** The API's scopes that the app asks for. */
  readonly scopes: readonly string[];
  /**
   * The API as Auth0 wants it named, in the parameter `audience`.
   * @default none is sent
   */
  readonly audience?: string;
  /**
   * The API as standard issuers want it named, in the parameter `resource` (RFC 8707).
   * @default none is sent
   */
  readonly resource?: string;
}

/** @throws Error that names every setting that is wrong */
export function parseConfig(value: unknown): WebConfig {
  const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const checks: Readonly<Record<keyof WebConfig, readonly [expected: string, ok: boolean]>> = {
    issuer: ['a URL', isUrl(given.issuer)],
    clientId: ['text', isText(given.clientId)],
    apiUrl: ['a URL', isUrl(given.apiUrl)],
    scopes: ['an array of text', Array.isArray(given.scopes) && given.scopes.every(isText)],
    audience: ['text or nothing', given.audience === undefined || isText(given.audience)],
    resource: ['text or nothing', given.resource === undefined || isText(given.resource)],
  };
  const wrong = Object.entries(checks).flatMap(([key, [expected, ok]]) =>
    ok ? [] : [`${key}: expected ${expected}, got ${JSON.stringify(given[key]) ?? 'nothing'}`],
  );
  if (wrong.length > 0) throw new Error(`config.json is wrong: ${wrong.join('; ')}`);
  const { issuer, clientId, apiUrl, scopes, audience, resource } = given as unknown as WebConfig;
  return { issuer, clientId, apiUrl: apiUrl.replace(/\/$/, ''), scopes, audience, resource };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isUrl(value: unknown): boolean {
  return isText(value) && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
