/** The app in a real browser, against the local stack: what a person sees and does, and what must never be seen. */
import { readFileSync } from 'node:fs';
import { decodeJwt } from 'jose';
import type { Browser, BrowserContextOptions, Locator, Page, Route } from 'playwright-core';
import { demoAudience, webClient } from '../../local/demo.ts';
import { logIn } from '../../local/issuer/log-in.ts';
import { type RunningStack, startStack } from '../e2e/running-stack.ts';
import { launchBrowser } from './support/browser.ts';
import { type Visitor, visit } from './support/visitor.ts';

/** Short, so that a login lives through several tokens within a test. */
const TOKEN_SECONDS = 10;

let stack: RunningStack;
let browser: Browser;
beforeAll(async () => {
  [stack, browser] = await Promise.all([
    startStack('--access-token-ttl-seconds', String(TOKEN_SECONDS)),
    launchBrowser(),
  ]);
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await stack?.end();
});

let visitor: Visitor;
let page: Page;

/** Opens the app in a browser of its own. */
async function come(options?: BrowserContextOptions): Promise<void> {
  visitor = await visit(browser, stack.app, options);
  page = visitor.page;
}

/** Of every test, whatever it is about: no token ever stands where it could be found, and the content policy holds. */
afterEach(async () => {
  try {
    expect(await visitor.findings()).toEqual([]);
  } finally {
    await visitor.close();
  }
});

const button = (name: string) => page.getByRole('button', { name, exact: true });
const field = (name: string) => page.getByRole('textbox', { name });
const heading = (name: string | RegExp) => page.getByRole('heading', { name, exact: true });
const notice = (text: string | RegExp) => page.locator('.notice').filter({ hasText: text });
const entryOf = (project: string) => page.locator('.entry').filter({ hasText: project });

async function fill(entry: { hours?: string; project?: string; note?: string; date?: string }): Promise<void> {
  if (entry.date !== undefined) await page.getByLabel('Day', { exact: true }).fill(entry.date);
  if (entry.hours !== undefined) await field('Hours').fill(entry.hours);
  if (entry.project !== undefined) await page.getByLabel('Project', { exact: true }).fill(entry.project);
  if (entry.note !== undefined) await field('Note (optional)').fill(entry.note);
}

/** What the API answers to these requests is up to `answer`. */
async function onApi(method: 'GET' | 'POST', answer: (route: Route) => Promise<void>): Promise<void> {
  await page.route(`${stack.urls.REST}**`, (route) =>
    route.request().method() === method ? answer(route) : route.fallback(),
  );
}

/** As it is, but with another token. */
function withToken(token: string) {
  return (route: Route) =>
    route.continue({ headers: { ...route.request().headers(), authorization: `Bearer ${token}` } });
}

async function tokenOf(user: string): Promise<string> {
  return (await logIn({ issuer: stack.issuer, user, audience: demoAudience })).access_token;
}

describe('logging in', () => {
  test('begins with a welcome that says where, and asks nothing of anybody before', async () => {
    await come();
    await visitor.open();
    await heading('Your hours, week by week.').waitFor();
    expect(await page.locator('.fine-print').textContent()).toBe(
      `You log in at ${new URL(stack.issuer).host}. This page never sees your password.`,
    );
    expect(visitor.tokens).toHaveLength(0);
  });

  test('leads to the timesheets, with PKCE and without a code left in the address', async () => {
    await come();
    await visitor.open();
    const authorize = page.waitForRequest((request) => request.url().startsWith(`${stack.issuer}authorize`));
    await visitor.logIn('author');
    const query = new URL((await authorize).url()).searchParams;
    expect(query.get('response_type')).toBe('code');
    expect(query.get('code_challenge_method')).toBe('S256');
    expect(query.get('audience')).toBe(demoAudience);
    expect(query.get('scope')).toBe('openid profile email offline_access read:timesheets create:timesheets');
    expect(query.get('nonce')).toMatch(/^[\w-]{36}$/);
    expect(page.url()).toBe(`${stack.app}/timesheets`);
    expect(await page.title()).toBe('Timesheets');
  });

  test('that is cancelled says so and can be begun again', async () => {
    await come();
    await visitor.open();
    await button('Log in').click();
    await button('Cancel').click();
    await notice('You cancelled the login.').waitFor();
    await visitor.logIn('reader');
  });

  test('while the issuer does not answer says so, and succeeds once it does', async () => {
    await come();
    await page.route(`${stack.issuer}**`, (route) => route.abort());
    await visitor.open();
    await button('Log in').click();
    await notice('The login service does not answer.').waitFor();
    await page.unrouteAll();
    await visitor.logIn('reader');
  });

  test('an answer that belongs to no login of this tab is not taken', async () => {
    await come();
    await visitor.open('/callback?code=stolen&state=foreign');
    await notice('The login did not come to its end. Log in again.').waitFor();
    expect(page.url()).toBe(`${stack.app}/`);
  });
});

