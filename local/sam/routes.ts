/** A template comes in, the routes of its REST and HTTP APIs go out, with what guards and what serves them; pure. */
import { mentioned, type NamedResource, resourcesOf, type SamTemplate } from './template.ts';

export interface SamRoute {
  readonly logicalId: string;
  /** Names the API within the template. */
  readonly api: string;
  readonly path: string;
  /** Of the authorizer, as the template has it; absent where there is none. */
  readonly authorizerId: unknown;
  /** The logical ids of the functions behind the route. */
  readonly functions: readonly string[];
}

export function routesOf(template: SamTemplate): SamRoute[] {
  return [...restRoutes(template), ...httpRoutes(template)];
}

function restRoutes(template: SamTemplate): SamRoute[] {
  return resourcesOf(template, 'AWS::ApiGateway::Method').map(({ logicalId, properties }) => ({
    logicalId,
    api: JSON.stringify(properties.RestApiId),
    path: restPath(template, properties.ResourceId),
    authorizerId: properties.AuthorizerId,
    functions: functionsIn(template, properties.Integration),
  }));
}

function restPath(template: SamTemplate, resourceId: unknown): string {
  const segments = (id: unknown): string[] => {
    const [resource] = mentioned(template, id, 'AWS::ApiGateway::Resource');
    return resource ? [...segments(resource.properties.ParentId), String(resource.properties.PathPart)] : [];
  };
  return `/${segments(resourceId).join('/')}`;
}

function httpRoutes(template: SamTemplate): SamRoute[] {
  return resourcesOf(template, 'AWS::ApiGatewayV2::Route')
    .filter(({ properties }) => !isOfWebSocket(template, properties.ApiId))
    .map(({ logicalId, properties }) => ({
      logicalId,
      api: JSON.stringify(properties.ApiId),
      path: String(properties.RouteKey).replace(/^\S+ /, ''),
      authorizerId: properties.AuthorizerId,
      functions: mentioned(template, properties.Target, 'AWS::ApiGatewayV2::Integration').flatMap((integration) =>
        functionsIn(template, integration.properties.IntegrationUri),
      ),
    }));
}

/** `sam local` serves no WebSocket APIs. */
export function isOfWebSocket(template: SamTemplate, apiId: unknown): boolean {
  const [api] = mentioned(template, apiId, 'AWS::ApiGatewayV2::Api');
  return api?.properties.ProtocolType === 'WEBSOCKET';
}

function functionsIn(template: SamTemplate, node: unknown): string[] {
  return functionsBehind(template, node).map(({ logicalId }) => logicalId);
}

/** The functions that a URI leads to, through an alias or a version where it names one. */
export function functionsBehind(template: SamTemplate, node: unknown): NamedResource[] {
  const qualifiers = mentioned(template, node, 'AWS::Lambda::Alias', 'AWS::Lambda::Version');
  return mentioned(
    template,
    [node, qualifiers.map(({ properties }) => properties.FunctionName)],
    'AWS::Lambda::Function',
  );
}
