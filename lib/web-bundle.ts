/** Builds the web app from web/ with esbuild: the files that a browser gets come out, or lie in a folder; reads and writes files. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { NOTICES_FILE, thirdPartyNotices } from './third-party-notices.ts';

const WEB_FOLDER = join(import.meta.dirname, '../web');

/** Where {@link writeWeb} puts the files. */
export const WEB_BUILD_FOLDER = join(import.meta.dirname, '../dist/web');

/** Path from the site's root, without a slash in front, to content. */
export type WebFiles = ReadonlyMap<string, Uint8Array>;

const OPTIONS = {
  entryPoints: [
    { in: join(WEB_FOLDER, 'main.tsx'), out: 'app' },
    { in: join(WEB_FOLDER, 'styles/app.css'), out: 'app' },
  ],
  absWorkingDir: join(import.meta.dirname, '..'),
  bundle: true,
  format: 'esm',
  /** What every current browser has; nothing is compiled down. */
  target: ['es2022', 'chrome120', 'firefox121', 'safari17.2'],
  minify: true,
  legalComments: 'none',
  // The hash lets a browser keep an asset for good: another content has another name.
  entryNames: 'assets/[name]-[hash]',
  outdir: '/',
  write: false,
  metafile: true,
} satisfies BuildOptions;

/** @throws Error with what esbuild found wrong in the sources */
export function bundleWeb(): WebFiles {
  const { outputFiles, metafile } = buildSync(OPTIONS);
  const files = new Map(outputFiles.map(({ path, contents }) => [`assets/${basename(path)}`, contents]));
  const nameOf = (extension: string) => `/${[...files.keys()].find((name) => name.endsWith(extension))}`;
  const page = readFileSync(join(WEB_FOLDER, 'index.html'), 'utf8')
    .replace('%SCRIPT%', nameOf('.js'))
    .replace('%STYLES%', nameOf('.css'));
  files.set('index.html', Buffer.from(page));
  files.set('favicon.svg', readFileSync(join(WEB_FOLDER, 'favicon.svg')));
  files.set(NOTICES_FILE, Buffer.from(thirdPartyNotices([metafile])));
  return files;
}

/** Builds into {@link WEB_BUILD_FOLDER}, and nothing else is there afterwards; several processes may do so at once. */
export function writeWeb(): WebFiles {
  const files = bundleWeb();
  for (const [name, contents] of files) {
    const file = join(WEB_BUILD_FOLDER, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contents);
  }
  const assets = join(WEB_BUILD_FOLDER, 'assets');
  for (const name of readdirSync(assets)) {
    if (!files.has(`assets/${name}`)) rmSync(join(assets, name), { force: true });
  }
  return files;
}
