/** No link of the docs leads nowhere, and every page can be found from the start. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { type Link, type Page, parsePage, ROOT, readPages } from './pages.ts';

const pages = readPages();
const isExternal = ({ target }: Link) => /^[a-z][a-z+.-]*:/.test(target);

/** From the root, without what follows `#`. */
function pathOf(page: Page, { target }: Link): string {
  const [path = ''] = target.split('#');
  return path === '' ? page.path : normalize(join(dirname(page.path), decodeURI(path)));
}

/** What is wrong with a link to this repository; undefined where nothing is. */
function problemOf(page: Page, link: Link): string | undefined {
  const path = pathOf(page, link);
  if (path.startsWith('..') || !existsSync(join(ROOT, path))) {
    return `${link.where}: found a link to ${path}, which is not there; expected a file of this repository`;
  }
  const [, anchor] = link.target.split('#');
  if (anchor === undefined) return undefined;
  const anchors = pages.find((candidate) => candidate.path === path)?.anchors ?? [];
  if (anchors.includes(anchor)) return undefined;
  return `${link.where}: found a link to #${anchor}, which ${path} has not; expected one of ${anchors.map((name) => `#${name}`).join(', ')}`;
}

test('every link to this repository leads to a file, and every #anchor to a heading', () => {
  const problems = pages.flatMap((page) =>
    page.links.filter((link) => !isExternal(link)).flatMap((link) => problemOf(page, link) ?? []),
  );
  expect(problems).toEqual([]);
});

test('every image is in this repository', () => {
  const external = pages.flatMap(({ links }) => links.filter((link) => link.isImage && isExternal(link)));
  expect(external).toEqual([]);
});

test('every other link is a well-formed https address; http is for this machine alone', () => {
  const LOCAL = /^http:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?(?:\/|$)/;
  const problems = pages
    .flatMap(({ links }) => links.filter(isExternal))
    .filter(({ target }) => !LOCAL.test(target) && !(target.startsWith('https://') && URL.canParse(target)))
    .map(({ where, target }) => `${where}: found ${target}, expected an https address`);
  expect(problems).toEqual([]);
});

/** Every page that links lead to, one after another. */
function reachableFrom(start: string): Set<string> {
  const reached = new Set<string>();
  const ahead = [start];
  for (let path = ahead.pop(); path !== undefined; path = ahead.pop()) {
    const page = pages.find((candidate) => candidate.path === path);
    if (reached.has(path) || page === undefined) continue;
    reached.add(path);
    ahead.push(...page.links.filter((link) => !isExternal(link)).flatMap((link) => pagesAt(pathOf(page, link))));
  }
  return reached;
}

/** A link to a folder shows its README, or else the list of its files. */
function pagesAt(path: string): string[] {
  if (!existsSync(join(ROOT, path)) || !statSync(join(ROOT, path)).isDirectory()) return [path];
  const within = pages.map((page) => page.path).filter((name) => dirname(name) === path);
  return within.includes(`${path}/README.md`) ? [`${path}/README.md`] : within;
}

test('every page of docs/ can be found from its index', () => {
  const reached = reachableFrom('docs/README.md');
  const lost = pages.map(({ path }) => path).filter((path) => path.startsWith('docs/') && !reached.has(path));
  expect(lost).toEqual([]);
});

describe('a page is read as GitHub reads it:', () => {
  test('headings become anchors, a second one of a name gets a number', () => {
    const { anchors } = parsePage('a.md', '# `npm start`, and more\n## Who? *You* & me\n## A_b (c)\n## A_b (c)\n');
    expect(anchors).toEqual(['npm-start-and-more', 'who-you--me', 'a_b-c', 'a_b-c-1']);
  });

  test('links, images, definitions and bare addresses are found with their lines, those of code are not', () => {
    const { links } = parsePage(
      'a.md',
      [
        'See [one](b.md#x), `[no](no.md)` and ![two](c.png).',
        '```sh',
        '[no](no.md) # no heading',
        '```',
        '[three]: d.md',
        'https://example.com/a.',
        '[![four](e.png)](f.md)',
      ].join('\n'),
    );
    expect(links.map(({ where, target }) => `${where} ${target}`)).toEqual([
      'a.md:1 b.md#x',
      'a.md:1 c.png',
      'a.md:5 d.md',
      'a.md:6 https://example.com/a',
      'a.md:7 e.png',
      'a.md:7 f.md',
    ]);
  });

  test('blocks of code have their language, their line, and not the indentation of a list', () => {
    const { blocks } = parsePage('a.md', '1. x\n\n   ```json\n   {\n     "a": 1\n   }\n   ```\n```\ntext\n```\n');
    expect(blocks).toEqual([
      { page: 'a.md', where: 'a.md:4', line: 4, language: 'json', text: '{\n  "a": 1\n}\n' },
      { page: 'a.md', where: 'a.md:9', line: 9, language: '', text: 'text\n' },
    ]);
  });

  test('a block that never ends is an error', () => {
    expect(() => parsePage('a.md', 'x\n```sh\nnpm ci\n')).toThrow('a.md:3: a block of code that never ends');
  });
});
