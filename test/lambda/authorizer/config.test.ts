import { describeProblems, parseConfig, validateConfig } from '../../../lambda/authorizer/config.ts';
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
      received: 'a string',
      expected: expect.stringMatching(/^no such key; the keys are issuer, audience, /),
    },
    { path: 'issuers[0].colour', received: 'a string', expected: expect.stringMatching(/^no such key/) },
    { path: 'issuers[1].issuer', received: 'nothing', expected: 'a value: this key is required' },
    { path: 'issuers[1].jwks', received: 'a string', expected: 'Object' },
    { path: 'routes["FETCH /x"]', received: '"FETCH /x"', expected: expect.stringContaining('"METHOD /path"') },
    { path: 'routes["GET /x"]', received: '"read"', expected: 'an array of scopes or {"anyOf": [scope, …]}' },
    { path: 'routes["GET /y"][0]', received: '"two words"', expected: expect.stringContaining('a scope') },
    { path: 'clockToleranceSeconds', received: '301', expected: 'an integer from 0 to 300' },
    { path: 'jwksCache.timeoutMs', received: '"3s"', expected: 'an integer from 1 to 30000' },
    {
      path: 'unlisted',
      received: 'a string',
      expected: expect.stringMatching(/^no such key; the keys are issuers, routes, /),
    },
  ]);
});

test.each([
  ['nothing', undefined, 'nothing', 'a JSON document'],
  ['no JSON', '{issuers', '8 characters that are not JSON', 'a JSON document'],
  ['an array', '[]', '[]', 'an object'],
  ['null', 'null', 'null', 'Object'],
])('refuses %s', (_title, text, received, expected) => {
  expect(parseConfig(text)).toEqual({ ok: false, error: [{ path: 'AUTHORIZER_CONFIG', received, expected }] });
});

const pinned = { keys: [key.jwk] };
const ONE_SOURCE = 'only one of jwksUri, jwks and hmacSecret';
const HS256_ALONE = '["HS256"] alone where hmacSecret is set: one key must not serve two kinds of algorithm';
const NEEDS_HTTP_ALLOWED = 'an https URL; plain http needs insecureAllowHttp and a loopback host';
const NO_PASSWORD = 'a URL without user or password';
const DISCOVERED = ', since the keys are discovered there; or set jwksUri or jwks';

test.each([
  [{ audience: [] }, 'audience', '[]', 'at least one entry'],
  [{ audience: '' }, 'audience', '""', 'a non-empty string'],
  [{ audience: 7 }, 'audience', '7', 'a non-empty string or a non-empty array of them'],
  [{ issuer: 'my-issuer' }, 'issuer', '"my-issuer"', `an https URL${DISCOVERED}`],
  [{ issuer: 'http://localhost/' }, 'issuer', '"http://localhost/"', `${NEEDS_HTTP_ALLOWED}${DISCOVERED}`],
  [{ jwksUri: 'https://a/', jwks: pinned }, 'jwks', 'jwksUri and jwks', ONE_SOURCE],
  [{ jwksUri: 'issuer.example/jwks' }, 'jwksUri', '"issuer.example/jwks"', 'an https URL'],
  [{ jwksUri: 'ftp://issuer.example/' }, 'jwksUri', '"ftp://issuer.example/"', 'an https URL'],
  [{ jwksUri: 'http://localhost/jwks' }, 'jwksUri', '"http://localhost/jwks"', NEEDS_HTTP_ALLOWED],
  [{ jwks: { keys: [] } }, 'jwks', '0 keys', 'at least one public signature key for RS256 (RSA of 2048 bits or more)'],
  [
    { jwks: pinned, algorithms: ['ES256', 'ES384'] },
    'jwks',
    '1 keys',
    'at least one public signature key for ES256, ES384 (RSA of 2048 bits or more)',
  ],
  [{ algorithms: [] }, 'algorithms', '[]', 'at least one entry'],
  [{ algorithms: ['HS256'] }, 'algorithms', '["HS256"]', 'HS256 only together with hmacSecret'],
  [{ hmacSecret: { env: 'A' } }, 'algorithms', '["RS256"]', HS256_ALONE],
  [{ algorithms: ['HS256', 'RS256'], hmacSecret: { env: 'A' } }, 'algorithms', '["HS256","RS256"]', HS256_ALONE],
  [
    { algorithms: ['HS256'], hmacSecret: { env: 'A' }, jwksUri: 'https://a/' },
    'hmacSecret',
    'jwksUri and hmacSecret',
    ONE_SOURCE,
  ],
  [{ algorithms: ['HS256'], hmacSecret: {} }, 'hmacSecret', 'an object', '{"env": NAME} or {"secretArn": ARN}'],
  [{ profile: 'okto' }, 'profile', '"okto"', '("generic" | "auth0" | "cognito" | "entra" | "okta" | "keycloak")'],
  [{ scopeClaims: [] }, 'scopeClaims', '[]', 'at least one entry'],
  [{ clientIdClaims: [''] }, 'clientIdClaims[0]', '""', 'a non-empty string'],
  [{ requiredClaims: [] }, 'requiredClaims', '[]', 'an object'],
  [{ requiredClaims: { acr: {} } }, 'requiredClaims.acr', 'an object', '(string | number | boolean)'],
  [{ maxTokenAgeSeconds: 0 }, 'maxTokenAgeSeconds', '0', 'an integer from 1 to 315360000'],
])('refuses an issuer, %#', (issuer, path, received, expected) => {
  expect(problemsOf({}, issuer)).toEqual([{ path: `issuers[0].${path}`, received, expected }]);
});

