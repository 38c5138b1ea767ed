/**
 * `npm run bench:web`: how long the app takes on loopback until a person can use it, in a browser that has never seen it; medians, and the
 * slowest. Not a test: figures depend on the machine.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalStack } from '../../local/stack.ts';
import { launchBrowser } from './support/browser.ts';

const ROUNDS = 15;

/** Runs in the page: notes when the button to log in came to be, by the page's own clock. */
const NOTE_MOMENT = `
  new MutationObserver((_, observer) => {
    if (document.querySelector('.welcome .button') === null) return;
    observer.disconnect();
    window.interactiveAtMs = performance.now();
  }).observe(document, { childList: true, subtree: true });
`;

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const stack = await startLocalStack({
  port: 0,
  httpPort: 0,
  issuerPort: 0,
  tablePort: 0,
  webPort: 0,
  outFolder: join(tmpdir(), `bench-web-${process.pid}`),
  log: () => {},
});
try {
  const browser = await launchBrowser();
  const welcome: number[] = [];
  const reload: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(NOTE_MOMENT);
    await page.goto(stack.web.origin);
    await page.getByRole('button', { name: 'Log in' }).waitFor();
    welcome.push(await page.evaluate('window.interactiveAtMs'));
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('button', { name: 'reader' }).click();
    await page.getByRole('heading', { name: 'No entries yet' }).waitFor();
    const before = Date.now();
    await page.reload();
    await page.getByRole('heading', { name: 'No entries yet' }).waitFor();
    reload.push(Date.now() - before);
    await context.close();
  }
  await browser.close();
  report('first visit, until one can log in', welcome);
  report('reload while logged in, until the list is there', reload);
} finally {
  await stack.close();
}
process.exit();

function report(what: string, times: number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  console.log(`${what.padEnd(50)} median ${median.toFixed(0)} ms, slowest ${(sorted.at(-1) ?? 0).toFixed(0)} ms`);
}
