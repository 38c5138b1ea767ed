/** What a decision costs with many routes beside one with three, for tokens that were seen before. */
import { http2Event, restRequestEvent, restTokenEvent } from '../../test/fixtures/events.ts';
import { OURS } from '../candidates.ts';
import { hotPath } from '../hot-path.ts';
import type { Measurement } from '../result.ts';
import { readablePaths } from '../route-table.ts';
import type { Setup } from '../workbench.ts';

const STARTS = 3;
/** Short rounds and many of them: one that the machine interrupts is far from the median then. */
const ROUNDS = 101;
const EVENTS_A_ROUND = 200;
const WARM_UP = 10_000;
const FEW = 3;

interface Kind {
  readonly title: string;
  readonly many: number;
  readonly policyScope?: Setup['policyScope'];
  /** @param resource the route's path, such as `/resource1/{id}` */
  event(authorization: string, resource: string): unknown;
}

const pathOf = (resource: string) => resource.replace('{id}', '1');

const KINDS: readonly Kind[] = [
  {
    title: 'REST TOKEN, policy for the whole API',
    many: 60,
    event: (authorization, resource) => restTokenEvent(authorization, { path: pathOf(resource) }),
  },
  {
    title: 'REST REQUEST, policy for one route',
    many: 300,
    policyScope: 'route',
    event: (authorization, resource) => restRequestEvent(authorization, { resource, path: pathOf(resource) }),
  },
  {
    title: 'HTTP API, simple answer',
    many: 300,
    event: (authorization, resource) => http2Event(authorization, { resource, path: pathOf(resource) }),
  },
];

export const routes: Measurement = {
  name: 'routes',
  async run(workbench) {
    const authorization = workbench.authorization();
    return inTurn(KINDS, async ({ title, many, policyScope, event }) => {
      const runners = await Promise.all(
        [many, FEW].map(async (routes) => ({
          name: `${routes} routes`,
          program: await workbench.program('loop', OURS, { routes, policyScope }),
          eventsFile: workbench.eventsFile(readablePaths(routes).map((resource) => event(authorization, resource))),
        })),
      );
      return {
        title,
        unit: 'µs' as const,
        medians: await hotPath(runners, {
          starts: STARTS,
          rounds: ROUNDS,
          eventsARound: EVENTS_A_ROUND,
          warmUp: WARM_UP,
        }),
        baseline: `${FEW} routes`,
        goal: { subject: `${many} routes`, atMost: 1.2 },
      };
    });
  },
};

async function inTurn<T, R>(items: readonly T[], task: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await task(item));
  return results;
}