test.each([
  [{ issuers: [] }, 'issuers', '[]', 'at least one issuer'],
  [{ routes: {} }, 'routes', '{}', 'at least one route, or unlistedRoutes "authenticated": this closes the whole API'],
  [{ routes: [] }, 'routes', '[]', 'an object'],
  [
    { routes: { 'GET /a/{id}': [], 'GET /a/{name}/': [] } },
    'routes["GET /a/{name}/"]',
    '"GET /a/{name}/"',
    'a route other than "GET /a/{id}", which is the same route',
  ],
  [{ routes: { 'GET /a': { anyOf: [] } } }, 'routes["GET /a"].anyOf', '[]', 'at least one scope'],
  [{ unlistedRoutes: 'allow' }, 'unlistedRoutes', '"allow"', '("deny" | "authenticated")'],
  [
    { contextClaims: { sub: 'sub' } },
    'contextClaims.sub',
    '"sub"',
    'a context key other than sub, scopes, issuer, clientId, principalId, claims, integrationLatency',
  ],
  [
    { contextClaims: { 'e-mail': 'email' } },
    'contextClaims["e-mail"]',
    '"e-mail"',
    'a context key of letters, digits and underscores',
  ],
  [{ contextClaims: [] }, 'contextClaims', '[]', 'an object'],
  [
    { tokenSources: ['authorization'] },
    'tokenSources[0]',
    '"authorization"',
    '"header:NAME", "cookie:NAME", "query:NAME" or "protocol:NAME"',
  ],
  [{ tokenSources: [] }, 'tokenSources', '[]', 'at least one entry'],
  [{ tokenCache: [] }, 'tokenCache', '[]', 'an object'],
  [{ tokenCache: { maxEntries: -1 } }, 'tokenCache.maxEntries', '-1', 'an integer from 0 to 1000000'],
  [{ tokenCache: { maxEntries: 1.5 } }, 'tokenCache.maxEntries', '1.5', 'an integer from 0 to 1000000'],
  [{ httpApiResponse: 'iam' }, 'httpApiResponse', '"iam"', '("simple" | "policy")'],
  [{ policyScope: 'stage' }, 'policyScope', '"stage"', '("api" | "route")'],
  [{ unauthenticated: 'throw' }, 'unauthenticated', '"throw"', '("error" | "deny")'],
])('refuses %j', (changes, path, received, expected) => {
  expect(problemsOf(changes)).toEqual([{ path, received, expected }]);
});

test('refuses plain http elsewhere than on the own machine even where it is allowed', () => {
  expect(problemsOf({ insecureAllowHttp: true }, { jwksUri: 'http://issuer.example/jwks' })).toEqual([
    {
      path: 'issuers[0].jwksUri',
      received: '"http://issuer.example/jwks"',
      expected: 'an https URL; plain http is for loopback and host.docker.internal only',
    },
  ]);
});

