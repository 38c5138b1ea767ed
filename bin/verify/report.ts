/** What was seen comes in, the text or the JSON that people and programs read goes out; pure. */
import type { Terminal } from '../tool/layout.ts';
import { expectedOf } from './check.ts';
import type { Latency } from './latency.ts';
import type { Result, Verdict } from './run.ts';
import type { Target } from './target.ts';

export interface Report {
  readonly url: URL;
  readonly target: Pick<Target, 'kind' | 'kindFrom' | 'route' | 'badToken'>;
  readonly results: readonly Result[];
  readonly latencies: readonly Latency[];
}

/** Whether nothing has to be changed. Checks that were not made do not count. */
export function isAsExpected({ results }: Report): boolean {
  return results.every(({ verdict }) => verdict !== 'different');
}

const SIGNS: Readonly<Record<Verdict, { readonly sign: string; readonly colour: number }>> = {
  'as expected': { sign: '✓', colour: 32 },
  noted: { sign: '•', colour: 36 },
  different: { sign: '✗', colour: 31 },
  'not made': { sign: '–', colour: 90 },
};

/** The table, then the differences and the notes in words, then the latencies. */
export function toText(report: Report, { colours, columns }: Terminal): string {
  const { url, target, results, latencies } = report;
  const paint = (colour: number, text: string) => (colours ? `\u001b[${colour}m${text}\u001b[39m` : text);
  const bold = (text: string) => (colours ? `\u001b[1m${text}\u001b[22m` : text);
  const kinds = { rest: 'a REST API', http: 'an HTTP API' };
  const made = results.filter(({ verdict }) => verdict !== 'not made');
  const titleWidth = widest(made.map(({ check }) => check.title));
  const expectedWidth = widest(made.map(({ check }) => expectedOf(check, target)));

  const lines = [
    `${url} is ${kinds[target.kind]} (by ${target.kindFrom}); most checks call ${target.route.key}.`,
    '',
    bold(`  ${'what is sent'.padEnd(titleWidth)}  ${'expected'.padEnd(expectedWidth)}  seen`),
  ];
  let heading = '';
  for (const { check, verdict, seen, heading: under } of made) {
    if (under !== heading) lines.push('', bold(under));
    heading = under;
    const { sign, colour } = SIGNS[verdict];
    const cells = `${check.title.padEnd(titleWidth)}  ${expectedOf(check, target).padEnd(expectedWidth)}`;
    lines.push(`${paint(colour, sign)} ${cells}  ${verdict === 'as expected' ? seen : paint(colour, seen)}`);
  }

  for (const [verdict, title] of [
    ['different', 'Differences'],
    ['noted', 'Notes'],
  ] as const) {
    const found = results.filter((result) => result.verdict === verdict);
    if (found.length > 0) lines.push('', bold(title));
    for (const { check, findings } of found) {
      lines.push('', `${paint(SIGNS[verdict].colour, SIGNS[verdict].sign)} ${bold(check.title)}`);
      for (const { example, count, means, change } of findings) {
        const more = count > 1 ? ` (and ${count - 1} more)` : '';
        lines.push(
          ...wrapped(`${example}${more}`, columns),
          ...wrapped(means, columns),
          ...wrapped(`→ ${change}`, columns),
        );
      }
    }
  }

  const left = results.filter(({ verdict }) => verdict === 'not made');
  if (left.length > 0) lines.push('', bold('Not made'));
  lines.push(...left.map(({ check, seen }) => paint(SIGNS['not made'].colour, `– ${check.title}: ${seen}`)));

  const latencyWidth = widest(latencies.map(({ title }) => title));
  lines.push('', bold('Latency, median'));
  for (const { title, medianMs, samples, contains } of latencies) {
    const amount = medianMs === undefined ? 'none' : `${medianMs.toFixed(medianMs < 10 ? 1 : 0)} ms`;
    lines.push(`  ${title.padEnd(latencyWidth)}  ${amount.padStart(8)}  of ${samples}: ${contains}`);
  }
  lines.push('', bold(countsOf(results)));
  return lines.join('\n');
}

/** The same for programs: stable names, nothing that the API wrote. */
export function toJson(report: Report): string {
  const { url, target, results, latencies } = report;
  return JSON.stringify(
    {
      url: url.href,
      kind: target.kind,
      asExpected: isAsExpected(report),
      checks: results.map(({ check, verdict, seen, findings }) => ({
        id: check.id,
        verdict,
        expected: expectedOf(check, target),
        seen,
        findings: findings.map(({ example, count, means, change }) => ({ example, count, means, change })),
      })),
      latencies,
    },
    null,
    2,
  );
}

function countsOf(results: readonly Result[]): string {
  const counted = (Object.keys(SIGNS) as Verdict[]).map(
    (verdict) => [results.filter((result) => result.verdict === verdict).length, verdict] as const,
  );
  return counted
    .filter(([count]) => count > 0)
    .map(([count, verdict]) => `${count} ${verdict}`)
    .join(', ');
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}

/** Lines no longer than the terminal's, set in by two. */
function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = ' ';
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > columns && line !== ' ') {
      lines.push(line);
      line = ' ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
