/** Scopes of the routes against each other, and against those that the issuers speak of; pure. */
import { linkTo } from '../../../lib/reasons.ts';
import type { Check } from '../check.ts';
import type { Facts } from '../facts.ts';
import { type FindingKind, finding, quoted } from '../finding.ts';
import { placeOf } from './routes.ts';

const SCOPE_NEAR_MISS: FindingKind = {
  code: 'scope_near_miss',
  severity: 'warning',
  means: 'If both are meant to be one, tokens have the one and not the other: insufficient_scope, 403, on some routes.',
  expected: 'one spelling of each scope',
  remedy:
    'Write the scope as the issuer has it, to the letter; where both exist, give them names that are told apart more easily.',
  link: linkTo('insufficient_scope'),
};

const SCOPE_NOT_SUPPORTED: FindingKind = {
  code: 'scope_not_supported',
  severity: 'note',
  means:
    'A scope that the issuer does not know is in no token, so nobody may call the route. Not every issuer lists all of its scopes.',
  expected: 'scopes that stand in scopes_supported of an issuer',
  remedy: 'Look the scope up at the issuer, to the letter.',
  link: linkTo('insufficient_scope'),
};

export const scopes: Check = {
  title: 'scopes',
  kinds: [SCOPE_NEAR_MISS],
  find({ config }) {
    const routesOf = routesByScope(config.routes);
    const names = [...routesOf.keys()];
    return names.flatMap((name, index) =>
      names
        .slice(0, index)
        .filter((other) => isNearMiss(name, other))
        .map((other) => {
          const place = placeOf({ key: routesOf.get(name)?.[0] ?? '' });
          return finding(
            SCOPE_NEAR_MISS,
            place,
            `${quoted(name)}, and ${quoted(other)} on ${routesOf.get(other)?.[0]}`,
          );
        }),
    );
  },
};

export const supportedScopes: Check = {
  title: "the issuers' scopes",
  needs: 'network',
  kinds: [SCOPE_NOT_SUPPORTED],
  find({ config, issuers }) {
    const listed = issuers.map(({ sight }) => sight?.metadata?.scopes_supported).filter((list) => Array.isArray(list));
    const supported = new Set<unknown>(listed.flat());
    const routesOf = routesByScope(config.routes);
    const names = [...routesOf.keys()];
    // Most issuers list the scopes of OpenID Connect alone; one that lists an API's lists them all.
    const isOfApi = names.some((name) => [...supported].some((one) => one === name || isNearMiss(name, String(one))));
    if (listed.length < issuers.length || !isOfApi) return [];
    return names
      .filter((name) => !supported.has(name))
      .map((name) => {
        const near = [...supported].find((one) => isNearMiss(name, String(one)));
        const found = near === undefined ? quoted(name) : `${quoted(name)}, and ${quoted(near)} at the issuer`;
        return finding(SCOPE_NOT_SUPPORTED, placeOf({ key: routesOf.get(name)?.[0] ?? '' }), found);
      });
  },
};

function routesByScope(routes: Facts['config']['routes']): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [key, rule] of Object.entries(routes)) {
    for (const scope of Array.isArray(rule) ? rule : rule.anyOf) found.set(scope, [...(found.get(scope) ?? []), key]);
  }
  return found;
}

/** Shorter ones are too often alike by chance. */
const SHORTEST = 6;

/** Whether two scopes differ by letter case, by a separator, by one letter that is there or not, or by two letters in turned order. */
export function isNearMiss(one: string, other: string): boolean {
  if (one === other) return false;
  const [left, right] = [one, other].map((text) => text.toLowerCase().replace(/[:./_-]/g, ':')) as [string, string];
  if (left === right) return true;
  if (Math.min(left.length, right.length) < SHORTEST) return false;
  const [short, long] = left.length < right.length ? [left, right] : [right, left];
  const start = [...short].findIndex((letter, index) => letter !== long[index]);
  const at = start < 0 ? short.length : start;
  // A digit more is a version, and means another scope.
  if (long.length === short.length + 1) return short.slice(at) === long.slice(at + 1) && /[a-z]/.test(long[at] ?? '');
  const turned = `${long[at + 1]}${long[at]}`;
  return short.length === long.length && `${long.slice(0, at)}${turned}${long.slice(at + 2)}` === short;
}
