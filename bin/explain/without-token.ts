/** What is about to be printed and the tokens that were given come in, the same without any part of them goes out; pure. The last guard: nothing before it prints a token either. */

/** Shorter texts stand in any report by chance, and say nothing of a token. */
const SHORTEST_PART = 16;

/** @param given whatever may be, or hold, a token */
export function withoutToken(text: string, given: readonly string[]): string {
  const words = given.flatMap((value) => value.split(/[\s,;="']+/));
  const parts = [...words, ...words.flatMap((word) => word.split('.'))].filter(isSecret);
  // The longest first, so that a whole token is not left in pieces.
  const inOrder = [...new Set(parts)].sort((one, other) => other.length - one.length);
  return inOrder.reduce((safe, part) => safe.replaceAll(part, '[not shown]'), text);
}

function isSecret(part: string): boolean {
  return part.length >= SHORTEST_PART;
}
