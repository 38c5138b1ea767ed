/** What is about to be printed and the tokens that were given come in, the same without any part of them goes out; pure. The last guard: nothing before it prints a token either. */

/** Shorter texts stand in any report by chance, and say nothing of a token. Values of a token are shortened at their end alone, so that a beginning tells. */
const TELLING_CHARACTERS = 16;

/** @param given whatever may be, or hold, a token */
export function withoutToken(text: string, given: readonly string[]): string {
  const parts = given.flatMap((value) => value.split(/[^\w-]+/)).filter(({ length }) => length >= TELLING_CHARACTERS);
  const beginnings = [...new Set(parts.map((part) => part.slice(0, TELLING_CHARACTERS)))];
  // The parts hold nothing that a regular expression would read.
  return beginnings.reduce((safe, beginning) => safe.replace(new RegExp(`${beginning}[\\w.-]*`, 'g'), HIDDEN), text);
}

const HIDDEN = '[not shown]';

/** The one thing that every JWT of three or five parts begins with, wherever it was put. */
export function looksLikeToken(text: string): boolean {
  return text.includes('eyJ');
}
