import { demoAudience, webClient } from '../../../local/demo.ts';
import { type Browser, openBrowser } from '../../../local/issuer/browser.ts';
import { logIn } from '../../../local/issuer/log-in.ts';
import { authorizationRequest, type RunningIssuer, redirectUri, runIssuer } from './running-issuer.ts';

let running: RunningIssuer;
let issuer: string;
beforeAll(async () => {
  running = await runIssuer();
  ({ issuer } = running);
});
afterAll(() => running.stop());

/** Follows an authorization request to the login page and returns its URL. */
async function openLogin(browser: Browser, params?: Readonly<Record<string, string | undefined>>): Promise<URL> {
  const response = await browser(authorizationRequest(issuer, params));
  expect(response.status).toBe(303);
  return new URL(response.headers.get('location') ?? '', issuer);
}

/** Posts the login page's form and follows it to the app's redirect URI. */
async function submit(browser: Browser, login: URL, form: Readonly<Record<string, string>>): Promise<URL> {
  const posted = await browser(login, { method: 'POST', body: new URLSearchParams(form) });
  expect(posted.status).toBe(303);
  const resumed = await browser(posted.headers.get('location') ?? '');
  expect(resumed.status).toBe(303);
  return new URL(resumed.headers.get('location') ?? '');
}

/** Asks for a login without any page, and returns the query that the app gets. */
async function askSilently(browser: Browser): Promise<URLSearchParams> {
  const response = await browser(authorizationRequest(issuer, { prompt: 'none' }));
  return new URL(response.headers.get('location') ?? '').searchParams;
}

