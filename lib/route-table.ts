/** A route table as people give it comes in, as JSON, a file that holds it or an object; what was read, of any shape, or why it cannot be read goes out. */
import { readFileSync } from 'node:fs';
import type { Result } from '../lambda/authorizer/road.ts';

export function readRouteTable(given: unknown): Result<unknown, string> {
  if (typeof given !== 'string') return { ok: true, value: given };
  // No file that people name begins so, and what does is meant as JSON, whether right or wrong.
  const isFile = !/^\s*[{[]/.test(given);
  try {
    return { ok: true, value: JSON.parse(isFile ? readFileSync(given, 'utf8') : given) };
  } catch (error) {
    return {
      ok: false,
      error: `cannot read ${isFile ? given : 'what was given'} as JSON (${(error as Error).message})`,
    };
  }
}
