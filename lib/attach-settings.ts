/** The CDK context comes in, what is to be attached to which API or everything that is wrong with it goes out; reads the file that `routes` may name. */
import { readFileSync } from 'node:fs';
import { type AuthorizerConfigInput, validateConfig } from '../lambda/authorizer/config.ts';
import type { AttachAuthorizerProps } from './attach-authorizer.ts';

export type AttachSettings = Pick<AttachAuthorizerProps, 'apiId' | 'config' | 'reopenOnDetach' | 'revision'>;

export const ATTACH_KEYS = ['apiId', 'routes', 'reopenOnDetach', 'revision'] as const;

/** The settings as a person writes them: `-c KEY=VALUE`, or `context` in cdk.json. */
type Context = (key: (typeof ATTACH_KEYS)[number]) => unknown;

/** Says all that is wrong with the settings, and how to give them; to be shown to a person as it is. */
export class AttachSettingsError extends Error {
  override readonly name = 'AttachSettingsError';

  constructor(problems: readonly string[]) {
    super(
      [
        `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in the settings of AttachAuthorizerStack:`,
        ...problems.map((problem) => `  - ${problem}`),
        '',
        "Give the API's id and its routes, spelled as the API spells them, with their scopes:",
        `  npx cdk deploy AttachAuthorizerStack -c apiId=abc123 -c routes='{"GET /orders":["read:orders"]}' …`,
        'or a file, routes=routes.json. docs/existing-api.md explains every setting.',
      ].join('\n'),
    );
  }
}

/**
 * @param authorizer the configuration without its routes, as the other stacks have it
 * @returns undefined where no `apiId` is given: nothing is to be attached
 * @throws AttachSettingsError
 */
export function readAttachSettings(
  context: Context,
  authorizer: Omit<AuthorizerConfigInput, 'routes'>,
): AttachSettings | undefined {
  const apiId = context('apiId');
  if (apiId === undefined) return undefined;

  const problems: string[] = [];
  if (typeof apiId !== 'string' || !/^[a-z0-9]+$/.test(apiId)) {
    problems.push(`apiId: received ${JSON.stringify(apiId)}, expected an API's id such as abc123, not its URL or ARN`);
  }
  const routes = readRoutes(context('routes'), problems);
  if (routes !== undefined) problems.push(...configProblems({ ...authorizer, routes }));
  const reopenOnDetach = context('reopenOnDetach') ?? false;
  if (!['true', 'false'].includes(String(reopenOnDetach))) {
    problems.push(`reopenOnDetach: received ${JSON.stringify(reopenOnDetach)}, expected true or false`);
  }
  const revision = context('revision');
  if (problems.length > 0) throw new AttachSettingsError(problems);
  return {
    apiId: apiId as string,
    config: { ...authorizer, routes: routes as AuthorizerConfigInput['routes'] },
    reopenOnDetach: String(reopenOnDetach) === 'true',
    revision: revision === undefined ? undefined : String(revision),
  };
}

/** JSON, the name of a file that holds it, or an object under `context` in cdk.json. */
function readRoutes(given: unknown, problems: string[]): unknown {
  if (given === undefined) {
    problems.push('routes: received nothing, expected a route table as JSON, or a file that holds one');
    return undefined;
  }
  if (typeof given !== 'string') return given;
  const isFile = !given.trimStart().startsWith('{');
  try {
    return JSON.parse(isFile ? readFileSync(given, 'utf8') : given);
  } catch (error) {
    problems.push(`routes: cannot read ${isFile ? given : 'what was given'} as JSON (${(error as Error).message})`);
    return undefined;
  }
}

function configProblems(config: unknown): string[] {
  const result = validateConfig(config);
  if (!result.ok) {
    return result.error.map(({ path, received, expected }) => `${path}: received ${received}, expected ${expected}`);
  }
  const { httpApiResponse, routes } = result.value;
  const wrong = Object.keys(routes).filter((key) => !key.includes(' /') && key !== '$default');
  return [
    ...wrong.map(
      (key) =>
        `routes: received ${JSON.stringify(key)}, expected "METHOD /path" or "$default": an HTTP API has no others`,
    ),
    ...(httpApiResponse === 'policy' ? ['httpApiResponse: received "policy", expected "simple", or nothing'] : []),
  ];
}
