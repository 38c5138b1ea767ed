/** Every command of the docs is one that a reader can run: its tool knows the options, and the app is synthesized with the settings. */
import { problemOf } from './command-rules.ts';
import { blocksIn, type CodeBlock } from './pages.ts';
import { commandsOf } from './shell.ts';

// Tools are started, and the app is synthesized, while other tests keep the processors busy.
jest.setTimeout(240_000);

/** As many at a time as there are processors to spare. */
const AT_ONCE = 2;

async function problemsOf(blocks: readonly CodeBlock[]): Promise<string[]> {
  const commands = (await Promise.all(blocks.map(commandsOf))).flat();
  const problems: string[] = [];
  const ahead = commands.values();
  const worker = async () => {
    for (const command of ahead) problems.push(...[(await problemOf(command)) ?? []].flat());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return problems;
}

const sh = (text: string): CodeBlock => ({ page: 'docs/a.md', where: 'docs/a.md:7', line: 7, language: 'sh', text });

test('every command is one that a reader can run', async () => {
  const blocks = blocksIn('sh', 'console');
  expect(blocks.length).toBeGreaterThan(10);
  expect(await problemsOf(blocks)).toEqual([]);
});

test.each([
  ['a command that nobody knows', 'npm ci && frobnicate all', '7: found "frobnicate all", expected a command that'],
  [
    'a script that is not there',
    'npm run --silent verfy',
    '7: found "npm run verfy", expected a script of package.json',
  ],
  [
    'an option that its tool does not know',
    '\nnpm run cost -- --tll 5',
    '8: found options of "bin/cost.ts --tll 5" that',
  ],
  ['options without --', 'npm run cost --ttl-seconds 5', '7: found "--ttl-seconds", expected "--" before'],
  [
    'options for a tool that has none',
    'npm run build -- --out x',
    '7: found options in "bin/build.ts --out x", expected none',
  ],
  [
    'a tool that is not there',
    'npx jwt-authorizer verfy --url x',
    '7: found "npx jwt-authorizer verfy", expected a tool',
  ],
  ['a stack that is not there', 'npx cdk deploy OrdersStack', '7: found OrdersStack, expected TimesheetsRestStack'],
  [
    'a setting that is wrong',
    'npx cdk synth TimesheetsRestStack -c issuer=x',
    '7: found settings that the app refuses',
  ],
  [
    'a setting that is missing',
    'npx cdk synth AttachAuthorizerStack -c issuer=https://i.example/ -c audience=a',
    '7: found settings that make no AttachAuthorizerStack',
  ],
  ['a file that is not there', 'npx jest test/nothing.test.ts', '7: found test/nothing.test.ts, which is not there'],
  [
    'another version',
    'npm install ./jwt-authorizer-0.0.9.tgz',
    '7: found ./jwt-authorizer-0.0.9.tgz, expected jwt-authorizer-',
  ],
])('%s is a problem, named with its line', async (_, text, problem) => {
  expect(await problemsOf([sh(text)])).toEqual([expect.stringContaining(`docs/a.md:${problem}`)]);
});

test('what bash cannot read is a problem, named with its line', async () => {
  await expect(commandsOf(sh('npm ci\nnpm run "verify\n'))).rejects.toThrow(/^docs\/a\.md:7: [\s\S]*line 8: /);
});

test('commands are read as bash reads them: variables, quotes, substitutions, comments, transcripts', async () => {
  const block = {
    ...sh('$ ARGS=\'-c a=1\'\n$ one $ARGS \\\n    "two three"   # four\nfive\n$ six $(seven) | eight …\n'),
    language: 'console',
  };
  const commands = await commandsOf(block);
  expect(commands.map(({ where, name, args }) => [where, name, ...args]).sort()).toEqual([
    ['docs/a.md:11', 'eight'],
    ['docs/a.md:11', 'seven'],
    ['docs/a.md:11', 'six'],
    ['docs/a.md:8', 'one', '-c', 'a=1', 'two three'],
  ]);
});
