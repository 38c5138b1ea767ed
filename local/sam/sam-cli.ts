/** Runs SAM CLI on this machine, after a look whether it and Docker are there. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { CONTAINERS_HOST } from './containers.ts';
import { REGION, type SamProject } from './project.ts';

/** @throws Error that says what to install or to start */
export async function checkSam(): Promise<void> {
  await answers(
    ['sam', '--version'],
    'SAM CLI was not found: install it (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/install-sam-cli.html), or use npm start, which needs neither it nor Docker',
  );
  await answers(
    ['docker', 'version'],
    'Docker does not answer, and sam local runs functions in its containers: install it (https://docs.docker.com/get-started/get-docker/) and start it, or use npm start, which needs no Docker',
  );
}

async function answers([command = '', ...args]: readonly string[], otherwise: string): Promise<void> {
  try {
    await promisify(execFile)(command, args);
  } catch (cause) {
    throw new Error(otherwise, { cause });
  }
}

/**
 * Runs `sam local COMMAND`, with its output on this terminal.
 *
 * @param input for its standard input
 * @returns its exit code
 */
export async function runSamLocal(
  command: readonly string[],
  { templateFile, environmentFile }: SamProject,
  input = '',
): Promise<number> {
  const files = ['--template', templateFile, '--env-vars', environmentFile];
  // Docker Desktop knows the name by itself; Docker on Linux has to be told.
  const host = ['--add-host', `${CONTAINERS_HOST}:host-gateway`];
  const sam = spawn('sam', ['local', ...command, ...files, ...host], {
    stdio: ['pipe', 'inherit', 'inherit'],
    env: samEnvironment(),
  });
  sam.stdin.on('error', () => {});
  sam.stdin.end(input);
  return exitCodeOf(sam);
}

/** SAM hands the caller's credentials to the containers: here they get none that are worth anything. */
function samEnvironment(): NodeJS.ProcessEnv {
  const { AWS_PROFILE, AWS_DEFAULT_PROFILE, AWS_SESSION_TOKEN, ...others } = process.env;
  return {
    ...others,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
  };
}

function exitCodeOf(sam: ChildProcess): Promise<number> {
  // Ctrl-C reaches SAM by itself, and it then takes its containers down: this process waits for it.
  const wait = () => {};
  const end = () => sam.kill('SIGTERM');
  process.on('SIGINT', wait);
  process.on('SIGTERM', end);
  return new Promise<number>((resolve, reject) => {
    sam.once('error', reject);
    sam.once('exit', (code) => resolve(code ?? 0));
  }).finally(() => {
    process.off('SIGINT', wait);
    process.off('SIGTERM', end);
  });
}
