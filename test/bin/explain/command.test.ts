/** The command: where tokens and keys come from, what each option changes, exit codes, and that no token is ever printed, wherever it was put. */
import type { Outside } from '../../../bin/explain/command.ts';
import { USAGE } from '../../../bin/explain/options.ts';
import { config, ROUTES } from '../../fixtures/authorizer.ts';
import { http2Event, restTokenEvent } from '../../fixtures/events.ts';
import { ISSUER, NOW_SECONDS, secretKey, signingKey, token } from '../../fixtures/tokens.ts';
import { discovered, outside, runWith } from './outside.ts';

const key = signingKey();
const pinned = config([key]);
const good = token(key);
const expired = token(key, { claims: { iat: NOW_SECONDS - 600, exp: NOW_SECONDS - 180 } });

function run(args: readonly string[], changes: Partial<Outside> = {}, files: Readonly<Record<string, unknown>> = {}) {
  const all = { 'authorizer.json': pinned, 'jwks.json': { keys: [key.jwk] }, ...files };
  return runWith(all, args, outside([key], changes));
}

const CONFIG = ['--config', 'authorizer.json'];

/** The first line, and the exit code. */
async function verdict(...of: Parameters<typeof run>): Promise<string> {
  const { stdout, stderr, exitCode } = await run(...of);
  return `${(stdout ?? stderr ?? '').split('\n')[0]} ${exitCode}`;
}

/** The row of one check. */
async function finding(id: string, ...of: Parameters<typeof run>): Promise<string> {
  const { stdout = '{}' } = await run([...of[0], '--json'], of[1], of[2]);
  const { checks } = JSON.parse(stdout) as { checks: { id: string; result: string; finding: string }[] };
  const found = checks.find((check) => check.id === id);
  return `${found?.result}: ${found?.finding}`;
}

describe('a token is taken', () => {
  test.each([
    ['as an argument', [good], {}],
    ['after Bearer', [`Bearer ${good}`], {}],
    ['after Bearer, without the quotes', ['Bearer', good], {}],
    ['as a whole header', [`Authorization: bearer  ${good}`], {}],
    ['from standard input', ['-'], { input: { isPiped: false, read: async () => `${good}\n` } }],
    ['from a pipe', [], { input: { isPiped: true, read: async () => `${good}\n` } }],
    ['from the environment', [], { environment: { JWT: good } }],
  ])('%s', async (_title, args, changes) => {
    expect(await verdict([...args, ...CONFIG], changes)).toBe('✓ Allowed 0');
  });

  test('from an event, which names kind and route', async () => {
    const args = ['--event', 'event.json', ...CONFIG];
    expect(await verdict(args, {}, { 'event.json': restTokenEvent(`Bearer ${good}`) })).toBe('✓ Allowed 0');
    const event = { 'event.json': http2Event(`Bearer ${good}`, { method: 'POST' }) };
    expect(await finding('request', args, {}, event)).toBe('passed: POST /timesheets of an HTTP API, payload 2.0');
    expect(await verdict(args, {}, event)).toBe('✗ Refused: insufficient_scope (403) 1');
  });

  test('with the scheme that was given, which is for the authorizer to judge', async () => {
    expect(await verdict(['Basic dXNlcjpwYXNz', ...CONFIG])).toBe('✗ Refused: unsupported_scheme (401) 1');
    expect(await verdict(['Bearer', ...CONFIG])).toBe('✗ Refused: malformed_header (401) 1');
  });
});

