/** What the text of the docs names is there: npm's scripts, and files of this repository. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, readPages } from './pages.ts';
import { MANIFEST } from './tool-options.ts';

const inlineCode = readPages().flatMap((page) => page.inlineCode);

test('every script that is named is one of package.json', () => {
  const named = inlineCode.flatMap(({ where, text }) => {
    const [, name] = /^npm run (?:--silent )?([\w:-]+)/.exec(text) ?? [];
    return name === undefined ? [] : { where, name };
  });
  expect(named.length).toBeGreaterThan(20);
  const unknown = named.filter(({ name }) => !Object.hasOwn(MANIFEST.scripts, name));
  expect(
    unknown.map(({ where, name }) => `${where}: found npm run ${name}, expected a script of package.json`),
  ).toEqual([]);
});

test('every file that is named is there', () => {
  const named = inlineCode.filter(({ text }) =>
    /^(?:bench|bin|docs|examples|lambda|lib|local|schema|test|web)\/[\w./-]*$/.test(text),
  );
  expect(named.length).toBeGreaterThan(20);
  const missing = named.filter(({ text }) => !existsSync(join(ROOT, text)));
  expect(missing.map(({ where, text }) => `${where}: found ${text}, expected a file of this repository`)).toEqual([]);
});
