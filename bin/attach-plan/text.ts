/** The plan comes in, a table with what is to be known about it goes out, for a terminal; pure. */
import type { Options } from './options.ts';
import type { Row } from './preview.ts';
import type { SeenApi } from './see-api.ts';

const HEAD: Row = { route: 'route', now: 'now', willBe: 'will be', onRemoval: 'on removal' };

/** What AWS's developer guide advises beside a guarded `$default` (Configure CORS for HTTP APIs). */
const PREFLIGHT = 'OPTIONS /{proxy+}';

const CATCHES_PREFLIGHT = `$default catches preflight requests of browsers too: give the API a route ${PREFLIGHT} without an authorizer.`;
const LEFT_CLOSED =
  'Routes that are open now are left closed (AWS_IAM) on removal; with reopenOnDetach=true they are opened again.';

export function toText(rows: readonly Row[], api: SeenApi, options: Options): string {
  const others = api.routes.length - rows.length;
  return [
    ...table(rows),
    '',
    `${others} other ${others === 1 ? 'route' : 'routes'} of API ${api.id} will not be touched. Nothing was changed.`,
    ...notesOf(rows, api, options),
  ].join('\n');
}

function notesOf(rows: readonly Row[], { id, routes, manualStages }: SeenApi, { region, reopenOnDetach }: Options) {
  const isLeftClosed = !reopenOnDetach && rows.some(({ now }) => now === 'NONE');
  const catchesPreflight =
    rows.some(({ route }) => route === '$default') && !routes.some(({ key }) => key === PREFLIGHT);
  const inRegion = region === undefined ? '' : ` --region ${region}`;
  return [
    ...(isLeftClosed ? [LEFT_CLOSED] : []),
    ...(catchesPreflight ? [CATCHES_PREFLIGHT] : []),
    ...manualStages.map(
      (stage) =>
        `Stage ${stage} is not deployed automatically and serves its routes as before, until: aws apigatewayv2 create-deployment --api-id ${id} --stage-name '${stage}'${inRegion}`,
    ),
  ];
}

function table(rows: readonly Row[]): string[] {
  const columns = Object.keys(HEAD) as (keyof Row)[];
  const widths = columns.map((column) => Math.max(...[HEAD, ...rows].map((row) => row[column].length)));
  return [HEAD, ...rows].map((row) =>
    columns
      .map((column, index) => row[column].padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
