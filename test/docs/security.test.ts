/** The security model names the tests that prove it: every one of them is there, and no reason of the contract is left out. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULT_REASONS, FORBIDDEN_REASONS, UNAUTHENTICATED_REASONS } from '../../lambda/authorizer/road.ts';

const folder = join(import.meta.dirname, '../../docs');
const page = readFileSync(join(folder, 'security.md'), 'utf8');

/** `[name]: path`, at the end of the page. */
const files = new Map([...page.matchAll(/^\[([\w-]+)\]: (\S+)$/gm)].map(([, name = '', path = '']) => [name, path]));

/** `[name] "title", "title"`: each file with one title. */
const references = [...page.matchAll(/\[([\w-]+)\] ("[^"]+"(?:, "[^"]+")*)/g)].flatMap(([, name = '', titles = '']) =>
  [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => ({ name, title })),
);

/** Rows of the tables under a heading, their last cells being tests. */
function rowsUnder(heading: string): string[][] {
  const [, section = ''] = page.split(`\n## ${heading}`);
  const [text = ''] = section.split('\n## ');
  return [...text.matchAll(/^\|(.*)\|$/gm)].slice(2).map(([, row = '']) => row.split('|').map((cell) => cell.trim()));
}

test.each(references)('[$name] "$title" is a title', ({ name, title }) => {
  const path = files.get(name);
  if (path === undefined) throw new Error(`[${name}] leads nowhere: write [${name}]: ../test/… at the end of the page`);
  const source = readFileSync(join(folder, path), 'utf8');
  // A title may go on with what changes from run to run.
  const written = ["'", '"', '`'].some((quote) =>
    [quote, ' ('].some((end) => source.includes(`${quote}${title}${end}`)),
  );
  if (!written) throw new Error(`${path} has no title ${JSON.stringify(title)}: write what it is called now`);
});

test('every file at the end of the page is named in it', () => {
  expect([...files.keys()]).toEqual([...new Set(references.map(({ name }) => name))].sort());
});

test('every reason of the contract stands beside its check', () => {
  const reasons = rowsUnder('What each check defends against').flatMap(([, , cell = '']) => cell.match(/\w+/g) ?? []);
  expect(new Set(reasons)).toEqual(new Set([...UNAUTHENTICATED_REASONS, ...FORBIDDEN_REASONS, ...FAULT_REASONS]));
});

test.each([
  'What each check defends against',
  'RFC 8725, JSON Web Token Best Current Practices',
  'RFC 9068 §4, validating JWT access tokens',
])('every row under "%s" has a test', (heading) => {
  const rows = rowsUnder(heading);
  expect(rows).not.toEqual([]);
  expect(rows.filter((cells) => !cells.at(-1)?.includes('"'))).toEqual([]);
});

test('every practice of RFC 8725 §3 has its row', () => {
  const sections = rowsUnder('RFC 8725').map(([section]) => section?.split(' ')[0]);
  expect(sections).toEqual(Array.from({ length: 12 }, (_, index) => `3.${index + 1}`));
});

test('every page that is linked to is there', () => {
  const linked = [...page.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, path = '']) => path);
  expect(linked.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
});
