/** `npm run verify` against `npm start`, as the documentation has it: all as expected for both kinds, and nothing written. */
import { demoAudience } from '../../../local/demo.ts';
import { logIn } from '../../../local/issuer/log-in.ts';
import { type RunningStack, startStack } from '../../e2e/running-stack.ts';
import { runVerify } from './command.ts';

// Processes and gateways have to start, and other tests run beside them.

let stack: RunningStack;
beforeAll(async () => {
  stack = await startStack();
}, 90_000);
afterAll(() => stack.end());

async function tokenOf(user: string, scope?: string): Promise<string> {
  return (await logIn({ issuer: stack.issuer, user, scope, audience: demoAudience })).access_token;
}

test.each(['REST', 'HTTP'] as const)('every check of the %s API is as expected', async (kind) => {
  const url = stack.urls[kind];
  const [author, creator] = [await tokenOf('author'), await tokenOf('author', 'create:timesheets')];
  const { exitCode, stdout, stderr } = await runVerify(
    [
      '--url',
      url.replace('/timesheets', ''),
      '--route',
      'GET /timesheets',
      '--route',
      'POST /timesheets',
      '--allow-writes',
    ]
      .concat(['--denied-route', 'GET /timesheets', '--origin', stack.app, '--json'])
      .concat(kind === 'REST' ? ['--realm', 'timesheets'] : []),
    { environment: { VERIFY_TOKEN: author, VERIFY_DENIED_TOKEN: creator } },
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const { kind: told, checks } = JSON.parse(stdout) as { kind: string; checks: { id: string; verdict: string }[] };
  expect(told).toBe(kind.toLowerCase());
  const notAsExpected = checks.filter(({ verdict }) => verdict !== 'as expected');
  expect(notAsExpected.map(({ id, verdict }) => [id, verdict])).toEqual(
    [
      'expired',
      'wrong-audience',
      'open-route',
      'question-mark',
      ...(kind === 'HTTP' ? ['challenge-unauthorized', 'challenge-forbidden'] : []),
    ].map((id) => [id, 'not made']),
  );
  const stored = await fetch(url, { headers: { authorization: `Bearer ${author}` } });
  expect(await stored.json()).toEqual({ timesheets: [] });
});
