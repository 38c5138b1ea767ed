/**
 * Prints where a Chromium is and how to start it, as JSON: on Linux x64 the one of @sparticuz/chromium, elsewhere an installed one. A script of
 * its own, since that package is ESM only.
 *
 * `CHROMIUM` in the environment names another one.
 */
import { accessSync, constants, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
  /** Beside what the environment has already. */
  readonly environment: Readonly<Record<string, string>>;
}

async function find(): Promise<FoundChromium> {
  const named = process.env.CHROMIUM;
  if (named !== undefined) return { executablePath: named, args: [], environment: {} };
  if (process.platform === 'linux' && process.arch === 'x64') return unpack();
  const executablePath = INSTALLED.find(isExecutable);
  if (executablePath !== undefined) return { executablePath, args: [], environment: {} };
  throw new Error(
    `no Chromium was found (looked for ${INSTALLED.join(', ')}): install Chromium or Chrome, or name one: CHROMIUM=/path/to/chrome npm test`,
  );
}

/** Into a folder of its own, with the libraries and fonts that the package has for Lambda: a bare container lacks them as well. */
async function unpack(): Promise<FoundChromium> {
  const folder = join(tmpdir(), 'chromium-for-tests');
  mkdirSync(folder, { recursive: true });
  // What the package asks: where to unpack to, and whether this is Lambda.
  process.env.TMPDIR = folder;
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs22.x';
  const { default: chromium } = await import('@sparticuz/chromium');
  const executablePath = await chromium.executablePath();
  const { LD_LIBRARY_PATH = '', FONTCONFIG_PATH = '' } = process.env;
  // Not with the package's own arguments: they switch off CORS and more of what is to be tested. The sandbox needs a kernel that lets
  // users make namespaces, which containers seldom do.
  return { executablePath, args: ['--no-sandbox'], environment: { LD_LIBRARY_PATH, FONTCONFIG_PATH } };
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
