/** Whether one policy can answer for every route of the table, where that is what the authorizer answers with; pure. */
import { cacheHazards } from '../../../lambda/authorizer/cache-hazards.ts';
import { policySizeProblem } from '../../../lambda/authorizer/policy-size.ts';
import type { Check } from '../check.ts';
import type { Facts } from '../facts.ts';
import { type FindingKind, finding } from '../finding.ts';
import { placeOf } from './routes.ts';

const ROUTES_INDISTINGUISHABLE: FindingKind = {
  code: 'routes_indistinguishable',
  severity: 'error',
  whereKindIsUnknown: 'warning',
  means:
    'Callers who may use the one route and not the other are refused on both (403): one policy answers for the whole API.',
  expected: 'routes that one policy can tell apart',
  remedy:
    'Answer for one route at a time: policyScope "route", with the route in the cache key (a REQUEST authorizer) or no cache; an HTTP API with simple responses needs neither.',
  link: 'docs/caching.md#what-this-project-does',
};

const PARAMETER_LIKE_ROUTE: FindingKind = {
  code: 'parameter_like_route',
  severity: 'warning',
  means: 'A caller who may use the route is refused (403) where a parameter happens to have such a value.',
  expected: 'parameters whose values are no literal of another route',
  remedy: 'Nothing where no identifier is ever called so; else policyScope "route" with the route in the cache key.',
  link: 'docs/caching.md#what-this-project-does',
};

const POLICY_TOO_LARGE: FindingKind = {
  code: 'policy_too_large',
  severity: 'error',
  whereKindIsUnknown: 'warning',
  means: 'API Gateway takes no such answer, so the function throws the fault configuration_invalid, a 5xx.',
  expected: 'answers of at most 8 KB, each resource of at most 512 characters',
  remedy: 'Use policyScope "route" with the route in the cache key, simple responses (HTTP API), or {proxy+}.',
  link: 'docs/caching.md#what-this-project-does',
};

export const wholeApiPolicy: Check = {
  title: 'one policy for the whole API',
  kinds: [ROUTES_INDISTINGUISHABLE, PARAMETER_LIKE_ROUTE, POLICY_TOO_LARGE],
  find(facts) {
    if (!answersForAllRoutes(facts)) return [];
    const severityOf = ({ severity, whereKindIsUnknown = severity }: FindingKind) =>
      facts.authorizers.length > 0 ? severity : whereKindIsUnknown;
    const hazards = cacheHazards(facts.config).map(({ severity, routes: [, open], message }) => {
      const kind = severity === 'refuse' ? ROUTES_INDISTINGUISHABLE : PARAMETER_LIKE_ROUTE;
      return finding(kind, placeOf({ key: open }), message, { severity: severityOf(kind) });
    });
    const size = policySizeProblem(facts.config);
    if (size === undefined) return hazards;
    return [...hazards, finding(POLICY_TOO_LARGE, 'routes', size, { severity: severityOf(POLICY_TOO_LARGE) })];
  },
};

/** True as well where the kind of API is not known: a REST API's TOKEN authorizer is what most have. */
function answersForAllRoutes({ config, authorizers }: Facts): boolean {
  if (config.policyScope === 'route') return false;
  if (authorizers.length === 0) return true;
  return authorizers.some(
    ({ kind }) =>
      kind.startsWith('rest') || kind === 'http-1.0' || (kind === 'http-2.0' && config.httpApiResponse === 'policy'),
  );
}
