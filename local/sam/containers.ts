/**
 * A synthesized template comes in, the template and the environment under which its functions run in SAM's containers go out; pure.
 *
 * What differs from AWS is all here: the processor, where the table is, and what becomes of a token that is no good.
 */
import type { AuthorizerConfigInput } from '../../lambda/authorizer/config.ts';
import type { TemplateResource } from '../gateway/index.ts';
import type { SamTemplate } from './template.ts';

/** How containers call the machine that they run on. */
export const CONTAINERS_HOST = 'host.docker.internal';

/** Environment variables by the logical id of their function: what `sam local --env-vars` reads. */
export type Environments = Readonly<Record<string, Readonly<Record<string, string>>>>;

const TABLE_ENDPOINT = 'AWS_ENDPOINT_URL_DYNAMODB';

/**
 * The template with the processor of this machine, on which Docker runs images without emulation, and with the one variable declared
 * that the functions of the table need here: `--env-vars` sets what is declared and passes over the rest.
 *
 * @param architecture as Node.js calls it
 */
export function templateForContainers(template: SamTemplate, architecture: string): SamTemplate {
  const changed = Object.entries(template.Resources).map(([logicalId, resource]) => {
    if (resource.Type !== 'AWS::Lambda::Function') return [logicalId, resource];
    const { Environment, ...rest } = resource.Properties ?? {};
    const { Variables = {} } = (Environment ?? {}) as { Variables?: Readonly<Record<string, unknown>> };
    const properties = {
      ...rest,
      Architectures: [architecture === 'arm64' ? 'arm64' : 'x86_64'],
      Environment: { Variables: 'TABLE_NAME' in Variables ? { ...Variables, [TABLE_ENDPOINT]: '' } : Variables },
    };
    return [logicalId, { ...resource, Properties: properties }];
  });
  return { ...template, Resources: Object.fromEntries(changed) };
}

/**
 * @param functions with their variables resolved: `sam local` has its own idea of what `Ref` gives
 * @param tableEndpoint as the containers reach it
 * @param configure makes what is to be `AUTHORIZER_CONFIG` of what the template says
 */
export function environmentsForContainers(
  functions: readonly TemplateResource[],
  tableEndpoint: string,
  configure: (config: AuthorizerConfigInput) => AuthorizerConfigInput,
): Environments {
  const changed = ([name, value]: readonly [string, string]): [string, string][] => {
    if (name === 'AUTHORIZER_CONFIG') return [[name, JSON.stringify(configure(JSON.parse(value)))]];
    if (name === 'TABLE_NAME') {
      return [
        [name, value],
        [TABLE_ENDPOINT, tableEndpoint],
      ];
    }
    return [[name, value]];
  };
  return Object.fromEntries(
    functions.map(({ logicalId, properties }) => {
      const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: Readonly<Record<string, string>> };
      return [logicalId, Object.fromEntries(Object.entries(Variables).flatMap(changed))];
    }),
  );
}
