/** A configuration comes in, the pairs of routes that a cached whole-API policy cannot tell apart go out; pure, and for synthesis, not for the road. */
import type { AuthorizerConfig } from './config-schema.ts';
import { toResource } from './patterns.ts';
import { policyCompiler } from './policy.ts';
import { compileRoutes, opens } from './routes.ts';
import { tellingScopeSets } from './scope-sets.ts';

/** An open route that is denied since the Deny of a closed one hits it. The other way round cannot happen: a closed route is never allowed. */
export interface CacheHazard {
  /** `refuse`: whatever the parameters are. `warn`: only where a parameter's value equals a literal of the table. */
  readonly severity: 'warn' | 'refuse';
  /** The closed route, then the open one that suffers. */
  readonly routes: readonly [string, string];
  readonly message: string;
}

/**
 * Finds what is not cache-safe about a route table, for every set of scopes that a token may have.
 *
 * @returns nothing where one policy is right for every route
 */
export function cacheHazards({
  routes,
  unlistedRoutes,
}: Pick<AuthorizerConfig, 'routes' | 'unlistedRoutes'>): CacheHazard[] {
  const table = compileRoutes(routes, unlistedRoutes);
  const compiler = policyCompiler(table);
  const hazards = new Map<string, CacheHazard>();
  for (const scopes of tellingScopeSets(table)) {
    const open = table.routes.filter(({ rule }) => opens(rule, scopes));
    for (const { pattern, because } of compiler.policyFor(scopes).denials) {
      for (const route of open) {
        const hit = compiler.hits(pattern, route);
        const key = JSON.stringify([because.key, route.key]);
        if (hit === 'never' || hazards.get(key)?.severity === 'refuse') continue;
        hazards.set(
          key,
          hit === 'always'
            ? refusal(because.key, route.key, toResource(pattern))
            : warning(because.key, route.key, toResource(pattern)),
        );
      }
    }
  }
  return [...hazards.values()];
}

function refusal(closed: string, open: string, resource: string): CacheHazard {
  return {
    severity: 'refuse',
    routes: [closed, open],
    message: `no policy can tell "${open}" from "${closed}": what denies the one (${resource}) denies the other as well`,
  };
}

function warning(closed: string, open: string, resource: string): CacheHazard {
  return {
    severity: 'warn',
    routes: [closed, open],
    message: `requests to "${open}" are denied where a parameter's value makes them look like "${closed}" (${resource})`,
  };
}
