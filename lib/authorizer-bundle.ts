/**
 * Where the built authorizer function lies: in a package beside this file, in a checkout where it is built on the way; reads and writes files.
 *
 * A package brings `authorizer/index.mjs` in the folder of the compiled `authorizer-bundle.js`: what `npm run build` writes, byte for
 * byte, so that an app which uses the package has the checkout's asset hash and needs no esbuild. A checkout has no such folder; there
 * esbuild, a devDependency, makes `dist/authorizer/index.mjs` from the sources whenever an app is synthesized.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

const PREBUILT_FOLDER = join(import.meta.dirname, 'authorizer');
const BUILD_FOLDER = join(import.meta.dirname, '../dist/authorizer');
const FILE = 'index.mjs';

/** The entry of the authorizer function. */
export const AUTHORIZER_ENTRY = join(import.meta.dirname, '../lambda/authorizer/index.ts');

/** esbuild's options, by esbuild's own names. */
export const AUTHORIZER_BUNDLING = {
  minify: true,
  /** The oldest Node that the bundle is tested under. */
  target: 'node20',
  /** ESM builds are the ones that esbuild can shake unused code out of. */
  mainFields: ['module', 'main'],
  /** Lambda brings the SDK along, and it is loaded only where a secret in Secrets Manager is configured. */
  external: ['@aws-sdk/*'],
} as const;

/** @returns the folder that holds `index.mjs`, which exports `handler`, and nothing else */
export function authorizerFolder(): string {
  if (existsSync(join(PREBUILT_FOLDER, FILE))) return PREBUILT_FOLDER;
  // Once a process, however many authorizers the app has; `npm start -- --watch` synthesizes in new processes.
  builtFolder ??= buildAuthorizer().folder;
  return builtFolder;
}

let builtFolder: string | undefined;

/**
 * Builds `dist/authorizer/index.mjs` from the sources: one minified ESM file that needs nothing beside it.
 *
 * @returns where it is, and what esbuild says of what is in it
 * @throws Error where esbuild is not installed, or with what it found wrong in the sources
 */
export function buildAuthorizer(): { folder: string; bytes: number; metafile: Metafile } {
  const { mainFields, external, ...options } = AUTHORIZER_BUNDLING;
  const { outputFiles, metafile } = loadEsbuild().buildSync({
    ...options,
    mainFields: [...mainFields],
    external: [...external],
    entryPoints: [AUTHORIZER_ENTRY],
    absWorkingDir: join(import.meta.dirname, '..'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
  });
  const contents = Buffer.concat(outputFiles.map((file) => file.contents));
  writeWhole(contents);
  return { folder: BUILD_FOLDER, bytes: contents.length, metafile };
}

/** Several processes may synthesize at once: none of them finds half a file, or a second one in the folder. */
function writeWhole(contents: Buffer): void {
  const file = join(BUILD_FOLDER, FILE);
  mkdirSync(BUILD_FOLDER, { recursive: true });
  if (existsSync(file) && readFileSync(file).equals(contents)) return;
  const temporary = `${BUILD_FOLDER}.${process.pid}.mjs`;
  writeFileSync(temporary, contents);
  renameSync(temporary, file);
}

/** Loaded here alone, since who uses the package does not have it. */
function loadEsbuild(): typeof import('esbuild') {
  try {
    return createRequire(import.meta.url)('esbuild');
  } catch (cause) {
    throw new Error(
      `neither ${join(PREBUILT_FOLDER, FILE)} nor esbuild was found, expected one of them: install the package anew, or run "npm ci" in the checkout`,
      { cause },
    );
  }
}
