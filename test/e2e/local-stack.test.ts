/** The sample as a newcomer runs it: a real login, the bundled authorizer, a table, and an API that answers for the right reasons. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { demoAudience } from '../../local/demo.ts';
import { logIn } from '../../local/issuer/log-in.ts';
import { PROJECT_ROOT, type RunningStack, spawnStart, startStack } from './running-stack.ts';

const run = promisify(execFile);
let stack: RunningStack;

beforeAll(async () => {
  stack = await startStack('--watch');
}, 90_000);

beforeEach(() => {
  stack.newDecisions();
});

async function tokenOf(user: string, scope?: string): Promise<string> {
  return (await logIn({ issuer: stack.issuer, user, scope, audience: demoAudience })).access_token;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

type Kind = 'REST' | 'HTTP';
type Init = RequestInit & { path?: string };

async function callApi(kind: Kind, token: string | undefined, init: Init = {}): Promise<Answer> {
  const authorization = token === undefined ? undefined : { authorization: `Bearer ${token}` };
  const response = await fetch(`${stack.urls[kind]}${init.path ?? ''}`, {
    ...init,
    headers: { ...authorization, ...init.headers },
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
}

function addTo(kind: Kind, token: string, entry: Record<string, unknown>): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  return callApi(kind, token, { method: 'POST', headers, body: JSON.stringify(entry) });
}

const entry = { date: '2026-01-05', project: 'Apollo', hours: 7.5 };

test('the three printed commands are answered with 200, 401 and 403', async () => {
  const commands = stack.output.filter((line) => line.startsWith('  curl '));
  expect(commands).toHaveLength(3);
  const answers = [];
  for (const command of commands) answers.push((await run('bash', ['-c', command], { cwd: PROJECT_ROOT })).stdout);
  expect(answers.map((answer) => answer.split('\r\n')[0])).toEqual([
    'HTTP/1.1 200 OK',
    'HTTP/1.1 401 Unauthorized',
    'HTTP/1.1 403 Forbidden',
  ]);
  expect(answers[1]).toContain('{"message":"Missing or invalid token"}');
  expect(answers[2]).toContain('{"message":"Insufficient scope"}');
});

/** What API Gateway itself answers: a REST API's words and challenges are the stack's, an HTTP API's are AWS's. */
const KINDS = [
  {
    kind: 'REST',
    unauthorized: { status: 401, body: { message: 'Missing or invalid token' } },
    forbidden: { status: 403, body: { message: 'Insufficient scope' } },
    challenges: { 401: 'Bearer realm="timesheets"', 403: 'Bearer realm="timesheets", error="insufficient_scope"' },
    noSuchPath: { status: 403, body: { message: 'Missing Authentication Token' } },
    // Answers are kept by token.
    secondRoute: 'cached',
  },
  {
    kind: 'HTTP',
    unauthorized: { status: 401, body: { message: 'Unauthorized' } },
    forbidden: { status: 403, body: { message: 'Forbidden' } },
    challenges: { 401: null, 403: null },
    noSuchPath: { status: 404, body: { message: 'Not Found' } },
    // Answers are kept by token and route.
    secondRoute: 'called',
  },
] as const;

