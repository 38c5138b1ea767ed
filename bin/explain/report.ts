/** An explanation comes in, the text or the JSON that people and programs read goes out; pure. */
import { STATUS_CODES } from 'node:http';
import { type CallerSees, callerSees, type GatewayWords } from '../../lib/caller-sees.ts';
import { linkTo, remedyOf } from '../../lib/reasons.ts';
import { hanging, setIn, type Terminal } from '../tool/layout.ts';
import { visible } from '../tool/words.ts';
import { type SaidToRoute, saidToRoutes, shownAnswer, weigh } from './answer.ts';
import { type Check, CLAIMED } from './check.ts';
import type { Explanation } from './explain.ts';

export interface ReportSettings {
  readonly gatewayResponses?: GatewayWords;
  readonly showClaims: boolean;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
}

/** How a check is marked: whether it passed, on whose word, and whether it decides. */
type Mark = 'passed' | 'on its word' | 'decides' | 'failed as well' | 'not checked' | 'not asked';

interface Sign {
  readonly sign: string;
  readonly colour: number;
  /** Told under the table where the sign stands in it. */
  readonly legend?: string;
}

const SIGNS: Readonly<Record<Mark, Sign>> = {
  passed: { sign: '✓', colour: 32 },
  'on its word': { sign: '?', colour: 36, legend: 'the token says so, and its signature is not verified' },
  decides: { sign: '✗', colour: 31 },
  'failed as well': { sign: '!', colour: 33, legend: 'wrong as well; the first fault decides' },
  'not checked': { sign: '–', colour: 90 },
  'not asked': { sign: '–', colour: 90 },
};

type Paint = (colour: number, text: string) => string;

/** The verdict, the table of checks, what to do, what the caller sees, what API Gateway gets. */
export function toText(explanation: Explanation, settings: ReportSettings, terminal: Terminal): string {
  const { colours, columns } = terminal;
  const { outcome, reason, kind, profile, token, isVerified } = explanation;
  const paint: Paint = (colour, text) => (colours ? `\u001b[${colour}m${text}\u001b[39m` : text);
  const bold = (text: string) => (colours ? `\u001b[1m${text}\u001b[22m` : text);
  const section = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ['', bold(title), ...lines]);
  const wrapped = (text: string) => hanging('  ', 2, text, columns);
  const verdict = SIGNS[outcome === 'allow' ? 'passed' : 'decides'];
  const seen = seenBy(explanation, settings);

  return [
    bold(paint(verdict.colour, `${verdict.sign} ${verdictOf(explanation, seen)}`)),
    '',
    ...checkLines(explanation, columns, paint),
    ...section('What to do', reason ? [...wrapped(remedyOf(reason, profile)), `  ${linkTo(reason)}`] : []),
    ...section('What the caller sees', [
      ...(seen ? seenLines(seen) : wrapped(outcome === 'allow' ? "the API's own answer" : 'an error of the API, 5xx')),
      ...(seen && isRest(explanation) && !settings.gatewayResponses ? wrapped(OWN_WORDS) : []),
    ]),
    ...section(
      kind === 'appsync' ? 'What AppSync gets' : 'What API Gateway gets',
      setIn(visible(answerOf(explanation, settings))),
    ),
    ...section('What the same answer says to every route of the table', routeLines(routesOf(explanation), paint)),
    ...section(
      isVerified ? 'What the token says' : 'What the token says, its signature not verified',
      settings.showClaims && token ? setIn(visible(JSON.stringify(token, null, 2))) : [],
    ),
  ].join('\n');
}

/** The same for programs: stable names; findings and remedies are for people and may change. */
export function toJson(explanation: Explanation, settings: ReportSettings): string {
  const { outcome, reason, kind, checks, answer, fault, profile, isVerified, token } = explanation;
  const deciding = decidingIn(explanation);
  const report = JSON.stringify(
    {
      outcome,
      reason,
      at: new Date(settings.atMs).toISOString(),
      kind,
      profile,
      signatureVerified: isVerified,
      checks: checks.map((check) => ({ ...check, decides: check === deciding })),
      callerSees: seenBy(explanation, settings),
      answer: answer && shownAnswer(answer, settings.showClaims),
      fault,
      routes: routesOf(explanation),
      remedy: reason && remedyOf(reason, profile),
      link: reason && linkTo(reason),
      token: settings.showClaims ? token : undefined,
    },
    null,
    2,
  );
  return visible(report);
}

