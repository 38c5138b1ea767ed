/** The deployment package of `npm run zip`, made as its command makes it. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';

// The command runs twice, while other tests keep the processors busy.

const run = promisify(execFile);
const root = join(__dirname, '../..');

async function makeZip(environment: Record<string, string> = {}) {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', 'bin/zip.ts'], {
    cwd: root,
    env: { ...process.env, ...environment },
  });
  return { printed: stdout.trim(), zip: readFileSync(join(root, 'dist/authorizer.zip')) };
}

test('has the same bytes whenever and wherever it is made from the same sources', async () => {
  const first = await makeZip({ TZ: 'America/Los_Angeles' });
  const second = await makeZip({ TZ: 'Asia/Tokyo' });
  expect(second.zip.equals(first.zip)).toBe(true);
  expect(second.printed).toBe(first.printed);
  expect(first.printed).toMatch(/^dist\/authorizer\.zip {2}\d+\.\d kB {2}[\w+/]{43}=$/);
});

test('holds the built authorizer and the notices of what is in it, readable by the user that Lambda runs it as', async () => {
  const { zip } = await makeZip();
  const files = unzipSync(zip);
  expect(Object.keys(files)).toEqual(['index.mjs', 'THIRD-PARTY-NOTICES.txt']);
  expect(Buffer.from(files['THIRD-PARTY-NOTICES.txt'] ?? []).toString()).toMatch(/^jose .*^valibot /ms);
  expect(Buffer.from(files['index.mjs'] ?? []).equals(readFileSync(join(root, 'dist/authorizer/index.mjs')))).toBe(
    true,
  );

  // APPNOTE.TXT §4.3.12: the upper half of a central directory entry's external attributes is the Unix mode.
  const entry = zip.indexOf('PK\x01\x02', 0, 'latin1');
  expect(zip.readUInt32LE(entry + 38) >>> 16).toBe(0o100_644);
});
