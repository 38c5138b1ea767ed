/** The package's command, as a process of its own: what it says before any tool is at work. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

jest.setTimeout(60_000);

const USAGE = `usage: npx jwt-authorizer TOOL [options]

  explain      why a token is accepted or refused, check by check
  doctor       before a deployment: what is wrong or unwise about a configuration or a template
  verify       after it: whether the deployed API answers as it should
  attach-plan  what attaching the authorizer to an existing HTTP API would do to its routes

The options of each: npx jwt-authorizer TOOL --help
The pages that they name, such as docs/errors.md: in node_modules/jwt-authorizer
`;

async function run(...args: string[]) {
  const command = ['--import', 'tsx', 'bin/jwt-authorizer.ts', ...args];
  const {
    code = 0,
    stdout,
    stderr,
  } = await promisify(execFile)(process.execPath, command, {
    cwd: join(import.meta.dirname, '../..'),
  }).catch((error) => error);
  return { code, stdout, stderr };
}

test.each(['--help', '-h', 'help'])('%s lists the tools', async (word) => {
  expect(await run(word)).toEqual({ code: 0, stdout: USAGE, stderr: '' });
});

test('without a tool it says that one is missing, and lists them', async () => {
  const stderr = `no tool is named, expected explain or doctor or verify or attach-plan\n\n${USAGE}`;
  expect(await run()).toEqual({ code: 2, stdout: '', stderr });
});

test('a tool that is not there is named', async () => {
  const stderr = `there is no tool "constructor", expected explain or doctor or verify or attach-plan\n\n${USAGE}`;
  expect(await run('constructor', '--url', 'x')).toEqual({ code: 2, stdout: '', stderr });
});

test('what may be a token is not repeated', async () => {
  const stderr = `the first argument is no tool, expected explain or doctor or verify or attach-plan\n\n${USAGE}`;
  expect(await run('HEADER.PAYLOAD.SIGNATURE')).toEqual({ code: 2, stdout: '', stderr });
});

test.each(['explain', 'doctor', 'verify', 'attach-plan'])('%s gets the arguments that follow', async (tool) => {
  const { code, stdout } = await run(tool, '--help');
  expect({ code, usage: stdout.split('\n')[0] }).toEqual({ code: 0, usage: expect.stringMatching(/^usage: /) });
});
