import { describeProblems, parseConfig } from '../../../lambda/authorizer/config.ts';
import { config } from '../../fixtures/authorizer.ts';
import { AUDIENCE, ISSUER, signingKey } from '../../fixtures/tokens.ts';

const key = signingKey();
const minimal = { issuers: [{ issuer: ISSUER, audience: AUDIENCE }], routes: { 'GET /me': [] } };

/** The problems of a configuration that differs from a good one in this. */
function problemsOf(changes: Record<string, unknown>, issuer: Record<string, unknown> = {}) {
  const document = { ...minimal, issuers: [{ ...minimal.issuers[0], ...issuer }], ...changes };
  const result = parseConfig(JSON.stringify(document));
  return result.ok ? [] : result.error;
}

test('fills in the defaults', () => {
  const result = parseConfig(JSON.stringify(minimal));
  expect(result).toEqual({
    ok: true,
    value: {
      issuers: [
        {
          issuer: ISSUER,
          audience: [AUDIENCE],
          algorithms: ['RS256'],
          scopeClaims: ['scope'],
          audienceClaims: ['aud'],
          clientIdClaims: ['client_id', 'azp'],
          requiredClaims: {},
        },
      ],
      routes: { 'GET /me': [] },
      unlistedRoutes: 'deny',
      contextClaims: {},
      principalClaim: 'sub',
      clockToleranceSeconds: 5,
      maxTokenBytes: 16_384,
      httpApiResponse: 'simple',
      policyScope: 'api',
      unauthenticated: 'error',
      tokenSources: ['header:authorization'],
      jwksCache: {
        maxAgeSeconds: 600,
        maxStaleSeconds: 21_600,
        cooldownSeconds: 30,
        timeoutMs: 3_000,
        maxBytes: 262_144,
      },
      tokenCache: { maxEntries: 1_000 },
      insecureAllowHttp: false,
    },
  });
});

test('accepts every key that there is', () => {
  const document = {
    issuers: [
      {
        issuer: ISSUER,
        audience: [AUDIENCE, 'other'],
        jwksUri: 'https://issuer.example/jwks.json',
        algorithms: ['RS256', 'ES256'],
        profile: 'auth0',
        scopeClaims: ['scope'],
        audienceClaim: 'resource',
        clientIdClaims: ['azp'],
        requiredClaims: { token_use: 'access', level: 1, mfa: true },
        clientIds: ['a'],
        tokenTypes: ['at+jwt'],
        maxTokenAgeSeconds: 86_400,
      },
      { issuer: 'https://two.example/', audience: 'b', jwks: { keys: [key.jwk] } },
      { issuer: 'https://three.example/', audience: 'c', algorithms: ['HS256'], hmacSecret: { env: 'SECRET' } },
      { issuer: 'https://four.example/', audience: 'd', algorithms: ['HS256'], hmacSecret: { secretArn: 'arn' } },
    ],
    routes: {
      'GET /timesheets': ['read:timesheets'],
      'POST /approvals': { anyOf: ['approve:timesheets', 'admin'] },
      'ANY /files/{proxy+}': [],
      'GET /a/{id}/b/': [],
      'DELETE /': [],
      $default: [],
      $connect: [],
      'Query.timesheets': [],
    },
    unlistedRoutes: 'authenticated',
    contextClaims: { email: 'https://api.exampleco.com/email' },
    principalClaim: 'oid',
    clockToleranceSeconds: 300,
    maxTokenBytes: 4_096,
    httpApiResponse: 'policy',
    policyScope: 'route',
    unauthenticated: 'deny',
    tokenSources: ['header:x-token', 'cookie:session', 'query:token', 'protocol:bearer'],
    jwksCache: { maxAgeSeconds: 60, maxStaleSeconds: 0, cooldownSeconds: 10, timeoutMs: 500, maxBytes: 1_000 },
    tokenCache: { maxEntries: 0 },
    insecureAllowHttp: true,
  };
  const result = parseConfig(JSON.stringify(document));
  expect(result.ok ? [] : result.error).toEqual([]);
  expect(result).toMatchObject({
    ok: true,
    value: { issuers: [{ audienceClaims: ['resource'], audience: [AUDIENCE, 'other'] }, {}, {}, {}] },
  });
});

