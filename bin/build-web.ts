/** `npm run build:web`: builds the web app into dist/web and prints what a visitor downloads. */
import { gzipSync } from 'node:zlib';
import { NOTICES_FILE } from '../lib/third-party-notices.ts';
import { writeWeb } from '../lib/web-bundle.ts';

const toKilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} kB`.padStart(9);

let total = 0;
for (const [name, contents] of writeWeb()) {
  const gzipped = gzipSync(contents).length;
  // Which nobody downloads who does not ask for it.
  if (name !== NOTICES_FILE) total += gzipped;
  console.log(`${`dist/web/${name}`.padEnd(36)}${toKilobytes(contents.length)}  gzipped${toKilobytes(gzipped)}`);
}
console.log(`${'all of it'.padEnd(36)}${''.padStart(9)}  gzipped${toKilobytes(total)}`);