describe('exit code 2, with what was found, expected and to be done', () => {
  const message = async (...of: Parameters<typeof run>) => {
    const { stdout, stderr = '', exitCode } = await run(...of);
    expect({ stdout, exitCode }).toEqual({ stdout: undefined, exitCode: 2 });
    return stderr.split('\n')[0];
  };

  test.each([
    [
      'no token',
      CONFIG,
      'found no token, expected one as argument, "-" for standard input, JWT in the environment, or --event FILE',
    ],
    ['no configuration', [good], 'found no configuration, expected --config FILE or --template FILE'],
    [
      'two tokens',
      [good, good, ...CONFIG],
      'found 2 values without an option, expected one token, in quotes where it has a blank',
    ],
    [
      'a token and an event',
      [good, '--event', 'jwks.json', ...CONFIG],
      'found a token and --event, expected one of them: the event holds a token itself',
    ],
    [
      'an event and a route',
      ['--event', 'jwks.json', '--route', 'GET /x', ...CONFIG],
      'found --event with --route or --kind, expected --event alone: the event names both itself',
    ],
    [
      'a function without a template',
      [good, '--function', 'x', ...CONFIG],
      'found --function without --template, expected both or neither',
    ],
    [
      'another kind',
      [good, '--kind', 'soap', ...CONFIG],
      '--kind: found something else, expected one of rest-token, rest-request, http-1.0, http-2.0, websocket, appsync',
    ],
    [
      'another time',
      [good, '--at', 'noon', ...CONFIG],
      '--at: found what is no time, expected one such as 2026-01-02T03:04:05Z, or seconds since 1970',
    ],
    [
      'a realm with quotes',
      [good, '--realm', '"', ...CONFIG],
      '--realm: found what is no realm, expected letters, digits, blanks and . : / - _',
    ],
    [
      'a route without a method',
      [good, '--route', '/timesheets', ...CONFIG],
      '--route: found no route of a rest-token event, expected "METHOD /path" such as "GET /orders/42"',
    ],
    [
      'a route of AppSync',
      [good, '--kind', 'appsync', '--route', 'GET /x', ...CONFIG],
      '--route: found no field of an AppSync API, expected "Type.field" such as "Query.orders"',
    ],
    ['an unknown option', [good, '--verbose', ...CONFIG], 'found an option that is not known'],
    [
      'an option without its value',
      [...CONFIG, '--route'],
      'found --route without its value, or with one that it does not take',
    ],
    [
      'keys that are not there',
      [good, '--jwks', 'nowhere.json', ...CONFIG],
      '--jwks: found no file that can be read (ENOENT), expected the name of a JSON file',
    ],
  ])('%s', async (_title, args, expected) => {
    expect(await message(args)).toBe(expected);
  });

  test('a configuration with problems, all of them', async () => {
    const files = { 'authorizer.json': { issuers: [{ issuer: ISSUER }], routes: { 'FETCH /x': [] }, typo: 1 } };
    const { stdout = '', exitCode } = await run([good, ...CONFIG], {}, files);
    expect(exitCode).toBe(2);
    expect(stdout.split('\n')[0]).toBe('✗ No verdict: configuration_invalid');
    expect(stdout.replace(/\s+/g, ' ')).toContain('authorizer.json: 3 problems in AUTHORIZER_CONFIG:');
  });
});

test('--help prints the usage', async () => {
  expect(await run(['--help'])).toEqual({ stdout: USAGE, exitCode: 0 });
});

