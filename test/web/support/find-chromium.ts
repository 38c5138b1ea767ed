/**
 * Prints where a Chromium is and how to start it, as JSON: on Linux x64 the one of @sparticuz/chromium, elsewhere an installed one. A script of
 * its own, since that package is ESM only.
 *
 * `CHROMIUM` in the environment names another one.
 */
import { accessSync, constants } from 'node:fs';

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

export interface FoundChromium {
  readonly executablePath: string;
  readonly args: readonly string[];
}

async function find(): Promise<FoundChromium> {
  const named = process.env.CHROMIUM;
  if (named !== undefined) return { executablePath: named, args: [] };
  if (process.platform === 'linux' && process.arch === 'x64') {
    const { default: chromium } = await import('@sparticuz/chromium');
    // Not with the package's own arguments: they switch off CORS and more of what is to be tested. The sandbox needs a kernel that
    // lets users make namespaces, which containers seldom do.
    return { executablePath: await chromium.executablePath(), args: ['--no-sandbox'] };
  }
  const executablePath = INSTALLED.find(isExecutable);
  if (executablePath !== undefined) return { executablePath, args: [] };
  throw new Error(
    `no Chromium was found (looked for ${INSTALLED.join(', ')}): install Chromium or Chrome, or name one: CHROMIUM=/path/to/chrome npm test`,
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

try {
  console.log(JSON.stringify(await find()));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
