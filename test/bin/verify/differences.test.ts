/** Each check beside an API that is right, and beside one that is wrong in what the check is for. */
import { CHECKS } from '../../../bin/verify/checks/index.ts';
import type { Report } from '../../../bin/verify/report.ts';
import { isAsExpected } from '../../../bin/verify/report.ts';
import { verify } from '../../../bin/verify/verify.ts';
import {
  type Asked,
  everyOption,
  type Fault,
  FORBIDDEN,
  LET_IN,
  type ModelApi,
  NO_ROUTE,
  startModelApi,
  UNAUTHORIZED,
} from './model-api.ts';

const started: ModelApi[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((api) => api.close()));
});

async function report(fault?: Fault): Promise<Report> {
  const api = await startModelApi(fault);
  started.push(api);
  return verify(everyOption(api.url), Date.now());
}

/** What a fault does to the requests that it is about. */
const when =
  (is: (asked: Asked) => boolean, answer: typeof LET_IN): Fault =>
  (asked) =>
    is(asked) ? answer : undefined;

const letIn = (who: Asked['who']) => when((asked) => asked.who === who && asked.path === '/orders', LET_IN);

const withoutHeader =
  (name: string, status: number): Fault =>
  (_asked, right) => {
    const { [name]: _gone, ...headers } = right.headers ?? {};
    return right.status === status ? { ...right, headers } : undefined;
  };

/** A policy for the asked path alone, kept by token: the next path is not in it. */
function keptForOnePath(): Fault {
  const kept = new Map<string, string>();
  return ({ who, path }, right) => {
    if (right !== LET_IN && right !== FORBIDDEN) return undefined;
    if (!kept.has(who)) kept.set(who, path);
    return kept.get(who) === path ? undefined : FORBIDDEN;
  };
}

/** A simple answer, kept by token: what opened one route opens all. */
function keptForEveryPath(): Fault {
  const open = new Set<string>();
  return ({ who }, right) => {
    if (who !== 'denied') return undefined;
    if (right === LET_IN) open.add(who);
    return right === FORBIDDEN && open.has(who) ? LET_IN : undefined;
  };
}

/** A policy that repeats the caller's path: `*` in it opens whatever comes later. */
function repeatsThePath(): Fault {
  let opened = false;
  return ({ who, path }, right) => {
    if (who !== 'denied') return undefined;
    if (right === LET_IN && path.includes('*')) opened = true;
    return right === FORBIDDEN && opened ? LET_IN : undefined;
  };
}

interface Wrong {
  readonly id: string;
  readonly wrong: string;
  readonly fault: () => Fault;
  readonly seen: string;
  readonly means: string;
}