describe('reading and adding', () => {
  test('an entry that is added stands in its week, counts in its total and in the chart', async () => {
    await come();
    await visitor.open();
    await visitor.logIn('author');
    await fill({ date: '2025-06-18', hours: '7,5', project: 'Apollo', note: 'Guidance' });
    await button('Add entry').click();
    await page.getByText('Added 7.5 h for Apollo on Wed 18 Jun.').first().waitFor();
    await fill({ date: '2025-06-20', hours: '0.25', project: 'Gemini' });
    await button('Add entry').click();

    const week = page.getByRole('region', { name: '16–22 Jun 2025' });
    await week.getByText('Gemini').waitFor();
    expect(await week.locator('.entry').allInnerTexts()).toEqual([
      expect.stringMatching(/^Fri,? 20 Jun\s+Gemini\s+0\.25 h$/),
      expect.stringMatching(/^Wed,? 18 Jun\s+Apollo\s+Guidance\s+7\.5 h$/),
    ]);
    expect(await week.locator('.week-total').innerText()).toBe('7.75 h');
    await page.getByText('Show the figures').click();
    const row = page.getByRole('row', { name: '16–22 Jun 2025' });
    expect(await row.getByRole('cell').allInnerTexts()).toEqual(['7.5', '0.25', '7.75']);
    expect(await page.locator('.bars .series-1 title').first().textContent()).toBe('Apollo, week of 16 Jun: 7.5 h');

    await page.reload();
    await week.getByText('Gemini').waitFor();
    expect(await week.locator('.week-total').innerText()).toBe('7.75 h');
  });

  test('what the API finds wrong stands beside its field, the first of them focused, and is gone once mended', async () => {
    await come();
    await visitor.open();
    await visitor.logIn('author');
    await fill({ hours: '7.1' });
    await button('Add entry').click();
    await page.locator('#entry-hours-problem').waitFor();
    expect(await page.locator('#entry-hours-problem').innerText()).toBe(
      'Expected a number above 0, at most 24, in steps of 0.25, got 7.1',
    );
    expect(await page.locator('#entry-project-problem').innerText()).toBe(
      'Expected text of 1 to 100 characters, got nothing',
    );
    expect(await field('Hours').getAttribute('aria-describedby')).toBe('entry-hours-problem');
    expect(await field('Hours').getAttribute('aria-invalid')).toBe('true');
    expect(await focusedName(page)).toBe('hours');

    await fill({ hours: '7.25', project: 'Mended' });
    await button('Add entry').click();
    await entryOf('Mended').waitFor();
    expect(await page.locator('.problem').count()).toBe(0);
  });

  test('more entries than a page are shown when asked for, and a week that is not whole says so', async () => {
    const token = await tokenOf('author');
    for (let index = 0; index < 52; index++) {
      await fetch(stack.urls.REST, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ date: '2025-01-06', project: 'Paging', hours: 0.25, note: `${index}` }),
      });
    }
    await come();
    await visitor.open();
    await visitor.logIn('author');
    const week = page.getByRole('region', { name: '6–12 Jan 2025' });
    await week.waitFor();
    expect(await week.locator('.week-total').innerText()).toMatch(/ h so far$/);
    await button('Show earlier entries').click();
    await week
      .locator('.week-total')
      .filter({ hasText: /^13 h$/ })
      .waitFor();
    expect(await week.locator('.entry').count()).toBe(52);
    expect(await page.locator('.more').count()).toBe(0);
  });

  test('an answer that gets lost does not add the entry twice', async () => {
    await come();
    await visitor.open();
    await visitor.logIn('author');
    let lost = 0;
    await onApi('POST', async (route) => {
      if (lost++ > 0) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await fill({ hours: '1', project: 'Once only' });
    await button('Add entry').click();
    await notice('The server cannot be reached. What you typed is kept.').waitFor();
    await button('Try again').click();
    await entryOf('Once only').waitFor();
    await page.reload();
    await entryOf('Once only').waitFor();
    expect(await entryOf('Once only').count()).toBe(1);
  });
});

