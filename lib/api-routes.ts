/** A construct tree and the ids of authorizers come in, the routes of the APIs that use one of them go out, as the tree has them at synthesis; pure. */
import { CfnMethod, CfnResource, CfnRestApi, Method } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IConstruct } from 'constructs';

/** One route of an API. */
export interface ApiRoute {
  /** As route tables spell it: `GET /timesheets/{id}`, `$default`, `$connect`. */
  readonly key: string;
  /** Whether one of the authorizers guards it. */
  readonly isGuarded: boolean;
}

export interface GuardedApi {
  readonly kind: 'rest' | 'http' | 'webSocket';
  readonly routes: readonly ApiRoute[];
  /** False for an API that was imported or is described by a document: it may have routes that the tree does not show. */
  readonly isComplete: boolean;
}

/**
 * The APIs of which one route or more uses one of the authorizers.
 *
 * @param authorizerIds what `authorizerId` of the authorizers gives: CDK hands out the same marker for the same resource, wherever it is asked
 */
export function guardedApis(root: IConstruct, authorizerIds: ReadonlySet<string>): GuardedApi[] {
  const constructs = root.node.findAll();
  const pathOf = resourcePaths(constructs);
  const rest = new Set<string>();
  const complete = new Set<string>();
  const routesOf = new Map<string, ApiRoute[]>();
  const add = (apiId: string, key: string, authorizerId: string | undefined) => {
    const route = { key, isGuarded: authorizerId !== undefined && authorizerIds.has(authorizerId) };
    routesOf.set(apiId, [...(routesOf.get(apiId) ?? []), route]);
  };
  for (const construct of constructs) {
    if (construct instanceof CfnMethod) {
      const { restApiId, httpMethod, resourceId, authorizerId } = construct;
      const { scope } = construct.node;
      // The construct knows the path of an imported resource as well.
      const path = scope instanceof Method ? scope.resource.path : pathOf(resourceId);
      rest.add(restApiId);
      add(restApiId, `${httpMethod} ${path}`, authorizerId);
    } else if (construct instanceof CfnRoute) {
      add(construct.apiId, construct.routeKey, construct.authorizerId);
    } else if (construct instanceof CfnRestApi || construct instanceof CfnApi) {
      const isDescribed = construct.body !== undefined || construct.bodyS3Location !== undefined;
      if (!isDescribed) complete.add(construct.ref);
    }
  }
  return [...routesOf].flatMap(([apiId, routes]) => {
    if (!routes.some(({ isGuarded }) => isGuarded)) return [];
    const isWebSocket = routes.some(({ key }) => key === '$connect');
    const kind = rest.has(apiId) ? 'rest' : isWebSocket ? 'webSocket' : 'http';
    return [{ kind, routes, isComplete: complete.has(apiId) }];
  });
}

/** The paths of a REST API's resources by their ids; what is no resource of the tree is the root. */
function resourcePaths(constructs: readonly IConstruct[]): (resourceId: string) => string {
  const resources = new Map(
    constructs.flatMap((construct) => (construct instanceof CfnResource ? [[construct.ref, construct] as const] : [])),
  );
  const segmentsOf = (resourceId: string): string[] => {
    const resource = resources.get(resourceId);
    return resource ? [...segmentsOf(resource.parentId), resource.pathPart] : [];
  };
  return (resourceId) => `/${segmentsOf(resourceId).join('/')}`;
}
