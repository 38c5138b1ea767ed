/**
 * `npm run screenshots`: starts the local stack, fills it with some weeks, and takes a picture of each page into docs/images, light and dark, at a
 * desk and on a phone.
 */
import { mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { defaultIssuerPort, demoAudience } from '../../local/demo.ts';
import { logIn } from '../../local/issuer/log-in.ts';
import { startLocalStack } from '../../local/stack.ts';
import { launchBrowser } from './support/browser.ts';

const FOLDER = join(import.meta.dirname, '../../docs/images');

/** The day on which the pictures are taken, so that they do not change by themselves. */
const NOW = new Date('2026-03-19T10:00:00');

const SCREENS = {
  desk: { width: 1200, height: 800 },
  phone: { width: 375, height: 740 },
} as const;

const SCHEMES = ['light', 'dark'] as const;

type Scene = (page: Page, app: string) => Promise<void>;

const loggedIn =
  (user: string, path: string): Scene =>
  async (page, app) => {
    await page.goto(`${app}${path}`);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('button', { name: user }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Log out' }).waitFor();
    await page.locator('.placeholder').waitFor({ state: 'detached' });
  };

const SCENES: Readonly<Record<string, Scene>> = {
  welcome: async (page, app) => {
    await page.goto(app);
    await page.getByRole('button', { name: 'Log in' }).waitFor();
  },
  login: async (page, app) => {
    await page.goto(app);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('button', { name: 'author' }).waitFor();
  },
  timesheets: async (page, app) => {
    await loggedIn('author', '/timesheets')(page, app);
    await page.getByRole('heading', { name: 'This week' }).waitFor();
  },
  problems: async (page, app) => {
    await loggedIn('author', '/timesheets')(page, app);
    await page.getByRole('textbox', { name: 'Hours' }).fill('7.1');
    await page.getByRole('button', { name: 'Add entry' }).click();
    await page.locator('.problem').first().waitFor();
  },
  empty: loggedIn('reader', '/timesheets'),
  access: loggedIn('reader', '/access'),
  profile: loggedIn('author', '/profile'),
};

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
mkdirSync(FOLDER, { recursive: true });
const stack = await startLocalStack({
  port: 0,
  httpPort: 0,
  // Not any free one: the pictures show it.
  issuerPort: defaultIssuerPort,
  tablePort: 0,
  webPort: 0,
  outFolder: join(tmpdir(), `screenshots-${process.pid}`),
  log: () => {},
});
try {
  await fillWeeks(stack.restApi.url, stack.issuer.issuer);
  const browser = await launchBrowser();
  let bytes = 0;
  for (const [name, scene] of Object.entries(SCENES)) {
    for (const [screen, viewport] of Object.entries(SCREENS)) {
      for (const colorScheme of SCHEMES) {
        const path = join(FOLDER, `${name}-${screen}-${colorScheme}.png`);
        await take(browser, { viewport, colorScheme }, (page) => scene(page, stack.web.origin), path);
        bytes += statSync(path).size;
      }
    }
  }
  await browser.close();
  console.log(`${FOLDER}: ${(bytes / 1024).toFixed(0)} kB in all`);
} finally {
  await stack.close();
}
process.exit();

async function take(
  browser: Browser,
  options: Parameters<Browser['newContext']>[0],
  scene: (page: Page) => Promise<void>,
  path: string,
): Promise<void> {
  const context = await browser.newContext({ ...options, reducedMotion: 'reduce', locale: 'en-GB' });
  const page = await context.newPage();
  await page.clock.setFixedTime(NOW);
  await scene(page);
  await page.screenshot({ path });
  await context.close();
}

/** Some weeks as somebody might have spent them, up to the day of the pictures. */
async function fillWeeks(apiUrl: string, issuer: string): Promise<void> {
  const { access_token: token } = await logIn({ issuer, user: 'author', audience: demoAudience });
  const days = ['Apollo', 'Apollo', 'Gemini', 'Apollo', 'Support'];
  for (let week = 0; week < 7; week++) {
    for (const [weekday, project] of days.entries()) {
      const date = new Date(Date.UTC(2026, 2, 16 - 7 * week + weekday)).toISOString().slice(0, 10);
      if (date > '2026-03-19') continue;
      const hours = 4 + ((week * week * 3 + weekday * 5) % 11) / 2;
      await post({ date, project, hours });
      if (weekday === 2) await post({ date, project: 'Skylab: moving the archive', hours: 1 + (week % 3) });
    }
  }
  await post({
    date: '2026-03-18',
    project: 'Support',
    hours: 1.25,
    note: 'Two calls about the import. The second one led to a fix that goes out on Friday.',
  });

  async function post(entry: object): Promise<void> {
    const response = await fetch(`${apiUrl}/timesheets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(entry),
    });
    if (!response.ok) throw new Error(`POST /timesheets answered ${response.status}: ${await response.text()}`);
  }
}