describe('what the scopes allow', () => {
  test('the reader sees no form, and reads why under “Your access”', async () => {
    await come();
    await visitor.open();
    await visitor.logIn('reader');
    await heading('No entries yet').waitFor();
    expect(await page.getByRole('form').count()).toBe(0);
    expect(await page.getByText('You may read timesheets, but not add any.').count()).toBe(1);

    await page.getByRole('link', { name: 'Your access' }).click();
    expect(await page.getByRole('region', { name: 'You may' }).getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringContaining('Read timesheets'),
    ]);
    expect(await page.getByRole('region', { name: 'Not given to you' }).getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringContaining('Create timesheets'),
    ]);
  });

  test('a 403 names the permission that is missing, and keeps what was typed', async () => {
    const readers = await tokenOf('reader');
    await come();
    await visitor.open();
    await visitor.logIn('author');
    await onApi('POST', withToken(readers));
    await fill({ hours: '2', project: 'Forbidden' });
    await button('Add entry').click();
    await notice(
      'You lack the permission “Create timesheets” (create:timesheets). Ask whoever manages your roles for it. What you typed is kept.',
    ).waitFor();
    expect(await page.getByLabel('Project', { exact: true }).inputValue()).toBe('Forbidden');
    expect(await button('Try again').count()).toBe(0);
  });

  test('the profile shows who the issuer says it is', async () => {
    await come();
    await visitor.open('/profile');
    await visitor.logIn('reader');
    expect(page.url()).toBe(`${stack.app}/profile`);
    const you = page.getByRole('region', { name: 'You' });
    expect(await you.innerText()).toMatch(
      /Robin Reader[\s\S]*reader@timesheets\.example\s*verified[\s\S]*auth0\|reader/,
    );
    expect(await you.locator('img').getAttribute('src')).toMatch(/^data:image\/svg\+xml/);
  });
});

describe('an issuer that says less', () => {
  /** Changes what the token endpoint answers. */
  const onTokens = (change: (answer: Record<string, string>) => Record<string, string | undefined>) =>
    page.route(`${stack.issuer}oauth/token`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: change(await response.json()) });
    });

  test('about what it granted is taken to have granted all that was asked; the API has the last word', async () => {
    await come();
    await onTokens((answer) => ({ ...answer, scope: undefined }));
    await visitor.open();
    await visitor.logIn('reader');
    await fill({ hours: '1', project: 'Hopeful' });
    await button('Add entry').click();
    await notice('You lack the permission “Create timesheets” (create:timesheets).').waitFor();
  });

  test('in its ID token is asked at userinfo', async () => {
    await come();
    await onTokens(({ id_token: idToken = '', ...answer }) => {
      const [header, , signature] = idToken.split('.');
      const { name, nickname, email, picture, ...claims } = decodeJwt(idToken);
      const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
      return { ...answer, id_token: `${header}.${payload}.${signature}` };
    });
    await visitor.open('/profile');
    const userinfo = page.waitForResponse((response) => response.url() === `${stack.issuer}userinfo`);
    await visitor.logIn('reader');
    expect((await userinfo).status()).toBe(200);
    expect(await page.getByRole('region', { name: 'You' }).innerText()).toMatch(/Robin Reader/);
  });
});

