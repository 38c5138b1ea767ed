/** Fourth room: verified claims and the asked route come in, the verdict and the policy that answers for it go out; pure. */
import type { AuthorizerConfig } from './config.ts';
import { policyForApi, policyForRoute } from './policy.ts';
import type { AuthorizerRequest, Decision, ForbiddenReason, PolicyPatterns, VerifiedClaims } from './road.ts';
import { opens, type Route, type RouteTable } from './routes.ts';

export type Decide = (request: AuthorizerRequest, claims: VerifiedClaims) => Decision;

/** How many scope sets have their policy kept; an API has few, a caller who collects more of them gains nothing. */
const REMEMBERED_POLICIES = 200;

/** Makes the deciding function of one configuration. Policies are kept by scope set: a decision costs the same however many routes there are. */
export function decider(table: RouteTable, config: Pick<AuthorizerConfig, 'policyScope' | 'contextClaims'>): Decide {
  const policies = new Map<string, PolicyPatterns>();

  function apiPolicy(scopes: readonly string[]): PolicyPatterns {
    const key = scopes.join(' ');
    const known = policies.get(key);
    if (known) return known;
    if (policies.size === REMEMBERED_POLICIES) policies.clear();
    const policy = policyForApi(table, new Set(scopes));
    policies.set(key, policy);
    return policy;
  }

  return ({ target }, claims) => {
    const route = target && table.find(target);
    const reason = refusal(table, route, claims);
    const answer = {
      principalId: claims.principal,
      context: contextOf(claims, config.contextClaims),
      policy: config.policyScope === 'api' ? apiPolicy(claims.scopes) : policyForRoute(route, reason === undefined),
      route: route?.key,
      deniedFields: [],
      expiresAtSeconds: claims.all.exp ?? 0,
    };
    return reason ? { outcome: 'forbidden', reason, ...answer } : { outcome: 'allow', ...answer };
  };
}

function refusal(table: RouteTable, route: Route | undefined, { scopes }: VerifiedClaims): ForbiddenReason | undefined {
  if (!route) return table.unlisted === 'deny' ? 'route_not_listed' : undefined;
  return opens(route.rule, new Set(scopes)) ? undefined : 'insufficient_scope';
}

/** API Gateway delivers strings, and answers 500 to an object or array; what a claim lacks is left out. */
function contextOf(claims: VerifiedClaims, contextClaims: AuthorizerConfig['contextClaims']): Record<string, string> {
  const values: [string, unknown][] = [
    ['sub', claims.sub],
    ['scopes', claims.scopes.join(' ')],
    ['issuer', claims.issuer],
    ['clientId', claims.clientId],
    ...Object.entries(contextClaims).map(([key, claim]): [string, unknown] => [
      key,
      Object.hasOwn(claims.all, claim) ? claims.all[claim] : undefined,
    ]),
  ];
  return Object.fromEntries(values.flatMap(([key, value]) => (value === undefined ? [] : [[key, toText(value)]])));
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
