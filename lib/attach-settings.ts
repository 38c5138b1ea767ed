/** The CDK context comes in, what is to be attached to which API or everything that is wrong with it goes out; reads the file that `routes` may name. */
import type { AuthorizerConfigInput } from '../lambda/authorizer/config.ts';
import type { AttachAuthorizerProps } from './attach-authorizer.ts';
import { apiIdProblem, configProblems } from './attach-problems.ts';
import { readRouteTable } from './route-table.ts';

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
  const wrongId = apiIdProblem(apiId);
  if (wrongId !== undefined) problems.push(`apiId: ${wrongId}`);
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

function readRoutes(given: unknown, problems: string[]): unknown {
  if (given === undefined) {
    problems.push('routes: received nothing, expected a route table as JSON, or a file that holds one');
    return undefined;
  }
  const read = readRouteTable(given);
  if (read.ok) return read.value;
  problems.push(`routes: ${read.error}`);
  return undefined;
}