describe('no token is printed where it was put into the wrong place', () => {
  const opaque = 'kZbdqUPGAsgAbNVfFCgXSP0VGyRBSEul';
  const options = ['event', 'config', 'template', 'function', 'route', 'kind', 'jwks', 'at', 'realm', 'verbose'];

  test.each([...options.map((option) => [option]), ['token'], ['config twice']])('%s', async (option) => {
    for (const secret of [good, opaque, `Bearer ${good}`, `GET /${good}`]) {
      const name = option === 'token' ? [] : [`--${option.split(' ')[0]}`];
      const more = option === 'function' ? ['--template', 'authorizer.json'] : CONFIG;
      const runs = [
        await run([...name, secret, ...more]),
        await run([...name, secret, good, ...more]),
        await run([secret, ...name, secret, ...more, '--json']),
        await run([`${name}=${secret}`, ...more]),
      ];
      const printed = runs.map(({ stdout = '', stderr = '' }) => stdout + stderr).join('\n');
      const parts = secret.split(/[ ./]/).filter((part) => part.length > 10);
      // Not `toContain`: its own message would show what leaked.
      expect(parts.filter((part) => printed.includes(part)).length).toBe(0);
    }
  });

  test('not with --show-claims either', async () => {
    const { stdout = '' } = await run([good, '--show-claims', ...CONFIG]);
    expect(good.split('.').filter((part) => stdout.includes(part)).length).toBe(0);
    expect(stdout).toContain('"sub": "user-1"');
  });

  test('not as a name in an event either', async () => {
    const printed = await run(
      ['--event', 'event.json', ...CONFIG],
      {},
      { 'event.json': { [good]: 1, [opaque]: good } },
    );
    expect(good.split('.').filter((part) => JSON.stringify(printed).includes(part)).length).toBe(0);
    expect(printed.exitCode).toBe(2);
  });

  test('nor a secret that stands where the name of its variable belongs', async () => {
    const secret = 'aSecretOfThirtyTwoBytesOrSo_0123456789';
    const files = { 'authorizer.json': discovered({ algorithms: ['HS256'], hmacSecret: { env: secret } }) };
    const args = [token(secretKey(secret)), ...CONFIG];
    for (const more of [[], ['--json']]) {
      const printed = JSON.stringify(await run([...args, ...more], {}, files));
      expect({ shows: printed.includes(secret.slice(0, 16)), faults: printed.includes('secret_unavailable') }).toEqual({
        shows: false,
        faults: true,
      });
    }
    // A name is known by the variable that has it.
    const set = { environment: { [secret]: secret } };
    expect(await finding('key', args, set, files)).toBe(`passed: the secret in the environment variable ${secret}`);
  });

  test('an algorithm that is called as what every object has is only a name', async () => {
    const { stdout = '' } = await run([token(key, { header: { alg: 'constructor' } }), ...CONFIG]);
    expect(stdout).toContain('✗ algorithm      constructor; the configuration allows RS256\n');
  });

  test('not where the token repeats itself in its header', async () => {
    const [, payload = ''] = good.split('.');
    const { stdout = '' } = await run([token(key, { header: { kid: payload } }), ...CONFIG]);
    expect(stdout.includes(payload.slice(0, 40))).toBe(false);
  });
});

