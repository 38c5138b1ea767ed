/** What the docs let a reader try on the local run, run: it is answered as the page says. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type RunningStack, startStack } from '../e2e/running-stack.ts';
import { type CodeBlock, ROOT, readPages } from './pages.ts';
import { scriptOf } from './shell.ts';
import { type Step, stepsOf, transcriptProblem } from './transcript.ts';

jest.setTimeout(90_000);

let stack: RunningStack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(() => stack.end());

/** Addresses of the local run, or what asks it for a token; what starts it is not run again. */
function isLocal(block: CodeBlock): boolean {
  const script = scriptOf(block);
  return (
    /\/\/(?:127\.0\.0\.1|localhost):\d+|npm run --silent token\b/.test(script) &&
    !/npm (?:start|run (?:issuer|sam))/.test(script)
  );
}

const PAGES = readPages()
  .map(({ path, blocks }) => ({
    path,
    blocks: blocks.filter((block) => ['sh', 'console'].includes(block.language) && isLocal(block)),
  }))
  .filter(({ blocks }) => blocks.length > 0);

/** The page's addresses and templates, as this run has them: its ports are free ones, its folder a temporary one. */
function here(script: string): string {
  return script
    .replaceAll('127.0.0.1:3000', new URL(stack.urls.REST).host)
    .replaceAll('127.0.0.1:3001', new URL(stack.urls.HTTP).host)
    .replaceAll('http://localhost:5173', stack.app)
    .replaceAll('http://localhost:9400/', stack.issuer)
    .replaceAll('cdk.out/', `${stack.folder}/`)
    .replaceAll(/npm run (?:--silent )?(?:token|rotate-keys) --/g, (command) => `${command} --issuer ${stack.issuer}`);
}

/** Runs the steps of a page in one shell, as a reader would; what each printed. */
async function outputsOf(steps: readonly Step[]): Promise<string[]> {
  const mark = '=== the end of a step ===';
  const script = steps.map(({ command }) => `${here(command)}\necho "${mark}"\n`).join('');
  const { stdout } = await promisify(execFile)('/bin/bash', ['-c', `exec 2>&1\n${script}`], {
    cwd: ROOT,
    // Its settings: not on a terminal, curl would show its progress amid the answers.
    env: { ...process.env, CURL_HOME: import.meta.dirname },
  }).catch((error: { stdout: string }) => error);
  return stdout.split(`${mark}\n`);
}

test.each(PAGES)('$path shows what comes of its commands', async ({ blocks }) => {
  const steps = blocks.flatMap(stepsOf);
  const outputs = await outputsOf(steps);
  const problems = steps.flatMap((step, index) => transcriptProblem(step, outputs[index] ?? '') ?? []);
  expect(problems).toEqual([]);
  // A block of sh ends the shell where a command fails: its output is the last then.
  expect({ steps: outputs.length - 1, last: outputs.at(-1) }).toEqual({ steps: steps.length, last: '' });
});
