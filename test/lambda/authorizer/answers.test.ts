/** What the authorizer answers to a REST API's TOKEN event, and what it logs. */
import { type Config, config, type Issuer, testAuthorizer } from '../../fixtures/authorizer.ts';
import { restTokenEvent, STAGE_ARN } from '../../fixtures/events.ts';
import {
  AUDIENCE,
  CLIENT_ID,
  ISSUER,
  NOW_MS,
  NOW_SECONDS,
  secretKey,
  signingKey,
  token,
} from '../../fixtures/tokens.ts';

const key = signingKey();

/** Asks a fresh authorizer with one token. */
async function answerTo(
  claims: Record<string, unknown>,
  {
    issuer,
    rest,
    route,
  }: { issuer?: Issuer; rest?: Partial<Config>; route?: { method?: string; path?: string; stageArn?: string } } = {},
) {
  const authorizer = testAuthorizer(config([key], issuer, rest));
  const answer = (await authorizer.ask(token(key, { claims }), route)) as {
    principalId: string;
    context: Record<string, string>;
    policyDocument: { Statement: { Effect: string; Resource: string[] }[] };
  };
  return { answer, line: authorizer.lastDecision() };
}

const GET = [`${STAGE_ARN}/GET/timesheets`, `${STAGE_ARN}/GET/timesheets/`];
const POST = [`${STAGE_ARN}/POST/timesheets`, `${STAGE_ARN}/POST/timesheets/`];
const allow = (...Resource: string[]) => ({ Action: 'execute-api:Invoke', Effect: 'Allow', Resource });
const deny = (...Resource: string[]) => ({ Action: 'execute-api:Invoke', Effect: 'Deny', Resource });

describe('a token that opens the asked route', () => {
  test('is answered with a policy for every listed route, and the context', async () => {
    const { answer } = await answerTo({});
    expect(answer).toEqual({
      principalId: 'user-1',
      policyDocument: { Version: '2012-10-17', Statement: [allow(...GET), deny(...POST)] },
      context: { sub: 'user-1', scopes: 'read:timesheets', issuer: ISSUER, clientId: CLIENT_ID },
    });
  });

  test('leaves one line in the log, without the token and without claims', async () => {
    const authorizer = testAuthorizer(config([key]), { elapsedMs: steps(1000, 1001.23456) });
    await authorizer.ask(token(key));
    expect(authorizer.lines).toEqual([
      {
        level: 'info',
        message: 'decision',
        outcome: 'allow',
        kind: 'rest-token',
        requestId: 'request-1',
        route: 'GET /timesheets',
        issuer: ISSUER,
        kid: 'key-1',
        alg: 'RS256',
        durationMs: 1.235,
        tokenCache: 'miss',
      },
    ]);
  });

  test('is accepted with the scheme in any case and spaces around it', async () => {
    const authorizer = testAuthorizer(config([key]));
    await authorizer.handler(restTokenEvent(`  bEARER   ${token(key)}  `));
    expect(authorizer.lastDecision().outcome).toBe('allow');
  });

  test.each([
    'RS256',
    'RS384',
    'RS512',
    'PS256',
    'PS384',
    'PS512',
    'ES256',
    'ES384',
    'ES512',
    'EdDSA',
    'Ed25519',
  ] as const)('may be signed with %s', async (alg) => {
    const own = signingKey({ alg });
    const authorizer = testAuthorizer(config([own], { algorithms: [alg] }));
    await authorizer.ask(token(own));
    expect(authorizer.lastDecision()).toMatchObject({ outcome: 'allow', alg });
  });

  test('may be signed with HS256 and the secret that the environment holds', async () => {
    const secret = 'a secret of thirty-two bytes, ok';
    const document = config([], { jwks: undefined, algorithms: ['HS256'], hmacSecret: { env: 'SECRET' } });
    const authorizer = testAuthorizer(document, {
      environment: { AUTHORIZER_CONFIG: JSON.stringify(document), SECRET: secret },
    });
    await authorizer.ask(token(secretKey(secret)));
    expect(authorizer.lastDecision()).toMatchObject({ outcome: 'allow', alg: 'HS256' });
  });

  test('needs no kid where exactly one key fits', async () => {
    const authorizer = testAuthorizer(config([key, signingKey({ kid: 'ec', alg: 'ES256' })]));
    await authorizer.ask(token(key, { header: { kid: undefined } }));
    expect(authorizer.lastDecision().outcome).toBe('allow');
  });

  test('is unknown_key without a kid where two keys fit', async () => {
    const authorizer = testAuthorizer(config([key, signingKey({ kid: 'key-2' })]));
    await expect(authorizer.ask(token(key, { header: { kid: undefined } }))).rejects.toThrow('Unauthorized');
    expect(authorizer.lastDecision().reason).toBe('unknown_key');
  });

  test.each([
    ['an exp a moment before the end of the tolerance', { exp: NOW_SECONDS - 4.999 }, {}],
    ['an nbf within the tolerance', { nbf: NOW_SECONDS + 5 }, {}],
    ['an iat within the tolerance', { iat: NOW_SECONDS + 5 }, {}],
    ['an iat as old as allowed, and the tolerance', { iat: NOW_SECONDS - 65 }, { maxTokenAgeSeconds: 60 }],
    ['one of several audiences', { aud: [`${ISSUER}userinfo`, AUDIENCE] }, {}],
    ['the client among several audiences', { aud: [CLIENT_ID, AUDIENCE] }, {}],
    ['a required claim', { tenant: 'acme' }, { requiredClaims: { tenant: 'acme' } }],
    ['a required value within an array', { groups: ['a', 'b'] }, { requiredClaims: { groups: 'b' } }],
    ['a required claim deep inside', { realm: { tier: 2 } }, { requiredClaims: { 'realm.tier': 2 } }],
    ['an allowed client', {}, { clientIds: ['client-0', CLIENT_ID] }],
    ['a type of the list, in any case and long form', {}, { tokenTypes: ['application/AT+JWT'] }],
  ] satisfies [string, Record<string, unknown>, Issuer][])('is accepted with %s', async (_title, claims, issuer) => {
    const { line } = await answerTo(claims, { issuer });
    expect(line.outcome).toBe('allow');
  });
});

