/** Every block of code in the docs is of a language that one of these tests checks. */
import { blocksIn, readPages } from './pages.ts';

const CHECKED_IN: Readonly<Record<string, string>> = {
  console: 'commands.test.ts',
  json: 'json-blocks.test.ts',
  sh: 'commands.test.ts',
  ts: 'typescript-blocks.test.ts',
  tsx: 'typescript-blocks.test.ts',
  // Diagrams and lines of a log: nobody types them.
  '': 'here',
  text: 'here',
};

test('every language is known', () => {
  const unknown = readPages()
    .flatMap(({ blocks }) => blocks)
    .filter(({ language }) => !Object.hasOwn(CHECKED_IN, language))
    .map(
      ({ where, language }) => `${where}: found a block of ${language}, expected ${Object.keys(CHECKED_IN).join(', ')}`,
    );
  expect(unknown).toEqual([]);
});

test('what has no language holds no command', () => {
  const commands = blocksIn('', 'text').flatMap(({ where, text }) =>
    text
      .split('\n')
      .filter((line) => /^(?:\$ |(?:npm|npx|curl|node|git|aws|sam|cdk|terraform|docker) [a-z-])/.test(line))
      .map((line) => `${where}: found "${line}", expected commands in a block of sh or console`),
  );
  expect(commands).toEqual([]);
});
