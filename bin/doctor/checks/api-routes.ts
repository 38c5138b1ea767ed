/** The routes of the template's APIs against the route table; pure. */

import { compileRoutes, opens } from '../../../lambda/authorizer/routes.ts';
import { tellingScopeSets } from '../../../lambda/authorizer/scope-sets.ts';
import { linkTo } from '../../../lib/reasons.ts';
import { decideRoutes } from '../../../lib/route-agreement.ts';
import type { Check } from '../check.ts';
import type { ApiFacts, Facts } from '../facts.ts';
import { type FindingKind, finding } from '../finding.ts';
import { placeOf } from './routes.ts';

const RULE_IN_VAIN: FindingKind = {
  code: 'rule_in_vain',
  severity: 'error',
  means: 'The route is served without an authorizer: its scopes are never asked for, and whoever calls it is let in.',
  expected: 'the authorizer on every route that the table names',
  remedy: 'Give the route the authorizer, or take the rule away if the route is meant to be open.',
  link: 'docs/constructs.md#checks-at-synthesis',
};

const RULE_BYPASSED: FindingKind = {
  code: 'rule_bypassed',
  severity: 'error',
  means:
    'API Gateway sends the requests that the rule is for to another route, and the function is asked by the name of that one, or its kept answer serves again: tokens without the scopes of the rule are let in.',
  expected: 'a route of the API for every rule',
  remedy:
    'Give the API the route that the rule names, or give the rule of the route that takes its requests the same scopes.',
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
  means: 'It is open to everybody, beside routes that are guarded.',
  expected: 'the authorizer on every route that is not meant to be open',
  remedy: 'Nothing where it is open on purpose, such as a health check; else give it the authorizer and a rule.',
  link: 'docs/constructs.md#checks-at-synthesis',
};

export const apiRoutes: Check = {
  title: "the APIs' routes",
  needs: 'api',
  kinds: [RULE_IN_VAIN, RULE_BYPASSED, ROUTE_NOT_IN_TABLE, RULE_WITHOUT_ROUTE, ROUTE_WITHOUT_AUTHORIZER],
  find({ config, written, template }) {
    const apis = template?.apis ?? [];
    const decided = apis.flatMap((api) => {
      const openKeys = new Set(api.routes.filter(({ isOpen }) => isOpen).map(({ key }) => key));
      return decideRoutes(config.routes, api, api.isByName).map((route) => ({
        ...route,
        where: api.where,
        isOpen: openKeys.has(route.key) && wantsToken(route.key, api),
      }));
    });
    const rulesOf = (routes: typeof decided) => new Set(routes.flatMap(({ rules }) => [...rules]));
    const guarded = decided.filter(({ isGuarded }) => isGuarded);
    const open = decided.filter(({ isOpen }) => isOpen);
    const asked = rulesOf(guarded);
    const inVain = rulesOf(open);
    const met = apis.flatMap((api) => metByRequest(config, api));
    const isComplete = apis.length > 0 && apis.every((api) => api.isComplete);

    // Who writes `unlistedRoutes` down knows that routes may be left out of the table.
    const unlisted = written.unlistedRoutes === undefined ? guarded.filter(({ rules }) => rules.size === 0) : [];
    const idle = Object.keys(config.routes).filter((key) => !asked.has(key) && !isField(key));
    const bypassed = met.filter(({ rule, isBypassed }) => isBypassed && idle.includes(rule));
    const isMet = (key: string) => met.some(({ rule }) => rule === key);
    return [
      ...idle
        .filter((key) => inVain.has(key))
        .map((key) => finding(RULE_IN_VAIN, placeOf({ key }), 'a route of the API that is open')),
      ...bypassed.map(({ rule, taker }) =>
        finding(RULE_BYPASSED, placeOf({ key: rule }), `no such route; "${taker}" of the API takes its requests`),
      ),
      ...unlisted.map(({ key, where }) =>
        finding(ROUTE_NOT_IN_TABLE, where, `"${key}" with the authorizer, and no rule for it in "routes"`),
      ),
      ...idle
        .filter((key) => isComplete && !inVain.has(key) && !isMet(key))
        .map((key) => finding(RULE_WITHOUT_ROUTE, placeOf({ key }), 'no such route behind the authorizer')),
      ...open
        .filter(({ rules }) => [...rules].every((rule) => asked.has(rule)))
        .map(({ key, where }) => finding(ROUTE_WITHOUT_AUTHORIZER, where, `"${key}" without any`)),
    ];
  },
};

/** A rule that no route is called as, and the guarded route that takes its requests. */
interface MetRule {
  readonly rule: string;
  readonly taker: string;
  /** Whether a token that the rule refuses may be let in. */
  readonly isBypassed: boolean;
}

/** Where the function goes by the route's name, the rules that it does not ask for by name, though their requests come; but those that only closed routes take. */
function metByRequest({ routes, unlistedRoutes }: Facts['config'], api: ApiFacts): MetRule[] {
  if (!api.isByName || api.kind === 'webSocket') return [];
  const table = compileRoutes(routes, unlistedRoutes);
  const scopeSets = tellingScopeSets(table);
  const requested = decideRoutes(routes, api, false);
  return decideRoutes(routes, api, true).flatMap(({ key: taker, isGuarded, rules: own }, index) => {
    if (!isGuarded || (own.size === 0 && unlistedRoutes === 'deny')) return [];
    const others = [...(requested[index]?.rules ?? [])].filter((rule) => !own.has(rule));
    return others.map((rule) => ({ rule, taker, isBypassed: own.size === 0 ? api.isKept : isWeaker(own, rule) }));
  });

  function isWeaker(own: ReadonlySet<string>, rule: string): boolean {
    const strict = table.named(rule);
    const takers = table.routes.filter(({ key }) => own.has(key));
    return (
      strict !== undefined &&
      scopeSets.some((set) => !opens(strict.rule, set) && takers.some((route) => opens(route.rule, set)))
    );
  }
}

/** The fields of AppSync stand in no template. */
function isField(key: string): boolean {
  return /^\w+\.\w+$/.test(key);
}

/** A preflight carries no token, and a WebSocket is asked for it once. */
function wantsToken(key: string, { kind }: ApiFacts): boolean {
  return kind === 'webSocket' ? key === '$connect' : !key.startsWith('OPTIONS ');
}
