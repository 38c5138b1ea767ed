/** The checks of how paths may be spelled: no spelling opens what the plain path does not; data. What AWS does not document is told as a note. */
import type { Caller } from '../callers.ts';
import {
  answerOf,
  type Check,
  CLOSED,
  type Difference,
  LET_IN,
  MOST_ROUTES,
  type Step,
  stepsOf,
  stepsOr,
} from '../check.ts';
import { routeAt, type TestedRoute } from '../routes.ts';
import type { Sight } from '../sight.ts';
import type { Target } from '../target.ts';

/** Longer than the 1600 bytes that a method ARN may have ("Output from API Gateway Lambda authorizers"). */
const LONG = 'a'.repeat(1_700);

const NO_PATH = '/verify-no-such-path';

/** Nobody, the denied token on a route that it does not open, and the token. */
const CALLERS: readonly Caller[] = ['no token', 'denied token', 'token'];

/** What each of them calls, with what the answer should be. */
function asking(
  target: Target,
  spell: (route: TestedRoute) => string,
  expect: (caller: Caller, called: Pick<TestedRoute, 'method' | 'path'>, route: TestedRoute) => readonly Sight[],
): Step[] {
  return CALLERS.flatMap((caller) => {
    const route = caller === 'denied token' ? target.deniedRoute : target.route;
    if (!route) return [];
    const called = { method: route.method, path: spell(route) };
    return stepsOf(target, caller, called, expect(caller, called, route));
  });
}

const REACHED_WITHOUT_RIGHT: Difference = {
  callers: ['no token', 'denied token'],
  seen: ['let in', 'answered'],
  means:
    "This spelling gets past the authorizer: the route is open under it, or the policy does not cover it. A 4xx may also be the gateway's own word on the spelling.",
  change:
    'Look up the request in the access log. If the backend was reached: let it refuse requests without the authorizer\'s context (principalOf does), set "unlistedRoutes": "deny" and deploy again; report it, with the path and the kind of API.',
};

const NOT_ROUTED: Difference = {
  seen: ['no route'],
  means: 'API Gateway does not take this spelling to the route.',
  change: 'Nothing: nobody gets in that way.',
  isNote: true,
};

const ANSWERED: Difference = {
  callers: ['token'],
  seen: ['answered'],
  means: 'API Gateway or the backend refuses this spelling with a 4xx of its own.',
  change: 'Nothing: nobody gets in that way. The access log says which of them it was.',
  isNote: true,
};

/** A spelling of a path that AWS does not say anything about. */
function spelling(
  id: string,
  title: string,
  respell: (path: string) => string,
  words: { readonly routed: string; readonly refused: string },
): Check {
  return {
    id,
    title,
    expected: 'closed; no such route',
    steps: (target) =>
      asking(
        target,
        ({ path }) => respell(path),
        (caller, { method, path }) => {
          // As a parameter's value it is a path like any other.
          const other = routeAt(target.routes, method, path);
          if (other) return answerOf(target, caller, other);
          return caller === 'token' ? ['no route'] : CLOSED;
        },
      ),
    differences: [
      REACHED_WITHOUT_RIGHT,
      {
        callers: ['token'],
        seen: ['let in'],
        means: words.routed,
        change: 'Nothing: who may not call the plain path may not call this one either.',
        isNote: true,
      },
      {
        callers: ['token'],
        seen: ['unauthorized', 'forbidden'],
        means: words.refused,
        change: 'Nothing: it fails closed. Callers have to write the path as the API spells it.',
        isNote: true,
      },
      ANSWERED,
      NOT_ROUTED,
    ],
  };
}

