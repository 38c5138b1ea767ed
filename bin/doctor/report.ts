/** What was found comes in, the text or the JSON that people and programs read goes out; pure. */

import { hanging, type Terminal } from '../tool/layout.ts';
import { counted, visible } from '../tool/words.ts';
import { type Report, SEVERITIES } from './examine.ts';
import type { Finding, Severity } from './finding.ts';

/** @param isStrict whether a warning fails, too */
export function isHealthy({ findings }: Report, isStrict: boolean): boolean {
  return findings.every(({ severity }) => severity === 'note' || (severity === 'warning' && !isStrict));
}

const SIGNS: Readonly<Record<Severity, { readonly sign: string; readonly heading: string; readonly colour: number }>> =
  {
    error: { sign: '✗', heading: 'Errors', colour: 31 },
    warning: { sign: '!', heading: 'Warnings', colour: 33 },
    note: { sign: '•', heading: 'Notes', colour: 36 },
  };
const GREY = 90;

/** What was looked at, then the findings, the gravest first, those of one kind together; then what was not checked. */
export function toText(report: Report, { colours, columns }: Terminal): string {
  const paint = (colour: number, text: string) => (colours ? `\u001b[${colour}m${text}\u001b[39m` : text);
  const bold = (text: string) => (colours ? `\u001b[1m${text}\u001b[22m` : text);
  const grey = (text: string) => paint(GREY, text);
  const lines = [report.where, ...subjectsOf(report)].map(visible);

  for (const severity of SEVERITIES) {
    const { sign, heading, colour } = SIGNS[severity];
    const kinds = byCode(report.findings.filter((finding) => finding.severity === severity));
    if (kinds.length > 0) lines.push('', bold(heading));
    for (const { code, means, remedy, link, places } of kinds) {
      lines.push(
        '',
        `${paint(colour, sign)} ${bold(code)}`,
        ...places.flatMap((place) => hanging('  ', 4, visible(place), columns)),
        ...hanging('  ', 2, means, columns),
        ...hanging('  → ', 4, remedy, columns),
        grey(`  ${link}`),
      );
    }
  }
  if (report.notMade.length > 0) lines.push('', bold('Not checked'), '');
  for (const { titles, because } of report.notMade) {
    lines.push(...hanging('– ', 2, visible(`${titles.join(', ')}: ${because}`), columns).map(grey));
  }
  return [...lines, '', bold(countsOf(report))].join('\n');
}

/** More of one kind say no more; JSON has them all. */
const MOST_PLACES = 10;

/** Findings of one kind, whose words stand once. */
interface Kind extends Pick<Finding, 'code' | 'means' | 'remedy' | 'link'> {
  readonly places: readonly string[];
}

function byCode(findings: readonly Finding[]): Kind[] {
  const codes = [...new Set(findings.map(({ code }) => code))];
  return codes.flatMap((code) => {
    const same = findings.filter((finding) => finding.code === code);
    const [first] = same;
    if (!first) return [];
    const isSame = same.every(({ expected }) => expected === first.expected);
    const all = same.map(({ where, found, expected }) => `${where}: ${found}${isSame ? '' : `; expected ${expected}`}`);
    const places =
      all.length > MOST_PLACES ? [...all.slice(0, MOST_PLACES), `and ${all.length - MOST_PLACES} more`] : all;
    return [{ ...first, places: isSame ? [...places, `expected: ${first.expected}`] : places }];
  });
}

/** The same for programs: stable names. */
export function toJson(report: Report, isStrict: boolean): string {
  const { where, authorizers, findings, notMade } = report;
  const json = JSON.stringify(
    {
      configuration: where,
      healthy: isHealthy(report, isStrict),
      authorizers: authorizers.map(({ where: authorizer, kind, ttlSeconds }) => ({
        where: authorizer,
        kind,
        ttlSeconds,
      })),
      findings,
      notChecked: notMade,
    },
    null,
    2,
  );
  return visible(json);
}

function subjectsOf({ issuers, authorizers }: Report): string[] {
  return [
    ...issuers.map((issuer) => `  issuer ${issuer}`),
    ...authorizers.map(({ kind, ttlSeconds }) => `  ${kind}, answers kept for ${ttlSeconds} s`),
  ];
}

function countsOf({ findings, made, total }: Report): string {
  const counts = SEVERITIES.map((one) => [findings.filter(({ severity }) => severity === one).length, one] as const);
  const said = counts.filter(([count]) => count > 0).map(([count, severity]) => counted(count, severity));
  return `${made} of ${total} checks made: ${said.join(', ') || 'nothing found'}`;
}
