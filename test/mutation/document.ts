/** Stryker's report and the whys of its survivors come in, the results in docs/mutation.md go out; pure. */
import { fillIn, table } from '../../bin/markdown.ts';

/** What is read of a report in Stryker's schema (mutation-testing-report-schema). */
export interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

interface Mutant {
  readonly status: string;
  /** What stands in the place of the source's text. */
  readonly replacement?: string;
  /** Lines and columns from 1; the end is the first column behind. */
  readonly location: { readonly start: Place; readonly end: Place };
}

interface Place {
  readonly line: number;
  readonly column: number;
}

/** Why some changes of the code are noticed by no test. */
export interface Why {
  readonly why: string;
  /** Changes by file, written `before → after`: without lines, which move. */
  readonly changes: Readonly<Record<string, readonly string[]>>;
}

interface Survivor {
  readonly file: string;
  readonly line: number;
  readonly change: string;
}

/**
 * The document with its results written anew.
 *
 * @throws Error that names each survivor without a why and each why without a survivor; or where the document has no place for results
 */
export function withResults(document: string, report: Report, whys: readonly Why[]): string {
  const results = `${scores(report)}\n\n${survivors(report, whys)}`;
  return fillIn(document, 'results', results, 'where the results belong');
}

/** The columns of the table, with the statuses that they count; others (code that cannot be loaded once it is changed) count nowhere. */
const COLUMNS = [
  ['killed', 'Killed'],
  ['timed out', 'Timeout'],
  ['survived', 'Survived'],
  ['covered by no test', 'NoCoverage'],
] as const;

function scores({ files }: Report): string {
  const rows = Object.entries(files)
    .filter(([, { mutants }]) => mutants.length > 0)
    .map(([path, { mutants }]): [string, readonly Mutant[]] => [`\`${nameOf(path)}\``, mutants])
    .sort(([one], [other]) => one.localeCompare(other));
  const all: [string, Mutant[]] = ['all', rows.flatMap(([, mutants]) => mutants)];
  return table(
    ['file', 'killed, %', ...COLUMNS.map(([title]) => title)],
    [all, ...rows].map(([name, mutants]) => {
      const counts = COLUMNS.map(([, status]) => mutants.filter((mutant) => mutant.status === status).length);
      return [name, percentage(counts), ...counts.map(String)];
    }),
  );
}

/** Of those that count, how many were noticed: by a failing test, or by tests that came to no end. */
function percentage([killed = 0, timedOut = 0, ...missed]: readonly number[]): string {
  const noticed = killed + timedOut;
  const all = missed.reduce((sum, count) => sum + count, noticed);
  return ((100 * noticed) / all).toFixed(2);
}

function survivors(report: Report, whys: readonly Why[]): string {
  const alive = survivorsOf(report);
  const isMeantBy =
    ({ changes }: Why) =>
    ({ file, change }: Survivor) =>
      changes[file]?.includes(change) ?? false;
  const problems = [
    ...alive
      .filter((survivor) => !whys.some((why) => isMeantBy(why)(survivor)))
      .map((survivor) => `${written(survivor)} survives: write a test that notices it, or say why none does`),
    ...whys.flatMap(({ changes }) =>
      Object.entries(changes).flatMap(([file, texts]) =>
        texts
          .filter((change) => !alive.some((survivor) => survivor.file === file && survivor.change === change))
          .map((change) => `${file} ${code(change)} survives no more: take its why away`),
      ),
    ),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));

  return whys
    .map((why) => {
      const places = alive.filter(isMeantBy(why)).map((survivor) => `- ${written(survivor)}`);
      return `**${places.length}×** ${why.why}\n\n${places.join('\n')}`;
    })
    .join('\n\n');
}

function survivorsOf({ files }: Report): Survivor[] {
  const byPath = Object.entries(files).sort(([one], [other]) => one.localeCompare(other));
  return byPath.flatMap(([path, { source, mutants }]) =>
    mutants
      .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
      .toSorted(({ location: one }, { location: other }) => one.start.line - other.start.line)
      .map(({ location, replacement = '' }) => ({
        file: nameOf(path),
        line: location.start.line,
        change: `${onOneLine(textAt(source, location))} → ${onOneLine(replacement)}`,
      })),
  );
}

function textAt(source: string, { start, end }: Mutant['location']): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.pop() ?? '';
  return [...lines, last.slice(0, end.column - 1)].join('\n').slice(start.column - 1);
}

function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function nameOf(path: string): string {
  return path.replace(/^.*\//, '');
}

function written({ file, line, change }: Survivor): string {
  return `\`${file}:${line}\` ${code(change)}`;
}

/** As code in Markdown, whatever backticks are in it. */
function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}