export const PATH_CHECKS: readonly Check[] = [
  {
    id: 'trailing-slash',
    title: 'a slash at the end',
    expected: 'as without it',
    steps: (target) =>
      asking(
        target,
        ({ path }) => `${path}/`,
        (caller, _called, route) => answerOf(target, caller, route),
      ),
    differences: [
      REACHED_WITHOUT_RIGHT,
      NOT_ROUTED,
      {
        callers: ['token'],
        seen: ['forbidden'],
        means: 'The route is found, but the policy names the path without the slash alone, as one for methodArn does.',
        change:
          'Answer with a policy that covers both spellings, as this authorizer does; see that no other authorizer guards the route.',
      },
    ],
  },
  spelling('empty-segment', 'an empty segment: //path', (path) => `/${path}`, {
    routed: 'API Gateway drops empty segments before it routes.',
    refused: 'API Gateway drops empty segments when it routes, and the policy is weighed against the path as written.',
  }),
  spelling('encoded-slash', 'an encoded slash: path%2F', (path) => `${path}%2F`, {
    routed: 'API Gateway decodes %2F before it routes.',
    refused: 'API Gateway decodes %2F when it routes, and the policy is weighed against the path as written.',
  }),
  spelling('encoded-letter', 'an encoded letter: %70ath', encodeFirstLetter, {
    routed: 'API Gateway decodes letters before it routes, and weighs the policy against the decoded path.',
    refused: 'API Gateway decodes letters when it routes, and weighs the policy against the path as written.',
  }),
  spelling('letter-case', 'other letter case: PATH', swapCase, {
    routed: 'API Gateway matches this path without regard to case, or another route of the API has this name.',
    refused: 'API Gateway matches paths without regard to case, and policies with it.',
  }),
  {
    id: 'wildcard-path',
    title: 'a path with * and ?, then plain ones',
    expected: 'no more than by itself',
    steps(target) {
      const { route, deniedRoute } = target;
      const wild = target.routes.slice(0, MOST_ROUTES).flatMap(({ method, path, wildcardPath }) =>
        ['*', '%3F'].map((character) => ({
          method,
          path: wildcardPath?.replaceAll('*', character) ?? path.replace(/[^/]*$/, character),
        })),
      );
      const first: Step[] = wild.flatMap((called) => [
        ...stepsOf(target, 'no token', called, CLOSED),
        // Whether these are let in is their route's affair; here it matters what becomes of the plain path after them.
        ...stepsOf(target, 'denied token', called, [...CLOSED, ...LET_IN]),
        ...stepsOf(target, 'token', called, [...CLOSED, ...LET_IN]),
      ]);
      return [
        ...first,
        ...(deniedRoute ? stepsOf(target, 'denied token', deniedRoute, ['forbidden']) : []),
        ...stepsOf(target, 'token', route, LET_IN),
      ];
    },
    differences: [
      {
        callers: ['denied token'],
        seen: LET_IN,
        means:
          'The policy repeats the path of the caller: with * in it, it opens more than was asked for, and the kept answer serves other routes.',
        change:
          'Take the route out of service until the policy is made of the configured routes alone, as this authorizer makes it.',
      },
      {
        callers: ['token'],
        seen: ['forbidden'],
        means: 'A refused path with * in it closed the plain one: the policy repeats the path of the caller.',
        change: 'See that the policy is made of the configured routes alone, as this authorizer makes it.',
      },
    ],
  },
  {
    id: 'question-mark',
    title: 'a route whose policy needs ?',
    expected: 'let in',
    steps(target) {
      const steps = target.routes
        .filter(({ opens, needsQuestionMark }) => opens.token && needsQuestionMark)
        .flatMap((route) => stepsOf(target, 'token', route, LET_IN));
      return stepsOr(steps, 'no route to call ends in two parameters, so no Allow is written with ?');
    },
    differences: [
      {
        seen: ['forbidden'],
        means: "API Gateway does not read IAM's ? in an authorizer's policy.",
        change:
          'Use requestAuthorizer() or httpAuthorizer() with the route among the identity sources (policyScope: "route"), whose policies do without ?; and look at docs/caching.md for what ? guards.',
      },
    ],
  },
  {
    id: 'long-path',
    title: 'a path of 1700 characters',
    expected: 'closed; no 5xx',
    steps: (target) =>
      asking(
        target,
        ({ path, wildcardPath }) => wildcardPath?.replaceAll('*', LONG) ?? `${path}/${LONG}`,
        (caller) => (caller === 'no token' ? [...CLOSED, 'too long'] : [...CLOSED, ...LET_IN, 'too long']),
      ),
    differences: [
      REACHED_WITHOUT_RIGHT,
      {
        seen: ['fault'],
        means: 'Long paths make the authorizer or the backend fail, where 414 was expected.',
        change:
          "Search the authorizer's log for the fault; refuse long paths in front of the API (WAF) if it is not ours.",
      },
    ],
  },
  {
    id: 'unknown-path',
    title: 'a path that the API does not have',
    expected: ({ kind }) => (kind === 'rest' ? '403, no such route' : '404, no such route'),
    steps: (target) => [
      ...stepsOf(target, 'no token', { method: 'GET', path: NO_PATH }, ['no route']),
      ...stepsOf(target, 'token', { method: 'GET', path: NO_PATH }, ['no route']),
    ],
    differences: [
      {
        callers: ['no token'],
        seen: LET_IN,
        means: 'An open route ($default, /{proxy+}) serves what no other route does.',
        change: 'If it is not meant to be open, attach the authorizer to it and name it in "routes".',
      },
      {
        callers: ['token'],
        seen: LET_IN,
        means: 'A route for everything ($default, /{proxy+}) takes it, and a valid token opens that.',
        change: 'If it should be closed, take it out of "routes", and keep "unlistedRoutes": "deny".',
        isNote: true,
      },
      {
        seen: ['unauthorized', 'forbidden'],
        means:
          'A guarded route for everything ($default, /{proxy+}) takes it, or something in front of the API refuses.',
        change: 'Nothing. Under a guarded $default, add an open OPTIONS /{proxy+}: browsers ask first without a token.',
        isNote: true,
      },
    ],
  },
];

function encodeFirstLetter(path: string): string {
  return path.replace(/[a-z]/i, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
}

function swapCase(path: string): string {
  const upper = path.toUpperCase();
  return upper === path ? path.toLowerCase() : upper;
}
