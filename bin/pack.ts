/**
 * The second half of `npm run prepack`, which `npm pack` and `npm publish` run: builds what the package holds into dist/package. The
 * first half, tsc, has left the declarations in dist/types.
 *
 * The constructs become CommonJS, one file an entry: every CDK app can load that, whether it is written as CommonJS or ESM, and so can its
 * tests under Jest, which cannot load ESM from node_modules. What an app brings along itself (aws-cdk-lib, constructs) stays outside.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { buildAuthorizer } from '../lib/authorizer-bundle.ts';
import { NOTICES_FILE, thirdPartyNotices } from '../lib/third-party-notices.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'dist/package');
const types = join(root, 'dist/types');

/** What `exports` in package.json names, without extensions. */
const ENTRIES = ['lib/index', 'lambda/principal-of'];

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
// The package's root says "module", for the sources.
writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
const metafiles = await Promise.all([
  buildConstructs(),
  buildAuthorizerFunction(),
  buildAttachFunction(),
  buildTools(),
]);
writeFileSync(join(folder, NOTICES_FILE), thirdPartyNotices(metafiles));
for (const entry of ENTRIES) copyTypes(`${entry}.d.ts`);

/** What esbuild says of what is in the bundle. */
async function bundle(options: BuildOptions): Promise<Metafile> {
  const common = { bundle: true, platform: 'node', absWorkingDir: root, logLevel: 'warning', metafile: true } as const;
  return (await build({ ...options, ...common })).metafile;
}

function buildConstructs(): Promise<Metafile> {
  return bundle({
    entryPoints: ENTRIES.map((entry) => ({ in: `${entry}.ts`, out: entry })),
    outdir: folder,
    packages: 'external',
    format: 'cjs',
    target: 'node20',
    // What a checkout bundles at synthesis is bundled below.
    alias: { 'aws-cdk-lib/aws-lambda-nodejs': './lib/prebuilt-function.ts' },
    // What ESM has and CommonJS has not.
    define: { 'import.meta.dirname': '__dirname', 'import.meta.url': '__filename' },
  });
}

/** Beside the compiled constructs, where they look for it; so is the next. */
function buildAuthorizerFunction(): Metafile {
  const { folder: built, metafile } = buildAuthorizer();
  cpSync(built, join(folder, 'lib/authorizer'), { recursive: true });
  return metafile;
}

function buildAttachFunction(): Promise<Metafile> {
  return bundle({
    entryPoints: ['lambda/attach/index.ts'],
    outfile: join(folder, 'lib/attach/index.mjs'),
    minify: true,
    mainFields: ['module', 'main'],
    format: 'esm',
    target: 'node24',
  });
}

/** With the AWS SDK in it, loaded by the tools that need it: who only uses the constructs does not have to install it. */
function buildTools(): Promise<Metafile> {
  return bundle({
    entryPoints: ['bin/jwt-authorizer.ts'],
    outdir: join(folder, 'bin'),
    outExtension: { '.js': '.mjs' },
    splitting: true,
    minify: true,
    mainFields: ['module', 'main'],
    format: 'esm',
    target: 'node20',
  });
}

/** Copies a declaration file and those that it refers to; the others are of no use to who uses the package. */
function copyTypes(name: string): void {
  const target = join(folder, name);
  if (existsSync(target)) return;
  cpSync(join(types, name), target);
  for (const [, path = ''] of readFileSync(target, 'utf8').matchAll(/(?:from |import\()['"](\.[^'"]+)\.ts['"]/g)) {
    copyTypes(join(dirname(name), `${path}.d.ts`));
  }
}
