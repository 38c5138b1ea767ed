/** What the authorizer answers to the events of every kind of API, and what it logs: from the event to the answer. */
import { type Config, config, type TestAuthorizer, testAuthorizer } from '../../fixtures/authorizer.ts';
import {
  appSyncEvent,
  http1Event,
  http2Event,
  restRequestEvent,
  restTokenEvent,
  STAGE_ARN,
  samHttp1In2Event,
  samHttp2In1Event,
  webSocketEvent,
} from '../../fixtures/events.ts';
import { CLIENT_ID, ISSUER, NOW_SECONDS, signingKey, token } from '../../fixtures/tokens.ts';

const key = signingKey();
const reader = `Bearer ${token(key)}`;
const stranger = `Bearer ${token(key, { claims: { scope: 'other' } })}`;
const expired = `Bearer ${token(key, { claims: { exp: NOW_SECONDS - 60 } })}`;

const READER = { sub: 'user-1', scopes: 'read:timesheets', issuer: ISSUER, clientId: CLIENT_ID };
const STRANGER = { ...READER, scopes: 'other' };

const allow = (...patterns: string[]) => statement('Allow', patterns);
const deny = (...patterns: string[]) => statement('Deny', patterns);
const statement = (Effect: string, patterns: string[]) => ({
  Action: 'execute-api:Invoke',
  Effect,
  Resource: patterns.map((pattern) => `${STAGE_ARN}/${pattern}`),
});
const policyAnswer = (context: object, ...Statement: object[]) => ({
  principalId: 'user-1',
  policyDocument: { Version: '2012-10-17', Statement },
  context,
});

const GET = ['GET/timesheets', 'GET/timesheets/'];
const POST = ['POST/timesheets', 'POST/timesheets/'];
const READERS_POLICY = policyAnswer(READER, allow(...GET), deny(...POST));
const STAGE_DENIED = {
  principalId: 'anonymous',
  policyDocument: { Version: '2012-10-17', Statement: [deny('*')] },
};

/** One kind of API: how it asks for an open and a closed route, and what it is told. */
interface Kind {
  readonly kind: string;
  /** The event for `GET /timesheets`, or what comes closest to it, with this in the header. */
  event(authorization: string | undefined): unknown;
  /** The event that asks for what a reader may not, where not the token alone decides. */
  closedEvent?(authorization: string): unknown;
  readonly rest?: Partial<Config>;
  readonly route: string | undefined;
  readonly allowed: unknown;
  readonly closed?: unknown;
  /** To a token that opens nothing. */
  readonly forbidden: unknown;
  /** Where it is not `Unauthorized`, thrown. */
  readonly refused?: unknown;
  /** With `unauthenticated: "deny"`. */
  readonly denied: unknown;
}

const post = { method: 'POST' };
const overPolicy = {
  route: 'GET /timesheets',
  allowed: READERS_POLICY,
  closed: READERS_POLICY,
  forbidden: policyAnswer(STRANGER, deny(...GET, ...POST)),
  denied: STAGE_DENIED,
};
const simple = {
  route: 'GET /timesheets',
  allowed: { isAuthorized: true, context: READER },
  closed: { isAuthorized: false, context: READER },
  forbidden: { isAuthorized: false, context: STRANGER },
  denied: { isAuthorized: false },
};

const KINDS: readonly (Kind & { readonly title: string })[] = [
  {
    title: 'REST TOKEN',
    kind: 'rest-token',
    event: restTokenEvent,
    closedEvent: (authorization) => restTokenEvent(authorization, post),
    ...overPolicy,
  },
  {
    title: 'REST REQUEST',
    kind: 'rest-request',
    event: restRequestEvent,
    closedEvent: (authorization) => restRequestEvent(authorization, post),
    ...overPolicy,
  },
  {
    title: 'HTTP API, payload 1.0',
    kind: 'http-1.0',
    event: http1Event,
    closedEvent: (authorization) => http1Event(authorization, post),
    ...overPolicy,
  },
  {
    title: 'HTTP API, payload 2.0',
    kind: 'http-2.0',
    event: http2Event,
    closedEvent: (authorization) => http2Event(authorization, post),
    ...simple,
  },
  {
    title: 'HTTP API, payload 2.0, policy',
    kind: 'http-2.0',
    event: http2Event,
    closedEvent: (authorization) => http2Event(authorization, post),
    ...overPolicy,
    rest: { httpApiResponse: 'policy' },
  },
  {
    title: 'SAM, payload 2.0 in 1.0',
    kind: 'http-2.0',
    event: (authorization = '') => samHttp2In1Event(authorization),
    closedEvent: (authorization) => samHttp2In1Event(authorization, post),
    ...simple,
  },
  {
    title: 'SAM, payload 1.0 in 2.0',
    kind: 'http-1.0',
    event: (authorization = '') => samHttp1In2Event(authorization),
    closedEvent: (authorization) => samHttp1In2Event(authorization, post),
    ...overPolicy,
  },
  {
    title: 'WebSocket',
    kind: 'websocket',
    rest: { routes: { $connect: ['read:timesheets'] } },
    event: webSocketEvent,
    route: '$connect',
    allowed: policyAnswer(READER, allow('$connect')),
    forbidden: policyAnswer(STRANGER, deny('$connect')),
    denied: STAGE_DENIED,
  },
  {
    title: 'AppSync',
    kind: 'appsync',
    rest: {
      routes: {
        'Query.timesheets': ['read:timesheets'],
        'Mutation.addTimesheet': ['create:timesheets'],
        'Query.approvals': { anyOf: ['approve:timesheets', 'read:timesheets'] },
        'Query.me': [],
      },
    },
    event: appSyncEvent,
    route: undefined,
    allowed: {
      isAuthorized: true,
      resolverContext: READER,
      deniedFields: ['Mutation.addTimesheet'],
      ttlOverride: 300,
    },
    forbidden: {
      isAuthorized: true,
      resolverContext: STRANGER,
      deniedFields: ['Query.timesheets', 'Mutation.addTimesheet', 'Query.approvals'],
      ttlOverride: 300,
    },
    refused: { isAuthorized: false },
    denied: { isAuthorized: false },
  },
];