describe.each(KINDS)('the $kind API:', ({ kind, unauthorized, forbidden, challenges, noSuchPath, secondRoute }) => {
  const call = (token: string | undefined, init?: Init) => callApi(kind, token, init);

  const add = (token: string, entry: Record<string, unknown>) => addTo(kind, token, entry);

  /** The gateway's line on the next request. */
  const gatewayLine = () => stack.nextLine(new RegExp(`^${kind} gateway +(?:GET|POST)`));

  describe('the author', () => {
    test('adds an entry and sees it', async () => {
      const token = await tokenOf('author');
      const added = await add(token, entry);
      expect(added).toMatchObject({ status: 201, body: entry });
      expect(added.headers.get('location')).toBe(`/timesheets/${added.body.id}`);
      const { status, body } = await call(token);
      expect(status).toBe(200);
      expect(body.timesheets).toContainEqual(added.body);
    });

    test('who asked for less may do less', async () => {
      const token = await tokenOf('author', 'read:timesheets');
      expect((await add(token, entry)).status).toBe(403);
      expect(stack.newDecisions()).toEqual([
        expect.objectContaining({ outcome: 'forbidden', reason: 'insufficient_scope', route: 'POST /timesheets' }),
      ]);
    });
  });

  describe('the reader', () => {
    test("sees none of the author's entries", async () => {
      await add(await tokenOf('author'), entry);
      expect(await call(await tokenOf('reader'))).toMatchObject({ status: 200, body: { timesheets: [] } });
    });

    test('may not create, and is told so', async () => {
      const { status, headers, body } = await add(await tokenOf('reader'), entry);
      expect({ status, body }).toEqual(forbidden);
      expect(headers.get('www-authenticate')).toBe(challenges[403]);
      expect(stack.newDecisions()).toEqual([
        expect.objectContaining({ outcome: 'forbidden', reason: 'insufficient_scope' }),
      ]);
    });

    test('gets no further by asking for more', async () => {
      const token = await tokenOf('reader', 'read:timesheets create:timesheets');
      expect((await add(token, entry)).status).toBe(403);
    });
  });

  describe('a request without a good token is 401, and the log says why', () => {
    test('no token: the authorizer is not called', async () => {
      const line = gatewayLine();
      const { status, headers, body } = await call(undefined);
      expect({ status, body }).toEqual(unauthorized);
      expect(headers.get('www-authenticate')).toBe(challenges[401]);
      expect(await line).toMatch(/401 \d+ ms, authorizer: none$/);
      expect(stack.newDecisions()).toEqual([]);
    });

    test('an opaque token, as the issuer gives without an audience', async () => {
      const { access_token } = await logIn({ issuer: stack.issuer, user: 'author' });
      await expectRejection(access_token, 'opaque_token');
    });

    test('an ID token', async () => {
      const { id_token } = await logIn({
        issuer: stack.issuer,
        user: 'author',
        audience: demoAudience,
        scope: 'openid',
      });
      await expectRejection(id_token ?? '', 'id_token');
    });

    test('a token with an altered payload', async () => {
      const [header, , signature] = (await tokenOf('author')).split('.');
      const payload = Buffer.from(JSON.stringify({ iss: stack.issuer, sub: 'auth0|reader' })).toString('base64url');
      await expectRejection(`${header}.${payload}.${signature}`, 'invalid_signature');
    });

    test('a token whose payload was cut', async () => {
      await expectRejection((await tokenOf('author')).replace(/\..*\./, '.e30x.'), 'malformed_token');
    });

    async function expectRejection(token: string, reason: string): Promise<void> {
      expect(await call(token)).toMatchObject(unauthorized);
      expect(stack.newDecisions()).toEqual([expect.objectContaining({ outcome: 'unauthenticated', reason })]);
    }
  });

  test('what is kept answers every route, each rightly', async () => {
    const [author, reader] = [await tokenOf('author'), await tokenOf('reader')];
    const steps: [() => Promise<Answer>, number, string][] = [
      [() => call(author), 200, 'called'],
      [() => add(author, entry), 201, secondRoute],
      [() => call(author, { path: '/' }), 200, 'cached'],
      [() => add(reader, entry), 403, 'called'],
      [() => call(reader), 200, secondRoute],
      [() => add(reader, entry), 403, 'cached'],
      [() => call('not-a-token'), 401, 'called'],
      [() => call('not-a-token'), 401, 'called'],
    ];
    for (const [step, status, authorizer] of steps) {
      const line = gatewayLine();
      expect((await step()).status).toBe(status);
      expect(await line).toMatch(new RegExp(`authorizer: ${authorizer}$`));
    }
    expect(stack.newDecisions()).toHaveLength(steps.filter(([, , authorizer]) => authorizer === 'called').length);
  });

  test('the table is asked for the caller of the token, whatever the request says about users', async () => {
    const author = await tokenOf('author');
    expect((await add(author, { ...entry, sub: 'auth0|reader' })).status).toBe(400);
    await add(author, entry);
    const reader = await call(await tokenOf('reader'), { headers: { sub: 'auth0|author', 'x-user': 'auth0|author' } });
    expect(reader.body.timesheets).toEqual([]);
  });

  test('bad input is 400 with every problem named, and nothing is stored', async () => {
    const author = await tokenOf('author');
    const before = (await call(author)).body;
    const { status, body } = await add(author, { date: '2026-02-30', project: '', hours: 25 });
    expect(status).toBe(400);
    expect((body.problems as { path: string }[]).map(({ path }) => path)).toEqual(['date', 'project', 'hours']);
    expect((await call(author)).body).toEqual(before);
  });

  test('the app, a page of another origin, may ask first, and reads what it is refused', async () => {
    const origin = stack.app;
    const response = await fetch(stack.urls[kind], {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-methods')).toBe('GET,POST');
    expect(response.headers.get('access-control-allow-headers')?.toLowerCase()).toBe(
      'authorization,content-type,idempotency-key',
    );
    const answers = [
      await call(undefined, { headers: { origin } }),
      await call(await tokenOf('author'), { headers: { origin } }),
    ];
    expect(answers.map(({ status, headers }) => [status, headers.get('access-control-allow-origin')])).toEqual([
      [401, origin],
      [200, origin],
    ]);
  });

  test('a path that the API does not have is refused before anyone is asked', async () => {
    expect(await call(await tokenOf('author'), { path: '/../admin' })).toMatchObject(noSuchPath);
    expect(stack.newDecisions()).toEqual([]);
  });
});

test('a signing key that is rotated while everything runs is found at once; tokens of the published old one go on', async () => {
  const before = await tokenOf('author');
  expect((await callApi('REST', before)).status).toBe(200);
  const { stdout } = await run('npm', ['run', '--silent', 'rotate-keys', '--', '--issuer', stack.issuer], {
    cwd: PROJECT_ROOT,
  });
  const kid = stdout.trim();
  const after = await tokenOf('author');
  stack.newDecisions();
  expect((await callApi('REST', after)).status).toBe(200);
  expect(stack.newDecisions()).toEqual([expect.objectContaining({ outcome: 'allow', kid })]);
  expect((await callApi('REST', before)).status).toBe(200);
});

test('npm run token prints a token alone on stdout', async () => {
  const { stdout } = await run(
    'npm',
    ['run', '--silent', 'token', '--', '--user', 'author', '--issuer', stack.issuer],
    { cwd: PROJECT_ROOT },
  );
  expect(stdout.split('\n')).toHaveLength(2);
  expect((await callApi('REST', stdout.trim())).status).toBe(200);
});

test('each API has a table of its own', async () => {
  const author = await tokenOf('author');
  const { body } = await addTo('REST', author, entry);
  expect((await callApi('REST', author)).body.timesheets).toContainEqual(body);
  expect((await callApi('HTTP', author)).body.timesheets).not.toContainEqual(body);
});

test('with --watch a change rebuilds and restarts the functions of both APIs, and the tables keep their entries', async () => {
  const author = await tokenOf('author');
  for (const { kind } of KINDS) await addTo(kind, author, entry);
  for (let save = 0; save < 2; save += 1) {
    const rebuilt = stack.nextLine(/^watch +rebuilt in [\d.]+ s$/);
    saveAsEditorsDo(join(PROJECT_ROOT, 'lambda/timesheets/entry.ts'));
    await rebuilt;
  }
  for (const { kind } of KINDS) {
    const line = stack.nextLine(new RegExp(`^${kind} gateway`));
    const { status, body } = await callApi(kind, author);
    expect(status).toBe(200);
    expect(body.timesheets).not.toEqual([]);
    // What was kept went with the functions.
    expect(await line).toMatch(/authorizer: called$/);
  }
}, 60_000);

/** A new file takes the place of the old one, which is another file to whoever watches. */
function saveAsEditorsDo(file: string): void {
  copyFileSync(file, `${file}~`);
  renameSync(`${file}~`, file);
}

test('no token, and no part of one, was printed', async () => {
  const token = await tokenOf('author');
  await callApi('REST', token);
  const [, payload, signature] = token.split('.') as [string, string, string];
  const printed = stack.output.join('\n');
  expect(printed).not.toContain(payload.slice(0, 20));
  expect(printed).not.toContain(signature.slice(0, 20));
  expect(printed).not.toMatch(/eyJ/);
});

test.each(['--issuer-port', '--http-port', '--web-port'])(
  'a busy port is a clear message that names %s, and nothing is left running',
  async (option) => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const folder = mkdtempSync(join(tmpdir(), 'busy-'));
    try {
      const free = ['--port', '--http-port', '--issuer-port', '--table-port', '--web-port'].flatMap((name) => [
        name,
        '0',
      ]);
      const child = spawnStart([...free, option, String(port), '--out', folder]);
      let printed = '';
      child.stderr?.on('data', (text) => {
        printed += text;
      });
      const [code] = await once(child, 'exit');
      expect(code).toBe(1);
      expect(printed).toContain(
        `port ${port} on 127.0.0.1 is in use: stop what listens there or choose another with ${option}\n`,
      );
    } finally {
      server.close();
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
);

test('Ctrl-C ends everything', async () => {
  expect(await stack.end()).toBe(0);
  await expect(fetch(stack.urls.REST)).rejects.toThrow('fetch failed');
  await expect(fetch(stack.urls.HTTP)).rejects.toThrow('fetch failed');
  await expect(fetch(stack.issuer)).rejects.toThrow('fetch failed');
});