describe('scopes', () => {
  test.each([
    ['sorted and unique', { scope: 'write read:timesheets admin admin' }, {}, 'admin read:timesheets write'],
    ['split by spaces alone', { scope: 'read:timesheets a\tb  c' }, {}, 'a\tb c read:timesheets'],
    [
      'united over several claims',
      { scope: 'read:timesheets', permissions: ['x:y'] },
      { profile: 'auth0' },
      'read:timesheets x:y',
    ],
    ['from an array', { scope: undefined, scp: ['read:timesheets', 'b'] }, { profile: 'okta' }, 'b read:timesheets'],
    [
      'from a string and roles',
      { scp: 'read:timesheets', roles: ['Task.All'], azp: 'a' },
      { profile: 'entra' },
      'Task.All read:timesheets',
    ],
    [
      'from a dotted path',
      { realm_access: { roles: ['read:timesheets'] }, typ: 'Bearer', scope: 'email' },
      { profile: 'keycloak' },
      'email read:timesheets',
    ],
    [
      'from a name with dots, taken literally first',
      { 'a.b': 'read:timesheets', a: { b: 'never' } },
      { scopeClaims: ['a.b'] },
      'read:timesheets',
    ],
    [
      'without array entries that are no scope',
      { scope: ['read:timesheets', 7, null, 'a b', ''] },
      {},
      'read:timesheets',
    ],
  ] satisfies [string, Record<string, unknown>, Issuer, string][])('are %s', async (_title, claims, issuer, scopes) => {
    const { answer } = await answerTo(claims, { issuer });
    expect(answer.context.scopes).toBe(scopes);
  });

  test('are empty where the token names none, which is forbidden, not unauthenticated', async () => {
    const { answer, line } = await answerTo({ scope: undefined });
    expect(answer.context.scopes).toBe('');
    expect(line).toMatchObject({ outcome: 'forbidden', reason: 'insufficient_scope' });
  });

  test.each([
    'READ:timesheets',
    'read:timesheets2',
    'xread:timesheets',
    'read:timesheets\n',
    'read:timesheets,create:timesheets',
  ])('that only look alike open nothing: %j', async (scope) => {
    const { line } = await answerTo({ scope });
    expect(line).toMatchObject({ outcome: 'forbidden', reason: 'insufficient_scope' });
  });
});

