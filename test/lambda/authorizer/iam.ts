/** IAM's evaluation and API Gateway's routing once more, written independently of the code under test and in the simplest way, as judges of it. */

export interface Policy {
  readonly Statement: readonly { readonly Effect: string; readonly Resource: readonly string[] }[];
}

/** Deny wins, silence denies; `*` is any text, slashes included, `?` any one character. */
export function isAllowed({ Statement }: Policy, arn: string): boolean {
  const effects = Statement.filter(({ Resource }) => Resource.some((resource) => isLike(resource, arn))).map(
    ({ Effect }) => Effect,
  );
  return effects.includes('Allow') && !effects.includes('Deny');
}

function isLike(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern[0] === '*') return isLike(pattern.slice(1), text) || (text !== '' && isLike(pattern, text.slice(1)));
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && isLike(pattern.slice(1), text.slice(1));
}

/** The key of the route that API Gateway picks: compares every route with the request, segment by segment from the left. */
export function pickedRoute(keys: readonly string[], method: string, path: string): string | undefined {
  const asked = path.replace(/\/$/, '').split('/').slice(1);
  const ranked = keys
    .map((key) => ({ key, rank: rankOf(key, method, asked) }))
    .filter((entry): entry is { key: string; rank: string } => entry.rank !== undefined)
    .sort((one, other) => (one.rank < other.rank ? -1 : 1));
  return ranked[0]?.key ?? keys.find((key) => key === '$default');
}

/** A text that sorts the better fit first, or undefined where the route does not fit. */
function rankOf(key: string, method: string, asked: readonly string[]): string | undefined {
  const [routeMethod = '', path = ''] = key.split(' ');
  if (routeMethod !== method && routeMethod !== 'ANY') return undefined;
  const segments = path.replace(/\/$/, '').split('/').slice(1);
  const last = segments.at(-1);
  const isGreedy = last?.endsWith('+}') ?? false;
  if (isGreedy ? asked.length < segments.length : asked.length !== segments.length) return undefined;
  let rank = '';
  for (const [index, segment] of segments.entries()) {
    const value = asked[index];
    if (segment.endsWith('+}')) rank += 'c';
    else if (segment.startsWith('{')) {
      if (value === '') return undefined;
      rank += 'b';
    } else if (segment === value) rank += 'a';
    else return undefined;
  }
  return `${rank}${routeMethod === method ? 'a' : 'b'}`;
}