describe('keys', () => {
  const files = { 'authorizer.json': discovered() };

  test('are found through discovery, and where is told', async () => {
    expect(await finding('key', [good, ...CONFIG], {}, files)).toBe(
      `passed: key-1, the one key at ${ISSUER}.well-known/jwks.json (found through ${ISSUER}.well-known/openid-configuration)`,
    );
  });

  test('are taken from --jwks, offline', async () => {
    const getJson = async (): Promise<never> => {
      throw new Error('the network was touched');
    };
    const args = [good, ...CONFIG, '--offline', '--jwks', 'jwks.json'];
    expect(await verdict(args, { getJson }, files)).toBe('✓ Allowed 0');
    expect(await finding('key', args, { getJson }, files)).toMatch(/^passed: key-1, the one key at .*jwks\.json$/);
  });

  test('are wanted as --jwks where they are missing offline', async () => {
    const args = [good, ...CONFIG, '--offline'];
    expect(await verdict(args, {}, files)).toBe('✗ No verdict: key_set_unavailable (500) 2');
    expect(await finding('key', args, {}, files)).toBe(
      `failed: no keys yet; the last fetch failed: --offline: the keys of this issuer are at ${ISSUER}.well-known/jwks.json; give them as --jwks FILE: curl -s ${ISSUER}.well-known/jwks.json > FILE`,
    );
  });

  test('in the configuration need no network', async () => {
    expect(await verdict([good, ...CONFIG, '--offline'])).toBe('✓ Allowed 0');
  });

  test('that are secrets come from the environment or from Secrets Manager', async () => {
    const secret = 'a secret of thirty-two bytes or so';
    const symmetric = (hmacSecret: object) => ({
      'authorizer.json': discovered({ algorithms: ['HS256'], hmacSecret: hmacSecret as { env: string } }),
    });
    const args = [token(secretKey(secret)), ...CONFIG];
    expect(await verdict(args, { environment: { SECRET: secret } }, symmetric({ env: 'SECRET' }))).toBe('✓ Allowed 0');
    expect(await verdict(args, {}, symmetric({ env: 'SECRET' }))).toBe('✗ No verdict: secret_unavailable (500) 2');
    const managed = symmetric({ secretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:x' });
    expect(await verdict(args, { loadSecret: async () => secret }, managed)).toBe('✓ Allowed 0');
    expect(await verdict([...args, '--offline'], { loadSecret: async () => secret }, managed)).toBe(
      '✗ No verdict: secret_unavailable (500) 2',
    );
  });

  test.each([
    ['is not published', { kid: 'key-9' }, 'key-9 is not there'],
    ['has no name', { kid: undefined }, 'the token names no key (kid), and 2 keys fit RS256'],
    ['is for another algorithm', { kid: 'ec' }, 'ec is a key for another algorithm than RS256'],
    ['is too weak', { kid: 'weak' }, 'weak is there, but not as a public signature key that is strong enough'],
  ])('one that %s is told apart', async (_title, header, words) => {
    const keys = [
      key,
      signingKey({ kid: 'key-2' }),
      signingKey({ kid: 'ec', alg: 'ES256' }),
      signingKey({ kid: 'weak', bits: 1024 }),
    ];
    const found = await finding('key', [token(key, { header }), ...CONFIG], {}, { 'authorizer.json': config(keys) });
    expect(found).toBe(`failed: ${words}; in the configuration there is key-1 RS256, key-2 RS256 and ec ES256`);
  });
});

describe('options', () => {
  test('--at judges at another time', async () => {
    expect(await verdict([expired, ...CONFIG])).toBe('✗ Refused: expired (401) 1');
    expect(await verdict([expired, ...CONFIG, '--at', '2026-01-02T03:00:00Z'])).toBe('✓ Allowed 0');
    expect(await verdict([expired, ...CONFIG, '--at', String(NOW_SECONDS - 240)])).toBe('✓ Allowed 0');
  });

  test('--realm shows the answer of addGatewayResponses', async () => {
    const { stdout = '' } = await run([expired, ...CONFIG, '--realm', 'orders']);
    expect(stdout).toContain('\n  WWW-Authenticate: Bearer realm="orders"\n  {"message":"Missing or invalid token"}\n');
    expect((await run([expired, ...CONFIG])).stdout).toContain("\n  (API Gateway's own words; --realm NAME");
  });

  test('--show-claims shows claims, and the answer whole', async () => {
    const shown = (await run([good, ...CONFIG, '--show-claims'])).stdout ?? '';
    expect(shown).toContain('"principalId": "user-1"');
    expect(shown).toContain('\nWhat the token says\n');
    const hidden = (await run([good, ...CONFIG])).stdout ?? '';
    expect(hidden).not.toContain('user-1');
    expect(hidden).toContain('"principalId": "not shown without --show-claims"');
  });

  test('--show-claims says where nobody vouches for them', async () => {
    const forged = `${good.slice(0, -8)}AAAAAAAA`;
    const { stdout } = await run([forged, ...CONFIG, '--show-claims']);
    expect(stdout).toContain('\nWhat the token says, its signature not verified\n');
  });

  test.each([
    ['rest-token', '✗ Refused: expired (401) 1'],
    ['rest-request', '✗ Refused: expired (401) 1'],
    ['http-1.0', '✗ Refused: expired (401) 1'],
    ['http-2.0', '✗ Refused: expired (401) 1'],
    ['websocket', '✗ Refused: expired (401) 1'],
    ['appsync', '✗ Refused: expired (401) 1'],
  ])('--kind %s asks as such an API', async (kind, refused) => {
    const files = { 'authorizer.json': { ...pinned, routes: { ...ROUTES, $connect: [], 'Query.timesheets': [] } } };
    expect(await verdict([good, ...CONFIG, '--kind', kind], {}, files)).toBe('✓ Allowed 0');
    expect(await verdict([expired, ...CONFIG, '--kind', kind], {}, files)).toBe(refused);
    const { stdout = '' } = await run([good, ...CONFIG, '--kind', kind, '--json'], {}, files);
    expect(JSON.parse(stdout).kind).toBe(kind);
  });

  test.each(['header:x-token', 'cookie:session', 'query:token', 'protocol:bearer'])(
    'the token is put where the configuration looks for it: %s',
    async (source) => {
      const files = { 'authorizer.json': { ...pinned, tokenSources: [source] } };
      expect(await verdict([good, ...CONFIG, '--kind', 'rest-request'], {}, files)).toBe('✓ Allowed 0');
    },
  );

  test.each([
    ['POST /timesheets', 'insufficient_scope'],
    ['post /timesheets?x=1', 'insufficient_scope'],
    ['GET /timesheets/', undefined],
    ['DELETE /timesheets', 'route_not_listed'],
  ])('--route "%s" asks for it', async (route, reason) => {
    const { stdout = '' } = await run([good, ...CONFIG, '--route', route, '--json']);
    expect(JSON.parse(stdout).reason).toBe(reason);
  });

  test('--route asks for the very route of the table, also where a more specific one stands beside it', async () => {
    const asked = async (routes: object, ...args: string[]) => {
      const files = { 'authorizer.json': { ...pinned, routes } };
      return `${await finding('request', [good, ...CONFIG, ...args], {}, files)}; ${await verdict([good, ...CONFIG, ...args], {}, files)}`;
    };
    const any = { 'ANY /x': [], 'GET /x': ['other'], 'DELETE /x': ['other'] };
    expect(await asked(any, '--route', 'ANY /x')).toBe(
      'passed: HEAD /x of a REST API with a TOKEN authorizer; ✓ Allowed 0',
    );
    expect(await asked(any)).toBe(
      "passed: HEAD /x of a REST API with a TOKEN authorizer; the table's first route; ✓ Allowed 0",
    );
    const rest = { 'GET /': ['other'], $default: [] };
    expect(await asked(rest, '--route', '$default')).toBe('passed: $default of an HTTP API, payload 2.0; ✓ Allowed 0');
    const policy = { 'authorizer.json': { ...pinned, routes: rest, httpApiResponse: 'policy' } };
    const args = [good, ...CONFIG, '--route', '$default', '--kind'];
    expect(await verdict([...args, 'http-2.0'], {}, policy)).toBe('✓ Allowed 0');
    expect(await verdict([...args, 'http-1.0'], {}, policy)).toBe('✓ Allowed 0');
  });

  test.each([
    ['rest-token', '$default', '"METHOD /path" such as "GET /orders/42"'],
    ['websocket', 'GET /x', '"$connect", the one route that a WebSocket API asks about'],
  ])('a %s event has no route %s', async (kind, route, expected) => {
    expect(await verdict([good, ...CONFIG, '--kind', kind, '--route', route])).toBe(
      `--route: found no route of a ${kind} event, expected ${expected} 2`,
    );
  });

  test('the one route of a WebSocket API may be named', async () => {
    const files = { 'authorizer.json': { ...pinned, routes: { $connect: [] } } };
    expect(await verdict([good, ...CONFIG, '--route', '$connect'], {}, files)).toBe('✓ Allowed 0');
  });

  test('a field of AppSync that is closed is refused, though the answer is a yes to the rest', async () => {
    const files = { 'authorizer.json': { ...pinned, routes: { 'Query.a': [], 'Query.b': ['b'] } } };
    expect(await verdict([good, ...CONFIG, '--route', 'Query.a'], {}, files)).toBe('✓ Allowed 0');
    expect(await verdict([good, ...CONFIG], {}, files)).toBe('✓ Allowed 0');
    expect(await verdict([good, ...CONFIG, '--route', 'Query.b'], {}, files)).toBe(
      '✗ Refused: insufficient_scope (200) 1',
    );
    expect(await verdict([good, ...CONFIG, '--route', 'Query.c'], {}, files)).toBe('✓ Allowed 0');
  });

  test('a closed WebSocket is told so in the words of a spoken Deny, a route that nobody names in those of silence', async () => {
    const bodyOf = async (args: readonly string[], routes: object) => {
      const files = { 'authorizer.json': { ...pinned, routes } };
      const { stdout = '' } = await run([good, ...CONFIG, '--json', ...args], {}, files);
      return JSON.parse(stdout).callerSees.body;
    };
    const words = 'User is not authorized to access this resource';
    expect(await bodyOf([], { $connect: ['chat'] })).toBe(`{"Message":"${words} with an explicit deny"}`);
    expect(await bodyOf(['--route', 'GET /other'], ROUTES)).toBe(`{"Message":"${words}"}`);
  });

  test('what one answer says to every route is shown where one answer serves them all', async () => {
    const routes = async (...more: string[]) =>
      JSON.parse((await run([good, ...CONFIG, '--json', ...more])).stdout ?? '').routes;
    const both = [
      { route: 'GET /timesheets', isOpen: true, wanted: 'wants read:timesheets' },
      { route: 'POST /timesheets', isOpen: false, wanted: 'wants create:timesheets' },
    ];
    expect(await routes()).toEqual(both);
    expect(await routes('--kind', 'http-1.0')).toEqual(both);
    expect(await routes('--kind', 'http-2.0')).toEqual([]);
    expect(JSON.parse((await run([expired, ...CONFIG, '--json'])).stdout ?? '').routes).toEqual([]);
  });
});

describe('times at the edge of the tolerance are told as they are', () => {
  const told = (id: string, claims: Readonly<Record<string, unknown>>, issuer: Parameters<typeof config>[1] = {}) =>
    finding(id, [token(key, { claims }), ...CONFIG], {}, { 'authorizer.json': config([key], issuer) });

  test('a start that is still to come', async () => {
    expect(await told('start', { nbf: NOW_SECONDS + 3 })).toBe(
      'passed: in 3 seconds, at 2026-01-02T03:04:08Z, within the tolerance',
    );
    expect(await told('start', { nbf: NOW_SECONDS - 3 })).toBe('passed: valid since 2026-01-02T03:04:02Z');
  });

  test('an age that is a little more than the limit', async () => {
    expect(await told('age', { iat: NOW_SECONDS - 3_610 }, { maxTokenAgeSeconds: 3_600 })).toBe(
      'failed: 3610 seconds, wanted no more than 3600 (maxTokenAgeSeconds)',
    );
    expect(await told('age', { iat: NOW_SECONDS - 8_000 }, { maxTokenAgeSeconds: 3_600 })).toBe(
      'failed: 2 hours, wanted no more than 60 minutes (maxTokenAgeSeconds)',
    );
  });
});

test('a token that was cut into lines is told so', async () => {
  const cut = `${good.slice(0, 80)}\n${good.slice(80)}`;
  expect(await finding('token', ['-', ...CONFIG], { input: { isPiped: false, read: async () => cut } })).toBe(
    'failed: The header begins with something else than `Bearer`: another scheme, or the token itself. It has a line break inside: was it cut into lines where it was copied?',
  );
});

test.each([
  ['{"access_token":"a.b.c","token_type":"Bearer"}', 'token', 'It is JSON: give the value of its access_token alone.'],
  ['{\n  "access_token": "a.b.c"\n}', 'token', 'It is JSON: give the value of its access_token alone.'],
  ['Bearer undefined', 'form', 'It is the word "undefined": the application sent a variable that had no value.'],
  ['null', 'form', 'It is the word "null": the application sent a variable that had no value.'],
  [`"${good}"`, 'form', 'It is in quotes.'],
])('what is often sent in its place is told so: %#', async (given, check, hint) => {
  const found = await finding(check, [...CONFIG], { environment: { JWT: given } });
  expect({ failed: found.startsWith('failed: '), hinted: found.endsWith(` ${hint}`) }).toEqual({
    failed: true,
    hinted: true,
  });
});

test('what goes to the other output obeys no terminal either', async () => {
  const name = '\u001b[31mred.json';
  const { stderr = '' } = await run([good, '--config', name], {}, { [name]: [] });
  expect(stderr).toContain('found no JSON object in \\u001b[31mred.json, expected');
});

test('a terminal has colours and its own width, and obeys nothing that a token says', async () => {
  const ESC = '\u001b';
  const hostile = token(key, {
    header: { kid: `${ESC}[31mred\u009b\u202e` },
    claims: { aud: `${ESC}]0;title\u0007` },
  });
  const { stdout = '' } = await run([hostile, ...CONFIG], { terminal: { colours: true, columns: 80 } });
  expect(stdout.startsWith(`${ESC}[1m${ESC}[31m✗ Refused`)).toBe(true);
  const plain = stdout.replaceAll(new RegExp(`${ESC}\\[(?:1|22|39|3[1236]|90)m`, 'g'), '');
  const isSeen = (character: string) => character === '\n' || /[\p{L}\p{N}\p{P}\p{S} ]/u.test(character);
  expect([...plain].filter((character) => !isSeen(character))).toEqual([]);
  expect(plain.split('\n').filter((line) => line.length > 80)).toEqual([]);
});
