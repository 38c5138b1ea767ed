/** The page's tables and its example are the checks' own words. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withFindings } from '../../../bin/doctor/document.ts';
import { USAGE } from '../../../bin/doctor/options.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/doctor.md'), 'utf8');

test('docs/doctor.md is fresh: "npm run doctor:docs" would change nothing', async () => {
  expect(await withFindings(page)).toBe(page);
});

test('every option that the page names is one', () => {
  const named = new Set(page.match(/(?<=`|\s)--[a-z][a-z-]+/g));
  const known = new Set(USAGE.match(/--[a-z][a-z-]+/g));
  expect([...named].filter((option) => !known.has(option) && option !== '--silent')).toEqual([]);
});
