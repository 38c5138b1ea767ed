/** A text that was not found and those that would have been come in, the ones that were probably meant and how they differ go out; pure. */
import { parseRouteKey, splitPath } from '../../lambda/authorizer/route-key.ts';
import type { RouteTable } from '../../lambda/authorizer/routes.ts';

export interface NearMiss {
  readonly meant: string;
  /** How what was given differs from it, as a clause: "which has a slash at the end". */
  readonly difference: string;
}

interface Difference {
  readonly words: string;
  /** Two texts that are the same under it differ by nothing else. */
  plain(text: string): string;
}

const withoutSlash = (text: string) => text.replace(/\/+$/, '');
const withoutScheme = (text: string) => text.replace(/^https?:\/\//i, '');

/** From the least to the most; the first under which both are the same is told. */
const ISSUER_DIFFERENCES: readonly Difference[] = [
  { words: 'it differs by the slash at the end', plain: withoutSlash },
  { words: 'it differs by upper and lower case', plain: (text) => text.toLowerCase() },
  { words: 'it differs by http and https', plain: withoutScheme },
  {
    words: 'it differs by scheme, case and slashes alone',
    plain: (text) => withoutSlash(withoutScheme(text)).toLowerCase(),
  },
  { words: 'it is another tenant, realm, pool or server of the same host', plain: hostOf },
  { words: 'it is another host of the same domain', plain: (text) => hostOf(text).replace(/^[^.]+\.(?=.+\..)/, '') },
];

/** What is longer was not meant to be one of them, and would take its time. */
const LONGEST_ISSUER = 2_048;

export function nearestIssuer(given: string, issuers: readonly string[]): NearMiss | undefined {
  if (given.length > LONGEST_ISSUER) return undefined;
  for (const { words, plain } of ISSUER_DIFFERENCES) {
    const meant = issuers.find((issuer) => plain(issuer) !== '' && plain(issuer) === plain(given));
    if (meant !== undefined) return { meant, difference: words };
  }
  return undefined;
}

function hostOf(text: string): string {
  return URL.canParse(text) ? new URL(text).hostname : '';
}

/** The route of the table that somebody who asked for this method and path may have meant. */
export function nearestRoute(method: string, path: string, table: RouteTable): NearMiss | undefined {
  const withoutFirst = path.replace(/^\/[^/]+(?=\/)/, '');
  const stageInPath = withoutFirst === path ? undefined : table.find({ method, path: withoutFirst });
  if (stageInPath) {
    return { meant: stageInPath.key, difference: `the path begins with ${firstOf(path)}: a stage or base path?` };
  }
  const paths = table.routes.flatMap(({ key, parsed }) => (parsed.kind === 'path' ? [{ key, ...parsed }] : []));
  const samePath = paths.filter(({ key }) => {
    const parsed = parseRouteKey(key.replace(/^\S+/, method));
    return parsed.ok && table.find({ method: methodOf(key), path })?.key === key;
  });
  const [other] = samePath;
  if (other) return { meant: other.key, difference: 'the path is there with another method' };

  const plain = (text: string) =>
    splitPath(text.toLowerCase())
      .filter((segment) => segment !== '')
      .join('/');
  const sameLetters = paths.find(({ key }) => plain(pathOf(key)) === plain(path));
  if (sameLetters) return { meant: sameLetters.key, difference: 'the path differs by case or slashes alone' };
  const singular = (text: string) => plain(text).replace(/s(?=\/|$)/g, '');
  const plural = paths.find(({ key }) => singular(pathOf(key)) === singular(path));
  return plural && { meant: plural.key, difference: 'the path differs by a plural alone' };
}

function firstOf(path: string): string {
  return `/${splitPath(path)[0] ?? ''}`;
}

function methodOf(key: string): string {
  return key.startsWith('ANY ') ? 'GET' : key.slice(0, key.indexOf(' '));
}

function pathOf(key: string): string {
  return key.slice(key.indexOf(' ') + 1);
}
