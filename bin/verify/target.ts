/** Options and a first answer come in, what all checks ask of goes out: the kind of API, its routes, the callers; reads the template if there is one. */
import { parseJwt } from '../../lambda/authorizer/jwt.ts';
import { UsageError } from '../tool/usage-error.ts';
import { type Authorizations, authorizationsOf } from './callers.ts';
import type { Send } from './client.ts';
import { readDeployed } from './from-template.ts';
import type { Options } from './options.ts';
import { isSafe, type TestedRoute, toTestedRoute } from './routes.ts';
import { type Kind, kindOf, outcomeOf } from './sight.ts';

export interface Target {
  readonly kind: Kind;
  /** How the kind is known, in words. */
  readonly kindFrom: string;
  /** Every route that may be called, the first one being `route`. */
  readonly routes: readonly TestedRoute[];
  /** The first route that the token opens. */
  readonly route: TestedRoute;
  /** The first route that the denied token does not open; undefined without such a token. */
  readonly deniedRoute?: TestedRoute;
  readonly openRoutes: readonly TestedRoute[];
  readonly authorizations: Authorizations;
  /** What a bad token is answered with: `forbidden` where the authorizer is told to deny. */
  readonly badToken: 'unauthorized' | 'forbidden';
  readonly origin?: string;
  readonly realm?: string;
}

/** What is known before the API was called. */
type Plan = Omit<Target, 'kind' | 'kindFrom'> & { readonly kind?: Kind; readonly kindFrom?: string };

/**
 * @param nowMs milliseconds since the epoch
 * @throws UsageError where nothing can be checked: no such API, no route to call, a token that is not what it was given as
 */
export async function findTarget(options: Options, send: Send, nowMs: number): Promise<Target> {
  const plan = planOf(options, nowMs);
  const { route } = plan;
  const answer = await send({ method: route.method, path: route.path, headers: {} });
  if ('failure' in answer) {
    throw new UsageError(
      `--url: found no answer at ${options.url} (${answer.failure}), expected that of a deployed API`,
    );
  }
  const told = kindOf(answer);
  const kind = plan.kind ?? told?.kind;
  if (kind === undefined) {
    throw new UsageError(
      `--url: found an answer without a request id of API Gateway at ${options.url} (${answer.status}), so its kind is not known; check the URL, or say --kind rest or --kind http`,
    );
  }
  if (outcomeOf(answer, kind) === 'no route') {
    throw new UsageError(
      `--url: found that the API has no ${route.key} below ${options.url} (${answer.status}), expected the API's base: stage included, the route's path not`,
    );
  }
  return { ...plan, kind, kindFrom: plan.kindFrom ?? `its header ${told?.header}` };
}

function planOf(options: Options, nowMs: number): Plan {
  const { tokens, allowWrites, template } = options;
  checkTimes(options, nowMs);
  const deployed = template === undefined ? undefined : readDeployed(template, tokens, nowMs);
  const known = deployed?.routes ?? namedRoutes(options);
  const callable = known.filter((route) => allowWrites || isSafe(route));
  const route = callable.find(({ opens }) => opens.token);
  if (!route) {
    throw new UsageError(
      `found ${callable.length} routes to call and none that the token opens, expected one at least${allowWrites ? '' : ' with GET or HEAD; --allow-writes calls the others, too'}`,
    );
  }
  const deniedRoute = callable.find(({ opens }) => opens.denied === false);
  if (tokens.denied !== undefined && !deniedRoute) {
    throw new UsageError(
      `--denied-token: found that it opens every route that may be called, expected one that lacks the scope of one${allowWrites ? '' : '; --allow-writes calls more than GET and HEAD'}`,
    );
  }
  return {
    kind: options.kind ?? deployed?.kind,
    kindFrom: options.kind ? '--kind' : deployed?.kind && 'the template',
    routes: [route, ...callable.filter((other) => other !== route)],
    route,
    deniedRoute,
    openRoutes: options.openRoutes
      .flatMap((key) => named('--open-route', key, {}))
      .filter((one) => allowWrites || isSafe(one)),
    authorizations: authorizationsOf(tokens),
    badToken: (options.unauthenticated ?? deployed?.unauthenticated) === 'deny' ? 'forbidden' : 'unauthorized',
    origin: options.origin,
    realm: options.realm,
  };
}

/** Without a template: the token opens `--route`, the denied token does not open `--denied-route`, and no more is known. */
function namedRoutes({ routes, deniedRoutes, tokens }: Options): TestedRoute[] {
  const closed = deniedRoutes.length > 0 ? deniedRoutes : routes;
  return [...new Set([...routes, ...deniedRoutes])].flatMap((key) =>
    named(routes.includes(key) ? '--route' : '--denied-route', key, {
      token: routes.includes(key) || undefined,
      denied: tokens.denied !== undefined && closed.includes(key) ? false : undefined,
    }),
  );
}

function named(option: string, key: string, opens: TestedRoute['opens']): TestedRoute[] {
  try {
    const route = toTestedRoute(key, opens);
    if (route) return [route];
  } catch (error) {
    throw new UsageError(`${option}: found what is no route, expected ${(error as Error).message}`);
  }
  throw new UsageError(`${option}: found a route without a path, expected "METHOD /path"`);
}

/** A token that ran out while the command was typed would make every line of the report a riddle. */
function checkTimes({ tokens }: Options, nowMs: number): void {
  const isOver = (token: string) => {
    const jwt = parseJwt({ value: token });
    return jwt.ok && jwt.value.claims.exp !== undefined && jwt.value.claims.exp * 1000 <= nowMs;
  };
  const { token, denied, expired, otherAudience } = tokens;
  for (const [option, value] of Object.entries({
    token,
    'denied-token': denied,
    'other-audience-token': otherAudience,
  })) {
    if (value !== undefined && isOver(value)) {
      throw new UsageError(`--${option}: found one whose time is over, expected a valid one; get a new one`);
    }
  }
  if (expired !== undefined && !isOver(expired)) {
    throw new UsageError(
      '--expired-token: found one whose time is not over, expected an expired one; wait, or leave it out',
    );
  }
}
