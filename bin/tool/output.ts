/** A stream that people or programs read comes in, what is known of its terminal goes out; a reader who leaves early is no error. */
import type { Terminal } from './layout.ts';

/** Of an output that is no terminal, or one that does not know. */
const COLUMNS = 120;

export function terminalOf(
  { isTTY = false, columns }: { readonly isTTY?: boolean; readonly columns?: number },
  { NO_COLOR, TERM }: Readonly<Record<string, string | undefined>>,
): Terminal {
  return { colours: isTTY && !NO_COLOR && TERM !== 'dumb', columns: columns || COLUMNS };
}

/** `explain … | head -1` ends when `head` has what it wants. */
export function allowEarlyEnd(stream: NodeJS.WritableStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
