/** Resources of a policy and the paths that routes serve, as sequences of segments: writing them, and finding what two of them share; pure. */
import type { RouteKey } from './route-key.ts';

/**
 * One part between slashes. A text stands for itself, the empty text for what follows a trailing slash; the others hold characters that no
 * literal of a route may have.
 *
 * In a resource: `*` is one or more segments, whatever they are, since IAM's `*` crosses slashes; `?*` the same, but not a single empty one.
 * In what a route serves: `{}` is one segment of at least one character, `{fresh}` such a segment that is no literal of the table,
 * `{+}` one or more of them.
 */
export type Token = string;
export type Tokens = readonly Token[];

/** A resource relative to the stage: `GET` and `['a', '*']` are `GET/a/*`. */
export interface Pattern {
  readonly method: string;
  readonly tokens: Tokens;
}

/** The methods that ANY stands for. */
export const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as const;

export function toResource({ method, tokens }: Pattern): string {
  return `${method}/${tokens.join('/')}`;
}

/**
 * The paths that a route serves if no other takes them, in both spellings: API Gateway routes `/x/` to `/x`.
 *
 * @param parameter how a parameter is written: `{}`, or `{fresh}` to look at its structure alone
 */
export function servedPaths(key: RouteKey, parameter: '{}' | '{fresh}'): Tokens[] {
  if (key.kind !== 'path') return key.kind === 'named' && key.name === '$default' ? [[''], ['{+}'], ['{+}', '']] : [];
  const tokens = key.segments.map((segment) =>
    segment.kind === 'literal' ? segment.text : segment.kind === 'parameter' ? parameter : '{+}',
  );
  return tokens.length === 0 ? [['']] : [tokens, [...tokens, '']];
}

/** The resources that cover what a route serves: parameters as `*`, which at the end covers the trailing slash as well. */
export function coveringTokens(key: RouteKey): Tokens[] {
  if (key.kind !== 'path') return key.kind === 'named' && key.name === '$default' ? [[''], ['*']] : [];
  const [tokens = []] = servedPaths(key, '{}').map((path) => covering(path));
  return ['*', ''].includes(tokens.at(-1) ?? '') ? [tokens] : [tokens, [...tokens, '']];
}

/**
 * What a resource and the paths of a route have in common, one sequence for each way to lay them side by side.
 *
 * @param resource texts, `*`, `?*`
 * @param served texts, `{}`, `{fresh}`, `{+}`
 * @returns sequences of texts, `{}`, `{fresh}`, `{+}`; together they cover all that both have, and each has nothing else
 */
export function intersect(resource: Tokens, served: Tokens): Tokens[] {
  const [pattern, ...patterns] = resource;
  const [segment, ...segments] = served;
  if (pattern === undefined || segment === undefined) return pattern === segment ? [[]] : [];

  if (pattern === '*' || pattern === '?*') {
    if (pattern === '?*' && segment === '') return [];
    const goOn: Tokens = ['*', ...patterns];
    const rest = [...intersect(patterns, segments), ...intersect(goOn, segments)];
    if (segment === '{+}') rest.push(...intersect(patterns, served));
    return startingWith(segment, rest);
  }
  if (segment === '{+}') {
    return pattern === ''
      ? []
      : startingWith(pattern, [...intersect(patterns, segments), ...intersect(patterns, served)]);
  }
  const fits = segment === pattern || (segment === '{}' && pattern !== '');
  return fits ? startingWith(pattern, intersect(patterns, segments)) : [];
}

/**
 * The resource that covers a sequence of what a route serves.
 *
 * @param shortest the fewest segments that its one greedy parameter has; without meaning for several of them
 */
export function covering(served: Tokens, shortest = 1): Tokens {
  const isLonger = shortest > 1 && served.filter((token) => token === '{+}').length === 1;
  return served.flatMap((token) => {
    if (token === '{+}' && isLonger) return Array<Token>(shortest).fill('?*');
    return token.startsWith('{') ? '*' : token;
  });
}

/** A text that no route can have for a literal. */
const FRESH = '{}';

/**
 * Paths of the sequence whose parameters are no literal of the table; greedy ones have every length from 1 to `longest` segments, each in
 * every combination with the others. One segment longer than the longest route stands for all that are longer still.
 */
export function examplesOf(tokens: Tokens, longest: number): string[] {
  const paths = tokens.reduce<string[]>(
    (heads, token) => {
      const tails =
        token === '{+}'
          ? Array.from({ length: longest }, (_, index) => `/${FRESH}`.repeat(index + 1))
          : [`/${token.startsWith('{') ? FRESH : token}`];
      return heads.flatMap((head) => tails.map((tail) => head + tail));
    },
    [''],
  );
  return paths;
}

/**
 * IAM's matching: `*` is any text, slashes included, `?` any one character.
 *
 * By hand, since the text is the caller's: a regular expression with several `.*` can be made to take minutes. Here only the last `*` is ever
 * tried anew, so the steps are at most the product of the two lengths.
 */
export function matches(resource: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let starText = 0;
  for (let index = 0; index < text.length; ) {
    if (resource[at] === '*') {
      star = at;
      starText = index;
      at += 1;
    } else if (resource[at] === '?' || resource[at] === text[index]) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      starText += 1;
      index = starText;
    } else {
      return false;
    }
  }
  while (resource[at] === '*') at += 1;
  return at === resource.length;
}

function startingWith(token: Token, rests: readonly Tokens[]): Tokens[] {
  return rests.map((rest) => [token, ...rest]);
}
