/** A caller's path and method and an API's resources come in, the one that API Gateway picks comes out; pure. */

/** A resource of the API: its path as API Gateway spells it (`/a/{id}`, `/{proxy+}`) and what it holds for each method. */
export interface Resource<Method> {
  readonly id: string;
  readonly path: string;
  readonly methods: ReadonlyMap<string, Method>;
}

export interface Match<Method> {
  readonly resource: Resource<Method>;
  readonly method: Method;
  /** Percent-decoded, as REST APIs hand them on. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * Finds the resource first, then its method. Among the resources that fit, from left to right a literal segment wins over a
 * parameter and a parameter over a greedy one. A method of its own wins over ANY. One trailing slash is no part of the path.
 *
 * @param path as the caller wrote it, with a leading slash and without the stage
 */
export function findRoute<Method>(
  resources: readonly Resource<Method>[],
  httpMethod: string,
  path: string,
): Match<Method> | undefined {
  const segments = split(path);
  const [best] = resources
    .filter(({ path }) => fits(split(path), segments))
    .sort((one, other) => compare(split(one.path), split(other.path)));
  const method = best?.methods.get(httpMethod) ?? best?.methods.get('ANY');
  if (!best || !method) return undefined;
  return { resource: best, method, pathParameters: bind(split(best.path), segments) };
}

function split(path: string): string[] {
  const trimmed = path.replace(/^\//, '').replace(/\/$/, '');
  return trimmed === '' ? [] : trimmed.split('/');
}

const isGreedy = (segment: string) => segment.endsWith('+}');
const isParameter = (segment: string) => segment.startsWith('{');

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  const last = pattern.at(-1);
  const lengthFits =
    last !== undefined && isGreedy(last) ? segments.length >= pattern.length : segments.length === pattern.length;
  return (
    lengthFits &&
    pattern.every((part, index) => (isParameter(part) ? segments[index] !== '' : part === segments[index]))
  );
}

/** How loosely a segment fits: the smaller the better. */
const looseness = (segment: string) => (isGreedy(segment) ? 2 : isParameter(segment) ? 1 : 0);

function compare(one: readonly string[], other: readonly string[]): number {
  const differing = one.findIndex((part, index) => looseness(part) !== looseness(other[index] ?? ''));
  return differing === -1 ? 0 : looseness(one[differing] ?? '') - looseness(other[differing] ?? '');
}

function bind(pattern: readonly string[], segments: readonly string[]): Record<string, string> {
  const bound = pattern.flatMap((part, index) => {
    const name = /^\{(.+?)\+?\}$/.exec(part)?.[1];
    if (name === undefined) return [];
    const value = isGreedy(part) ? segments.slice(index).join('/') : (segments[index] ?? '');
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
