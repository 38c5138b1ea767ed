/**
 * The routes as they are, what was recorded about them, and the wish come in; the steps to it and the record of what to put back go
 * out; pure.
 *
 * The law: no step makes a route more open than it was found, unless `reopenOnDetach` says so.
 */
import type { Result } from '../authorizer/road.ts';
import { type Authorization, CLOSED, describe, isSame, listed, type Route } from './authorization.ts';

/** What the routes had before; kept for as long as the authorizer is attached. */
export interface Ledger {
  /** Every authorizer that a route may have from us: one, or two while the one replaces the other. */
  readonly authorizerIds: readonly string[];
  /** By route id: a route that was deleted and made anew is another one. */
  readonly routes: Readonly<Record<string, { readonly key: string; readonly before: Authorization }>>;
}

export const EMPTY_LEDGER: Ledger = { authorizerIds: [], routes: {} };

/** What is to be, whatever was before. */
export interface Wish {
  readonly authorizerId: string;
  /** Keys as the API spells them; none of them to detach altogether. */
  readonly routeKeys: readonly string[];
  /** Whether routes that were open before are opened again when they are detached. */
  readonly reopenOnDetach: boolean;
}

/** One route to be changed. */
export interface Step {
  readonly routeId: string;
  readonly key: string;
  /** What the plan rests on: a route that has something else by now is not touched. */
  readonly from: Authorization;
  readonly to: Authorization;
  /** Whether this puts back what was before, which may need an authorizer that is gone by now. */
  readonly isRestoration: boolean;
}

/** What people should know about a route. */
export interface Note {
  readonly key: string;
  readonly text: string;
  /** Whether the route was open or guarded otherwise before, and is now open to nobody. */
  readonly isLeftClosed?: true;
}

export interface Plan {
  readonly steps: readonly Step[];
  /** To be recorded before the first step: all that may have to be put back, however far the steps get. */
  readonly ahead: Ledger;
  /** To be recorded after the last step. */
  readonly done: Ledger;
  readonly notes: readonly Note[];
}

/** @returns the plan, or which of the wished routes the API does not have */
export function planRoutes(routes: readonly Route[], ledger: Ledger, wish: Wish): Result<Plan, string> {
  const unknown = unknownKeys(routes, ledger, wish);
  if (unknown.length > 0) return { ok: false, error: describeUnknown(unknown, routes) };

  const authorizerIds = [...new Set([...ledger.authorizerIds, wish.authorizerId])];
  const isOurs = ({ type, authorizerId = '' }: Authorization) =>
    type === 'CUSTOM' && authorizerIds.includes(authorizerId);
  const wished = new Set(wish.routeKeys);
  const byId = new Map(routes.map((route) => [route.id, route]));

  const attached = routes
    .filter(({ key }) => wished.has(key))
    .map((route) => attach(route, ledger.routes[route.id]?.before, wish, isOurs));
  const existing = new Set(routes.map(({ key }) => key));
  const isMissed = (key: string) => wished.has(key) && !existing.has(key);
  const detached = Object.entries(ledger.routes)
    .filter(([id]) => !wished.has(byId.get(id)?.key ?? ''))
    .map(([id, { key, before }]) => detach(key, byId.get(id), before, wish, isOurs));

  const kept = Object.fromEntries([
    ...attached.map(({ route: { id, key }, before }) => [id, { key, before }]),
    // Still wished, so that naming it stays right.
    ...Object.entries(ledger.routes).filter(([id, { key }]) => !byId.has(id) && isMissed(key)),
  ]);
  return {
    ok: true,
    value: {
      steps: [...attached, ...detached].flatMap(({ step }) => step ?? []),
      ahead: { authorizerIds, routes: { ...ledger.routes, ...kept } },
      done: { authorizerIds: wish.routeKeys.length === 0 ? [] : [wish.authorizerId], routes: kept },
      notes: [...attached, ...detached].flatMap(({ note }) => note ?? []),
    },
  };
}

/** What a route gets back when it is detached. */
export function afterDetaching(before: Authorization, reopenOnDetach: boolean): Authorization {
  return before.type === 'NONE' && !reopenOnDetach ? CLOSED : before;
}

/** A route that was attached once and has gone since is no mistake of whoever names it, and a rollback names what was. */
function unknownKeys(routes: readonly Route[], ledger: Ledger, { routeKeys }: Wish): string[] {
  const known = new Set([...routes, ...Object.values(ledger.routes)].map(({ key }) => key));
  return routeKeys.filter((key) => !known.has(key));
}

function describeUnknown(unknown: readonly string[], routes: readonly Route[]): string {
  const existing = routes.map(({ key }) => key).sort();
  return `${listed(unknown)}: the API has no such ${unknown.length === 1 ? 'route' : 'routes'}; it has ${existing.length === 0 ? 'none' : listed(existing)}. Spell routes as the API spells them; no route was changed`;
}

type IsOurs = (authorization: Authorization) => boolean;

function attach(route: Route, recorded: Authorization | undefined, { authorizerId }: Wish, isOurs: IsOurs) {
  const { id, key, authorization: now } = route;
  const to: Authorization = { type: 'CUSTOM', authorizerId };
  const step: Step = { routeId: id, key, from: now, to, isRestoration: false };
  return {
    route,
    before: toPutBack(now, recorded, isOurs),
    step: isSame(now, to) ? undefined : step,
    note: recorded && !isOurs(now) ? { key, text: strangersChange(now) } : undefined,
  };
}

function toPutBack(now: Authorization, recorded: Authorization | undefined, isOurs: IsOurs): Authorization {
  // Ours without a record: what was before is not known, and what is not known stays closed.
  if (recorded === undefined) return isOurs(now) ? CLOSED : now;
  // Opened by somebody else: more open than it was found, which is not what to put back.
  return isOurs(now) || now.type === 'NONE' ? recorded : now;
}

function strangersChange(now: Authorization): string {
  return now.type === 'NONE'
    ? 'somebody else opened it meanwhile; it is guarded again'
    : `somebody else gave it ${describe(now)} meanwhile; that is what it gets back one day`;
}

function detach(
  key: string,
  route: Route | undefined,
  before: Authorization,
  { reopenOnDetach }: Wish,
  isOurs: IsOurs,
): { step?: Step; note?: Note } {
  if (route === undefined) return { note: { key, text: 'it was deleted meanwhile' } };
  const { id: routeId, authorization: from } = route;
  if (isSame(from, before)) return {};
  if (!isOurs(from)) {
    return { note: { key, text: `somebody else gave it ${describe(from)} meanwhile; it is left as it is` } };
  }
  const to = afterDetaching(before, reopenOnDetach);
  const step: Step = { routeId, key, from, to, isRestoration: true };
  if (isSame(to, before)) return { step };
  const text = 'it was open before and is left closed (AWS_IAM): reopenOnDetach is not set';
  return { step, note: { key, text, isLeftClosed: true } };
}
