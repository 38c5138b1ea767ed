/** The file that is deployed, as `npm run build` makes it: alone in a folder, in a Node process of its own. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { config } from '../../fixtures/authorizer.ts';
import { restTokenEvent, STAGE_ARN } from '../../fixtures/events.ts';
import { type Answers, serveTls } from '../../fixtures/servers.ts';
import { signingKey, token } from '../../fixtures/tokens.ts';

const run = promisify(execFile);
const root = join(__dirname, '../../..');
const tls = join(root, 'test/fixtures/tls');
const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
const key = signingKey();
const now = { iat: Date.now() / 1000, exp: Date.now() / 1000 + 600 };
const event = restTokenEvent(`Bearer ${token(key, { claims: now })}`);

beforeAll(async () => {
  await run('npm', ['run', 'build'], { cwd: root });
  // No node_modules above it, as Lambda has none: an import that was left out of the bundle would fail.
  cpSync(join(root, 'dist/authorizer'), folder, { recursive: true });
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Imports the bundle and hands it the events, one after the other; what was answered or thrown comes back, and what was logged. */
async function ask(document: unknown, events: readonly unknown[], environment: Record<string, string> = {}) {
  const script = `
    const { handler, ...others } = await import(${JSON.stringify(join(folder, 'index.mjs'))});
    const answers = [];
    for (const event of ${JSON.stringify(events)}) answers.push(await handler(event, {}).catch(({ message }) => ({ message })));
    console.error(JSON.stringify({ others: Object.keys(others), answers }));
  `;
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: folder,
    env: { AUTHORIZER_CONFIG: JSON.stringify(document), ...environment },
  });
  return {
    ...JSON.parse(stderr),
    lines: stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  };
}

/** A JWKS server over TLS, for as long as `use` takes. */
async function withIssuer<T>(answers: Answers, use: (url: string) => Promise<T>): Promise<T> {
  const issuer = await serveTls(answers, {
    key: readFileSync(join(tls, 'key.pem'), 'utf8'),
    cert: readFileSync(join(tls, 'cert.pem'), 'utf8'),
  });
  try {
    return await use(issuer.url);
  } finally {
    await issuer.close();
  }
}

test('is one file that exports the handler and answers a TOKEN event', async () => {
  expect(readdirSync(folder)).toEqual(['index.mjs']);
  const { others, answers, lines } = await ask(config([key]), [event, restTokenEvent('Bearer opaque')]);
  expect(others).toEqual([]);
  expect(answers).toEqual([
    expect.objectContaining({
      principalId: 'user-1',
      policyDocument: expect.objectContaining({ Version: '2012-10-17' }),
    }),
    { message: 'Unauthorized' },
  ]);
  expect(lines).toEqual([
    expect.objectContaining({ outcome: 'allow', route: 'GET /timesheets' }),
    expect.objectContaining({ outcome: 'unauthenticated', reason: 'opaque_token' }),
  ]);
});

test('has fetched the keys over TLS before the first event, and does not fetch them again for it', async () => {
  const { answers, lines } = await withIssuer({ '/jwks': { keys: [key.jwk] } }, (url) =>
    ask(config([], { jwks: undefined, jwksUri: `${url}/jwks` }), [event], {
      NODE_EXTRA_CA_CERTS: join(tls, 'cert.pem'),
    }),
  );
  expect(lines.map(({ message, event: what }: Record<string, unknown>) => what ?? message)).toEqual([
    'fetched',
    'decision',
  ]);
  expect(answers[0].policyDocument.Statement[0].Resource[0]).toBe(`${STAGE_ARN}/GET/timesheets`);
});

test('starts although the keys cannot be fetched, and says why it cannot decide', async () => {
  const { answers, lines } = await withIssuer({ '/jwks': { keys: [key.jwk] } }, (url) =>
    ask(config([], { jwks: undefined, jwksUri: `${url}/jwks` }), [event]),
  );
  expect(answers).toEqual([
    {
      message: expect.stringMatching(
        /^key_set_unavailable: no keys yet; the last fetch failed: GET https:.*self-signed certificate/,
      ),
    },
  ]);
  expect(lines).toEqual([
    expect.objectContaining({ level: 'warn', message: 'key set', event: 'fetch_failed' }),
    expect.objectContaining({ level: 'error', outcome: 'fault', reason: 'key_set_unavailable' }),
  ]);
});

test('starts without a configuration, and says so to every event', async () => {
  const { answers } = await ask(undefined, [event], { AUTHORIZER_CONFIG: '{}' });
  expect(answers).toEqual([
    {
      message:
        'configuration_invalid: 2 problems in AUTHORIZER_CONFIG: issuers: received nothing, expected a value: this key is required; routes: received nothing, expected a value: this key is required',
    },
  ]);
});
