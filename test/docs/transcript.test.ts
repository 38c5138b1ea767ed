/** Transcripts are compared line by line, but for what differs from run to run. */
import type { CodeBlock } from './pages.ts';
import { stepsOf, transcriptProblem } from './transcript.ts';

const block: CodeBlock = {
  page: 'docs/a.md',
  where: 'docs/a.md:5',
  line: 5,
  language: 'console',
  text: '$ one \\\n  --two\nHTTP/1.1 200 OK\n…\n{"id":"c202a1ae-1ca6-4550-a4e6-1e94adca048a","at":"2026-11-23T01:02:13.453Z",…}\n\n$ three\n',
};
const [first = { where: '', command: '', shown: [] }] = stepsOf(block);
const answer = (status: string, at = '2027-01-01T00:00:00Z') =>
  `${status}\r\nDate: today\r\n\r\n{"id":"aaaaaaaa-1ca6-4550-a4e6-1e94adca048a","at":"${at}","more":1}`;

test('a transcript is cut into its commands and what each shows', () => {
  expect(stepsOf(block)).toEqual([
    {
      where: 'docs/a.md:5',
      command: 'one \\\n  --two',
      shown: [expect.stringMatching(/^HTTP/), '…', expect.anything()],
    },
    { where: 'docs/a.md:11', command: 'three', shown: [] },
  ]);
});

test('a block of sh is one step, which ends at the first command that fails', () => {
  expect(stepsOf({ ...block, language: 'sh', text: 'one\ntwo\n' })).toEqual([
    { where: 'docs/a.md:5', command: 'set -e\none\ntwo\nset +e', shown: [] },
  ]);
});

test('ids, times and what is left out do not count', () => {
  expect(transcriptProblem(first, answer('HTTP/1.1 200 OK'))).toBeUndefined();
});

test('anything else does, and is named with its line', () => {
  expect(transcriptProblem(first, answer('HTTP/1.1 401 Unauthorized'))).toMatch(
    /^docs\/a\.md:5: found\nHTTP\/1\.1 401 [\s\S]*expected a line\nHTTP\/1\.1 200 OK$/,
  );
  expect(transcriptProblem(first, answer('HTTP/1.1 200 OK', 'soon'))).toContain('"at":"soon"');
});
