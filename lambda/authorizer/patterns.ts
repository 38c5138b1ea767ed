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

/**
 * The resources that open a route: a last parameter is `*`, which covers the trailing slash as well, but `?*` after another parameter, since
 * no Deny could close the empty one without closing longer paths of the route.
 */
export function openingTokens(key: RouteKey): Tokens[] {
  return coveringTokens(key).map((tokens) =>
    tokens.at(-1) === '*' && tokens.at(-2) === '*' ? [...tokens.slice(0, -1), '?*'] : tokens,
  );
}

/** The resources that cover what a route serves: parameters as `*`, which at the end covers the trailing slash as well. */
export function coveringTokens(key: RouteKey): Tokens[] {
  return servedPaths(key, '{}')
    .map((path) => covering(path))
    .filter((tokens) => tokens.at(-1) !== '' || tokens.at(-2) !== '*');
}

/**
 * What a resource and the paths of a route have in common, one sequence for each way to lay them side by side.
 *
 * @param resource texts, `*`, `?*`
 * @param served texts, `{}`, `{fresh}`, `{+}`
 * @returns distinct sequences of texts, `{}`, `{fresh}`, `{+}`; together they cover all that both have, and each has nothing else
 */
export function intersect(resource: Tokens, served: Tokens): Tokens[] {
  // Each pair of places is looked at once: there are many ways from one to the next that come to the same.
  const known = new Map<string, Tokens[]>();

  /** @param absorbing whether the wildcard at this place has taken a segment already */
  function from(at: number, index: number, absorbing = false): Tokens[] {
    const place = `${at},${index},${absorbing}`;
    const found = known.get(place) ?? distinct(sideBySide(at, index, absorbing));
    known.set(place, found);
    return found;
  }

  function sideBySide(at: number, index: number, absorbing: boolean): Tokens[] {
    const pattern = resource[at];
    const segment = served[index];
    if (pattern === undefined || segment === undefined) return pattern === segment ? [[]] : [];

    if (pattern === '*' || pattern === '?*') {
      if (pattern === '?*' && !absorbing && segment === '') return [];
      const rest = [...from(at + 1, index + 1), ...from(at, index + 1, true)];
      if (segment === '{+}') rest.push(...from(at + 1, index));
      return startingWith(segment, rest);
    }
    if (segment === '{+}') {
      return pattern === '' ? [] : startingWith(pattern, [...from(at + 1, index + 1), ...from(at + 1, index)]);
    }
    const fits = segment === pattern || (segment === '{}' && pattern !== '');
    return fits ? startingWith(pattern, from(at + 1, index + 1)) : [];
  }

  return from(0, 0);
}

function distinct(sequences: readonly Tokens[]): Tokens[] {
  return [...new Map(sequences.map((tokens) => [JSON.stringify(tokens), tokens])).values()];
}

/**
 * The resource that covers a sequence of what a route serves.
 *
 * @param longer by how many segments its one run of greedy parameters is longer than it has to be; without meaning for several runs
 */
export function covering(served: Tokens, longer = 0): Tokens {
  const runs = runsOf(served);
  const isOneRun = runs.filter(({ greedy }) => greedy > 0).length === 1;
  return runs.flatMap(({ token, greedy }) => {
    const least = greedy + longer;
    if (greedy > 0) return isOneRun && least > 1 ? Array<Token>(least).fill('?*') : Array<Token>(greedy).fill('*');
    return token.startsWith('{') ? '*' : token;
  });
}

/** A sequence with its greedy parameters side by side as one, which has as many segments at least. */
function runsOf(served: Tokens): { readonly token: Token; readonly greedy: number }[] {
  const runs: { token: Token; greedy: number }[] = [];
  for (const token of served) {
    const last = runs.at(-1);
    if (token === '{+}' && last?.token === '{+}') last.greedy += 1;
    else runs.push({ token, greedy: token === '{+}' ? 1 : 0 });
  }
  return runs;
}

/** A text that no route can have for a literal. */
const FRESH = '{}';

/** More paths than this are not tried: whoever asks has to take the worst for true. */
const MOST_EXAMPLES = 2_000;

/**
 * Paths of the sequence whose parameters are no literal of the table; a run of greedy ones has every length from the least to `longest`
 * segments, in every combination with the other runs. One segment longer than the longest route stands for all that are longer still.
 *
 * @returns undefined where they are too many
 */
export function examplesOf(tokens: Tokens, longest: number): string[] | undefined {
  let paths = [''];
  for (const { token, greedy } of runsOf(tokens)) {
    const count = greedy === 0 ? 1 : Math.max(1, longest - greedy + 1);
    const part = token.startsWith('{') ? FRESH : token;
    const tails = Array.from({ length: count }, (_, more) => `/${part}`.repeat(Math.max(1, greedy) + more));
    if (paths.length * tails.length > MOST_EXAMPLES) return undefined;
    paths = paths.flatMap((head) => tails.map((tail) => head + tail));
  }
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