describe('a valid token that does not open the asked route', () => {
  test('gets the same policy, whose Deny answers, and is logged as forbidden', async () => {
    const { answer, line } = await answerTo({}, { route: { method: 'POST' } });
    expect(answer.policyDocument.Statement).toEqual([allow(...GET), deny(...POST)]);
    expect(line).toMatchObject({
      level: 'warn',
      outcome: 'forbidden',
      reason: 'insufficient_scope',
      route: 'POST /timesheets',
      issuer: ISSUER,
    });
  });

  test('has only a Deny where it opens nothing', async () => {
    const { answer } = await answerTo({ scope: 'other' });
    expect(answer.policyDocument.Statement).toEqual([deny(...GET, ...POST)]);
  });

  test('is route_not_listed on a path that the table does not name; the log does not repeat the path', async () => {
    const { answer, line } = await answerTo({}, { route: { path: '/admin/*' } });
    expect(answer.policyDocument.Statement).toEqual([allow(...GET), deny(...POST)]);
    expect(line).toMatchObject({ outcome: 'forbidden', reason: 'route_not_listed' });
    expect(line).not.toHaveProperty('route');
  });
});

describe('the policy', () => {
  test('is the same whichever route was asked for', async () => {
    const asked = [
      { method: 'GET' },
      { method: 'POST' },
      { path: '/timesheets/' },
      { path: '/*' },
      { method: 'DELETE', path: '/a/b' },
    ];
    const policies = await Promise.all(asked.map(async (route) => (await answerTo({}, { route })).answer));
    for (const policy of policies) expect(policy).toEqual(policies[0]);
  });

  test.each([
    ['another partition', 'arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:abc/v1'],
    ['the default stage', 'arn:aws:execute-api:eu-west-1:123456789012:abc/$default'],
    ['the console test', 'arn:aws:execute-api:eu-west-1:123456789012:abc/ESTestInvoke-stage'],
  ])("is built from the event's own ARN: %s", async (_title, stageArn) => {
    const { answer } = await answerTo({}, { route: { stageArn } });
    expect(answer.policyDocument.Statement[0]?.Resource).toEqual([
      `${stageArn}/GET/timesheets`,
      `${stageArn}/GET/timesheets/`,
    ]);
  });

  test('opens the whole stage but the closed routes with unlistedRoutes "authenticated"', async () => {
    const { answer, line } = await answerTo(
      {},
      { rest: { unlistedRoutes: 'authenticated' }, route: { path: '/other' } },
    );
    expect(answer.policyDocument.Statement).toEqual([allow(`${STAGE_ARN}/*`), deny(...POST)]);
    expect(line.outcome).toBe('allow');
  });

  test('opens a route with an empty rule to every valid token, and one with anyOf to any of its scopes', async () => {
    const routes = {
      'GET /me': [],
      'POST /approvals': { anyOf: ['approve', 'admin'] },
      'PUT /both': ['approve', 'admin'],
    };
    const { answer } = await answerTo({ scope: 'admin' }, { rest: { routes }, route: { path: '/me' } });
    expect(answer.policyDocument.Statement).toEqual([
      allow(
        `${STAGE_ARN}/GET/me`,
        `${STAGE_ARN}/GET/me/`,
        `${STAGE_ARN}/POST/approvals`,
        `${STAGE_ARN}/POST/approvals/`,
      ),
      deny(`${STAGE_ARN}/PUT/both`, `${STAGE_ARN}/PUT/both/`),
    ]);
  });

  test('holds the asked route alone with policyScope "route"', async () => {
    const rest: Partial<Config> = {
      policyScope: 'route',
      routes: { 'GET /a/{id}': ['read:timesheets'], 'POST /a/{id}': ['no'] },
    };
    const open = await answerTo({}, { rest, route: { path: '/a/*' } });
    expect(open.answer.policyDocument.Statement).toEqual([allow(`${STAGE_ARN}/GET/a/*`)]);
    const closed = await answerTo({}, { rest, route: { method: 'POST', path: '/a/1' } });
    expect(closed.answer.policyDocument.Statement).toEqual([deny(`${STAGE_ARN}/POST/a/*`)]);
    const unlisted = await answerTo({}, { rest, route: { path: '/b' } });
    expect(unlisted.answer.policyDocument.Statement).toEqual([deny(`${STAGE_ARN}/*`)]);
  });

  test('is a configuration fault where it would be longer than API Gateway takes', async () => {
    const routes = Object.fromEntries(
      Array.from({ length: 80 }, (_, index) => [`GET /a-rather-long-path-${index}`, []]),
    );
    const authorizer = testAuthorizer(config([key], {}, { routes }));
    await expect(authorizer.ask(token(key), { path: '/a-rather-long-path-1' })).rejects.toThrow(
      /^configuration_invalid: the answer has \d+ bytes, API Gateway takes 8192; use policyScope "route"/,
    );
    expect(authorizer.lastDecision()).toMatchObject({
      level: 'error',
      outcome: 'fault',
      reason: 'configuration_invalid',
    });
  });

  test('is a configuration fault where one resource would be longer than API Gateway takes', async () => {
    const routes = { [`GET /${'x'.repeat(500)}`]: [] };
    const authorizer = testAuthorizer(config([key], {}, { routes }));
    await expect(authorizer.ask(token(key))).rejects.toThrow(
      /^configuration_invalid: a policy resource has \d+ characters, API Gateway takes 512/,
    );
  });
});

