/** A route table comes in, the scope sets that show all its policies can do go out; pure, and for synthesis, not for the road. */
import type { Route, RouteTable } from './routes.ts';

/**
 * Of all the sets of scopes, those in which a fault of the table shows if it has one.
 *
 * A route is opened by more scopes, never closed by them. So what an open route suffers from a closed one shows at the latest with as many
 * scopes as leave that one closed, or as soon as with no more scopes than open the first.
 */
export function tellingScopeSets({ routes }: RouteTable): ReadonlySet<string>[] {
  const all = new Set(routes.flatMap(scopesOf));
  const sets = [
    all,
    new Set<string>(),
    ...routes.flatMap((route) => leastOpening(route)),
    ...routes.flatMap((route) => mostClosing(route, all)),
  ];
  return [...new Map(sets.map((set) => [[...set].sort().join(' '), set])).values()];
}

/** The least sets that open a route. */
function leastOpening({ rule }: Route): Set<string>[] {
  return Array.isArray(rule) ? [new Set(rule)] : rule.anyOf.map((scope) => new Set([scope]));
}

/** The largest sets that leave a route closed; none for a route that any token opens. */
function mostClosing({ rule }: Route, all: ReadonlySet<string>): Set<string>[] {
  const without = (scopes: readonly string[]) => new Set([...all].filter((scope) => !scopes.includes(scope)));
  return Array.isArray(rule) ? rule.map((scope) => without([scope])) : [without(rule.anyOf)];
}

function scopesOf({ rule }: Route): string[] {
  return Array.isArray(rule) ? rule : rule.anyOf;
}