test('reports every problem at once, with its path, what was found and what was expected', () => {
  const result = parseConfig(
    JSON.stringify({
      issuers: [
        { issuer: 7, audience: [], algorithm: 'RS256', algorithms: ['none'], colour: 'red' },
        { audience: AUDIENCE, jwks: 'keys' },
      ],
      routes: { 'FETCH /x': [], 'GET /x': 'read', 'GET /y': ['two words'] },
      clockToleranceSeconds: 301,
      unlisted: 'deny',
      jwksCache: { timeoutMs: '3s' },
    }),
  );
  expect(result.ok ? [] : result.error).toEqual([
    { path: 'issuers[0].issuer', received: '7', expected: 'string' },
    { path: 'issuers[0].audience', received: '[]', expected: 'at least one entry' },
    { path: 'issuers[0].algorithms[0]', received: '"none"', expected: expect.stringMatching(/"RS256".*"HS256"/) },
    {
      path: 'issuers[0].algorithm',
      received: '"RS256"',
      expected: expect.stringMatching(/^no such key; the keys are issuer, audience, /),
    },
    { path: 'issuers[0].colour', received: '"red"', expected: expect.stringMatching(/^no such key/) },
    { path: 'issuers[1].issuer', received: 'nothing', expected: 'a value: this key is required' },
    { path: 'issuers[1].jwks', received: 'a string', expected: 'Object' },
    { path: 'routes["FETCH /x"]', received: '"FETCH /x"', expected: expect.stringContaining('"METHOD /path"') },
    { path: 'routes["GET /x"]', received: '"read"', expected: 'an array of scopes or {"anyOf": [scope, …]}' },
    { path: 'routes["GET /y"][0]', received: '"two words"', expected: expect.stringContaining('a scope') },
    { path: 'clockToleranceSeconds', received: '301', expected: 'an integer from 0 to 300' },
    { path: 'jwksCache.timeoutMs', received: '"3s"', expected: 'an integer from 1 to 30000' },
    {
      path: 'unlisted',
      received: '"deny"',
      expected: expect.stringMatching(/^no such key; the keys are issuers, routes, /),
    },
  ]);
});

test.each([
  ['nothing', undefined, 'nothing'],
  ['no JSON', '{issuers', '8 characters that are not JSON'],
  ['an array', '[]', '[]'],
  ['null', 'null', 'null'],
])('refuses %s', (_title, text, received) => {
  const result = parseConfig(text);
  expect(result.ok ? [] : result.error[0]).toMatchObject({ path: 'AUTHORIZER_CONFIG', received });
});

test.each([
  [{ audience: [] }, {}, 'issuers[0].audience'],
  [{ audience: '' }, {}, 'issuers[0].audience'],
  [{ jwksUri: 'https://a/', jwks: { keys: [key.jwk] } }, {}, 'issuers[0].jwks'],
  [{ algorithms: ['HS256'] }, {}, 'issuers[0].algorithms'],
  [{ algorithms: ['HS256', 'RS256'], hmacSecret: { env: 'A' } }, {}, 'issuers[0].algorithms'],
  [{ hmacSecret: { env: 'A' } }, {}, 'issuers[0].algorithms'],
  [{ algorithms: ['HS256'], hmacSecret: { env: 'A' }, jwksUri: 'https://a/' }, {}, 'issuers[0].hmacSecret'],
  [{ jwksUri: 'issuer.example/jwks' }, {}, 'issuers[0].jwksUri'],
  [{ jwksUri: 'http://issuer.example/jwks' }, {}, 'issuers[0].jwksUri'],
  [{ jwksUri: 'http://localhost/jwks' }, {}, 'issuers[0].jwksUri'],
  [{ jwksUri: 'http://issuer.example/jwks' }, { insecureAllowHttp: true }, 'issuers[0].jwksUri'],
  [{ jwksUri: 'https://user:pass@issuer.example/jwks' }, {}, 'issuers[0].jwksUri'],
  [{ issuer: 'http://localhost:9400/' }, {}, 'issuers[0].issuer'],
  [{ issuer: 'my-issuer' }, {}, 'issuers[0].issuer'],
  [{ jwks: { keys: [] } }, {}, 'issuers[0].jwks'],
  [{ jwks: { keys: [key.jwk] }, algorithms: ['ES256'] }, {}, 'issuers[0].jwks'],
  [{}, { routes: {} }, 'routes'],
  [{}, { routes: { 'GET /a/{id}': [], 'GET /a/{name}/': [] } }, 'routes["GET /a/{name}/"]'],
  [{}, { routes: { 'GET /a': { anyOf: [] } } }, 'routes["GET /a"].anyOf'],
  [{}, { contextClaims: { sub: 'sub' } }, 'contextClaims.sub'],
  [{}, { contextClaims: { 'e-mail': 'email' } }, 'contextClaims["e-mail"]'],
  [{}, { tokenSources: ['authorization'] }, 'tokenSources[0]'],
  [{}, { tokenSources: [] }, 'tokenSources'],
  [{}, { routes: [] }, 'routes'],
  [{}, { contextClaims: [] }, 'contextClaims'],
  [{}, { tokenCache: [] }, 'tokenCache'],
  [{ requiredClaims: [] }, {}, 'issuers[0].requiredClaims'],
])('refuses %j %j', (issuer, changes, path) => {
  expect(problemsOf(changes, issuer).map((problem) => problem.path)).toEqual([path]);
});

