/** The CDK context comes in, the web app's configuration or everything that is wrong with it goes out; pure. */
import type { AuthorizerConfigInput } from '../lambda/authorizer/config.ts';
import type { WebConfig } from '../web/config.ts';
import { TIMESHEETS_ROUTES } from './timesheets-api.ts';

export const WEB_KEYS = ['clientId', 'apiUrl', 'apiParameter'] as const;

/** The settings as a person writes them: `-c KEY=VALUE`, or `context` in cdk.json. */
type Context = (key: (typeof WEB_KEYS)[number]) => unknown;

/** Says all that is wrong with the settings, and how to give them; to be shown to a person as it is. */
export class WebSettingsError extends Error {
  override readonly name = 'WebSettingsError';

  constructor(problems: readonly string[]) {
    super(
      [
        `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in the settings of TimesheetsWebStack:`,
        ...problems.map((problem) => `  - ${problem}`),
        '',
        "Give the app's client id at the issuer, and the URL that TimesheetsRestStack or TimesheetsHttpStack put out:",
        '  npx cdk deploy TimesheetsWebStack -c clientId=… -c apiUrl=https://abc123.execute-api.eu-west-1.amazonaws.com/prod …',
        'docs/web.md explains every setting.',
      ].join('\n'),
    );
  }
}

/** How an issuer is told which API a token is for. */
const API_PARAMETERS = ['audience', 'resource', 'none'] as const;
type ApiParameter = (typeof API_PARAMETERS)[number];

/** By profile of the issuer: Auth0's own parameter, RFC 8707's, or nothing where another setting of the issuer's decides. */
const PARAMETER_OF_PROFILE: Readonly<Record<string, ApiParameter>> = {
  auth0: 'audience',
  entra: 'none',
  okta: 'none',
  keycloak: 'none',
};

/**
 * @param authorizer the configuration without its routes, as the other stacks have it; the app logs in at the first issuer
 * @returns undefined where no `clientId` is given: there is no app to be hosted
 * @throws WebSettingsError
 */
export function readWebSettings(
  context: Context,
  authorizer: Omit<AuthorizerConfigInput, 'routes'>,
): WebConfig | undefined {
  const clientId = context('clientId');
  if (clientId === undefined) return undefined;

  const problems: string[] = [];
  const [main] = authorizer.issuers;
  if (main === undefined) throw new WebSettingsError(['issuers: received none, expected one to log in at']);
  if (typeof clientId !== 'string' || clientId === '') {
    problems.push(`clientId: received ${JSON.stringify(clientId)}, expected a non-empty string`);
  }
  const apiUrl = context('apiUrl');
  if (typeof apiUrl !== 'string' || !URL.canParse(apiUrl) || new URL(apiUrl).protocol !== 'https:') {
    problems.push(
      `apiUrl: received ${JSON.stringify(apiUrl) ?? 'nothing'}, expected an https URL, without /timesheets`,
    );
  }
  const parameter = context('apiParameter') ?? PARAMETER_OF_PROFILE[main.profile ?? 'generic'] ?? 'resource';
  if (!API_PARAMETERS.some((known) => known === parameter)) {
    problems.push(`apiParameter: received ${JSON.stringify(parameter)}, expected one of ${API_PARAMETERS.join(', ')}`);
  }
  if (problems.length > 0) throw new WebSettingsError(problems);

  const [audience] = [main.audience].flat();
  return {
    issuer: main.issuer,
    clientId: clientId as string,
    apiUrl: (apiUrl as string).replace(/\/$/, ''),
    scopes: Object.values(TIMESHEETS_ROUTES).flat(),
    ...(parameter === 'none' ? {} : { [parameter as string]: audience }),
  };
}
