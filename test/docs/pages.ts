/** The pages for people: Markdown files come in, their headings, links and blocks of code go out, each with its line; reads files. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** A place in a page, for messages: `docs/sam.md:12`. */
interface Place {
  readonly where: string;
}

export interface Link extends Place {
  readonly target: string;
  readonly isImage: boolean;
}

/** What stands between backticks in a text. */
export interface InlineCode extends Place {
  readonly text: string;
}

export interface CodeBlock extends Place {
  /** The page, from the root. */
  readonly page: string;
  /** What stands behind the fence; empty where nothing does. */
  readonly language: string;
  /** Without the indentation of the fence. */
  readonly text: string;
  /** Where the text begins. */
  readonly line: number;
}

export interface Page {
  /** From the root, such as `docs/sam.md`. */
  readonly path: string;
  /** What `#…` may lead to. */
  readonly anchors: readonly string[];
  readonly links: readonly Link[];
  readonly inlineCode: readonly InlineCode[];
  readonly blocks: readonly CodeBlock[];
}

const SINGLE_PAGES = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];
const FOLDERS = ['docs', 'examples'];

const INLINE_CODE = /(`+)(?!`)(.*?)(?<!`)\1(?!`)/g;

/** Every page, read anew. */
export function readPages(): Page[] {
  const inFolders = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  );
  return [...SINGLE_PAGES.filter((path) => existsSync(join(ROOT, path))), ...inFolders.sort()].map((path) =>
    parsePage(path, readFileSync(join(ROOT, path), 'utf8')),
  );
}

/** Every block of these languages. */
export function blocksIn(...languages: string[]): CodeBlock[] {
  return readPages().flatMap(({ blocks }) => blocks.filter(({ language }) => languages.includes(language)));
}

export function parsePage(path: string, text: string): Page {
  const blocks: CodeBlock[] = [];
  const links: Link[] = [];
  const inlineCode: InlineCode[] = [];
  const headings: string[] = [];
  let fence: { end: string; indent: number; language: string; line: number; lines: string[] } | undefined;

  for (const [index, line] of text.split('\n').entries()) {
    const number = index + 1;
    if (fence) {
      if (line.trim() !== fence.end) fence.lines.push(line.slice(fence.indent));
      else {
        const { language, lines } = fence;
        const where = `${path}:${fence.line}`;
        blocks.push({ page: path, where, language, line: fence.line, text: `${lines.join('\n')}\n` });
        fence = undefined;
      }
      continue;
    }
    const [, indent = '', end, language = ''] = /^( *)(`{3,}|~{3,}) *(\S*)/.exec(line) ?? [];
    if (end !== undefined) {
      fence = { end, indent: indent.length, language, line: number + 1, lines: [] };
      continue;
    }
    const [, heading] = /^#{1,6} +(.+?)(?: +#+)?$/.exec(line) ?? [];
    if (heading !== undefined) headings.push(heading);
    const where = `${path}:${number}`;
    links.push(...linksIn(line).map((link) => ({ ...link, where })));
    inlineCode.push(...[...line.matchAll(INLINE_CODE)].map(([, , text = '']) => ({ text, where })));
  }
  if (fence) throw new Error(`${path}:${fence.line}: a block of code that never ends, expected ${fence.end}`);
  const named = [...text.matchAll(/<a (?:id|name)="([^"]+)">/g)].map(([, name = '']) => name);
  return { path, anchors: [...slugsOf(headings), ...named], links, inlineCode, blocks };
}

/** `[text](target)`, `![text](target)`, `[name]: target`, `<https://…>` and bare addresses; what stands between backticks is no link. */
function linksIn(line: string): Omit<Link, 'where'>[] {
  const prose = line.replace(INLINE_CODE, '``');
  const inline = [...prose.matchAll(/(!?)\[[^\]]*\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?: "[^"]*")?\)/g)];
  // The text of a link may itself be an image.
  const around = [...prose.matchAll(/\)\]\(([^()\s]+)\)/g)].map(([, target = '']) => ({ target, isImage: false }));
  const [, definition] = /^\[[^\]]+\]: +(\S+)/.exec(prose) ?? [];
  const bare = [...prose.matchAll(/(?<![(\w])https?:\/\/[^\s<>()|`"]*[^\s<>()|`".,;:]/g)];
  return [
    ...inline.map(([, mark, target = '']) => ({ target, isImage: mark === '!' })),
    ...around,
    ...(definition === undefined ? [] : [{ target: definition, isImage: false }]),
    ...bare.map(([target]) => ({ target, isImage: false })),
  ];
}

/** As GitHub makes them: small letters, no punctuation but `-` and `_`, blanks as `-`; the second of a name gets `-1`. */
function slugsOf(headings: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return headings.map((heading) => {
    const text = heading.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1');
    const slug = text
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
}
