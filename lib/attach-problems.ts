/** What is to be attached to which API comes in, everything that keeps it from being attached goes out, in words; pure. */
import { type AuthorizerConfigInput, validateConfig } from '../lambda/authorizer/config.ts';

/** @returns what is wrong with the id of an HTTP API; undefined where it may be one */
export function apiIdProblem(apiId: unknown): string | undefined {
  if (typeof apiId === 'string' && /^[a-z0-9]+$/.test(apiId)) return undefined;
  return `received ${JSON.stringify(apiId)}, expected an API's id such as abc123, not its URL or ARN`;
}

/** @returns what is wrong with a configuration of any shape */
export function configProblems(config: Readonly<Record<string, unknown>>): string[] {
  // Before the schema, which would take it with another setting.
  if (isEmpty(config.routes)) return [NO_ROUTES];
  const validated = validateConfig(config);
  if (validated.ok) return attachProblems(config as unknown as AuthorizerConfigInput);
  return validated.error.map(({ path, received, expected }) => `${path}: received ${received}, expected ${expected}`);
}

/** @returns what keeps a configuration, which may be right elsewhere, from being attached to an HTTP API */
export function attachProblems({ httpApiResponse, policyScope, routes }: AuthorizerConfigInput): string[] {
  const strange = Object.keys(routes).filter((key) => !key.includes(' /') && key !== '$default');
  return [
    ...(isEmpty(routes) ? [NO_ROUTES] : []),
    ...strange.map(
      (key) =>
        `routes: received ${JSON.stringify(key)}, expected "METHOD /path" or "$default": an HTTP API has no others`,
    ),
    ...(httpApiResponse === 'policy'
      ? ['httpApiResponse: received "policy", expected "simple", which is exact for every table: leave it out']
      : []),
    ...(policyScope === undefined
      ? []
      : [`policyScope: received "${policyScope}", expected nothing: simple responses have no policy; leave it out`]),
  ];
}

const NO_ROUTES =
  'routes: received {}, expected at least one route: the authorizer is given to the routes of the table, and guards nothing without one';

function isEmpty(routes: unknown): boolean {
  return typeof routes === 'object' && JSON.stringify(routes) === '{}';
}
