/** What the authorizer answers comes in; what may be shown of it, what it says to the other routes, and whether its Deny is spoken, go out; pure. */
import type { AuthorizerConfig } from '../../lambda/authorizer/config.ts';
import type { Answer } from '../../lambda/authorizer/response.ts';
import type { PolicyDocument } from '../../lambda/authorizer/response-policy.ts';
import type { EventKind, Target } from '../../lambda/authorizer/road.ts';
import { compileRoutes, methodsOf, type Route } from '../../lambda/authorizer/routes.ts';
import { evaluatePolicy, type Verdict } from '../../local/gateway/iam.ts';
import { listed } from '../tool/words.ts';

const HIDDEN = 'not shown without --show-claims';

/** Of the context, what says nothing of a person. */
const SHOWN = ['scopes', 'issuer', 'clientId'];

/** The answer as API Gateway gets it, without what the token says of a person. */
export function shownAnswer(answer: Answer, showClaims: boolean): Answer | { readonly returns: object } {
  if (showClaims || 'throws' in answer) return answer;
  const { returns } = answer;
  const shown: Record<string, unknown> = { ...returns };
  // A caller of whom nothing is known has no context, and a principal that is not the token's.
  for (const name of ['context', 'resolverContext']) {
    if (shown[name] === undefined) continue;
    shown[name] = withoutPersons(shown[name] as Readonly<Record<string, string>>);
    if ('principalId' in shown) shown.principalId = HIDDEN;
  }
  return { returns: shown };
}

function withoutPersons(context: Readonly<Record<string, string>>): object {
  return Object.fromEntries(Object.entries(context).map(([key, value]) => [key, SHOWN.includes(key) ? value : HIDDEN]));
}

function policyIn(answer: Answer): PolicyDocument | undefined {
  return 'returns' in answer && 'policyDocument' in answer.returns ? answer.returns.policyDocument : undefined;
}

/** What IAM makes of the policy; undefined where the answer has none. */
export function weigh(answer: Answer, { stageArn, method, path, routeKey = '' }: Target): Verdict | undefined {
  const policy = policyIn(answer);
  const Statement = policy?.Statement.map(({ Resource, ...rest }) => ({ ...rest, Resource: [...Resource] }));
  // Where the ARN ends with the route's name, it has no method.
  const resource = `${stageArn}/${method === '' ? routeKey : `${method}${path}`}`;
  return Statement && evaluatePolicy({ Version: '2012-10-17', Statement }, { action: 'execute-api:Invoke', resource });
}

export interface SaidToRoute {
  readonly route: string;
  readonly isOpen: boolean;
  /** The rule, in words. */
  readonly wanted: string;
}

/** What a policy for the whole API says to the table's routes, the asked one among them; nothing where each route has an answer of its own. */
export function saidToRoutes(
  answer: Answer,
  kind: EventKind,
  stageArn: string,
  { routes, unlistedRoutes, policyScope }: AuthorizerConfig,
): readonly SaidToRoute[] {
  if (policyScope === 'route' || kind === 'websocket' || !policyIn(answer)) return [];
  const table = compileRoutes(routes, unlistedRoutes);
  return table.routes
    .filter(({ parsed }) => parsed.kind === 'path')
    .map((route) => ({ route: route.key, isOpen: opens(route), wanted: wantedBy(route) }));

  function opens(route: Route): boolean {
    const path = route.key.slice(route.key.indexOf(' ') + 1);
    return methodsOf(route, table).every((method) => weigh(answer, { stageArn, method, path }) === 'allow');
  }
}

function wantedBy({ rule }: Route): string {
  if (!Array.isArray(rule)) return `wants ${listed(rule.anyOf, 'or')}`;
  return rule.length === 0 ? 'any valid token' : `wants ${listed(rule)}`;
}