describe('the context', () => {
  test('takes further claims under the keys of contextClaims, as strings', async () => {
    const contextClaims = {
      email: 'https://api.example/email',
      verified: 'email_verified',
      level: 'level',
      roles: 'roles',
      nothing: 'nothing',
      absent: 'absent',
      dotted: 'a.b',
      inherited: 'constructor',
    };
    const claims = {
      'https://api.example/email': 'a@b.example',
      email_verified: true,
      level: 3,
      roles: ['x', 'y'],
      nothing: null,
      a: { b: 'inside' },
    };
    const { answer } = await answerTo(claims, { rest: { contextClaims } });
    expect(answer.context).toEqual({
      sub: 'user-1',
      scopes: 'read:timesheets',
      issuer: ISSUER,
      clientId: CLIENT_ID,
      email: 'a@b.example',
      verified: 'true',
      level: '3',
      roles: '["x","y"]',
      nothing: 'null',
    });
  });

  test('lacks what the token lacks', async () => {
    const { answer } = await answerTo(
      { client_id: undefined, sub: undefined, oid: 'o-1' },
      { rest: { principalClaim: 'oid' } },
    );
    expect(answer).toMatchObject({ principalId: 'o-1', context: { scopes: 'read:timesheets', issuer: ISSUER } });
    expect(Object.keys(answer.context).sort()).toEqual(['issuer', 'scopes']);
  });

  test('names the client by the first claim that the token has', async () => {
    const { answer } = await answerTo({ azp: 'spa' }, { issuer: { profile: 'auth0' } });
    expect(answer.context.clientId).toBe('spa');
  });

  test("takes Cognito's client for the audience that its tokens lack", async () => {
    const issuer: Issuer = { profile: 'cognito', audience: 'app-1' };
    const { line } = await answerTo({ aud: undefined, client_id: 'app-1', token_use: 'access' }, { issuer });
    expect(line.outcome).toBe('allow');
  });
});

test('answers a bad token with a Deny of the stage where unauthenticated is "deny"', async () => {
  const authorizer = testAuthorizer(config([key], {}, { unauthenticated: 'deny' }));
  await expect(authorizer.ask('opaque', { path: '/a/*' })).resolves.toEqual({
    principalId: 'anonymous',
    policyDocument: { Version: '2012-10-17', Statement: [deny(`${STAGE_ARN}/*`)] },
  });
  expect(authorizer.lastDecision()).toMatchObject({ outcome: 'unauthenticated', reason: 'opaque_token' });
});