describe('staying logged in', () => {
  test('tokens are renewed before they expire, each refresh token used once, and nobody notices', async () => {
    await come();
    await visitor.open();
    await visitor.logIn('author');
    const [first, second] = await visitor.tokensUntil(2);
    if (first === undefined || second === undefined) throw new Error('expected two answers of the token endpoint');
    const expiryMs = (decodeJwt(first.access_token).exp ?? 0) * 1000;
    expect(Date.now()).toBeLessThan(expiryMs);
    expect(second.refresh_token).not.toBe(first.refresh_token);

    // The third comes after the first has expired.
    await visitor.tokensUntil(3);
    expect(Date.now()).toBeGreaterThan(expiryMs);
    const list = page.waitForResponse((response) => response.url().startsWith(stack.urls.REST));
    await page.getByRole('link', { name: 'Profile' }).click();
    await page.getByRole('link', { name: 'Timesheets' }).click();
    const answered = await list;
    expect(answered.status()).toBe(200);
    const used = (await answered.request().allHeaders()).authorization?.replace('Bearer ', '') ?? '';
    expect((decodeJwt(used).exp ?? 0) * 1000).toBeGreaterThan(Date.now());
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('a machine that slept through the expiry renews before it calls the API', async () => {
    await come();
    await page.clock.install();
    await visitor.open('/profile');
    await visitor.logIn('author');
    const list = page.waitForRequest((request) => request.url().startsWith(stack.urls.REST));
    await page.clock.setSystemTime(Date.now() + 3_600_000);
    await page.getByRole('link', { name: 'Timesheets' }).click();
    const sent = (await (await list).allHeaders()).authorization;
    const tokens = await visitor.tokensUntil(2);
    expect(sent === `Bearer ${tokens[0]?.access_token}`).toBe(false);
    await page.locator('.week').first().waitFor();
  });

  test('a 401 is met with one renewal and then goes unnoticed', async () => {
    await come();
    await visitor.open();
    await visitor.logIn('author');
    let refused = 0;
    await onApi('POST', (route) => (refused++ === 0 ? withToken('no.such.token')(route) : route.continue()));
    await fill({ hours: '3', project: 'Renewed' });
    await button('Add entry').click();
    await entryOf('Renewed').waitFor();
    expect(refused).toBe(2);
    expect(visitor.tokens.length).toBeGreaterThan(1);
  });

  test('a second 401 ends the login; after logging in again the half-filled form is still there', async () => {
    await come();
    await visitor.open();
    await visitor.logIn('author');
    await onApi('POST', withToken('no.such.token'));
    await fill({ date: '2025-09-01', hours: '4', project: 'Kept', note: 'all of it' });
    await button('Add entry').click();
    await notice('Your login has ended. Log in again, then add it: what you typed is kept.').waitFor();
    await page.unrouteAll();
    await button('Log in again').click();
    await page.waitForURL(`${stack.app}/timesheets`);
    expect(await page.getByLabel('Day', { exact: true }).inputValue()).toBe('2025-09-01');
    expect(await field('Hours').inputValue()).toBe('4');
    expect(await field('Note (optional)').inputValue()).toBe('all of it');
    await button('Add entry').click();
    await entryOf('Kept').waitFor();
  });

  test('a refresh token that is revoked ends the login at the next renewal, without losing what is typed', async () => {
    await come();
    await page.clock.install();
    await visitor.open();
    await visitor.logIn('author');
    await fill({ project: 'Half a' });
    const token = visitor.tokens[0]?.refresh_token ?? '';
    const revoked = await fetch(new URL('oauth/revoke', stack.issuer), {
      method: 'POST',
      body: new URLSearchParams({ client_id: webClient.id, token }),
    });
    expect(revoked.status).toBe(200);
    await page.clock.fastForward(TOKEN_SECONDS * 1000);
    await notice('Your login has ended. What you typed is kept.').waitFor();
    expect(await page.getByLabel('Project', { exact: true }).inputValue()).toBe('Half a');
    await button('Log in again').click();
    await page.waitForURL(`${stack.app}/timesheets`);
    expect(await page.getByLabel('Project', { exact: true }).inputValue()).toBe('Half a');
  });

  test('an issuer that is away for a while ends nothing: the renewal is tried again', async () => {
    await come();
    await page.clock.install();
    await visitor.open();
    await visitor.logIn('author');
    let failed = 0;
    await page.route(`${stack.issuer}oauth/token`, (route) => {
      if (failed++ > 0) return route.continue();
      return route.abort();
    });
    await page.clock.fastForward(10_000);
    await page.clock.fastForward(10_000);
    await visitor.tokensUntil(2);
    expect(failed).toBeGreaterThan(1);
    expect(await notice('Your login has ended.').count()).toBe(0);
  });

  test('a reload asks the issuer, not the person, and comes back to the same page', async () => {
    await come();
    await visitor.open('/access');
    await visitor.logIn('reader');
    const silent = page.waitForRequest((request) => request.url().includes('prompt=none'));
    await page.reload();
    await silent;
    await heading('Your access').waitFor();
    expect(page.url()).toBe(`${stack.app}/access`);
    expect(visitor.tokens.length).toBeGreaterThan(1);
  });

  test('a reload after the session at the issuer has ended leads to the welcome, and not in circles', async () => {
    await come();
    await visitor.open();
    await visitor.logIn('reader');
    await visitor.context.clearCookies();
    await page.reload();
    await notice('Your login has ended. Log in again.').waitFor();
    await visitor.logIn('reader');
  });

  test('logging out ends it here and at the issuer, and leaves nothing behind', async () => {
    await come();
    await visitor.open();
    await visitor.logIn('author');
    await fill({ project: 'Secret plans' });
    const logout = page.waitForRequest((request) => request.url().startsWith(`${stack.issuer}oidc/logout`));
    await button('Log out').click();
    const query = new URL((await logout).url()).searchParams;
    expect([...query.keys()].sort()).toEqual(['client_id', 'logout_hint', 'post_logout_redirect_uri']);
    await heading('Your hours, week by week.').waitFor();
    expect(page.url()).toBe(`${stack.app}/`);
    expect(await page.evaluate('sessionStorage.length + localStorage.length')).toBe(0);

    const reused = await fetch(new URL('oauth/token', stack.issuer), {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: webClient.id,
        refresh_token: visitor.tokens.at(-1)?.refresh_token ?? '',
      }),
    });
    expect(reused.status).toBe(400);
    await button('Log in').click();
    await page.getByRole('button', { name: 'reader' }).click();
    await heading('No entries yet').waitFor();
    await page.goBack();
    expect(await page.getByText('Alex Author').count()).toBe(0);
  });
});

