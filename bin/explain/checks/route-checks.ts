/** Whether the token opens what is asked for: route, scopes, and whether there is an answer at all; pure. */
import { type ClaimReading, scopesOf } from '../../../lambda/authorizer/claims.ts';
import type { ForbiddenReason, Target } from '../../../lambda/authorizer/road.ts';
import { opens, type Route } from '../../../lambda/authorizer/routes.ts';
import { listed, plain } from '../../tool/words.ts';
import { type CheckRow, type Finding, failed, notAsked, notChecked, passed, type Scene } from '../check.ts';
import { nearestRoute } from '../near-misses.ts';
import { isFault, wordsOf } from '../walk.ts';
import { whyUnread } from './token-checks.ts';

export const ROUTE_CHECKS: readonly CheckRow[] = [
  {
    id: 'route',
    look(scene) {
      const asked = askedOf(scene);
      if (!asked) return lookAtField(scene);
      const { table } = scene;
      const { target, route, refusal } = asked;
      if (refusal === 'route_not_listed') {
        const near = nearestRoute(target.method, target.path, table);
        const others = plain(listed(table.routes.map(({ key }) => key)));
        return failed(
          'route_not_listed',
          `not in the table; ${near ? `${near.meant} is: ${near.difference}` : `it has ${others}`}`,
        );
      }
      if (route) return passed(`${route.key} of the table`);
      return table.unlisted === 'deny'
        ? notChecked('not in the table')
        : passed('not in the table; unlistedRoutes says that any valid token opens it');
    },
  },
  {
    id: 'scopes',
    look(scene) {
      const { reading } = scene.walk;
      if (!reading) return notChecked(whyUnread(scene));
      const asked = askedOf(scene);
      const route = asked ? asked.route : fieldOf(scene);
      const held = heldBy(reading);
      const words = route ? wordsFor(route, held, reading.issuer.scopeClaims) : 'the table names no route for it';
      const isOpen = route ? opens(route.rule, held) : true;
      const isRefused = asked ? asked.refusal === 'insufficient_scope' : !isOpen;
      if (!isRefused) return route ? passed(words) : notAsked(words);
      return failed(
        'insufficient_scope',
        isOpen ? `${words}; but the answer cannot tell it from a route that is closed (docs/caching.md)` : words,
      );
    },
  },
  {
    id: 'answer',
    look({ walk: { verdict, request, key } }) {
      const isSaid = isFault(request) || isFault(key);
      return 'fault' in verdict && !isSaid
        ? failed(verdict.fault.reason, wordsOf(verdict.fault))
        : notAsked('there is one, or it is said above why not');
    },
  },
];

/** What is asked for by method and path, or by the route's name. */
interface AskedRoute {
  readonly target: Target;
  readonly route?: Route;
  readonly refusal?: ForbiddenReason;
}

/** Undefined for AppSync, which asks for the whole API at once, and for an event that cannot be read. */
function askedOf({ walk: { request, verdict, reading, key }, table }: Scene): AskedRoute | undefined {
  const target = isFault(request) ? undefined : request.target;
  if (!target) return undefined;
  const named = target.routeKey === undefined ? undefined : table.named(target.routeKey);
  const asked = { target, route: named ?? table.find(target) };
  // The road's own word where it came so far; else what it would be if the rest were right.
  if ('decision' in verdict && verdict.decision.outcome !== 'unauthenticated') {
    return { ...asked, refusal: verdict.decision.outcome === 'forbidden' ? verdict.decision.reason : undefined };
  }
  // A fault that is not the keys' came after the verdict on the route, which nobody was told.
  if ('fault' in verdict && !isFault(key)) return asked;
  if (!asked.route) return { ...asked, refusal: table.unlisted === 'deny' ? 'route_not_listed' : undefined };
  const isClosed = reading !== undefined && !opens(asked.route.rule, heldBy(reading));
  return { ...asked, refusal: isClosed ? 'insufficient_scope' : undefined };
}

/** AppSync's fields that the table does not name are its own affair. */
function lookAtField(scene: Scene): Finding {
  if (isFault(scene.walk.request)) return notChecked('there is no request');
  if (scene.field === undefined) return notAsked('AppSync asks for the whole API at once');
  return passed(`${scene.field} ${fieldOf(scene) ? 'of the table' : 'is not in the table: AppSync decides'}`);
}

function fieldOf({ field, table }: Scene): Route | undefined {
  return field === undefined ? undefined : table.named(field);
}

function heldBy({ claims, issuer }: ClaimReading): ReadonlySet<string> {
  return new Set(scopesOf(claims, issuer.scopeClaims));
}

function wordsFor({ rule }: Route, held: ReadonlySet<string>, claims: readonly string[]): string {
  const isList = Array.isArray(rule);
  const wanted = isList ? rule : rule.anyOf;
  if (wanted.length === 0) return 'none are wanted: any valid token opens it';
  const lacking = wanted.filter((scope) => !held.has(scope));
  const holds = held.size === 0 ? `holds none (looked in ${plain(listed(claims))})` : `holds ${listed([...held])}`;
  const lacks = isList && lacking.length > 0 && held.size > 0 ? `; lacks ${listed(lacking)}` : '';
  return `wanted ${listed(wanted, isList ? 'and' : 'or')}; ${holds}${lacks}`;
}
