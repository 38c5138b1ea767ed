/** The checks of how a method may be named: no header gives a request a method that its caller may not use; data. */
import { type Caller, OPTION_OF } from '../callers.ts';
import { type Check, CLOSED, type Difference, LET_IN, stepsOf, stepsOr } from '../check.ts';
import type { Sight } from '../sight.ts';

/** A method that changes nothing, and that few APIs have. */
const OVERRIDE = { 'X-HTTP-Method-Override': 'HEAD' };

const HONOURED: Difference = {
  seen: ['unauthorized', 'forbidden', 'no route'],
  means:
    'API Gateway honours X-HTTP-Method-Override: it routed the request as the other method, and so did the authorizer.',
  change: 'Nothing: routing and policy see the same method. Let no backend read this header for itself.',
  isNote: true,
};

const PAST: Difference = {
  seen: LET_IN,
  means:
    'With another method in X-HTTP-Method-Override the route opens: it is weighed as one method and served as another.',
  change:
    'Guard every method of the path (ANY), let the backend ignore the header, and drop it in front of the API (WAF). Report it, with the kind of API.',
};

function override(id: string, title: string, caller: Caller, expected: Sight, words: string): Check {
  return {
    id,
    title,
    expected: words,
    steps(target) {
      const route = caller === 'denied token' ? target.deniedRoute : target.route;
      return stepsOr(stepsOf(target, caller, route, [expected], { headers: OVERRIDE }), `needs ${OPTION_OF[caller]}`);
    },
    differences: [PAST, HONOURED],
  };
}

const CALLERS: readonly Caller[] = ['no token', 'denied token', 'token'];

export const METHOD_CHECKS: readonly Check[] = [
  override('method-override', 'X-HTTP-Method-Override, no token', 'no token', 'unauthorized', '401, as without it'),
  override(
    'method-override-denied',
    'X-HTTP-Method-Override, no scope',
    'denied token',
    'forbidden',
    '403, as without it',
  ),
  {
    id: 'other-method',
    title: 'a method that no route has: PROPFIND',
    expected: 'closed',
    steps: (target) =>
      CALLERS.flatMap((caller) => {
        const route = caller === 'denied token' ? target.deniedRoute : target.route;
        const called = route && { method: 'PROPFIND', path: route.path };
        // A token that opens ANY may open this, too.
        const expected: readonly Sight[] = caller === 'token' ? [...CLOSED, ...LET_IN] : [...CLOSED, 'answered'];
        return stepsOf(target, caller, called, expected);
      }),
    differences: [
      {
        callers: ['no token', 'denied token'],
        seen: ['let in'],
        means:
          "A method beyond API Gateway's seven is served without right: the route is weighed by a method that nobody named.",
        change:
          'Name the methods of the route instead of ANY, refuse other methods in front of the API (WAF), and report it, with the kind of API.',
      },
    ],
  },
];
