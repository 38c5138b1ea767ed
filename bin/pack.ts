/**
 * The second half of `npm run prepack`, which `npm pack` and `npm publish` run: builds what the package holds into dist/package. The
 * first half, tsc, has left the declarations in dist/types.
 *
 * The constructs become CommonJS, in one file: every CDK app can load that, whether it is written as CommonJS or ESM, and so can its tests
 * under Jest, which cannot load ESM from node_modules. What an app brings along itself (aws-cdk-lib, constructs) stays outside.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { buildAuthorizer } from '../lib/authorizer-bundle.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'dist/package');

const types = join(root, 'dist/types');

/** What `exports` in package.json names, without extensions. */
const ENTRIES = ['lib/index', 'lambda/principal-of'];

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
// The package's root says "module", for the sources.
writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
await buildConstructs();
for (const entry of ENTRIES) copyTypes(`${entry}.d.ts`);
// Beside the compiled constructs, where they look for it.
cpSync(buildAuthorizer().folder, join(folder, 'lib/authorizer'), { recursive: true });

async function buildConstructs(): Promise<void> {
  await build({
    entryPoints: ENTRIES.map((entry) => ({ in: join(root, `${entry}.ts`), out: entry })),
    outdir: folder,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // What ESM has and CommonJS has not.
    define: { 'import.meta.dirname': '__dirname', 'import.meta.url': '__filename' },
    logLevel: 'warning',
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