describe('what is our fault is thrown, never as Unauthorized', () => {
  test.each([
    ['nothing', undefined, 'received no event but undefined'],
    ['an event of another service', { Records: [{ body: 'secret' }] }, 'received an event with Records'],
    [
      'a TOKEN event without methodArn',
      { type: 'TOKEN', authorizationToken: 'secret' },
      'received an event with type, authorizationToken',
    ],
  ])('%s is unsupported_event', async (_title, event, found) => {
    const authorizer = testAuthorizer(config([key]));
    const answer = authorizer.handler(event, { awsRequestId: 'request-1' });
    await expect(answer).rejects.toThrow(`unsupported_event: ${found}; expected`);
    expect(authorizer.lines).toEqual([
      {
        level: 'error',
        message: 'decision',
        outcome: 'fault',
        reason: 'unsupported_event',
        requestId: 'request-1',
        durationMs: 0,
      },
    ]);
  });

  test.each(['no arn', 'arn:aws:lambda:eu-west-1:123456789012:function:f', `${STAGE_ARN}`])(
    'a methodArn of another form is unsupported_event: %s',
    async (methodArn) => {
      const authorizer = testAuthorizer(config([key]));
      await expect(authorizer.handler({ type: 'TOKEN', authorizationToken: 'x', methodArn })).rejects.toThrow(
        'unsupported_event: methodArn is not of the form arn:{partition}:execute-api:',
      );
    },
  );

  test('a configuration with problems is configuration_invalid for every event, all problems in the message', async () => {
    const authorizer = testAuthorizer({ issuers: [], routes: {}, typo: 1 });
    for (const event of [restTokenEvent(`Bearer ${token(key)}`), {}]) {
      await expect(authorizer.handler(event)).rejects.toThrow(
        /^configuration_invalid: 3 problems in AUTHORIZER_CONFIG: /,
      );
      expect(authorizer.lastDecision()).toMatchObject({ outcome: 'fault', reason: 'configuration_invalid' });
    }
    await authorizer.prefetch();
  });

  test('a key that cannot be imported is key_set_unavailable', async () => {
    const jwk = { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA', kid: 'ec' };
    const ec = signingKey({ kid: 'ec', alg: 'ES256' });
    const authorizer = testAuthorizer(config([{ ...ec, jwk }], { algorithms: ['ES256'] }));
    await expect(authorizer.ask(token(ec))).rejects.toThrow('key_set_unavailable: the key "ec" cannot be imported: ');
    expect(authorizer.lastDecision()).toMatchObject({ outcome: 'fault', reason: 'key_set_unavailable', kid: 'ec' });
  });

  test('an error that nobody foresaw is a fault as well', async () => {
    let isBroken = true;
    const authorizer = testAuthorizer(config([key]), {
      nowMs: () => {
        if (!isBroken) return NOW_MS;
        isBroken = false;
        throw new TypeError('the clock is broken');
      },
    });
    await expect(authorizer.ask(token(key))).rejects.toThrow(new TypeError('the clock is broken'));
    expect(authorizer.lastDecision()).toMatchObject({
      level: 'error',
      outcome: 'fault',
      reason: 'unsupported_event',
      kind: 'rest-token',
    });
  });
});

test('takes claims that are nested, and brackets inside of texts', async () => {
  const deep = JSON.parse(`${'['.repeat(90)}${']'.repeat(90)}`);
  const { answer } = await answerTo(
    { deep, text: `"\\${'{'.repeat(200)}` },
    { rest: { contextClaims: { deep: 'deep' } } },
  );
  expect(answer.context.deep).toBe(JSON.stringify(deep));
});

test('shortens what a caller wrote into kid and alg', async () => {
  const authorizer = testAuthorizer(config([key]));
  await expect(authorizer.ask(token(key, { header: { kid: 'k'.repeat(5000), alg: 'a'.repeat(500) } }))).rejects.toThrow(
    'Unauthorized',
  );
  expect(authorizer.lastDecision()).toMatchObject({
    kid: 'k'.repeat(128),
    alg: 'a'.repeat(32),
    reason: 'algorithm_not_allowed',
  });
});

test('names the issuer in the log only once the signature is verified', async () => {
  const authorizer = testAuthorizer(config([key]));
  await expect(authorizer.ask(token(signingKey()))).rejects.toThrow('Unauthorized');
  expect(authorizer.lastDecision()).not.toHaveProperty('issuer');
  await expect(authorizer.ask(token(key, { claims: { exp: 1 } }))).rejects.toThrow('Unauthorized');
  expect(authorizer.lastDecision()).toMatchObject({ reason: 'expired', issuer: ISSUER });
});

/** A clock that shows these readings, one after the other. */
function steps(...readings: number[]): () => number {
  return () => readings.shift() ?? Number.NaN;
}