function decidingIn({ outcome, checks }: Explanation): Check | undefined {
  return outcome === 'allow' ? undefined : checks.find(({ result }) => result === 'failed');
}

const OWN_WORDS = "(API Gateway's own words; --realm NAME shows those of addGatewayResponses)";

function isRest({ kind }: Explanation): boolean {
  return kind === 'rest-token' || kind === 'rest-request';
}

function verdictOf({ outcome, reason }: Explanation, seen: CallerSees | undefined): string {
  if (outcome === 'allow') return 'Allowed';
  const words = outcome === 'fault' ? 'No verdict' : 'Refused';
  return `${words}: ${reason}${seen ? ` (${seen.status})` : ''}`;
}

function seenBy(explanation: Explanation, { gatewayResponses }: ReportSettings): CallerSees | undefined {
  const { kind, outcome, config, answer, target } = explanation;
  if (!kind || outcome === 'allow') return undefined;
  const isExplicitDeny = !answer || !target || weigh(answer, target) !== 'implicit-deny';
  return callerSees(kind, outcome, { unauthenticated: config?.unauthenticated, gatewayResponses, isExplicitDeny });
}

function checkLines(explanation: Explanation, columns: number, paint: Paint): string[] {
  const { checks, token } = explanation;
  const marked = checks.map((check) => ({ check, mark: markOf(check, explanation) }));
  // What nothing asks for is left out; of a token that cannot be read, the names of what would follow are enough.
  const told = marked.filter(({ mark }) => mark !== 'not asked' && (mark !== 'not checked' || token !== undefined));
  const rest =
    token === undefined ? marked.filter(({ mark }) => mark === 'not checked').map(({ check }) => check.id) : [];
  const width = Math.max(...checks.map(({ id }) => id.length));
  const row = (mark: Mark, name: string, finding: string) =>
    hanging(`${signOf(mark, paint)} ${name.padEnd(width)}  `, width + 4, finding, columns);

  return [
    ...told.flatMap(({ check, mark }) => row(mark, check.id, visible(check.finding))),
    ...(rest.length > 0 ? row('not checked', 'the rest', `cannot be checked: ${rest.join(', ')}`) : []),
    ...[...new Set(told.map(({ mark }) => mark))].flatMap((mark) => {
      const { legend } = SIGNS[mark];
      return legend === undefined
        ? []
        : hanging(`${' '.repeat(width + 4)}${signOf(mark, paint)} `, width + 6, legend, columns);
    }),
  ];
}

function signOf(mark: Mark, paint: Paint): string {
  const { sign, colour } = SIGNS[mark];
  return paint(colour, sign);
}

function markOf(check: Check, explanation: Explanation): Mark {
  if (check.result === 'failed') return check === decidingIn(explanation) ? 'decides' : 'failed as well';
  const isClaimed = CLAIMED.some((id) => id === check.id);
  return check.result === 'passed' && isClaimed && !explanation.isVerified ? 'on its word' : check.result;
}

function seenLines({ status, headers, body }: CallerSees): string[] {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return setIn([`${status} ${STATUS_CODES[status] ?? ''}`, ...fields, body].join('\n'));
}

function answerOf({ answer, fault }: Explanation, { showClaims }: ReportSettings): string {
  if (!answer) return `an error, which it answers with 500 and does not keep:\n${fault ?? ''}`;
  const shown = shownAnswer(answer, showClaims);
  return 'throws' in shown
    ? `the error "${shown.throws}", which it answers with 401 and does not keep`
    : JSON.stringify(shown.returns, null, 2);
}

function routesOf({ answer, kind, target, config, outcome }: Explanation): readonly SaidToRoute[] {
  if (!answer || !kind || !target || !config || outcome === 'unauthenticated') return [];
  return saidToRoutes(answer, kind, target.stageArn, config);
}

function routeLines(routes: readonly SaidToRoute[], paint: Paint): string[] {
  const width = Math.max(0, ...routes.map(({ route }) => route.length));
  return routes.map(
    ({ route, isOpen, wanted }) =>
      `  ${signOf(isOpen ? 'passed' : 'decides', paint)} ${route.padEnd(width)}  ${wanted}`,
  );
}
