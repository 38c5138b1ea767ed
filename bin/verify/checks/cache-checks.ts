/** The check of kept answers: tokens and routes in turns, so that an answer of one that stands for another is seen; data. */
import type { Caller } from '../callers.ts';
import { answerOf, type Check, MOST_ROUTES, stepsOf } from '../check.ts';

const CALLERS: readonly Caller[] = ['token', 'forged', 'denied token'];

export const CACHE_CHECKS: readonly Check[] = [
  {
    id: 'cache',
    title: 'tokens and routes in turns',
    expected: 'each as by itself',
    steps(target) {
      const { route, routes } = target;
      const round = [
        ...routes
          .slice(0, MOST_ROUTES)
          .flatMap((one) => CALLERS.flatMap((caller) => stepsOf(target, caller, one, answerOf(target, caller, one)))),
        // To a policy another path, to most APIs the same route: so that one route alone says something, too.
        ...CALLERS.flatMap((caller) =>
          stepsOf(target, caller, { ...route, path: `${route.path}/` }, [
            ...answerOf(target, caller, route),
            'no route',
          ]),
        ),
      ];
      return [...round, ...round.toReversed()];
    },
    differences: [
      {
        callers: ['token'],
        seen: ['forbidden'],
        means:
          'The kept answer of one route was used for another: the policy names only the route that was asked for first.',
        change:
          'Answer with a policy for the whole API (policyScope: "api"), or put the route into the identity sources, or set the cache time to 0: docs/caching.md.',
      },
      {
        callers: ['denied token'],
        seen: ['forbidden'],
        means: 'The kept refusal of one route was used for another that this token opens.',
        change:
          'Answer with a policy for the whole API (policyScope: "api"), or put the route into the identity sources, or set the cache time to 0: docs/caching.md.',
      },
      {
        callers: ['denied token'],
        seen: ['let in', 'answered'],
        means: 'The kept Allow of one route opened another that this token may not call.',
        change:
          'Put $context.routeKey (HTTP API) or the method and the resource path (REST API) into the identity sources, or set the cache time to 0, at once: docs/caching.md.',
      },
      {
        callers: ['forged'],
        seen: ['let in', 'answered'],
        means: 'A forged token was let in after the right one: the cache key does not hold the whole token.',
        change: 'Make the whole Authorization header the identity source of the authorizer.',
      },
    ],
  },
];
