/** The routes as they are and the wish come in, what each of them has, will have and gets back goes out, or why that cannot be; pure. */
import { type Authorization, describe, isSame, type Route } from '../../lambda/attach/authorization.ts';
import { afterDetaching, EMPTY_LEDGER, planRoutes } from '../../lambda/attach/plan.ts';
import type { Result } from '../../lambda/authorizer/road.ts';
import type { Options } from './options.ts';

/** One route, in words. */
export interface Row {
  readonly route: string;
  readonly now: string;
  readonly willBe: string;
  readonly onRemoval: string;
}

const THIS = 'this authorizer';
/** Only the deployed stack knows. */
const RECORDED = 'what the stack found';
const SAME = 'unchanged';

export function previewOf(
  routes: readonly Route[],
  { routeKeys, authorizerId = '', reopenOnDetach }: Options,
): Result<Row[], string> {
  const planned = planRoutes(routes, EMPTY_LEDGER, { routeKeys, authorizerId, reopenOnDetach });
  if (!planned.ok) return planned;

  const ours: Authorization = { type: 'CUSTOM', authorizerId };
  const rows = routes.flatMap(({ key, authorization }): Row[] => {
    const isOurs = isSame(authorization, ours);
    const now = isOurs ? THIS : describe(authorization);
    if (!routeKeys.includes(key)) return isOurs ? [{ route: key, now, willBe: RECORDED, onRemoval: SAME }] : [];
    if (isOurs) return [{ route: key, now, willBe: SAME, onRemoval: RECORDED }];
    const after = afterDetaching(authorization, reopenOnDetach);
    const isLeftClosed = !isSame(after, authorization);
    return [{ route: key, now, willBe: THIS, onRemoval: `${describe(after)}${isLeftClosed ? ' (left closed)' : ''}` }];
  });
  return { ok: true, value: rows };
}
