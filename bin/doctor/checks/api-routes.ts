/** The routes of the template's APIs against the route table; pure. */

import { linkTo } from '../../../lib/reasons.ts';
import { decideRoutes } from '../../../lib/route-agreement.ts';
import type { Check } from '../check.ts';
import type { ApiFacts, Facts } from '../facts.ts';
import { type Finding, type FindingKind, finding } from '../finding.ts';
import { placeOf } from './routes.ts';

const RULE_IN_VAIN: FindingKind = {
  code: 'rule_in_vain',
  severity: 'error',
  means: 'The route is served without this authorizer: its scopes are never asked for, and whoever calls it is let in.',
  expected: 'the authorizer on every route that the table names',
  remedy: 'Give the route the authorizer, or take the rule away if the route is meant to be open.',
  link: 'docs/constructs.md#checks-at-synthesis',
};

const ROUTE_NOT_IN_TABLE: FindingKind = {
  code: 'route_not_in_table',
  severity: 'error',
  means: 'Nobody may call it: route_not_listed, 403, for every token.',
  expected: 'a rule for every route that has the authorizer',
  remedy:
    'Add it to "routes", or write unlistedRoutes down: "deny" where it is meant to be closed, "authenticated" for every valid token.',
  link: linkTo('route_not_listed'),
};

const RULE_WITHOUT_ROUTE: FindingKind = {
  code: 'rule_without_route',
  severity: 'warning',
  means: 'The rule decides nothing. It may be the misspelt one of a route that now lacks it.',
  expected: 'a route of the API for every rule',
  remedy: 'Spell the rule as the API spells the route, or take it away.',
  link: 'docs/constructs.md#checks-at-synthesis',
};

const ROUTE_WITHOUT_AUTHORIZER: FindingKind = {
  code: 'route_without_authorizer',
  severity: 'note',
  means: 'It is served without this authorizer, beside routes that have it.',
  expected: 'the authorizer on every route that is not meant to be open',
  remedy: 'Nothing where it is open on purpose, such as a health check; else give it the authorizer and a rule.',
  link: 'docs/constructs.md#checks-at-synthesis',
};

export const apiRoutes: Check = {
  title: "the APIs' routes",
  needs: 'template',
  kinds: [RULE_IN_VAIN, ROUTE_NOT_IN_TABLE, RULE_WITHOUT_ROUTE, ROUTE_WITHOUT_AUTHORIZER],
  find({ config, written, template }) {
    const apis = (template?.apis ?? []).map((api) => ({
      ...api,
      decided: decideRoutes(config.routes, api, api.isByName),
    }));
    const open = apis.flatMap(({ decided, kind }) =>
      decided.filter(({ isGuarded, key }) => !isGuarded && isAnswering(key, kind)),
    );
    const rulesOf = (routes: typeof open) => new Set(routes.flatMap(({ rules }) => [...rules]));
    const asked = rulesOf(apis.flatMap(({ decided }) => decided.filter(({ isGuarded }) => isGuarded)));
    const vain = rulesOf(open);
    const isComplete = apis.length > 0 && apis.every((api) => api.isComplete);
    return [
      ...(written.unlistedRoutes === undefined ? apis.flatMap(unlisted) : []),
      ...Object.keys(config.routes).flatMap((key) => idle(key, asked, vain, isComplete)),
      ...apis.flatMap(({ where, kind, decided }) =>
        decided
          .filter(
            (route) =>
              open.includes(route) &&
              isAnswering(route.key, kind) &&
              ![...route.rules].some((rule) => !asked.has(rule)),
          )
          .map(({ key }) => finding(ROUTE_WITHOUT_AUTHORIZER, where, `"${key}" without it`)),
      ),
    ];
  },
};

function unlisted({ where, decided }: ApiFacts & { readonly decided: ReturnType<typeof decideRoutes> }): Finding[] {
  return decided
    .filter(({ isGuarded, rules }) => isGuarded && rules.size === 0)
    .map(({ key }) =>
      finding(ROUTE_NOT_IN_TABLE, where, `"${key}" with the authorizer, and no rule for it in "routes"`),
    );
}

/** A rule that no guarded route ever asks for; the fields of AppSync are in no template. */
function idle(key: string, asked: ReadonlySet<string>, vain: ReadonlySet<string>, isComplete: boolean): Finding[] {
  if (asked.has(key) || /^\w+\.\w+$/.test(key)) return [];
  if (vain.has(key)) return [finding(RULE_IN_VAIN, placeOf({ key }), 'a route of the API that lacks the authorizer')];
  return isComplete ? [finding(RULE_WITHOUT_ROUTE, placeOf({ key }), 'no such route behind the authorizer')] : [];
}

/** Whether a route takes requests that should carry a token: a preflight carries none, and a WebSocket is asked for it once. */
function isAnswering(key: string, kind: Facts['authorizers'][number]['kind'] | ApiFacts['kind']): boolean {
  return kind === 'webSocket' ? key === '$connect' : !key.startsWith('OPTIONS ');
}
