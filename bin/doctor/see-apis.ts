/** A view of a template, one of its APIs and the authorizers that guard it come in, the API's routes and how it answers browsers go out; pure. */

import { isWebSocket } from '../configuration/see-authorizers.ts';
import type { Resource, TemplateView } from '../configuration/template-view.ts';
import type { ApiFacts, RouteFacts } from './facts.ts';

export interface SeenApi {
  readonly facts: ApiFacts;
  /** Routes that refer to what only AWS knows, each in words. */
  readonly unread: readonly string[];
}

export interface ApiToSee {
  readonly view: TemplateView;
  readonly api: Resource;
  /** Of the authorizers that call the function. */
  readonly authorizerIds: ReadonlySet<string>;
  readonly isByName: boolean;
  readonly isKept: boolean;
}

export function seeRestApi({ view, api, authorizerIds, isByName, isKept }: ApiToSee): SeenApi {
  const own = ({ properties }: Resource) => view.text(properties.RestApiId) === api.id;
  const nodes = new Map(view.ofType('AWS::ApiGateway::Resource').map(({ id, properties }) => [id, properties]));
  const pathOf = (resourceId: unknown): string | undefined => {
    const id = view.known(resourceId) ?? '';
    if (id === `${api.id}.RootResourceId`) return '';
    const node = nodes.get(id);
    const parent = node && pathOf(node.ParentId);
    return node && parent !== undefined ? `${parent}/${view.text(node.PathPart)}` : undefined;
  };
  const { routes, unread } = seeRoutes(
    view,
    view.ofType('AWS::ApiGateway::Method').filter(own),
    authorizerIds,
    (method) => {
      const path = pathOf(method.ResourceId);
      return path === undefined ? undefined : `${view.text(method.HttpMethod)} ${path || '/'}`;
    },
  );
  const responses = view.ofType('AWS::ApiGateway::GatewayResponse').filter(own);
  const facts: ApiFacts = {
    where: api.where,
    kind: 'rest',
    routes,
    isComplete: isComplete(api) && unread.length === 0,
    isByName,
    isKept,
    answersPreflight: routes.some(({ key, isOpen }) => key.startsWith('OPTIONS ') && isOpen),
    corsByResponse: new Map(
      responses.map(({ properties }) => [view.text(properties.ResponseType), hasCors(properties.ResponseParameters)]),
    ),
  };
  return { facts, unread };
}

export function seeHttpApi({ view, api, authorizerIds, isByName, isKept }: ApiToSee): SeenApi {
  const own = view
    .ofType('AWS::ApiGatewayV2::Route')
    .filter(({ properties }) => view.text(properties.ApiId) === api.id);
  const { routes, unread } = seeRoutes(view, own, authorizerIds, ({ RouteKey }) => view.known(RouteKey));
  const facts: ApiFacts = {
    where: api.where,
    kind: isWebSocket(api) ? 'webSocket' : 'http',
    routes,
    isComplete: isComplete(api) && unread.length === 0,
    isByName,
    isKept,
    answersPreflight: api.properties.CorsConfiguration !== undefined,
    corsByResponse: new Map(),
  };
  return { facts, unread };
}

/** @param keyOf the route's key; undefined where only AWS knows it */
function seeRoutes(
  view: TemplateView,
  resources: readonly Resource[],
  authorizerIds: ReadonlySet<string>,
  keyOf: (properties: Resource['properties']) => string | undefined,
): { readonly routes: readonly RouteFacts[]; readonly unread: readonly string[] } {
  const unread: string[] = [];
  const routes = resources.flatMap(({ properties, where }) => {
    const key = keyOf(properties);
    const type = view.known(properties.AuthorizationType);
    const authorizerId = view.known(properties.AuthorizerId);
    if (key !== undefined && type !== undefined && authorizerId !== undefined) {
      const isGuarded = type === 'CUSTOM' && authorizerIds.has(authorizerId);
      return [{ key, isGuarded, isOpen: type === '' || type === 'NONE' }];
    }
    unread.push(`${where} refers to what only AWS knows, so its route or its authorizer is not known`);
    return [];
  });
  return { routes, unread };
}

/** One that is described by a document has routes that stand in no resource. */
function isComplete({ properties }: Resource): boolean {
  return properties.Body === undefined && properties.BodyS3Location === undefined;
}

function hasCors(parameters: unknown): boolean {
  const names = Object.keys((parameters ?? {}) as object).map((name) => name.toLowerCase());
  return names.includes('gatewayresponse.header.access-control-allow-origin');
}
