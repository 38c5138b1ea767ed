/** The command itself: where tokens come from, exit codes, what goes where. */
import { USAGE } from '../../../bin/verify/options.ts';
import { runVerify } from './command.ts';
import { type Fault, LET_IN, type ModelApi, startModelApi, TOKENS } from './model-api.ts';

// Processes and gateways have to start, and other tests run beside them.

let api: ModelApi | undefined;
afterEach(async () => {
  await api?.close();
  api = undefined;
});

async function argsFor(fault?: Fault): Promise<string[]> {
  api = await startModelApi(fault);
  return ['--url', api.url.href, '--route', 'GET /orders', '--samples', '1'];
}

const environment = { VERIFY_TOKEN: TOKENS.token };
const partsOf = (printed: string) => TOKENS.token.match(/.{8}/g)?.filter((part) => printed.includes(part));

test('exit code 0: all as expected, the token from the input, no colours in a pipe', async () => {
  const { exitCode, stdout, stderr } = await runVerify([...(await argsFor()), '--token', '-'], {
    input: `${TOKENS.token}\n`,
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/\n\d+ as expected, \d+ not made\n$/);
  expect(stdout).not.toContain('\u001b');
  expect(partsOf(stdout)).toEqual([]);
});

test('exit code 1: something is different', async () => {
  const forged: Fault = ({ who }) => (who === 'forged' ? LET_IN : undefined);
  const { exitCode, stdout } = await runVerify([...(await argsFor(forged)), '--json'], { environment });
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout).asExpected).toBe(false);
});

test('exit code 2: nothing could be checked, in words alone', async () => {
  const args = ['--url', 'http://127.0.0.1:1/prod', '--route', 'GET /orders'];
  expect(await runVerify(args, { environment })).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: '--url: found no answer at http://127.0.0.1:1/prod (ECONNREFUSED), expected that of a deployed API\n',
  });
});

test('exit code 2: a template that is not there', async () => {
  const { exitCode, stderr } = await runVerify(['--url', 'https://api.example', '--template', 'nowhere.json'], {
    environment,
  });
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: 'No template at nowhere.json: run "npx cdk synth" first, or give the right path\n',
  });
});

test('--help prints the usage', async () => {
  expect(await runVerify(['--help'])).toEqual({ exitCode: 0, stdout: `${USAGE}\n`, stderr: '' });
});

test('without --allow-writes no request could change anything', async () => {
  await runVerify([...(await argsFor()), '--route', 'POST /orders', '--origin', 'https://app.example'], {
    environment,
  });
  const methods = new Set(api?.requests.map((request) => request.split(' ')[0]));
  expect([...methods].sort()).toEqual(['GET', 'OPTIONS', 'PROPFIND']);
});