const WRONG: readonly Wrong[] = [
  {
    id: 'no-token',
    wrong: 'serves one of its routes to anybody',
    fault: () => when(({ who, path }) => who === 'nobody' && path === '/admin', LET_IN),
    seen: '2 of 3 as expected; no token, GET /admin: 200',
    means: 'The route is open: it is served without its authorizer, or by one that checks less than this.',
  },
  {
    id: 'malformed',
    wrong: 'answers a bad token with 500',
    fault: () => when(({ who }) => who === 'stranger', { status: 500 }),
    seen: '500',
    means:
      'Either no verdict could be reached, or API Gateway does not turn a thrown Unauthorized into 401. For HTTP APIs AWS does not document that it does.',
  },
  {
    id: 'opaque',
    wrong: 'denies a bad token',
    fault: () => when(({ who }) => who === 'opaque', FORBIDDEN),
    seen: '403',
    means: 'The authorizer denies a bad token instead of throwing Unauthorized.',
  },
  {
    id: 'unsigned',
    wrong: 'accepts alg none',
    fault: () => letIn('unsigned'),
    seen: '200',
    means: 'Whoever can write JSON can call this API: unsigned tokens are accepted.',
  },
  {
    id: 'forged',
    wrong: 'accepts forged signatures',
    fault: () => letIn('forged'),
    seen: '200',
    means: 'Whoever has seen a token can call this API as anybody: signatures are not verified.',
  },
  {
    id: 'expired',
    wrong: 'accepts expired tokens',
    fault: () => letIn('expired'),
    seen: '200',
    means: 'An expired token is let in: it is not checked, or API Gateway kept an Allow from before.',
  },
  {
    id: 'wrong-audience',
    wrong: 'accepts tokens for another API',
    fault: () => letIn('otherAudience'),
    seen: '200',
    means: "Tokens for another API open this one: the audience is not checked, or the other API's is configured here.",
  },
  {
    id: 'valid',
    wrong: 'refuses the right token',
    fault: () => when(({ who }) => who === 'token', UNAUTHORIZED),
    seen: '401',
    means: 'The authorizer takes the token for a bad one, or found none.',
  },
  {
    id: 'scheme-case',
    wrong: 'takes bearer for another scheme than Bearer',
    fault: () => when(({ headers }) => headers.authorization?.startsWith('bearer') ?? false, UNAUTHORIZED),
    seen: '401',
    means: 'The scheme counts by its letters, which RFC 9110 §11.1 does not allow.',
  },
  {
    id: 'denied',
    wrong: 'asks for no scope',
    fault: () => when(({ who, path }) => who === 'denied' && path === '/admin', LET_IN),
    seen: '200',
    means:
      'A token without the scope opens the route: its rule asks for less, or a kept answer of another route stands for it.',
  },
  {
    id: 'open-route',
    wrong: 'guards the open route',
    fault: () => when(({ path }) => path === '/health', UNAUTHORIZED),
    seen: '401',
    means: 'The route is guarded, although it is meant to be open.',
  },
  {
    id: 'cache',
    wrong: 'keeps a policy for the asked path alone',
    fault: keptForOnePath,
    seen: '18 of 24 as expected; token, GET /orders/verify/verify: 403',
    means:
      'The kept answer of one route was used for another: the policy names only the route that was asked for first.',
  },
  {
    id: 'cache',
    wrong: 'keeps an Allow for every route',
    fault: keptForEveryPath,
    seen: '22 of 24 as expected; denied token, GET /admin: 200',
    means: 'The kept Allow of one route opened another that this token may not call.',
  },
  {
    id: 'trailing-slash',
    wrong: 'does not guard the path with a slash',
    fault: () => when(({ who, path }) => who === 'denied' && path === '/admin/', LET_IN),
    seen: 'no token 401; denied token 200; token 200',
    means:
      "This spelling gets past the authorizer: the route is open under it, or the policy does not cover it. A 4xx may also be the gateway's own word on the spelling.",
  },
  ...(
    [
      ['empty-segment', '//orders'],
      ['encoded-slash', '/orders%2F'],
      ['encoded-letter', '/%6frders'],
      ['letter-case', '/ORDERS'],
    ] as const
  ).map(([id, spelled]) => ({
    id,
    wrong: `serves ${spelled} without a token`,
    fault: () => when(({ who, path }) => who === 'nobody' && path === spelled, LET_IN),
    seen: 'no token 200; denied token 403, no such route; token 403, no such route',
    means:
      "This spelling gets past the authorizer: the route is open under it, or the policy does not cover it. A 4xx may also be the gateway's own word on the spelling.",
  })),
  {
    id: 'wildcard-path',
    wrong: 'repeats the path of the caller in its policy',
    fault: repeatsThePath,
    seen: '19 of 20 as expected; denied token, GET /admin: 200',
    means:
      'The policy repeats the path of the caller: with * in it, it opens more than was asked for, and the kept answer serves other routes.',
  },
  {
    id: 'question-mark',
    wrong: 'does not read the ? of a policy',
    fault: () => when(({ who, path }) => who === 'token' && path.startsWith('/orders/'), FORBIDDEN),
    seen: '403',
    means: "API Gateway does not read IAM's ? in an authorizer's policy.",
  },
  {
    id: 'long-path',
    wrong: 'fails on long paths',
    fault: () => when(({ path }) => path.length > 1_600, { status: 500 }),
    seen: '500, all 3',
    means: 'Long paths make the authorizer or the backend fail, where 414 was expected.',
  },
  {
    id: 'unknown-path',
    wrong: 'has an open route for everything else',
    fault: () => (asked, right) => (right === NO_ROUTE && asked.method === 'GET' ? LET_IN : undefined),
    seen: '200, all 2',
    means: 'An open route ($default, /{proxy+}) serves what no other route does.',
  },
  ...(['method-override', 'method-override-denied'] as const).map((id) => ({
    id,
    wrong: 'weighs the method of the header and serves its own',
    fault: () => when(({ headers }) => headers['x-http-method-override'] !== undefined, LET_IN),
    seen: '200',
    means:
      'With another method in X-HTTP-Method-Override the route opens: it is weighed as one method and served as another.',
  })),
  {
    id: 'other-method',
    wrong: 'serves methods that nobody named',
    fault: () => when(({ method }) => method === 'PROPFIND', { status: 207 }),
    seen: '207, all 3',
    means:
      "A method beyond API Gateway's seven is served without right: the route is weighed by a method that nobody named.",
  },
  {
    id: 'preflight',
    wrong: 'asks a preflight for a token',
    fault: () => when(({ method }) => method === 'OPTIONS', UNAUTHORIZED),
    seen: '401',
    means: 'The preflight is asked for a token, which no browser sends with it: pages cannot call this API.',
  },
  {
    id: 'preflight',
    wrong: 'allows every header, which leaves Authorization out',
    fault: () => (asked, right) =>
      asked.method === 'OPTIONS'
        ? { ...right, headers: { ...right.headers, 'access-control-allow-headers': '*' } }
        : undefined,
    seen: 'different',
    means: 'The preflight allows another origin, not this method, or not the Authorization header by its name.',
  },
  ...(
    [
      ['cors-unauthorized', 401],
      ['cors-forbidden', 403],
      ['cors-let-in', 200],
    ] as const
  ).map(([id, status]) => ({
    id,
    wrong: `has no CORS headers on its ${status}`,
    fault: () => withoutHeader('access-control-allow-origin', status),
    seen: 'missing',
    means: 'Access-Control-Allow-Origin is missing, so a page sees a network error and no status.',
  })),
  ...(
    [
      ['challenge-unauthorized', 401],
      ['challenge-forbidden', 403],
    ] as const
  ).map(([id, status]) => ({
    id,
    wrong: `has no challenge on its ${status}`,
    fault: () => withoutHeader('www-authenticate', status),
    seen: 'missing',
    means: 'The answer has no WWW-Authenticate, which RFC 6750 §3 asks for.',
  })),
  ...(
    [
      [
        'cors-unauthorized',
        'lets pages of another origin read',
        'access-control-allow-origin',
        'https://other.example',
      ],
      ['challenge-unauthorized', 'names another realm', 'www-authenticate', 'Bearer realm="other"'],
      ['challenge-unauthorized', 'names an error', 'www-authenticate', 'Bearer realm="model", error="invalid_token"'],
      ['challenge-unauthorized', 'asks for another scheme', 'www-authenticate', 'Basic realm="model"'],
    ] as const
  ).map(([id, wrong, name, value]) => ({
    id,
    wrong: `${wrong} on its 401`,
    fault: (): Fault => (_asked, right) =>
      right === UNAUTHORIZED ? { status: 401, headers: { ...right.headers, [name]: value } } : undefined,
    seen: 'different',
    means: id.startsWith('cors')
      ? 'Access-Control-Allow-Origin names another origin, so a page sees a network error and no status.'
      : 'WWW-Authenticate is not Bearer with no error code and the realm, or API Gateway renamed it.',
  })),
  {
    id: 'challenge-unauthorized',
    wrong: 'has its challenge renamed',
    fault: () => (_asked, right) =>
      right === UNAUTHORIZED ? { status: 401, headers: { 'x-amzn-remapped-www-authenticate': 'Bearer' } } : undefined,
    seen: 'different',
    means: 'WWW-Authenticate is not Bearer with no error code and the realm, or API Gateway renamed it.',
  },
];

