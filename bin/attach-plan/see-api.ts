/** The SDK's client comes in, what the plan rests on goes out: the API's routes, and the stages to which changes do not go by themselves. */
import { type ApiGatewayV2Client, GetApiCommand, GetStagesCommand } from '@aws-sdk/client-apigatewayv2';
import type { Route } from '../../lambda/attach/authorization.ts';
import { routesApi } from '../../lambda/attach/routes-api.ts';

export interface SeenApi {
  readonly id: string;
  readonly routes: readonly Route[];
  readonly manualStages: readonly string[];
}

/** @throws Error where there is no such API, or it is no HTTP API; the SDK's errors as they are */
export async function seeApi(client: ApiGatewayV2Client, id: string): Promise<SeenApi> {
  // First, since it tells why an API cannot be attached to.
  const { ProtocolType } = await client.send(new GetApiCommand({ ApiId: id }));
  if (ProtocolType !== 'HTTP') {
    throw new Error(
      `API ${id} is a ${ProtocolType} API, expected an HTTP API: the construct JwtAuthorizer serves the others`,
    );
  }
  const [routes = [], { Items: stages = [] }] = await Promise.all([
    routesApi(client, id).list(),
    client.send(new GetStagesCommand({ ApiId: id })),
  ]);
  const manualStages = stages.flatMap(({ AutoDeploy, StageName = '' }) => (AutoDeploy ? [] : [StageName]));
  return { id, routes, manualStages };
}
