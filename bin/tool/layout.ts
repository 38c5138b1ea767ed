/** Texts come in, lines that fit a terminal go out; pure. */

export interface Terminal {
  readonly colours: boolean;
  /** Characters in a line. */
  readonly columns: number;
}

/** Lines no longer than the terminal's, where words allow it; the first begins with `head`, the others are set in as far. */
export function hanging(head: string, indent: number, text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one, index) => `${index === 0 ? head : ' '.repeat(indent)}${one}`);
}

/** Several lines of text, set in by two. */
export function setIn(text: string): string[] {
  return text.split('\n').map((line) => `  ${line}`);
}