test.each([
  ['jwksUri', 'https://user:horse@issuer.example/jwks', '"https://...@issuer.example/jwks"', NO_PASSWORD],
  ['jwksUri', 'https://:horse@issuer.example/jwks', '"https://...@issuer.example/jwks"', NO_PASSWORD],
  ['jwksUri', 'https://horse@issuer.example/jwks', '"https://...@issuer.example/jwks"', NO_PASSWORD],
  // URLs are read without the line breaks that are in them.
  ['jwksUri', 'https://user:\nhorse\n@issuer.example/jwks', '"https://...@issuer.example/jwks"', NO_PASSWORD],
  ['jwksUri', 'user:horse@issuer.example/jwks', '"...@issuer.example/jwks"', 'an https URL'],
  ['issuer', 'https://user:horse@issuer.example/', '"https://...@issuer.example/"', `${NO_PASSWORD}${DISCOVERED}`],
])('refuses a user or a password in a URL and does not repeat it: %s %s', (name, address, received, expected) => {
  expect(problemsOf({}, { [name]: address })).toEqual([{ path: `issuers[0].${name}`, received, expected }]);
});

test.each([
  'http://localhost.evil.example/',
  'http://evil-localhost/',
  'http://127.0.0.1.evil.example/',
  'http://1127.0.0.1.example/',
  'http://[::2]/',
  'http://host-docker.internal/',
  'http://host.docker.internal.example/',
])('is not taken in by a host that looks like the own machine: %s', (jwksUri) => {
  expect(problemsOf({ insecureAllowHttp: true }, { jwksUri })).toHaveLength(1);
});

test.each(['!', '#', '[', ']', '~', 'read:timesheets', "https://api.example/'x'"])('takes the scope %s', (scope) => {
  expect(problemsOf({ routes: { 'GET /a': [scope] } })).toEqual([]);
});

test.each(['', ' ', '"', '\\', 'a b', 'a"', '"a', 'é', 'a\u007f'])('refuses the scope %j', (scope) => {
  expect(problemsOf({ routes: { 'GET /a': { anyOf: ['a', scope] } } })).toMatchObject([
    { path: 'routes["GET /a"].anyOf[1]' },
  ]);
  expect(problemsOf({ routes: { 'GET /a': [scope] } })).toEqual([
    {
      path: 'routes["GET /a"][0]',
      received: JSON.stringify(scope),
      expected: 'a scope (RFC 6749 §3.3: visible ASCII, no blank, no quote)',
    },
  ]);
});

test.each([
  'header:X-Token',
  'cookie:__Host-session',
  'query:access_token',
  'protocol:bearer',
  "header:!#$%&'*+.^_`|~",
])('takes the token source %s', (source) => {
  expect(problemsOf({ tokenSources: [source] })).toEqual([]);
});

test.each(['header:', 'header:a b', 'header:a:b', ' header:a', 'my-header:a', 'body:token', 'Header:a'])(
  'refuses the token source %j',
  (source) => {
    expect(problemsOf({ tokenSources: [source] })).toMatchObject([{ path: 'tokenSources[0]' }]);
  },
);

test.each(['', 'a b', ' a', 'a ', 'a.b'])('refuses the context key %j', (name) => {
  expect(problemsOf({ contextClaims: { [name]: 'email' } })).toMatchObject([
    { expected: 'a context key of letters, digits and underscores' },
  ]);
});

