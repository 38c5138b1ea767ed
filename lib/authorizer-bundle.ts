/** How the authorizer is bundled, for the constructs and for `npm run build` alike; data only. */
import { join } from 'node:path';

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
