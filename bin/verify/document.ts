/** The checks come in, the tables of docs/verify.md go out, written from the same words as the report; pure. */
import { type Check, COMMON_DIFFERENCES, type Difference, expectedOf } from './check.ts';
import { CHECKS } from './checks/index.ts';
import type { Sight } from './sight.ts';

const BEGIN = '<!-- checks -->';
const END = '<!-- /checks -->';

/** The document with its tables written anew. @throws Error where it has no place for them */
export function withTables(document: string): string {
  const [before, rest] = document.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (before === undefined || after === undefined) {
    throw new Error(`expected ${BEGIN} and after it ${END}, found no such pair; put both where the tables belong`);
  }
  const sections = CHECKS.map(({ heading, checks }) => `### ${heading}\n\n${tablesOf(checks)}`);
  const common = `### Of any check\n\n${table(ROW_HEAD, COMMON_DIFFERENCES.map(rowOf))}`;
  return `${before}${BEGIN}\n\n${[...sections, common].join('\n\n')}\n\n${END}${after}`;
}

/** Every check with what is expected; then every difference, with the checks that tell it. */
function tablesOf(checks: readonly Check[]): string {
  const expectations = checks.map((check) => [check.title, expectationsOf(check)]);
  const differences = [...new Set(checks.flatMap((check) => check.differences))].map((difference) => {
    const telling = checks.filter((check) => check.differences.includes(difference));
    return [telling.map(({ title }) => title).join('; '), ...rowOf(difference)];
  });
  return `${table(['what is sent', 'expected'], expectations)}\n\n${table(['what was sent', ...ROW_HEAD], differences)}`;
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

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** Characters that Markdown would read as its own. */
function escaped(text: string): string {
  return text.replace(/[|*<]/g, (character) => `\\${character}`);
}
