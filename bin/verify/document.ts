/** The checks come in, the tables of docs/verify.md go out, written from the same words as the report; pure. */
import { fillIn, table } from '../markdown.ts';
import { type Check, COMMON_DIFFERENCES, type Difference, expectedOf } from './check.ts';
import { CHECKS } from './checks/index.ts';
import type { Sight } from './sight.ts';

/** The document with its tables written anew. @throws Error where it has no place for them */
export function withTables(document: string): string {
  const sections = CHECKS.map(({ heading, checks }) => `### ${heading}\n\n${tablesOf(checks)}`);
  const common = `### Of any check\n\n${plainTable(ROW_HEAD, COMMON_DIFFERENCES.map(rowOf))}`;
  return fillIn(document, 'checks', [...sections, common].join('\n\n'));
}

/** Every check with what is expected; then every difference, with the checks that tell it. */
function tablesOf(checks: readonly Check[]): string {
  const expectations = checks.map((check) => [check.title, expectationsOf(check)]);
  const differences = [...new Set(checks.flatMap((check) => check.differences))].map((difference) => {
    const telling = checks.filter((check) => check.differences.includes(difference));
    return [telling.map(({ title }) => title).join('; '), ...rowOf(difference)];
  });
  return `${plainTable(['what is sent', 'expected'], expectations)}\n\n${plainTable(['what was sent', ...ROW_HEAD], differences)}`;
}

function expectationsOf(check: Check): string {
  const rest = expectedOf(check, { kind: 'rest', badToken: 'unauthorized' });
  const http = expectedOf(check, { kind: 'http', badToken: 'unauthorized' });
  return rest === http ? rest : `REST API: ${rest}; HTTP API: ${http}`;
}

const ROW_HEAD = ['seen', 'what it means', 'what to do'];

function rowOf({ callers, seen, means, change, isNote }: Difference): string[] {
  const sights = [...new Set(seen.map((sight) => STATUSES[sight] ?? sight))].join(', ');
  const who = callers ? `${callers.join(', ')}: ` : '';
  return [`${who}${sights}${isNote ? ' (a note)' : ''}`, means, change];
}

/** Sights that people know by their status. */
const STATUSES: Readonly<Partial<Record<Sight, string>>> = {
  answered: 'let in',
  unauthorized: '401',
  forbidden: '403',
  'too long': '413, 414',
  throttled: '429',
  fault: '5xx',
};

/** Of texts that are written for a terminal: what Markdown would read as its own is escaped. */
function plainTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return table(
    head,
    rows.map((cells) => cells.map((cell) => cell.replace(/[*<]/g, (character) => `\\${character}`))),
  );
}