test('logging out where the issuer has no place for it ends the login here, and says what is left', async () => {
  await come();
  await page.route(`${stack.issuer}.well-known/openid-configuration`, async (route) => {
    const response = await route.fetch();
    const { end_session_endpoint: left, ...metadata } = await response.json();
    await route.fulfill({ response, json: metadata });
  });
  await visitor.open();
  await visitor.logIn('reader');
  await button('Log out').click();
  await notice('You are logged out here, but the issuer may still know you.').waitFor();
  expect(await page.evaluate('sessionStorage.length')).toBe(0);
});

describe('when the line or the API is bad', () => {
  test('an app whose settings cannot be loaded says so and starts at a click', async () => {
    await come();
    await page.route('**/config.json', (route) => route.abort());
    await visitor.open();
    await heading('The app could not start').waitFor();
    await page.getByText('Its settings could not be loaded: check your connection.').waitFor();
    await page.unrouteAll();
    await button('Try again').click();
    await button('Log in').waitFor();
  });

  test('offline, what is typed is kept, and goes through once there is a connection', async () => {
    await come();
    await visitor.open();
    await visitor.logIn('author');
    await fill({ hours: '5', project: 'From the train' });
    await visitor.context.setOffline(true);
    await notice('You are offline. What you type is kept.').waitFor();
    await button('Add entry').click();
    await notice('You are offline. What you typed is kept.').waitFor();
    await visitor.context.setOffline(false);
    await button('Try again').click();
    await entryOf('From the train').waitFor();
  });

  test('a list that failed for want of a connection comes by itself once there is one', async () => {
    await come();
    await visitor.open('/profile');
    await visitor.logIn('author');
    await visitor.context.setOffline(true);
    await page.getByRole('link', { name: 'Timesheets' }).click();
    await page.getByRole('alert').filter({ hasText: 'You are offline.' }).waitFor();
    await visitor.context.setOffline(false);
    await page.locator('.week').first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('an API that fails says so and is asked again at a click', async () => {
    await come();
    await visitor.open('/profile');
    await visitor.logIn('author');
    await onApi('GET', (route) =>
      route.fulfill({
        status: 500,
        headers: { 'access-control-allow-origin': stack.app },
        json: { message: 'Authorization is unavailable, try again later' },
      }),
    );
    await page.getByRole('link', { name: 'Timesheets' }).click();
    await page.getByRole('alert').filter({ hasText: 'Something went wrong on the server.' }).waitFor();
    await page.unrouteAll();
    await button('Try again').click();
    await page.locator('.week').first().waitFor();
  });

  test('a slow API is said to be slow, and what it says in the end is taken', async () => {
    await come();
    await page.clock.install();
    await visitor.open();
    await visitor.logIn('author');
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await onApi('POST', async (route) => {
      await released;
      await route.continue();
    });
    await fill({ hours: '1', project: 'Slow but sure' });
    await button('Add entry').click();
    await button('Adding …').waitFor();
    expect(await field('Hours').getAttribute('readonly')).not.toBeNull();
    await page.clock.fastForward(4_000);
    await notice('This takes longer than usual …').waitFor();
    release();
    await entryOf('Slow but sure').waitFor();
    expect(await notice('This takes longer than usual …').count()).toBe(0);
  });
});

describe('for everybody', () => {
  test('the keyboard alone is enough to log in, skip the navigation and add an entry', async () => {
    await come();
    await visitor.open();
    await button('Log in').waitFor();
    const { keyboard } = page;
    await tabTo(button('Log in'));
    await keyboard.press('Enter');
    await page.getByRole('button', { name: 'author' }).waitFor();
    await tabTo(page.getByRole('button', { name: 'author' }));
    await keyboard.press('Enter');
    await button('Log out').waitFor();
    await keyboard.press('Tab');
    expect(await focusedText(page)).toBe('Skip to the content');
    await keyboard.press('Enter');
    await tabTo(field('Hours'));
    await keyboard.type('1.5');
    await keyboard.press('Tab');
    await keyboard.type('By keyboard');
    await keyboard.press('Enter');
    await entryOf('By keyboard').waitFor();
    expect(await focusedName(page)).toBe('project');
    expect(await page.getByRole('status').allInnerTexts()).toContainEqual(
      expect.stringMatching(/^Added 1\.5 h for By keyboard on /),
    );
  });

  test('a page that one goes to is announced by its heading, which has the focus, and by the title', async () => {
    await come();
    await visitor.open();
    await visitor.logIn('reader');
    await page.getByRole('link', { name: 'Profile' }).click();
    await heading('Profile').waitFor();
    expect(await focusedText(page)).toBe('Profile');
    expect(await page.title()).toBe('Profile · Timesheets');
    await page.goBack();
    await heading('Timesheets').waitFor();
    expect(page.url()).toBe(`${stack.app}/timesheets`);
  });

  test('on a phone nothing is wider than the screen, whatever it holds, and everything is large enough to touch', async () => {
    await come({ viewport: { width: 375, height: 740 }, hasTouch: true, isMobile: true });
    await visitor.open();
    expect(await widthOf(page)).toBe(375);
    await visitor.logIn('author');
    await fill({ hours: '24', project: 'P'.repeat(100), note: 'n'.repeat(400) });
    await button('Add entry').click();
    await page.locator('.entry').filter({ hasText: 'nnnnn' }).waitFor();
    expect(await widthOf(page)).toBe(375);
    await fill({ hours: 'x'.repeat(60) });
    await button('Add entry').click();
    await page.locator('#entry-hours-problem').waitFor();
    expect(await widthOf(page)).toBe(375);
    for (const name of ['Your access', 'Profile', 'Timesheets']) {
      const link = page.getByRole('link', { name });
      await link.tap();
      expect(await widthOf(page)).toBe(375);
      expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    }
    expect((await button('Add entry').boundingBox())?.height).toBeGreaterThanOrEqual(44);
  });

  test.each(['light', 'dark'] as const)('axe finds nothing on any page, %s', async (colorScheme) => {
    await come({ colorScheme });
    await visitor.open();
    await button('Log in').waitFor();
    expect(await violations(page)).toEqual([]);
    await visitor.logIn('author');
    await fill({ hours: '7.5', project: 'Accessible' });
    await button('Add entry').click();
    await entryOf('Accessible').first().waitFor();
    await page.getByText('Show the figures').click();
    await button('Add entry').click();
    await page.locator('.problem').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await onApi('POST', withToken('no.such.token'));
    await fill({ hours: '1', project: 'Ended' });
    await button('Add entry').click();
    await button('Log in again').waitFor();
    expect(await violations(page)).toEqual([]);
    for (const name of ['Your access', 'Profile']) {
      await page.getByRole('link', { name }).click();
      expect(await violations(page)).toEqual([]);
    }
  });
});

function focusedText(of: Page): Promise<string> {
  return of.evaluate(`document.activeElement?.textContent ?? ''`);
}

function focusedName(of: Page): Promise<string> {
  return of.evaluate(`document.activeElement?.getAttribute('name') ?? ''`);
}

function widthOf(of: Page): Promise<number> {
  return of.evaluate('document.documentElement.scrollWidth');
}

/** Presses Tab until the focus is there. */
async function tabTo(target: Locator): Promise<void> {
  const focused = target.and(target.page().locator(':focus'));
  for (let presses = 0; presses < 15; presses++) {
    await target.page().keyboard.press('Tab');
    if ((await focused.count()) === 1) return;
  }
  throw new Error(`15 tabs led to "${await focusedText(target.page())}"`);
}

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** All of them, not the serious ones alone. */
async function violations(of: Page): Promise<string[]> {
  await of.evaluate(axe);
  const { violations: found } = await of.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    'axe.run()',
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
