/** Logs a demo user in as an app would: the authorization code flow with PKCE against the running issuer, tokens come out. */

import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import { cliClient, demoUser } from '../demo.ts';
import { type Browser, openBrowser } from './browser.ts';
import { callIssuer } from './call-issuer.ts';

export interface LogInProps {
  /** The issuer's URL, as `startIssuer` gives it. */
  readonly issuer: string;
  /** A demo user's id: `reader` or `author`. */
  readonly user: string;
  /**
   * Scopes to ask for, separated by spaces.
   * @default all that the user holds for the audience
   */
  readonly scope?: string;
  /**
   * The API that the token is for.
   * @default none: the access token is opaque, for userinfo alone
   */
  readonly audience?: string;
  /**
   * @default the command-line client
   */
  readonly clientId?: string;
  /**
   * @default the command-line client's, on loopback; nothing needs to listen there
   */
  readonly redirectUri?: string;
  /**
   * Keeps the session, for requests after the login. One that holds another user's session is refused.
   * @default a fresh one
   */
  readonly browser?: Browser;
}

/** What the token endpoint answers (RFC 6749 §5.1). */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly scope?: string;
  readonly id_token?: string;
  readonly refresh_token?: string;
}

interface Metadata {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
}

/** More redirects than any login takes; past it the issuer sends us in circles. */
const maxSteps = 10;

/**
 * @throws Error when the user is unknown, the issuer does not answer, or it refuses the login; the message says which
 */
export async function logIn({
  issuer,
  user,
  scope,
  audience,
  clientId = cliClient.id,
  redirectUri = 'http://127.0.0.1/callback',
  browser = openBrowser(),
}: LogInProps): Promise<TokenResponse> {
  const { id } = demoUser(user);
  const metadata = await discover(issuer, browser);
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  // Binds the ID token to this login (OpenID Connect Core §3.1.2.1); without `openid` there is none to bind.
  const nonce = scope?.split(' ').includes('openid') ? randomBytes(16).toString('base64url') : undefined;

  const request = new URL(metadata.authorization_endpoint);
  const params = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state,
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    scope,
    audience,
    // A session that the browser already has may be another user's.
    prompt: 'login',
  };
  for (const [name, value] of Object.entries(params)) if (value !== undefined) request.searchParams.set(name, value);

  const answer = await authorize(browser, request, redirectUri, id);
  const error = answer.get('error');
  if (error !== null) throw new Error(`${issuer} refused the login with ${error}: ${answer.get('error_description')}`);
  const code = answer.get('code');
  if (code === null || answer.get('state') !== state) {
    throw new Error(`${issuer} answered the login without a code for this request: start it again`);
  }

  const response = await browser(metadata.token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
    }),
  });
  if (!response.ok)
    throw new Error(`${metadata.token_endpoint} answered ${response.status} instead of tokens: see the issuer's log`);
  const tokens = (await response.json()) as TokenResponse;
  if (nonce !== undefined && decodeJwt(tokens.id_token ?? '').nonce !== nonce) {
    throw new Error(`${issuer} answered with an ID token of another login: start it again`);
  }
  return tokens;
}

async function discover(issuer: string, browser: Browser): Promise<Metadata> {
  const response = await callIssuer(issuer, '.well-known/openid-configuration', undefined, browser);
  if (!response.ok)
    throw new Error(`${response.url} answered ${response.status}, expected 200: is that the local issuer?`);
  return (await response.json()) as Metadata;
}

/** Walks from the authorization request through the login page to the redirect URI, and returns what the app would find there. */
async function authorize(browser: Browser, request: URL, redirectUri: string, user: string): Promise<URLSearchParams> {
  let url = request;
  let init: RequestInit | undefined;
  for (let step = 0; step < maxSteps; step++) {
    const response = await browser(url, init);
    const location = response.headers.get('location');
    if (location !== null) {
      url = new URL(location, url);
      init = undefined;
      if (withoutQuery(url) === withoutQuery(new URL(redirectUri))) return url.searchParams;
    } else if (response.ok && init === undefined) {
      init = { method: 'POST', body: new URLSearchParams({ user }) };
    } else {
      throw new Error(`${withoutQuery(url)} answered ${response.status} instead of a redirect: see the issuer's log`);
    }
  }
  throw new Error(`${request.origin} sent the login in circles (${maxSteps} steps): see the issuer's log`);
}

function withoutQuery({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}
