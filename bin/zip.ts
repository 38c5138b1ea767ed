/** `npm run zip`: writes the authorizer as a deployment package of Lambda, dist/authorizer.zip, and prints its SHA-256 in base64, as Lambda's CodeSha256 has it. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import { buildAuthorizer } from '../lib/authorizer-bundle.ts';
import { NOTICES_FILE, thirdPartyNotices } from '../lib/third-party-notices.ts';

/** The first date that a zip can hold, by whatever clock and in whatever time zone it is made. */
const EPOCH = new Date(1980, 0, 1);
const UNIX = 3;
/** A plain file that everybody may read: Lambda does not run the function as the file's owner. */
const PERMISSIONS = 0o100_644;

const file = join(import.meta.dirname, '../dist/authorizer.zip');
const { folder, metafile } = buildAuthorizer();
// Not node:zlib: its deflate gives other bytes with another version of Node or another processor.
const files: Zippable = {
  'index.mjs': readFileSync(join(folder, 'index.mjs')),
  [NOTICES_FILE]: Buffer.from(thirdPartyNotices([metafile])),
};
const zip = zipSync(files, {
  level: 9,
  mtime: EPOCH,
  os: UNIX,
  attrs: PERMISSIONS << 16,
});
writeFileSync(file, zip);
const sha256 = createHash('sha256').update(zip).digest('base64');
console.log(`dist/authorizer.zip  ${(zip.length / 1024).toFixed(1)} kB  ${sha256}`);
