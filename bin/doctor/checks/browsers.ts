/** Whether a browser's page can read what the APIs answer; pure. */
import type { Check } from '../check.ts';
import type { ApiFacts } from '../facts.ts';
import { type Finding, type FindingKind, finding } from '../finding.ts';

const ERRORS_WITHOUT_CORS: FindingKind = {
  code: 'errors_without_cors',
  severity: 'warning',
  means:
    'A page cannot tell 401 from 403 or an outage: the browser hides an answer without Access-Control-Allow-Origin, status included.',
  expected: 'Access-Control-Allow-Origin on each, or on DEFAULT_4XX and DEFAULT_5XX',
  remedy: 'Call addGatewayResponses(), or add the header to the gateway responses.',
  link: 'docs/kinds.md#what-the-caller-sees',
};

const PREFLIGHT_GUARDED: FindingKind = {
  code: 'preflight_guarded',
  severity: 'warning',
  means: 'A preflight carries no token, so it is answered 401, and no page can call the API, although CORS is set up.',
  expected: 'an open route for OPTIONS',
  remedy: 'Add "OPTIONS /{proxy+}" without the authorizer.',
  link: 'docs/kinds.md#what-the-caller-sees',
};

export const browsers: Check = {
  title: 'CORS',
  needs: 'api',
  kinds: [ERRORS_WITHOUT_CORS, PREFLIGHT_GUARDED],
  find: ({ template }) =>
    (template?.apis ?? []).flatMap((api) => {
      // Where no preflight is answered, no page calls the API with a token anyway.
      if (!api.answersPreflight || !api.isComplete) return [];
      return api.kind === 'rest' ? unreadable(api) : api.kind === 'http' ? swallowed(api) : [];
    }),
};

/** What a REST API answers itself around its authorizer. */
const ERRORS: Readonly<Record<string, string>> = {
  UNAUTHORIZED: 'DEFAULT_4XX',
  ACCESS_DENIED: 'DEFAULT_4XX',
  AUTHORIZER_FAILURE: 'DEFAULT_5XX',
  AUTHORIZER_CONFIGURATION_ERROR: 'DEFAULT_5XX',
};

function unreadable({ where, corsByResponse }: ApiFacts): Finding[] {
  const types = Object.entries(ERRORS)
    .filter(([type, fallback]) => !(corsByResponse.get(type) ?? corsByResponse.get(fallback)))
    .map(([type]) => type);
  return types.length === 0 ? [] : [finding(ERRORS_WITHOUT_CORS, where, `${types.join(', ')} without the header`)];
}

function swallowed({ where, routes }: ApiFacts): Finding[] {
  if (routes.some(({ key, isOpen }) => key.startsWith('OPTIONS ') && isOpen)) return [];
  const taking = routes.filter(({ key, isGuarded }) => isGuarded && /^(?:ANY |OPTIONS |\$default)/.test(key));
  return taking.length === 0
    ? []
    : [
        finding(
          PREFLIGHT_GUARDED,
          where,
          `CORS, and preflights that ${taking.map(({ key }) => `"${key}"`).join(', ')} takes`,
        ),
      ];
}
