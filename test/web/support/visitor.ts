/** Somebody at a browser: opens the app, logs in, and remembers all that a leaked token could stand in. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The answers of the token endpoint so far, oldest first. */
  readonly tokens: readonly TokenResponse[];
  /** Waits until there are this many. */
  tokensUntil(count: number): Promise<readonly TokenResponse[]>;
  open(path?: string): Promise<void>;
  /** From the welcome page to the app. */
  logIn(user: 'author' | 'reader'): Promise<void>;
  /** What nobody should ever find: violations of the content policy, errors of the page, and places in which a token stands. */
  findings(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface TokenResponse {
  readonly access_token: string;
  readonly id_token?: string;
  readonly refresh_token?: string;
}

export async function visit(browser: Browser, app: string, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const tokens: TokenResponse[] = [];
  const waiting = new Set<() => void>();
  const urls: string[] = [];
  const lines: string[] = [];
  const wrong: string[] = [];
  context.on('request', (request) => urls.push(request.url()));
  page.on('framenavigated', (frame) => urls.push(frame.url()));
  page.on('pageerror', (error) => wrong.push(`error of the page: ${error.message}`));
  page.on('console', (message) => {
    lines.push(message.text());
    if (/Content Security Policy|Trusted ?Type/i.test(message.text())) wrong.push(message.text());
  });
  page.on('response', async (response) => {
    if (!response.url().endsWith('/oauth/token') || response.status() !== 200) return;
    tokens.push((await response.json()) as TokenResponse);
    for (const look of waiting) look();
  });

  return {
    page,
    context,
    tokens,
    tokensUntil: (count) =>
      new Promise((resolve, reject) => {
        const deadline = setTimeout(
          () => reject(new Error(`${tokens.length} token responses, expected ${count}`)),
          30_000,
        );
        const look = () => {
          if (tokens.length < count) return;
          clearTimeout(deadline);
          waiting.delete(look);
          resolve(tokens);
        };
        waiting.add(look);
        look();
      }),
    async open(path = '/') {
      await page.goto(`${app}${path}`);
    },
    async logIn(user) {
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('button', { name: user }).click();
      await page.getByRole('button', { name: 'Log out' }).waitFor();
    },
    async findings() {
      const places: Readonly<Record<string, string>> = {
        'a URL': urls.join('\n'),
        'the console': lines.join('\n'),
        'the storage of the browser': JSON.stringify(await context.storageState({ indexedDB: true })),
        'the storage of the tab': await page.evaluate('JSON.stringify({ ...sessionStorage })'),
        'the page': await page.content(),
        'a field': await page.evaluate(
          `[...document.querySelectorAll('input, textarea')].map(({ value }) => value).join('\\n')`,
        ),
        'the history': await page.evaluate('JSON.stringify(history.state)'),
      };
      const leaks = tokens.flatMap((response) =>
        Object.entries(response)
          .filter(([name, value]) => /_token$/.test(name) && typeof value === 'string')
          .flatMap(([name, value]) =>
            Object.entries(places)
              // The signature of a JWT, or the whole of a token that is none.
              .filter(([, text]) => text.includes(value.split('.').at(-1)))
              .map(([place]) => `the ${name} stands in ${place}`),
          ),
      );
      return [...wrong, ...leaks];
    },
    close: () => context.close(),
  };
}
