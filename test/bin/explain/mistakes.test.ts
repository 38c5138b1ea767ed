/** The ten mistakes, from the command line to the last word; docs/explain.md holds the same transcripts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS } from '../../../bin/explain/checks/index.ts';
import { withTranscripts } from './document.ts';
import { explainMistake, MISTAKES } from './mistakes.ts';

const DOCUMENT = join(__dirname, '../../../docs/explain.md');

test.each(MISTAKES)('$title: $reason, $status', async (mistake) => {
  const { stdout = '', stderr, exitCode } = await explainMistake(mistake);
  expect({ stderr, exitCode }).toEqual({ stderr: undefined, exitCode: 1 });
  expect(stdout.split('\n')[0]).toBe(`✗ Refused: ${mistake.reason} (${mistake.status})`);
  expect(stdout.match(/^✗ /gm)).toHaveLength(2);
  expect(stdout).toContain(`  docs/errors.md#${mistake.reason}\n`);
});

test.each(MISTAKES)('$title, for programs', async (mistake) => {
  const { stdout = '', exitCode } = await explainMistake(mistake, true);
  expect(exitCode).toBe(1);
  const { outcome, reason, callerSees, checks, kind } = JSON.parse(stdout);
  expect({ reason, kind, status: callerSees.status }).toEqual({
    reason: mistake.reason,
    kind: 'rest-token',
    status: mistake.status,
  });
  expect(outcome).toBe(mistake.status === 401 ? 'unauthenticated' : 'forbidden');
  const deciding = checks.filter(({ decides }: { decides: boolean }) => decides);
  expect(deciding).toEqual([expect.objectContaining({ result: 'failed', reason: mistake.reason })]);
});

test.each(MISTAKES)('$title: nothing of the token, nor of whom it is about', async (mistake) => {
  const printed = [await explainMistake(mistake), await explainMistake(mistake, true)];
  const readable = printed.map(({ stdout }) => stdout).join('\n');
  const [header = '', payload = '', signature = ''] = mistake.token.split('.');
  // Not `toContain`: its own message would show what leaked.
  const parts = [mistake.token, header, payload, signature, 'user-1', 'ada@example.com', 'n-0S6_WzA2Mj'];
  expect(parts.filter((part) => part.length > 3 && readable.includes(part)).length).toBe(0);
});

test('docs/explain.md has the transcripts as they are; npm run explain:docs writes them', async () => {
  const transcripts = await Promise.all(
    MISTAKES.map(async (mistake) => ({ mistake, printed: (await explainMistake(mistake)).stdout ?? '' })),
  );
  const document = readFileSync(DOCUMENT, 'utf8');
  expect(withTranscripts(document, transcripts)).toBe(document);
});

test('docs/explain.md names every check in its order', () => {
  const [row = ''] = /^\| `checks\[\]\.id` \|.*$/m.exec(readFileSync(DOCUMENT, 'utf8')) ?? [];
  const named = [...row.matchAll(/`(\w+)`/g)].map(([, id]) => id);
  expect(named).toEqual(CHECKS.map(({ id }) => id));
});
