/** The reasons and what their callers see come in, the generated parts of docs/errors.md go out; pure. */
import type { ProfileName } from '../../lambda/authorizer/profiles.ts';
import type { EventKind, Reason } from '../../lambda/authorizer/road.ts';
import { type CallerSeesOptions, callerSees, type Refusal } from '../../lib/caller-sees.ts';
import { REASONS, type ReasonEntry } from '../../lib/reasons.ts';
import { fillIn, table } from '../markdown.ts';

const OUTCOMES: readonly Refusal[] = ['unauthenticated', 'forbidden', 'fault'];

/** APIs that answer alike, and one of their kinds. */
const APIS: readonly { readonly api: string; readonly kind: EventKind; readonly options?: CallerSeesOptions }[] = [
  {
    api: 'REST API with `addGatewayResponses`',
    kind: 'rest-token',
    options: { gatewayResponses: { realm: 'REALM', allowOrigin: 'ORIGIN' } },
  },
  { api: 'REST API without', kind: 'rest-token' },
  { api: 'HTTP API', kind: 'http-2.0' },
  { api: 'WebSocket API', kind: 'websocket' },
  { api: 'AppSync', kind: 'appsync' },
];

const PROVIDERS: Readonly<Record<Exclude<ProfileName, 'generic'>, string>> = {
  auth0: 'Auth0',
  cognito: 'Cognito',
  entra: 'Entra ID',
  okta: 'Okta',
  keycloak: 'Keycloak',
};

const entries = Object.entries(REASONS) as [Reason, ReasonEntry][];

/** The page with its tables and sections written anew. @throws Error where it has no place for them */
export function withReasons(page: string): string {
  const rows = entries.map(([reason, { outcome, meaning }]) => [
    `[\`${reason}\`](#${reason})`,
    statusOf(outcome),
    meaning,
  ]);
  const callers = fillIn(page, 'callers', callersTable());
  const overview = fillIn(callers, 'overview', table(['reason', 'status', 'what was found'], rows));
  return fillIn(overview, 'reasons', entries.map(sectionOf).join('\n\n'));
}

function callersTable(): string {
  const rows = APIS.map(({ api, kind, options }) => [
    api,
    ...OUTCOMES.map((outcome) => {
      const { status, headers, body } = callerSees(kind, outcome, options);
      const challenge = headers['WWW-Authenticate'];
      const parts = [body, challenge && `WWW-Authenticate: ${challenge}`].filter(Boolean).map((text) => `\`${text}\``);
      return [status, ...parts].join('<br>');
    }),
  ]);
  return table(['', ...OUTCOMES.map((outcome) => `\`${outcome}\``)], rows);
}

function statusOf(outcome: Refusal): string {
  return String(callerSees('rest-token', outcome).status);
}

function sectionOf([reason, { outcome, meaning, remedy, profileRemedies = {} }]: [Reason, ReasonEntry]): string {
  const inWordsOf = Object.entries(PROVIDERS).flatMap(([profile, provider]) => {
    const text = profileRemedies[profile as ProfileName];
    return text === undefined ? [] : [`- [${provider}](issuers/${profile}.md): ${text}`];
  });
  return [
    `### \`${reason}\``,
    meaning,
    [`- ${remedy}`, ...inWordsOf].join('\n'),
    `${statusOf(outcome)} · metric \`Decision\` of \`outcome\` \`${outcome}\` and \`reason\` \`${reason}\` · log \`filter reason = "${reason}"\``,
  ].join('\n\n');
}
