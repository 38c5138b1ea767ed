/** `npm run build`: writes the authorizer as one minified ESM file that needs nothing beside it, dist/authorizer/index.mjs. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { AUTHORIZER_BUNDLING, AUTHORIZER_ENTRY } from '../lib/authorizer-bundle.ts';

const outfile = join(import.meta.dirname, '../dist/authorizer/index.mjs');
const { mainFields, external, ...options } = AUTHORIZER_BUNDLING;
const { metafile } = await build({
  ...options,
  mainFields: [...mainFields],
  external: [...external],
  entryPoints: [AUTHORIZER_ENTRY],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  metafile: true,
});
const [bytes] = Object.values(metafile.outputs).map((output) => output.bytes);
console.log(`dist/authorizer/index.mjs  ${((bytes ?? 0) / 1024).toFixed(1)} kB`);
