/** The pages' generated parts are the tables' own words, and what is written by hand beside them agrees with the code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillIn } from '../../../bin/markdown.ts';
import { withReasons } from '../../../bin/reason-docs/errors-page.ts';
import { withQueries } from '../../../bin/reason-docs/logs-page.ts';
import type { KeySetEvent } from '../../../lambda/authorizer/kept-keys.ts';
import { createLog } from '../../../lambda/authorizer/log.ts';
import { NOW_MS } from '../../fixtures/tokens.ts';
import { parseQuery } from '../../lib/insights.ts';

const read = (name: string) => readFileSync(join(import.meta.dirname, '../../../docs', name), 'utf8');
const errors = read('errors.md');
const logs = read('logs.md');

test.each([
  ['errors.md', errors, withReasons],
  ['logs.md', logs, withQueries],
])('docs/%s is fresh: "npm run errors:docs" would change nothing', (_name, page, rewrite) => {
  expect(rewrite(page)).toBe(page);
});

test('a page without a place for what is generated is refused', () => {
  expect(() => fillIn('# Nothing', 'queries', 'text')).toThrow(
    'expected <!-- queries --> and after it <!-- /queries -->, found no such pair; put both where the text belongs',
  );
});

/** The first cells of the table that follows a line, without their quotes. */
function fieldsAfter(line: string): string[] {
  const [, rest = ''] = logs.split(line);
  const [, , ...rows] = rest.trimStart().split('\n\n')[0]?.split('\n') ?? [];
  return rows.flatMap((row) => row.split('|')[1]?.match(/(?<=`)\w+(?=`)/g) ?? []);
}

/** What the log writes, with everything in it that can be. */
function membersOf(write: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: object[] = [];
  write(
    createLog(
      'orders-authorizer',
      () => NOW_MS,
      (line) => lines.push(JSON.parse(line)),
    ),
  );
  const members = lines.flatMap((line) => Object.keys(line));
  return [...new Set(members)].filter((name) => name !== 'message' && name !== '_aws').sort();
}

test('every field of a decision is explained, and no other', () => {
  const trace = { kind: 'http-2.0', requestId: 'r', route: 'GET /a', issuer: 'i', kid: 'k', alg: 'RS256' } as const;
  const written = membersOf(({ decision }) =>
    decision({ outcome: 'forbidden', reason: 'insufficient_scope' }, { ...trace, tokenCache: 'hit' }, 1),
  );
  expect(fieldsAfter('Of a decision (`message` is `decision`):').sort()).toEqual(written);
});

test('every field of a key set is explained, and no other', () => {
  const events: KeySetEvent[] = [
    { event: 'fetched', durationMs: 1, keys: 2 },
    { event: 'fetch_failed', durationMs: 1, detail: 'd' },
    { event: 'stale', staleSeconds: 1 },
  ];
  const written = membersOf(({ keySet }) => {
    for (const event of events) keySet('https://issuer.example/', event);
  });
  expect(fieldsAfter("Of a key set (`message` is `key set`), HS256's secret among them:").sort()).toEqual(written);
});

test('every query of the page is one, and that for the access log reads what the format writes', () => {
  const queries = [...logs.matchAll(/```text\n((?:filter|fields) .*?)\n```/gs)].map(([, text = '']) =>
    parseQuery(text),
  );
  const [ofAccessLog] = queries;
  const format = [...logs.matchAll(/^ {4}(\w+): '\$context\./gm)].map(([, name]) => name);
  expect(format).toContain('requestId');
  expect(ofAccessLog?.fields.filter((field) => !format.includes(field))).toEqual([]);
});
