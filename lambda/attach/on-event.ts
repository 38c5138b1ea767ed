/** CloudFormation's event comes in as CDK's provider framework hands it on, routes are attached or detached, the resource's id and attributes go out. */
import { isSame, listed } from './authorization.ts';
import { AttachmentError, carryOut } from './carry-out.ts';
import { holdOn, renewing } from './hold.ts';
import type { Kept, LedgerStore } from './ledger-store.ts';
import { afterDetaching, type Ledger, type Note, planRoutes, type Wish } from './plan.ts';
import { type Clock, retrying } from './retry.ts';
import type { RoutesApi } from './routes-api.ts';

/** What the handler uses of the world. */
export interface Edge {
  readonly routesApi: (apiId: string) => RoutesApi;
  readonly store: LedgerStore;
  readonly clock: Clock;
  /** Another one with every call. */
  readonly newId: () => string;
  readonly log: (entry: Readonly<Record<string, unknown>>) => void;
}

export interface AttachEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  /** With `Update` and `Delete`. */
  readonly PhysicalResourceId?: string;
  /** CloudFormation makes strings of booleans. */
  readonly ResourceProperties: {
    readonly ApiId: string;
    readonly AuthorizerId: string;
    /** CloudFormation leaves empty lists out. */
    readonly RouteKeys?: readonly string[];
    readonly ReopenOnDetach: string;
  };
}

export interface AttachAnswer {
  readonly PhysicalResourceId: string;
  readonly Data: {
    /** Routes that this deployment detached and left closed, as a sentence's list. */
    readonly LeftClosed: string;
    /** Routes that will be left closed when they are detached. */
    readonly ClosedOnDetach: string;
  };
}

/** Where the time goes that is not for steps: undoing them, then answering. */
const UNDOING_MS = 240_000;
const ANSWERING_MS = 20_000;
/** How long to wait before looking again whether another call has ended. */
const LOOKING_MS = 5_000;

/**
 * Makes the handler. Each call is whole or not at all: what fails is undone before the error is thrown, since after a failed `Create`
 * the framework does not hand on the `Delete` that CloudFormation sends.
 */
export function onEvent(edge: Edge) {
  return async (event: AttachEvent, context: { getRemainingTimeInMillis(): number }): Promise<AttachAnswer> => {
    const { store, clock, newId, log } = edge;
    const id = resourceId(event);
    const wish = wishOf(event);
    const api = edge.routesApi(event.ResourceProperties.ApiId);
    const undoneMs = clock.now() + context.getRemainingTimeInMillis() - ANSWERING_MS;
    const doneMs = undoneMs - UNDOING_MS;

    const found = await whenFree(store, clock, doneMs);
    const routes = await retrying(api, clock, doneMs).list();
    if (routes === undefined) return { PhysicalResourceId: id, Data: withoutApi(event, log) };
    const planned = planRoutes(routes, found.ledger, wish);
    if (!planned.ok) throw new Error(planned.error);
    const { steps, ahead, done, notes } = planned.value;

    const hold = holdOn(store, clock, newId, found);
    const forward = retrying(renewing(api, hold), clock, doneMs);
    const undo = retrying(api, clock, undoneMs);
    const surprises: Note[] = [];
    try {
      await hold.take(ahead);
      for (const { key, from, to } of steps) log({ level: 'info', message: 'to be changed', route: key, from, to });
      surprises.push(...(await carryOut(steps, { forward, undo }, () => hold.release(done))));
    } catch (error) {
      const isChanged = error instanceof AttachmentError && !error.isUndone;
      // Where it cannot be saved, the hold ends by itself, and what was recorded in advance does no harm: a route that is not ours is left as it is.
      await hold.release(isChanged ? ahead : found.ledger).catch(() => {});
      throw error;
    }
    const known = [...notes, ...surprises];
    for (const { key, text } of known) log({ level: 'warn', message: text, route: key });
    return { PhysicalResourceId: id, Data: attributes(done, wish, known) };
  };
}

/**
 * Waits for another call: the framework calls again where the connection breaks during a long call, which goes on all the same, and may
 * yet undo what it did.
 */
async function whenFree(store: LedgerStore, clock: Clock, deadlineMs: number): Promise<Kept> {
  for (;;) {
    const kept = await store.load();
    if (kept.busyUntilMs <= clock.now()) return kept;
    if (clock.now() + LOOKING_MS > deadlineMs) {
      throw new Error(
        'Another call is still attaching or detaching routes of this API: wait for it, then deploy again, or run aws cloudformation continue-update-rollback where the rollback failed',
      );
    }
    await clock.sleep(LOOKING_MS);
  }
}

/** @throws Error where the resource was made for another API */
function resourceId({ PhysicalResourceId, ResourceProperties: { ApiId } }: AttachEvent): string {
  const id = `jwt-authorizer-of-${ApiId}`;
  if (PhysicalResourceId === undefined || PhysicalResourceId === id) return id;
  throw new Error(
    `The API was changed to "${ApiId}" and this stack is for ${PhysicalResourceId}: destroy the stack, which detaches the one, then deploy it for the other; or make a second stack`,
  );
}

/** @throws Error where there is no route to attach to */
function wishOf({ RequestType, ResourceProperties }: AttachEvent): Wish {
  const { AuthorizerId: authorizerId, RouteKeys = [], ReopenOnDetach } = ResourceProperties;
  const reopenOnDetach = ReopenOnDetach === 'true';
  if (RequestType === 'Delete') return { authorizerId, routeKeys: [], reopenOnDetach };
  if (RouteKeys.length > 0) return { authorizerId, routeKeys: RouteKeys, reopenOnDetach };
  throw new Error(
    'RouteKeys: received none, expected at least one route: name routes in the table; to detach from all of them destroy the stack',
  );
}

function withoutApi({ RequestType, ResourceProperties: { ApiId } }: AttachEvent, log: Edge['log']) {
  if (RequestType !== 'Delete') {
    throw new Error(`There is no API "${ApiId}" in this account and region: give the id of an HTTP API as apiId`);
  }
  log({ level: 'warn', message: 'the API is gone: there is nothing to detach', apiId: ApiId });
  return { LeftClosed: NONE, ClosedOnDetach: NONE };
}

/** CloudFormation has no empty outputs. */
const NONE = 'none';

function attributes({ routes }: Ledger, { reopenOnDetach }: Wish, notes: readonly Note[]): AttachAnswer['Data'] {
  const leftClosed = notes.flatMap(({ key, isLeftClosed }) => (isLeftClosed ? [key] : []));
  const closedOnDetach = Object.values(routes).flatMap(({ key, before }) =>
    isSame(afterDetaching(before, reopenOnDetach), before) ? [] : [key],
  );
  return { LeftClosed: listed(leftClosed) || NONE, ClosedOnDetach: listed(closedOnDetach) || NONE };
}
