/** Texts come in, Markdown goes out, in the place of a page that is kept for it; pure. */

/**
 * A page with the part between `<!-- NAME -->` and `<!-- /NAME -->` written anew.
 *
 * @param where the marks are to be put, should they be missing
 * @throws Error where the page has no such place
 */
export function fillIn(page: string, name: string, text: string, where?: string): string {
  const { before, begin, end, after } = cut(page, name, where);
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
}

/** The part as it stands there now; otherwise as `fillIn`. */
export function partOf(page: string, name: string, where?: string): string {
  return cut(page, name, where).part;
}

function cut(page: string, name: string, where = 'where the text belongs') {
  const begin = `<!-- ${name} -->`;
  const end = `<!-- /${name} -->`;
  const [before, rest] = page.split(begin);
  const [part, after] = rest?.split(end) ?? [];
  if (before === undefined || part === undefined || after === undefined) {
    throw new Error(`expected ${begin} and after it ${end}, found no such pair; put both ${where}`);
  }
  return { before, begin, part, end, after };
}

/** Cells are Markdown; only what would end them is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
