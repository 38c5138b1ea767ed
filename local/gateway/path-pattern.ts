/** The path patterns of routes (`/a/{id}`, `/{proxy+}`): whether a caller's path fits, which of two fits more closely, what its parameters hold; pure. */

export type Segments = readonly string[];

/** One slash at the start and one at the end are no part of a path. */
export function toSegments(path: string): Segments {
  const trimmed = path.replace(/^\//, '').replace(/\/$/, '');
  return trimmed === '' ? [] : trimmed.split('/');
}

const isGreedySegment = (segment: string) => segment.endsWith('+}');
const isParameter = (segment: string) => segment.startsWith('{');

/** Whether a pattern ends in a greedy parameter. */
export const isGreedy = (pattern: Segments) => isGreedySegment(pattern.at(-1) ?? '');

/** A parameter takes one segment that is not empty, a greedy one takes it and all that follow. */
export function fits(pattern: Segments, segments: Segments): boolean {
  const lengthFits = isGreedy(pattern) ? segments.length >= pattern.length : segments.length === pattern.length;
  return (
    lengthFits &&
    pattern.every((part, index) => (isParameter(part) ? segments[index] !== '' : part === segments[index]))
  );
}

/** How loosely a segment fits: the smaller the better. */
const looseness = (segment: string) => (isGreedySegment(segment) ? 2 : isParameter(segment) ? 1 : 0);

/** Sorts the closer pattern first: from left to right a literal segment wins over a parameter and a parameter over a greedy one. */
export function compareCloseness(one: Segments, other: Segments): number {
  const differing = one.findIndex((part, index) => looseness(part) !== looseness(other[index] ?? ''));
  return differing === -1 ? 0 : looseness(one[differing] ?? '') - looseness(other[differing] ?? '');
}

/** The values of a fitting pattern's parameters, percent-decoded. */
export function bindParameters(pattern: Segments, segments: Segments): Record<string, string> {
  const bound = pattern.flatMap((part, index) => {
    const name = /^\{(.+?)\+?\}$/.exec(part)?.[1];
    if (name === undefined) return [];
    const value = isGreedySegment(part) ? segments.slice(index).join('/') : (segments[index] ?? '');
    return [[name, decode(value)] as const];
  });
  return Object.fromEntries(bound);
}

/** A stray percent sign is left as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