/** A fresh authorizer, and its answer. */
async function ask(event: unknown, rest: Partial<Config> = {}) {
  const authorizer = testAuthorizer(config([key], {}, rest));
  const answer = await authorizer.handler(event, { awsRequestId: 'lambda-1' });
  return { answer, line: authorizer.lastDecision() };
}

async function expectRefused(authorizer: TestAuthorizer, event: unknown, refused: unknown) {
  const answer = authorizer.handler(event, { awsRequestId: 'lambda-1' });
  if (refused === undefined) await expect(answer).rejects.toThrow(new Error('Unauthorized'));
  else await expect(answer).resolves.toEqual(refused);
}

describe.each(KINDS)('$title', ({ kind, event, closedEvent, rest, route, allowed, closed, forbidden, ...answers }) => {
  test('a token that opens what is asked is let through', async () => {
    const { answer, line } = await ask(event(reader), rest);
    expect(answer).toEqual(allowed);
    const requestId = kind === 'rest-token' ? 'lambda-1' : 'gateway-1';
    expect(line).toMatchObject({ level: 'info', outcome: 'allow', kind, requestId, issuer: ISSUER });
    expect(line.route).toBe(route);
    expect(line).not.toHaveProperty('reason');
  });

  if (closedEvent) {
    test('a token that does not open what is asked is forbidden', async () => {
      const { answer, line } = await ask(closedEvent(reader), rest);
      expect(answer).toEqual(closed);
      expect(line).toMatchObject({ level: 'warn', outcome: 'forbidden', reason: 'insufficient_scope', kind });
      expect(line.route).toBe('POST /timesheets');
    });
  }

  test('a token that opens nothing gets nothing', async () => {
    const { answer, line } = await ask(event(stranger), rest);
    expect(answer).toEqual(forbidden);
    // What AppSync is told is that the token is good, and which fields it does not open.
    expect(line).toMatchObject(
      kind === 'appsync'
        ? { outcome: 'allow' }
        : { outcome: 'forbidden', reason: 'insufficient_scope', route, level: 'warn' },
    );
  });

  test.each([
    ['no token', undefined, 'missing_token'],
    ['another scheme', 'Basic abc', 'unsupported_scheme'],
    ['an expired token', expired, 'expired'],
  ])('%s is refused, by a throw where the API understands one', async (_title, authorization, reason) => {
    const authorizer = testAuthorizer(config([key], {}, rest));
    await expectRefused(authorizer, event(authorization), answers.refused);
    expect(authorizer.lastDecision()).toMatchObject({ level: 'warn', outcome: 'unauthenticated', reason, kind });
  });

  test('a bad token is refused without a throw where unauthenticated is "deny"', async () => {
    const { answer, line } = await ask(event(expired), { ...rest, unauthenticated: 'deny' });
    expect(answer).toEqual(answers.denied);
    expect(line).toMatchObject({ outcome: 'unauthenticated', reason: 'expired', kind });
  });

  test('an outage of the issuer is thrown, and not as Unauthorized', async () => {
    const document = config([key], { jwks: undefined, jwksUri: 'https://issuer.example/jwks' }, rest);
    const authorizer = testAuthorizer({ ...document, unauthenticated: 'deny' });
    await expect(authorizer.handler(event(reader))).rejects.toThrow(/^key_set_unavailable: /);
    expect(authorizer.lastDecision()).toMatchObject({ outcome: 'fault', reason: 'key_set_unavailable', kind });
  });

  test('the log never holds the token', async () => {
    const { line } = await ask(event(reader), rest);
    const parts = reader.slice('Bearer '.length).split('.');
    for (const part of parts) expect(JSON.stringify(line)).not.toContain(part);
  });
});

