/** `npm run build`: writes the authorizer as one minified ESM file that needs nothing beside it, dist/authorizer/index.mjs. */
import { buildAuthorizer } from '../lib/authorizer-bundle.ts';

const { bytes } = buildAuthorizer();
console.log(`dist/authorizer/index.mjs  ${(bytes / 1024).toFixed(1)} kB`);
