/** The law of the whole-API policy, for random tables, scope sets and requests, judged by an independent reading of IAM and of API Gateway's routing. */
import fc from 'fast-check';
import { cacheHazards } from '../../../lambda/authorizer/cache-hazards.ts';
import type { RouteRule } from '../../../lambda/authorizer/config.ts';
import { validateConfig } from '../../../lambda/authorizer/config.ts';
import { decider } from '../../../lambda/authorizer/decide.ts';
import type { AuthorizerRequest, VerifiedClaims } from '../../../lambda/authorizer/road.ts';
import { compileRoutes } from '../../../lambda/authorizer/routes.ts';
import { STAGE_ARN } from '../../fixtures/events.ts';
import { isAllowed, pickedRoute } from './iam.ts';

type Routes = Record<string, RouteRule>;

const LITERALS = ['a', 'b', 'c'];
const SCOPES = ['r', 's', 't'];
const METHODS = ['GET', 'POST'];

const segment = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...LITERALS) },
  { weight: 2, arbitrary: fc.constantFrom('{x}', '{y}') },
);
const path = fc
  .tuple(fc.array(segment, { maxLength: 3 }), fc.boolean())
  .map(([segments, greedy]) => `/${[...segments, ...(greedy && segments.length < 3 ? ['{proxy+}'] : [])].join('/')}`);
const routeKey = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(fc.constantFrom(...METHODS, 'ANY'), path).map((parts) => parts.join(' ')) },
  { weight: 1, arbitrary: fc.constant('$default') },
);
const rule = fc.oneof(
  { weight: 4, arbitrary: fc.subarray(SCOPES, { maxLength: 2 }) },
  { weight: 1, arbitrary: fc.subarray(SCOPES, { minLength: 1 }).map((anyOf) => ({ anyOf })) },
);
const isValid = (routes: Routes) => validateConfig({ issuers: [{ issuer: 'https://i/', audience: 'a' }], routes }).ok;
const routes: fc.Arbitrary<Routes> = fc.dictionary(routeKey, rule, { minKeys: 1, maxKeys: 6 }).filter(isValid);

const requestPath = fc
  .tuple(
    fc.array(fc.constantFrom(...LITERALS, '1', '*', '?', 'a.b', '%2F'), { maxLength: 5 }),
    fc.constantFrom('', '/'),
  )
  .map(([segments, slash]) => (segments.length === 0 ? '/' : `/${segments.join('/')}${slash}`));
const request = fc.record({ method: fc.constantFrom(...METHODS, 'DELETE'), path: requestPath });
const scopes = fc.subarray(SCOPES);

/** Mutation testing asks for fewer, since it runs the law once a mutant. */
const NUMBER_OF_TABLES = Number(process.env.LAW_TABLES ?? 2_000);

function isOpen(rule: RouteRule, scopes: readonly string[]): boolean {
  return Array.isArray(rule)
    ? rule.every((scope) => scopes.includes(scope))
    : rule.anyOf.some((scope) => scopes.includes(scope));
}

type Asked = { method: string; path: string };

/** What a TOKEN event is answered, as a policy, with the outcome that the log has. */
function answer(decide: ReturnType<typeof decider>, scopes: readonly string[], asked: Asked) {
  const claims = { issuer: 'i', principal: 'p', scopes: [...scopes].sort(), all: {} } as unknown as VerifiedClaims;
  const request: AuthorizerRequest = {
    kind: 'rest-token',
    presented: { values: [], form: 'bearer' },
    target: { stageArn: STAGE_ARN, ...asked },
  };
  const decision = decide(request, claims);
  if (decision.outcome === 'unauthenticated') throw new Error('a good token was not let through');
  const statement = (Effect: string, patterns: readonly string[]) => ({
    Effect,
    Resource: patterns.map((pattern) => `${STAGE_ARN}/${pattern}`),
  });
  const { allow, deny } = decision.policy;
  return { outcome: decision.outcome, policy: { Statement: [statement('Allow', allow), statement('Deny', deny)] } };
}

function compiled(routes: Routes, unlisted: 'deny' | 'authenticated', policyScope: 'api' | 'route') {
  const table = compileRoutes(routes, unlisted);
  const decide = decider(table, { policyScope, httpApiResponse: 'simple', contextClaims: {} });
  return (scopes: readonly string[], asked: Asked) => answer(decide, scopes, asked);
}

type Answer = ReturnType<typeof answer>;

/** What the law says against an answer; undefined where nothing. */
function faultOf({
  policy,
  own,
  asked,
  routes,
  scopes,
  isCacheSafe,
}: {
  policy: Answer['policy'];
  own: Answer;
  asked: Asked;
  routes: Routes;
  scopes: readonly string[];
  isCacheSafe: boolean;
}): string | undefined {
  if (JSON.stringify(own.policy) !== JSON.stringify(policy)) return 'the policy depends on what was asked for';
  const allowed = isAllowed(policy, arnOf(asked));
  if ((own.outcome === 'allow') !== allowed) return `the log says ${own.outcome}, the policy allowed: ${allowed}`;
  const picked = pickedRoute(Object.keys(routes), asked.method, asked.path);
  if (picked === undefined) return undefined;
  const open = isOpen(routes[picked] as RouteRule, scopes);
  if (!open && allowed) return `a false Allow of "${picked}"`;
  if (open && !allowed && isCacheSafe) return `a false Deny of "${picked}" in a table that is called cache-safe`;
  return undefined;
}

const arnOf = ({ method, path }: Asked) => `${STAGE_ARN}/${method}${path}`;
const parameters = {
  numRuns: NUMBER_OF_TABLES,
  seed: Number(process.env.SEED ?? Date.now() % 2 ** 31),
  endOnFailure: false,
};

test.each(['deny', 'authenticated'] as const)(
  `a policy never allows a closed route, and denies no open one where the table is cache-safe (unlistedRoutes %s, seed ${parameters.seed})`,
  (unlisted) => {
    let exactTables = 0;
    fc.assert(
      fc.property(
        routes,
        fc.array(scopes, { minLength: 1, maxLength: 3 }),
        fc.array(request, { minLength: 5, maxLength: 20 }),
        (routes, scopeSets, requests) => {
          const ask = compiled(routes, unlisted, 'api');
          const isCacheSafe = cacheHazards({ routes, unlistedRoutes: unlisted }).length === 0;
          if (isCacheSafe) exactTables += 1;
          for (const scopes of scopeSets) {
            const { policy } = ask(scopes, { method: 'GET', path: '/' });
            for (const asked of requests) {
              const fault = faultOf({ policy, own: ask(scopes, asked), asked, routes, scopes, isCacheSafe });
              if (fault) throw new Error(`${fault}: ${asked.method} ${asked.path}, scopes "${scopes.join(' ')}"`);
            }
          }
        },
      ),
      parameters,
    );
    // Tables that are called unsafe are let off: of such tables as these there must not be more than have to be.
    expect(exactTables / NUMBER_OF_TABLES).toBeGreaterThan(unlisted === 'deny' ? 0.53 : 0.4);
  },
  120_000,
);