test.each([
  [{ jwksUri: 'http://localhost:9400/jwks' }],
  [{ jwksUri: 'http://127.0.0.1/jwks' }],
  [{ jwksUri: 'http://127.10.20.30/jwks' }],
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

test('checks what is whole even where something else is broken', () => {
  const broken = { issuer: 'https://broken.example/', audience: 7 };
  const contrary = { issuer: 'http://plain.example/', audience: AUDIENCE };
  const routes = { 'GET /a': [], 'GET /a/': [] };
  expect(problemsOf({ issuers: [broken, contrary], routes }).map(({ path }) => path)).toEqual([
    'issuers[0].audience',
    'issuers[1].issuer',
    'routes["GET /a/"]',
  ]);
});

test('says nothing more of what is broken', () => {
  const broken = { issuer: 'http://plain.example/', audience: 7 };
  const routes = { 'GET /a': [], 'GET /a/': 'read' };
  expect(problemsOf({ issuers: [broken], routes }).map(({ path }) => path)).toEqual([
    'issuers[0].audience',
    'routes["GET /a/"]',
  ]);
  expect(problemsOf({ issuers: 7, routes: 7 }).map(({ path }) => path)).toEqual(['issuers', 'routes']);
});

test('refuses no configuration at all', () => {
  expect(validateConfig(undefined)).toEqual({
    ok: false,
    error: [{ path: 'AUTHORIZER_CONFIG', received: 'nothing', expected: 'Object' }],
  });
});

test('says what is wrong with an issuer as a whole beside another that cannot be read', () => {
  const [issuer] = minimal.issuers;
  expect(problemsOf({ issuers: [{ issuer: 7 }, { ...issuer, algorithms: ['HS256'] }] })).toMatchObject([
    { path: 'issuers[0].issuer', received: '7' },
    { path: 'issuers[0].audience', received: 'nothing' },
    { path: 'issuers[1].algorithms', expected: 'HS256 only together with hmacSecret' },
  ]);
});

test('compares routes with each other once all of them can be read', () => {
  const routes = { 'GET /a/{id}': [], 'GET /a/{name}': [] };
  expect(problemsOf({ routes: { ...routes, 'FETCH /a': [] } })).toMatchObject([{ path: 'routes["FETCH /a"]' }]);
  expect(problemsOf({ routes })).toMatchObject([{ path: 'routes["GET /a/{name}"]' }]);
});

test.each([
  [ISSUER, ISSUER],
  ['https://user:horse@issuer.example/', 'https://...@issuer.example/'],
])('refuses an issuer that is listed twice, and does not repeat its password: %s', (issuer, received) => {
  const entry = { issuer, audience: AUDIENCE, jwksUri: 'https://issuer.example/jwks' };
  expect(problemsOf({ issuers: [entry, entry] })).toEqual([
    {
      path: 'issuers[1].issuer',
      received: JSON.stringify(received),
      expected: 'an issuer that is not listed before; one entry holds all its audiences',
    },
  ]);
});

test('never repeats what stands where a secret or key material may be', () => {
  const problems = problemsOf({}, { hmacSecret: 'correct horse battery staple', jwks: { keys: 'private' } });
  expect(problems).toHaveLength(2);
  expect(JSON.stringify(problems)).not.toMatch(/horse|private/);
});

test.each([
  [null, 'null'],
  [['horse'], 'an array'],
  [{}, 'an object'],
  ['horse', 'a string'],
  [7, 'a number'],
])('says of a secret only what kind of value it is: %j', (hmacSecret, received) => {
  expect(problemsOf({}, { hmacSecret, jwks: pinned })).toMatchObject([{ path: 'issuers[0].hmacSecret', received }]);
});

test('shortens values of more than 80 characters', () => {
  const received = (length: number) => problemsOf({ policyScope: 'x'.repeat(length) })[0]?.received;
  expect(received(78)).toBe(`"${'x'.repeat(78)}"`);
  expect(received(79)).toBe(`"${'x'.repeat(76)}...`);
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
    const places: [string, object][] = [
      ['', { ...minimal, UNSAFE: 1 }],
      ['issuers[0].', { ...minimal, issuers: [{ ...issuer, UNSAFE: 1 }] }],
      ['issuers[0].requiredClaims.', { ...minimal, issuers: [{ ...issuer, requiredClaims: { UNSAFE: 'x' } }] }],
      ['routes.', { ...minimal, routes: { ...minimal.routes, UNSAFE: [] } }],
      ['routes["GET /a"].', { ...minimal, routes: { 'GET /a': { anyOf: ['a'], UNSAFE: 1 } } }],
      ['contextClaims.', { ...minimal, contextClaims: { UNSAFE: 'sub' } }],
      ['jwksCache.', { ...minimal, jwksCache: { UNSAFE: 1 } }],
    ];
    for (const [place, document] of places) {
      const problem = {
        path: `${place}${key}`,
        received: `the key ${key}`,
        expected: 'another name: this one is not safe as a key',
      };
      expect(parseConfig(text(document))).toEqual({ ok: false, error: [problem] });
    }
  },
);

test('takes pinned keys whatever members they have', () => {
  expect(problemsOf({}, { jwks: { keys: [{ ...key.jwk, prototype: 1 }] } })).toEqual([]);
});

test('does not repeat the value of a misspelt key that sounds like a secret', () => {
  const [problem] = problemsOf({}, { hmac_secret: 'correct horse battery staple' });
  expect(problem).toMatchObject({ path: 'issuers[0].hmac_secret', received: 'a string' });
});
