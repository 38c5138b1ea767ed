/**
 * A template comes in, what `sam local` would get wrong in it goes out; pure.
 *
 * SAM CLI passes over what it cannot read. Where that is an authorizer, the route is served without it, with a warning at most; AWS
 * serves the same template rightly. The shapes were found in SAM CLI 1.164.
 */
import { functionsBehind, isOfWebSocket, routesOf, type SamRoute } from './routes.ts';
import { mentioned, type NamedResource, namesIn, resourcesOf, type SamTemplate } from './template.ts';

/** One shape that a template must not have. */
interface Hazard {
  /** Completes "LOGICAL_ID …". */
  readonly what: string;
  readonly remedy: string;
  /** Names what has the shape. */
  find(template: SamTemplate): readonly string[];
}

export const HAZARDS = {
  version: {
    what: 'runs a version of its function, and sam local serves its routes without it',
    remedy: 'hand the authorizer the function itself or an alias',
    find: (template) =>
      idsOf(
        authorizersOf(template).filter(({ properties }) =>
          mentioned(template, properties.AuthorizerUri, 'AWS::Lambda::Alias', 'AWS::Lambda::Version').some(
            ({ type }) => type === 'AWS::Lambda::Version',
          ),
        ),
      ),
  },
  functionName: {
    what: "runs a function whose name CloudFormation computes, and sam local serves the authorizer's routes without it",
    remedy: 'leave functionName out, or write it down',
    find: (template) =>
      idsOf(
        authorizersOf(template).filter(({ properties }) =>
          functionsBehind(template, properties.AuthorizerUri).some(
            ({ properties: { FunctionName: name = '' } }) => typeof name !== 'string',
          ),
        ),
      ),
  },
  functionElsewhere: {
    what: 'runs a function that is not in this template, and sam local serves its routes without it',
    remedy: 'make the function in the same stack: no fromFunctionArn, no Fn::ImportValue',
    find: (template) =>
      idsOf(
        authorizersOf(template).filter(
          ({ properties }) => functionsBehind(template, properties.AuthorizerUri).length === 0,
        ),
      ),
  },
  authorizerElsewhere: {
    what: 'has an authorizer that is not in this template, and sam local serves it without one',
    remedy: 'make the authorizer in the stack of its API',
    find: (template) => {
      const authorizers = idsOf(authorizersOf(template));
      return routesOf(template)
        .filter(({ authorizerId }) => authorizerId !== undefined)
        .filter(({ authorizerId }) => !namesIn(authorizerId).some((name) => authorizers.includes(name)))
        .map(({ logicalId }) => logicalId);
    },
  },
  sharedFunction: {
    what: 'share a path and a function and are guarded differently: sam local guards them all as the last one is',
    remedy: 'give each method a function of its own',
    find: (template) => {
      const routes = routesOf(template).flatMap((route) =>
        route.functions.map((served) => ({ ...route, key: JSON.stringify([route.api, route.path, served]) })),
      );
      return groups(routes, ({ key }) => key)
        .filter((group) => distinct(group.map(({ authorizerId }) => JSON.stringify(authorizerId))) > 1)
        .map(together);
    },
  },
  sharedPath: {
    what: 'are routes of two APIs with one path: sam local serves one of them, perhaps without its authorizer',
    remedy: 'one API a stack',
    find: (template) =>
      groups(routesOf(template), ({ path }) => path.replace(/\{\w+/g, '{'))
        .filter((group) => distinct(group.map(({ api }) => api)) > 1)
        .map(together),
  },
  identitySource: {
    what: 'has no list of identity sources, and sam local serves its routes without it',
    remedy: "set IdentitySource: ['$request.header.Authorization']",
    find: (template) =>
      idsOf(httpAuthorizersOf(template).filter(({ properties }) => !Array.isArray(properties.IdentitySource))),
  },
  defaultStage: {
    what: 'answers with policies for the stage $default, which sam local reads as a regular expression that matches nothing',
    remedy: 'name the stage, or use simple responses',
    find: (template) => {
      const stages = resourcesOf(template, 'AWS::ApiGatewayV2::Stage');
      const isOnDefault = ({ properties: { ApiId } }: NamedResource) =>
        stages.some(
          ({ properties }) =>
            properties.StageName === '$default' && JSON.stringify(properties.ApiId) === JSON.stringify(ApiId),
        );
      return idsOf(
        httpAuthorizersOf(template).filter(
          (authorizer) => authorizer.properties.EnableSimpleResponses !== true && isOnDefault(authorizer),
        ),
      );
    },
  },
  parameter: {
    what: 'refers to a parameter without a default, for which sam local puts its name',
    remedy: 'give the parameter a default',
    find: (template) => {
      const open = Object.entries(template.Parameters ?? {})
        .filter(([, { Default }]) => Default === undefined)
        .map(([name]) => name);
      return idsOf(
        resourcesOf(template).filter(({ properties }) => namesIn(properties).some((name) => open.includes(name))),
      );
    },
  },
} as const satisfies Record<string, Hazard>;

/** @returns a line for each part of the template that `sam local` would get wrong; none where all is well */
export function samHazards(template: SamTemplate): string[] {
  return Object.values<Hazard>(HAZARDS).flatMap(({ what, remedy, find }) =>
    find(template).map((found) => `${found} ${what}; ${remedy}`),
  );
}

function authorizersOf(template: SamTemplate): NamedResource[] {
  return [...resourcesOf(template, 'AWS::ApiGateway::Authorizer'), ...httpAuthorizersOf(template)].filter(
    ({ properties: { Type, AuthorizerType } }) => ['TOKEN', 'REQUEST'].includes(String(Type ?? AuthorizerType)),
  );
}

function httpAuthorizersOf(template: SamTemplate): NamedResource[] {
  return resourcesOf(template, 'AWS::ApiGatewayV2::Authorizer').filter(
    ({ properties }) => properties.AuthorizerType === 'REQUEST' && !isOfWebSocket(template, properties.ApiId),
  );
}

function idsOf(resources: readonly NamedResource[]): string[] {
  return resources.map(({ logicalId }) => logicalId);
}

function groups<T>(all: readonly T[], keyOf: (one: T) => string): T[][] {
  const byKey = new Map<string, T[]>();
  for (const one of all) byKey.set(keyOf(one), [...(byKey.get(keyOf(one)) ?? []), one]);
  return [...byKey.values()];
}

function distinct(values: readonly (string | undefined)[]): number {
  return new Set(values).size;
}

function together(routes: readonly SamRoute[]): string {
  return routes.map(({ logicalId }) => logicalId).join(', ');
}
