/** Results come in, the Markdown that people read goes out, on the terminal and in docs/performance.md alike; pure. */
import { fillIn, partOf } from '../bin/markdown.ts';
import { OURS } from './candidates.ts';
import { medianOf, type Result } from './result.ts';

/** What the results were measured on. */
export interface Machine {
  /** Without a `v`. */
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly system: string;
}

/** The machine, every goal and whether it is met, then what each candidate took. */
export function describeResults(results: readonly Result[], machine: Machine): string {
  const { node, system, cpu, cores, memoryGigabytes } = machine;
  const parts = [
    `Node ${node}, ${system}, ${cpu}, ${cores} cores, ${memoryGigabytes} GB of memory.`,
    goalsTable(results),
    candidatesTable(results.filter(({ medians }) => medians.has(OURS.name))),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/**
 * Puts a section where the document has its results, in the place of the one for the same major version of Node.
 *
 * @param node such as `24.1.0`
 * @throws Error where the document has no place for results
 */
export function withSection(document: string, section: string, node: string): string {
  const heading = `### Node ${majorOf(node)}\n`;
  const others = partOf(document, 'bench', WHERE)
    .split(/^(?=### Node )/m)
    .filter((text) => text.startsWith('### ') && !text.startsWith(heading));
  const all = [...others, `${heading}\n${section}`].sort((one, other) => majorOf(one) - majorOf(other));
  return fillIn(document, 'bench', all.map((text) => text.trim()).join('\n\n'), WHERE);
}

const WHERE = 'where the results belong';

/** The first number of a version or a heading. */
function majorOf(text: string): number {
  return Number(/\d+/.exec(text)?.[0]);
}

function goalsTable(results: readonly Result[]): string {
  const rows = results.flatMap((result) => {
    const { goal, baseline, title } = result;
    if (!goal) return [];
    const ratio = medianOf(result, goal.subject) / medianOf(result, baseline);
    return [
      [
        title,
        `${goal.subject}: ${amount(result, goal.subject)}`,
        `${baseline}: ${amount(result, baseline)}`,
        `${ratio.toFixed(2)}`,
        `≤ ${goal.atMost.toFixed(2)}`,
        ratio <= goal.atMost ? 'met' : '**missed**',
      ],
    ];
  });
  return table(['what', 'measured', 'beside', 'ratio', 'goal', ''], rows);
}

/** A row a candidate, a column a result; in brackets, in proportion to the result's baseline. */
function candidatesTable(results: readonly Result[]): string {
  const names = [...new Set(results.flatMap(({ medians }) => [...medians.keys()]))];
  const cell = (result: Result, name: string) =>
    result.medians.has(name)
      ? `${amount(result, name)} (${(medianOf(result, name) / medianOf(result, result.baseline)).toFixed(2)})`
      : '';
  return table(
    ['', ...results.map(({ title }) => title)],
    names.map((name) => [name, ...results.map((result) => cell(result, name))]),
  );
}

function amount(result: Result, name: string): string {
  const value = medianOf(result, name);
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${result.unit}`;
}

/** Markdown whose columns stand below each other on a terminal as well. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
