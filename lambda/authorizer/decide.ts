/** Fourth room: verified claims and what was asked for come in, the verdict and what the answer is made of go out; pure. */
import type { AuthorizerConfig } from './config-schema.ts';
import { type ApiPolicy, policyCompiler } from './policy.ts';
import type {
  AuthorizerRequest,
  Decision,
  EventKind,
  ForbiddenReason,
  Grant,
  PolicyPatterns,
  Target,
  VerifiedClaims,
} from './road.ts';
import { policyForRoute } from './route-policy.ts';
import { opens, type Route, type RouteTable } from './routes.ts';

export type Decide = (request: AuthorizerRequest, claims: VerifiedClaims) => Decision;

type Settings = Pick<AuthorizerConfig, 'policyScope' | 'httpApiResponse' | 'contextClaims'>;

/** How many scope sets have their policy kept; an API has few, a caller who collects more of them gains nothing. */
const REMEMBERED_POLICIES = 200;

const NO_POLICY: PolicyPatterns = { allow: [], deny: [] };

/** The verdict on a route, and the policy that says it. */
interface Verdict {
  readonly reason?: ForbiddenReason;
  readonly route?: Route;
  readonly policy: PolicyPatterns;
}

/** What the claims of a token say, whatever is asked for. */
interface Holder {
  readonly scopes: ReadonlySet<string>;
  readonly context: Grant['context'];
  /** Absent until a policy for the whole API is asked for. */
  apiPolicy?: ApiPolicy;
}

/** Makes the deciding function of one configuration. */
export function decider(table: RouteTable, settings: Settings): Decide {
  const apiPolicyFor = apiPolicies(table);
  const routePolicyFor = routePolicies(table);
  // A token that is seen again brings the same claims.
  const holders = new WeakMap<VerifiedClaims, Holder>();
  const fields = table.routes.filter(({ parsed }) => parsed.kind === 'field');

  function holderOf(claims: VerifiedClaims): Holder {
    const known = holders.get(claims);
    if (known) return known;
    const holder = { scopes: new Set(claims.scopes), context: contextOf(claims, settings.contextClaims) };
    holders.set(claims, holder);
    return holder;
  }

  /** The policy answers for every route; where it cannot tell two routes apart, the verdict is what the policy says. */
  function decideForApi(target: Target, holder: Holder): Verdict {
    const route = table.find(target);
    holder.apiPolicy ??= apiPolicyFor(holder.scopes);
    const { patterns, permits } = holder.apiPolicy;
    const reason = permits(route, target) ? undefined : route ? 'insufficient_scope' : 'route_not_listed';
    return { reason, route, policy: patterns };
  }

  /** The answer is for the asked route alone, as the event names it; only a TOKEN event does not. */
  function decideForRoute(target: Target, holder: Holder): Verdict {
    const route = target.routeKey === undefined ? table.find(target) : table.named(target.routeKey);
    // A route that the table does not name may still lead where it names a closed one: `ANY /admin` beside the table's `GET /admin`.
    const reason = refusalOf(route, holder) ?? (route ? undefined : refusalOf(table.find(target), holder));
    return { reason, route, policy: routePolicyFor(route, reason === undefined) };
  }

  function decideFor(kind: EventKind, target: Target, holder: Holder): Verdict {
    const isSimple = kind === 'http-2.0' && settings.httpApiResponse === 'simple';
    const isForRoute = isSimple || kind === 'websocket' || settings.policyScope === 'route';
    return isForRoute ? decideForRoute(target, holder) : decideForApi(target, holder);
  }

  function refusalOf(route: Route | undefined, { scopes }: Holder): ForbiddenReason | undefined {
    if (!route) return table.unlisted === 'deny' ? 'route_not_listed' : undefined;
    return opens(route.rule, scopes) ? undefined : 'insufficient_scope';
  }

  return ({ kind, target }, claims) => {
    const holder = holderOf(claims);
    const { reason, route, policy }: Verdict = target ? decideFor(kind, target, holder) : { policy: NO_POLICY };
    const grant: Grant = {
      principalId: claims.principal,
      context: holder.context,
      route: route?.key,
      policy,
      deniedFields: target ? [] : fields.filter((field) => refusalOf(field, holder)).map(({ key }) => key),
      expiresAtSeconds: claims.all.exp ?? 0,
    };
    return reason ? { outcome: 'forbidden', reason, ...grant } : { outcome: 'allow', ...grant };
  };
}

/** The policies of a table by scope set, each made once: a decision costs the same however many routes there are. */
function apiPolicies(table: RouteTable): (scopes: ReadonlySet<string>) => ApiPolicy {
  let compiler: ReturnType<typeof policyCompiler> | undefined;
  const policies = new Map<string, ApiPolicy>();
  return (scopes) => {
    const key = [...scopes].join(' ');
    const known = policies.get(key);
    if (known) return known;
    if (policies.size === REMEMBERED_POLICIES) policies.clear();
    compiler ??= policyCompiler(table);
    const policy = compiler.policyFor(scopes);
    policies.set(key, policy);
    return policy;
  };
}

/** The policies for one route each, made once: there are two a route. */
function routePolicies(table: RouteTable): (route: Route | undefined, allowed: boolean) => PolicyPatterns {
  const policies = {
    allowed: new Map<Route | undefined, PolicyPatterns>(),
    denied: new Map<Route | undefined, PolicyPatterns>(),
  };
  return (route, allowed) => {
    const known = allowed ? policies.allowed : policies.denied;
    const policy = known.get(route) ?? policyForRoute(table, route, allowed);
    known.set(route, policy);
    return policy;
  };
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