test('every check is as expected where the API is right', async () => {
  const { results } = await report();
  expect(results.filter(({ verdict }) => verdict !== 'as expected')).toEqual([]);
});

test.each(WRONG)('$id: tells an API that $wrong', async ({ id, fault, seen, means }) => {
  const whole = await report(fault());
  const result = whole.results.find(({ check }) => check.id === id);
  expect(result).toMatchObject({ verdict: 'different', seen });
  expect(result?.findings[0]?.means).toBe(means);
  expect(isAsExpected(whole)).toBe(false);
});

test('every check has an API that it tells', () => {
  const ids = CHECKS.flatMap(({ checks }) => checks.map(({ id }) => id));
  expect([...new Set(WRONG.map(({ id }) => id))].sort()).toEqual(ids.sort());
});

describe('what opens nothing is a note, and does not fail the check:', () => {
  test.each([
    { id: 'letter-case', fault: when(({ who, path }) => who === 'token' && path === '/ORDERS', LET_IN) },
    { id: 'encoded-slash', fault: when(({ who, path }) => who === 'token' && path.endsWith('%2F'), { status: 400 }) },
    { id: 'encoded-letter', fault: when(({ who, path }) => who === 'token' && path.startsWith('/%6f'), FORBIDDEN) },
    { id: 'trailing-slash', fault: when(({ path }) => path.endsWith('/'), NO_ROUTE) },
    { id: 'method-override', fault: when(({ headers }) => headers['x-http-method-override'] !== undefined, NO_ROUTE) },
    { id: 'unknown-path', fault: when(({ path }) => path === '/verify-no-such-path', UNAUTHORIZED) },
  ])('$id', async ({ id, fault }) => {
    const whole = await report(fault);
    expect(whole.results.find(({ check }) => check.id === id)?.verdict).toBe('noted');
    expect(isAsExpected(whole)).toBe(true);
  });
});

test.each([
  { answer: { status: 429 }, seen: '429', means: 'API Gateway throttled the check, so there is no verdict.' },
  { answer: { status: 414 }, seen: '414', means: 'API Gateway takes the request for too long.' },
  { answer: { status: 502 }, seen: '502', means: 'The authorizer or the backend failed.' },
  { answer: NO_ROUTE, seen: '403, no such route', means: 'API Gateway has no such route.' },
  { answer: FORBIDDEN, seen: '403', means: 'The authorizer took the token and refused the route.' },
])('a valid token that is answered with $seen is told in the words of any check', async ({ answer, seen, means }) => {
  const { results } = await report(when(({ who }) => who === 'token', answer));
  const valid = results.find(({ check }) => check.id === 'valid');
  expect(valid).toMatchObject({ verdict: 'different', seen });
  expect(valid?.findings[0]?.means).toBe(means);
});
