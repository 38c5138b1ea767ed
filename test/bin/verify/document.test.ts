/** The page's tables are the checks' own words. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTables } from '../../../bin/verify/document.ts';
import { USAGE } from '../../../bin/verify/options.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/verify.md'), 'utf8');

test('docs/verify.md is fresh: "npm run verify:docs" would change nothing', () => {
  expect(withTables(page)).toBe(page);
});

test('a page without a place for the tables is refused', () => {
  expect(() => withTables('# Nothing')).toThrow(
    'expected <!-- checks --> and after it <!-- /checks -->, found no such pair; put both where the text belongs',
  );
});

test('every option that the page names is one', () => {
  const named = new Set(page.match(/(?<=`|\s)--[a-z][a-z-]+/g));
  const known = new Set(USAGE.match(/--[a-z][a-z-]+/g));
  // npm's, and those of npm run token.
  const others = ['--silent', '--user', '--scope'];
  expect([...named].filter((option) => !known.has(option) && !others.includes(option))).toEqual([]);
});
