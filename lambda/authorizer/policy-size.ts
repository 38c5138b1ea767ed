/** A configuration comes in, whether its whole-API policies fit into API Gateway's limits goes out; pure, and for synthesis, not for the road. */
import type { AuthorizerConfig } from './config-schema.ts';
import { policyCompiler } from './policy.ts';
import { MAXIMUM_ANSWER_BYTES, MAXIMUM_RESOURCE_CHARACTERS } from './response-limits.ts';
import { compileRoutes } from './routes.ts';
import { tellingScopeSets } from './scope-sets.ts';

/** An ARN up to the stage is known when the API is made; this is a long one. */
const STAGE_ARN = 'arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:abcdefghij/production';
/** For the principal and the context, whose values are the tokens'. */
const CONTEXT_BYTES = 512;

/** @returns what is too long, with what to use instead; undefined where everything fits */
export function policySizeProblem({
  routes,
  unlistedRoutes,
}: Pick<AuthorizerConfig, 'routes' | 'unlistedRoutes'>): string | undefined {
  const table = compileRoutes(routes, unlistedRoutes);
  const compiler = policyCompiler(table);
  const policies = tellingScopeSets(table).map((scopes) => {
    const { allow, deny } = compiler.policyFor(scopes).patterns;
    return [...allow, ...deny].map((pattern) => `${STAGE_ARN}/${pattern}`);
  });

  const longest = Math.max(0, ...policies.flat().map((resource) => resource.length));
  if (longest > MAXIMUM_RESOURCE_CHARACTERS) {
    return `a policy resource would have ${longest} characters, API Gateway takes ${MAXIMUM_RESOURCE_CHARACTERS}: shorten the route's path`;
  }
  const bytes = CONTEXT_BYTES + Math.max(0, ...policies.map((resources) => JSON.stringify(resources).length));
  if (bytes <= MAXIMUM_ANSWER_BYTES) return undefined;
  return `an answer for all ${table.routes.length} routes would have about ${bytes} bytes, API Gateway takes ${MAXIMUM_ANSWER_BYTES}: use policyScope "route" with the route in the cache key, simple responses (HTTP API), or {proxy+}`;
}
