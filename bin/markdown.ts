/** Texts come in, Markdown goes out, in the place of a page that is kept for it; pure. */

/**
 * A page with the part between `<!-- NAME -->` and `<!-- /NAME -->` written anew.
 *
 * @throws Error where the page has no such place
 */
export function fillIn(page: string, name: string, text: string): string {
  const begin = `<!-- ${name} -->`;
  const end = `<!-- /${name} -->`;
  const [before, rest] = page.split(begin);
  const [, after] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined) {
    throw new Error(`expected ${begin} and after it ${end}, found no such pair; put both where the text belongs`);
  }
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
}

/** Cells are Markdown; only what would end them is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