describe('a route with anyOf and a route that is not listed', () => {
  const routes = { 'GET /timesheets': { anyOf: ['admin', 'read:timesheets'] } };

  test('are an Allow and a silence to APIs that take a policy, and true and false to those that do not', async () => {
    const elsewhere = { path: '/elsewhere' };
    expect(await ask(http2Event(reader), { routes })).toMatchObject({ answer: { isAuthorized: true } });
    expect(await ask(http2Event(reader, elsewhere), { routes })).toMatchObject({
      answer: { isAuthorized: false },
      line: { outcome: 'forbidden', reason: 'route_not_listed' },
    });
    expect(await ask(restRequestEvent(reader, elsewhere), { routes })).toMatchObject({
      answer: policyAnswer(READER, allow(...GET)),
      line: { outcome: 'forbidden', reason: 'route_not_listed' },
    });
  });

  test('with unlistedRoutes "authenticated" the latter is open to every valid token', async () => {
    const rest: Partial<Config> = { routes, unlistedRoutes: 'authenticated' };
    const elsewhere = { path: '/elsewhere' };
    expect((await ask(http2Event(stranger, elsewhere), rest)).answer).toMatchObject({ isAuthorized: true });
    expect((await ask(http2Event(stranger), rest)).answer).toMatchObject({ isAuthorized: false });
    const { answer } = await ask(restRequestEvent(stranger, elsewhere), rest);
    expect(answer).toEqual(policyAnswer(STRANGER, allow('*'), deny(...GET)));
  });
});

describe('an HTTP API’s default route', () => {
  const rest = { routes: { $default: ['read:timesheets'], 'POST /timesheets': ['create:timesheets'] } };
  const asked = { path: '/anything', resource: '$default' };

  test('is decided by its own rule', async () => {
    expect(await ask(http2Event(reader, asked), rest)).toMatchObject({
      answer: { isAuthorized: true },
      line: { outcome: 'allow', route: '$default' },
    });
    expect(await ask(http2Event(stranger, asked), rest)).toMatchObject({
      answer: { isAuthorized: false },
      line: { outcome: 'forbidden', route: '$default' },
    });
  });
});

describe('the token', () => {
  const tokenSources = ['header:authorization', 'cookie:session', 'query:access_token', 'protocol:bearer'];
  const value = token(key);
  const routes = { 'GET /timesheets': ['read:timesheets'], $connect: ['read:timesheets'] };
  const outcomeOf = async (event: unknown) => {
    const authorizer = testAuthorizer(config([key], {}, { tokenSources, routes }));
    await authorizer.handler(event).catch(() => undefined);
    const { outcome, reason } = authorizer.lastDecision();
    return reason ?? outcome;
  };

  test.each<[string, unknown]>([
    ['a cookie', restRequestEvent(undefined, {}, { headers: { Cookie: `a=b; session="${value}"` } })],
    ['a cookie of payload 2.0', http2Event(undefined, {}, { cookies: ['a=b', `session=${value}`] })],
    ['the query', http1Event(undefined, {}, { queryStringParameters: { access_token: value } })],
    ['the query of a WebSocket', webSocketEvent(undefined, {}, { queryStringParameters: { access_token: value } })],
    [
      'the subprotocols of a WebSocket',
      webSocketEvent(undefined, {}, { headers: { 'Sec-WebSocket-Protocol': `bearer, ${value}` } }),
    ],
  ])('may stand in %s', async (_title, event) => {
    expect(await outcomeOf(event)).toBe('allow');
  });

  test.each<[string, unknown, string]>([
    [
      'two headers with two tokens',
      restRequestEvent(undefined, {}, { multiValueHeaders: { Authorization: [reader, stranger] } }),
      'malformed_header',
    ],
    [
      'two headers that payload 2.0 has joined',
      http2Event(undefined, {}, { headers: { authorization: `${reader},${stranger}` } }),
      'malformed_header',
    ],
    ['two cookies', http2Event(undefined, {}, { cookies: [`session=${value}`, 'session=x'] }), 'malformed_header'],
    [
      'two parameters',
      http1Event(undefined, {}, { multiValueQueryStringParameters: { access_token: [value, 'x'] } }),
      'malformed_header',
    ],
    [
      'two parameters that payload 2.0 has joined',
      http2Event(undefined, {}, { queryStringParameters: { access_token: `${value},x` } }),
      'malformed_header',
    ],
    ['a scheme in a cookie', http2Event(undefined, {}, { cookies: [`session=Bearer ${value}`] }), 'malformed_header'],
    [
      'a bad header before a good cookie',
      http2Event('Bearer x', {}, { cookies: [`session=${value}`] }),
      'opaque_token',
    ],
    ['none of the sources', http2Event(undefined, {}, { headers: { 'x-token': reader } }), 'missing_token'],
  ])('is refused in %s', async (_title, event, reason) => {
    expect(await outcomeOf(event)).toBe(reason);
  });

  test('of AppSync may stand without its scheme', async () => {
    expect(await outcomeOf(appSyncEvent(value))).toBe('allow');
  });
});

test('AppSync keeps an answer no longer than the token is good', async () => {
  const short = token(key, { claims: { exp: NOW_SECONDS + 42 } });
  const { answer } = await ask(appSyncEvent(short), { routes: { 'Query.me': [] } });
  expect(answer).toMatchObject({ isAuthorized: true, ttlOverride: 42 });
});
