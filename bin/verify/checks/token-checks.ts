/** The checks of what a token says: who is let in, who is refused, and with which status; data. */
import { type Caller, OPTION_OF } from '../callers.ts';
import { type Check, type Difference, LET_IN, stepsOf, stepsOr } from '../check.ts';

const NOT_GUARDED: Difference = {
  seen: ['let in', 'answered'],
  means: 'The route is open: it is served without its authorizer, or by one that checks less than this.',
  change: 'Attach the authorizer to the route, deploy the stage, and see that no other authorizer guards it.',
};

const DENIES: Difference = {
  seen: ['forbidden'],
  means: 'The authorizer denies a bad token instead of throwing Unauthorized.',
  change:
    'Set "unauthenticated": "error"; where the Deny is wanted (sam local), run this check with --unauthenticated deny.',
};

const THROWN_IS_500: Difference = {
  seen: ['fault'],
  means:
    'Either no verdict could be reached, or API Gateway does not turn a thrown Unauthorized into 401. For HTTP APIs AWS does not document that it does.',
  change:
    'Search the authorizer\'s log for the decision. With outcome unauthenticated, set "unauthenticated": "deny", which is 403; with outcome fault, its reason says what to repair.',
};

/** A bad token of one kind. */
function refusal(id: string, title: string, caller: Caller, letIn = NOT_GUARDED): Check {
  return {
    id,
    title,
    expected: ({ badToken }) => (badToken === 'forbidden' ? '403' : '401'),
    steps: (target) => stepsOr(stepsOf(target, caller, target.route, [target.badToken]), `needs ${OPTION_OF[caller]}`),
    differences: [letIn, DENIES, THROWN_IS_500],
  };
}

export const TOKEN_CHECKS: readonly Check[] = [
  {
    id: 'no-token',
    title: 'no token, on every route',
    expected: '401',
    steps: (target) => target.routes.flatMap((route) => stepsOf(target, 'no token', route, ['unauthorized'])),
    differences: [
      NOT_GUARDED,
      {
        seen: ['forbidden'],
        means: 'API Gateway asked the authorizer, or something before it, although no token was sent.',
        change:
          'Make the Authorization header an identity source of the authorizer; look for a resource policy or a firewall (WAF) in front of the API.',
      },
    ],
  },
  refusal('malformed', 'no JWT: three parts of nonsense', 'malformed'),
  refusal('opaque', 'an opaque token', 'opaque'),
  refusal('unsigned', 'alg none, without a signature', 'unsigned', {
    seen: ['let in', 'answered'],
    means: 'Whoever can write JSON can call this API: unsigned tokens are accepted.',
    change: 'Take the route out of service until this authorizer guards it; it accepts no "none" in any setting.',
  }),
  refusal('forged', 'a forged signature', 'forged', {
    seen: ['let in', 'answered'],
    means: 'Whoever has seen a token can call this API as anybody: signatures are not verified.',
    change: 'Take the route out of service until this authorizer guards it; it verifies every signature.',
  }),
  refusal('expired', 'an expired token', 'expired', {
    seen: ['let in', 'answered'],
    means: 'An expired token is let in: it is not checked, or API Gateway kept an Allow from before.',
    change: 'Wait for as long as answers are kept and run it again. Where that is too long, shorten resultsCacheTtl.',
  }),
  refusal('wrong-audience', "another API's token", 'other audience', {
    seen: ['let in', 'answered'],
    means: "Tokens for another API open this one: the audience is not checked, or the other API's is configured here.",
    change: 'Let issuers[].audience name this API alone.',
  }),
  {
    id: 'valid',
    title: 'a valid token',
    expected: 'let in',
    steps: (target) => stepsOf(target, 'token', target.route, LET_IN),
    differences: [],
  },
  {
    id: 'scheme-case',
    title: 'the scheme in lower case: bearer',
    expected: 'let in',
    steps: (target) => stepsOf(target, 'lower case', target.route, LET_IN),
    differences: [
      {
        seen: ['unauthorized'],
        means: 'The scheme counts by its letters, which RFC 9110 §11.1 does not allow.',
        change: 'Take the identityValidationExpression away from the authorizer, or write it without regard to case.',
      },
    ],
  },
  {
    id: 'denied',
    title: 'a valid token without the scope',
    expected: '403',
    steps: (target) =>
      stepsOr(stepsOf(target, 'denied token', target.deniedRoute, ['forbidden']), `needs ${OPTION_OF['denied token']}`),
    differences: [
      {
        seen: ['let in', 'answered'],
        means:
          'A token without the scope opens the route: its rule asks for less, or a kept answer of another route stands for it.',
        change:
          'Compare the rule in "routes" with the scopes of the token; under a cache, put the route into the identity sources or answer with a policy for the whole API (docs/caching.md).',
      },
      {
        seen: ['unauthorized'],
        means: 'The token is refused as a bad one, so this says nothing of scopes.',
        change: "Give another --denied-token: a valid one. The authorizer's log says what is wrong with this one.",
      },
    ],
  },
  {
    id: 'open-route',
    title: 'an open route, without a token',
    expected: 'let in',
    steps: (target) =>
      stepsOr(
        target.openRoutes.flatMap((route) => stepsOf(target, 'no token', route, LET_IN)),
        'needs --open-route, a route that is meant to be open',
      ),
    differences: [
      {
        seen: ['unauthorized', 'forbidden'],
        means: 'The route is guarded, although it is meant to be open.',
        change: 'Take the authorizer away from this route (authorization NONE).',
      },
    ],
  },
];