test.each([
  [{ jwksUri: 'http://localhost:9400/jwks' }],
  [{ jwksUri: 'http://127.0.0.1/jwks' }],
  [{ jwksUri: 'http://[::1]:1/jwks' }],
  [{ issuer: 'http://host.docker.internal:9400/' }],
])('accepts plain http on the own machine once it is allowed: %j', (issuer) => {
  expect(problemsOf({ insecureAllowHttp: true }, issuer)).toEqual([]);
});

test('accepts an issuer that is no URL where the keys are pinned', () => {
  expect(problemsOf({}, { issuer: 'my-issuer', jwks: { keys: [key.jwk] } })).toEqual([]);
});

test('accepts an empty route table with unlistedRoutes "authenticated"', () => {
  expect(problemsOf({ routes: {}, unlistedRoutes: 'authenticated' })).toEqual([]);
});

test('refuses an issuer that is listed twice', () => {
  const [issuer] = minimal.issuers;
  expect(problemsOf({ issuers: [issuer, issuer] }).map(({ path }) => path)).toEqual(['issuers[1].issuer']);
});

test('never repeats what stands where a secret or key material may be', () => {
  const problems = problemsOf({}, { hmacSecret: 'correct horse battery staple', jwks: { keys: 'private' } });
  expect(problems).toHaveLength(2);
  expect(JSON.stringify(problems)).not.toMatch(/horse|private/);
});

test('shortens long values', () => {
  const [problem] = problemsOf({ principalClaim: Array.from({ length: 100 }, () => 'x') });
  expect(problem?.received).toHaveLength(80);
});

test('puts the problems into one sentence for an error message', () => {
  const one = { path: 'a', received: 'b', expected: 'c' };
  expect(describeProblems([one])).toBe('1 problem in AUTHORIZER_CONFIG: a: received b, expected c');
  expect(describeProblems([one, one])).toBe(
    '2 problems in AUTHORIZER_CONFIG: a: received b, expected c; a: received b, expected c',
  );
});

test('the fixture that other tests start from is valid', () => {
  expect(parseConfig(JSON.stringify(config([key]))).ok).toBe(true);
});

test.each(['__proto__', 'constructor', 'prototype'])(
  'refuses the key %s wherever it stands, since it would be passed over',
  (key) => {
    const text = (document: object) => JSON.stringify(document).replaceAll('UNSAFE', key);
    const [issuer] = minimal.issuers;
    const documents = [
      { ...minimal, UNSAFE: 1 },
      { ...minimal, issuers: [{ ...issuer, UNSAFE: 1 }] },
      { ...minimal, issuers: [{ ...issuer, requiredClaims: { UNSAFE: 'x' } }] },
      { ...minimal, routes: { ...minimal.routes, UNSAFE: [] } },
      { ...minimal, routes: { 'GET /a': { anyOf: ['a'], UNSAFE: 1 } } },
      { ...minimal, contextClaims: { UNSAFE: 'sub' } },
      { ...minimal, jwksCache: { UNSAFE: 1 } },
    ];
    for (const document of documents) {
      const result = parseConfig(text(document));
      expect(result.ok ? [] : result.error.map(({ path }) => path.endsWith(key))).toEqual([true]);
    }
  },
);

test('does not repeat the value of a misspelt key that sounds like a secret', () => {
  const [problem] = problemsOf({}, { hmac_secret: 'correct horse battery staple' });
  expect(problem).toMatchObject({ path: 'issuers[0].hmac_secret', received: 'a string' });
});