describe('the login page', () => {
  it('shows who may log in, with what they may do, and what the app asks for', async () => {
    const browser = openBrowser();
    const login = await openLogin(browser, {
      client_id: webClient.id,
      scope: 'openid email offline_access create:timesheets',
      audience: demoAudience,
    });
    const response = await browser(login);
    const html = await response.text();

    expect(response.status).toBe(200);
    expect(html).toContain('<h1>Log in to Timesheets</h1>');
    expect(html).toContain(
      '<ul><li>know who you are</li><li>see your e-mail address</li><li>stay logged in when you leave</li><li>create timesheets</li></ul>',
    );
    expect(html).toContain('Continue as <strong>reader</strong><small>Robin Reader: may read timesheets</small>');
    expect(html).toContain(
      'Continue as <strong>author</strong><small>Alex Author: may read timesheets and create timesheets</small>',
    );
  });

  it('forbids scripts, frames and everything from elsewhere, and needs none of it', async () => {
    const browser = openBrowser();
    const response = await browser(await openLogin(browser));
    const html = await response.text();

    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; form-action 'self' http:\/\/127\.0\.0\.1:5173; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(html).not.toMatch(/<script|<link|<img|url\(|@import|https?:|\/\/|\son\w+=|\sstyle=/i);
  });

  it.each(['author', 'author@timesheets.example', 'auth0|author'])('focuses the user hinted at by %s', async (hint) => {
    const browser = openBrowser();
    const html = await (await browser(await openLogin(browser, { login_hint: hint }))).text();

    expect(html).toContain('value="author" autofocus>');
    expect(html.match(/autofocus/g)).toHaveLength(1);
  });

  it('answers 400 to a user it does not know and lists those it knows', async () => {
    const browser = openBrowser();
    const login = await openLogin(browser);
    const response = await browser(login, { method: 'POST', body: new URLSearchParams({ user: '<nobody>' }) });

    expect(response.status).toBe(400);
    expect(await response.text()).toContain(
      'unknown user &quot;&lt;nobody&gt;&quot;: the demo users are reader, author',
    );
  });

  it('answers 400 to a browser that did not start the login', async () => {
    const login = await openLogin(openBrowser());
    const response = await openBrowser()(login, { method: 'POST', body: new URLSearchParams({ user: 'author' }) });

    expect(response.status).toBe(400);
    expect(await response.text()).toContain('<h1>This login has ended</h1>');
  });

  it('sends the app an error when the user cancels', async () => {
    const browser = openBrowser();
    const answer = await submit(browser, await openLogin(browser, { state: 'kept' }), { cancel: 'yes' });

    expect(Object.fromEntries(answer.searchParams)).toEqual({
      error: 'access_denied',
      error_description: 'the user cancelled the login',
      state: 'kept',
      iss: issuer,
    });
  });

  it('sends the app a code when the user continues', async () => {
    const browser = openBrowser();
    const answer = await submit(browser, await openLogin(browser, { state: 'kept' }), { user: 'reader' });

    expect(`${answer.origin}${answer.pathname}`).toBe(redirectUri);
    expect([...answer.searchParams.keys()].sort()).toEqual(['code', 'iss', 'state']);
    expect(answer.searchParams.get('state')).toBe('kept');
  });
});

describe('the session', () => {
  it('lets prompt=none through once there is one', async () => {
    const browser = openBrowser();
    expect((await askSilently(browser)).get('error')).toBe('login_required');

    await logIn({ issuer, user: 'reader', browser });
    expect((await askSilently(browser)).has('code')).toBe(true);
  });

  it('shows the login page again for prompt=login', async () => {
    const browser = openBrowser();
    await logIn({ issuer, user: 'reader', browser });
    const login = await openLogin(browser, { prompt: 'login' });

    expect(login.pathname).toMatch(/^\/u\/login\//);
  });

  it('of one user never yields a token for another', async () => {
    const browser = openBrowser();
    await logIn({ issuer, user: 'reader', browser });

    await expect(logIn({ issuer, user: 'author', browser })).rejects.toThrow(/ answered 404 instead of a redirect: /);
  });

  it('needs no click for prompt=consent: the apps are the demo’s own', async () => {
    const browser = openBrowser();
    await logIn({ issuer, user: 'reader', browser });
    const consent = await openLogin(browser, { prompt: 'consent' });
    const consented = await browser(consent);
    const answer = await browser(consented.headers.get('location') ?? '');

    expect(new URL(answer.headers.get('location') ?? '').searchParams.has('code')).toBe(true);
  });
});

describe('logging out', () => {
  it('ends the session at once when the app shows its ID token', async () => {
    const browser = openBrowser();
    const { id_token: idToken } = await logIn({ issuer, user: 'author', scope: 'openid', browser });
    const logout = new URL('oidc/logout', issuer);
    logout.search = new URLSearchParams({
      id_token_hint: idToken ?? '',
      post_logout_redirect_uri: redirectUri,
      state: 'kept',
    }).toString();
    const response = await browser(logout);

    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe(`${redirectUri}?state=kept`);
    expect((await askSilently(browser)).get('error')).toBe('login_required');
  });

  it('asks first when nothing shows whose session it is', async () => {
    const browser = openBrowser();
    await logIn({ issuer, user: 'author', browser });
    const page = await browser(new URL('oidc/logout', issuer));
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await askSilently(browser)).has('code')).toBe(true);

    const xsrf = /name="xsrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const confirmed = await browser(new URL('oidc/logout/confirm', issuer), {
      method: 'POST',
      body: new URLSearchParams({ xsrf, logout: 'yes' }),
    });
    const farewell = await browser(confirmed.headers.get('location') ?? '');
    expect(await farewell.text()).toContain('<h1>Logged out</h1>');
    expect((await askSilently(browser)).get('error')).toBe('login_required');
  });
});

describe('a bad authorization request', () => {
  it('is refused without PKCE', async () => {
    const response = await fetch(authorizationRequest(issuer, { code_challenge: undefined }), { redirect: 'manual' });

    expect(new URL(response.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_request');
  });

  it.each([
    { what: 'an unknown client', params: { client_id: 'nobody' }, says: 'invalid_client: client is invalid' },
    {
      what: 'a redirect to elsewhere',
      params: { redirect_uri: 'https://evil.example/' },
      says: 'invalid_redirect_uri: ',
    },
  ])('is answered on the spot for $what', async ({ params, says }) => {
    const response = await fetch(authorizationRequest(issuer, params), { redirect: 'manual' });

    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.text()).toContain(says);
  });
});
