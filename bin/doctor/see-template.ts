/** A synthesized template and the authorizer's function come in, all that calls the function goes out, and what could not be read; pure. */
import type { AuthorizerConfig } from '../../lambda/authorizer/config.ts';
import { matches } from '../../lambda/authorizer/patterns.ts';
import { counted } from '../explain/words.ts';
import type { ApiFacts, AuthorizerFacts, FunctionFacts, RouteFacts } from './facts.ts';
import { type Resource, type TemplateView, viewTemplate } from './template-view.ts';

export interface TemplateSight {
  readonly authorizers: readonly AuthorizerFacts[];
  readonly apis: readonly ApiFacts[];
  readonly function?: FunctionFacts;
  readonly environmentBytes?: number;
  /** Resources of these APIs that refer to what only AWS knows, each in words. */
  readonly unread: readonly string[];
}

/** @param functionId the function's logical id */
export function seeTemplate(json: unknown, functionId: string, config: AuthorizerConfig): TemplateSight {
  const view = viewTemplate(json);
  const { text, functionIn } = view;
  const calls = (uri: unknown) => functionIn(uri)?.id === functionId;
  const calling = (type: string) => view.ofType(type).filter(({ properties }) => calls(properties.AuthorizerUri));
  const webSockets = view.ofType('AWS::ApiGatewayV2::Api').filter(isWebSocket);
  const isOfWebSocket = ({ properties }: Resource) => webSockets.some(({ id }) => id === text(properties.ApiId));

  const rest = calling('AWS::ApiGateway::Authorizer').map((one) => ({ one, facts: restAuthorizer(view, one) }));
  const http = calling('AWS::ApiGatewayV2::Authorizer').map((one) => ({
    one,
    facts: isOfWebSocket(one) ? webSocketAuthorizer(view, one) : httpAuthorizer(view, one),
  }));
  const appSync = view.ofType('AWS::AppSync::GraphQLApi').flatMap((one) => appSyncAuthorizers(one, calls));
  const apis = [
    ...view.ofType('AWS::ApiGateway::RestApi').map((api) => ({ api, authorizers: rest, see: seeRestApi })),
    ...view.ofType('AWS::ApiGatewayV2::Api').map((api) => ({ api, authorizers: http, see: seeHttpApi })),
  ].flatMap(({ api, authorizers, see }) => {
    const own = authorizers.filter(
      ({ one: { properties } }) => text(properties.RestApiId ?? properties.ApiId) === api.id,
    );
    if (own.length === 0) return [];
    const isByName = own.some(({ facts }) => goesByName(facts, config));
    return [see({ view, api, authorizerIds: new Set(own.map(({ one }) => one.id)), isByName })];
  });
  const [lambda] = view.ofType('AWS::Lambda::Function').filter(({ id }) => id === functionId);
  return {
    authorizers: [...rest, ...http].map(({ facts }) => facts).concat(appSync),
    apis: apis.map(({ facts }) => facts),
    ...(lambda && seeFunction(view, lambda)),
    unread: apis.flatMap(({ unread }) => unread),
  };
}

/** A TOKEN event names no route; of the others a policy for the whole API alone goes by method and path. */
function goesByName({ kind, simpleResponses }: AuthorizerFacts, { policyScope }: AuthorizerConfig): boolean {
  return kind !== 'rest-token' && (kind === 'websocket' || simpleResponses === true || policyScope === 'route');
}

function isWebSocket({ properties }: Resource): boolean {
  return properties.ProtocolType === 'WEBSOCKET';
}

function restAuthorizer(view: TemplateView, one: Resource): AuthorizerFacts {
  const { properties, where } = one;
  const { AuthorizerResultTtlInSeconds: ttl = REST_DEFAULT_TTL_SECONDS, IdentityValidationExpression: expression } =
    properties;
  return {
    where,
    kind: properties.Type === 'TOKEN' ? 'rest-token' : 'rest-request',
    ttlSeconds: Number(ttl),
    identitySources: view
      .text(properties.IdentitySource)
      .split(',')
      .map((source) => source.trim())
      .filter((source) => source !== ''),
    ...(typeof expression === 'string' && { identityValidationExpression: expression }),
    ...callOf(view, one, view.text(properties.RestApiId), properties.AuthorizerCredentials !== undefined),
  };
}

/** API Gateway's own; HTTP APIs keep nothing unless told. */
const REST_DEFAULT_TTL_SECONDS = 300;

function httpAuthorizer(view: TemplateView, one: Resource): AuthorizerFacts {
  const { AuthorizerPayloadFormatVersion: version, AuthorizerResultTtlInSeconds: ttl = 0 } = one.properties;
  const { IdentitySource: sources, EnableSimpleResponses: simpleResponses = false } = one.properties;
  return {
    ...webSocketAuthorizer(view, one),
    kind: version === '1.0' ? 'http-1.0' : 'http-2.0',
    ttlSeconds: Number(ttl),
    identitySources: Array.isArray(sources) ? sources.map(String) : [],
    simpleResponses: simpleResponses === true,
  };
}

/** It is asked once a connection, and nothing is kept. */
function webSocketAuthorizer(view: TemplateView, one: Resource): AuthorizerFacts {
  const { properties, where } = one;
  const hasRole = properties.AuthorizerCredentialsArn !== undefined;
  return { where, kind: 'websocket', ttlSeconds: 0, ...callOf(view, one, view.text(properties.ApiId), hasRole) };
}

/** An AppSync API may have several ways to authorize, each an authorizer perhaps. */
function appSyncAuthorizers({ where, properties }: Resource, calls: (uri: unknown) => boolean): AuthorizerFacts[] {
  const { AdditionalAuthenticationProviders: additional = [] } = properties;
  const providers = [properties, ...(Array.isArray(additional) ? (additional as Resource['properties'][]) : [])];
  return providers.flatMap(({ LambdaAuthorizerConfig: own }) => {
    const {
      AuthorizerUri,
      AuthorizerResultTtlInSeconds: ttl = APPSYNC_DEFAULT_TTL_SECONDS,
      IdentityValidationExpression: expression,
    } = (own ?? {}) as Resource['properties'];
    if (!calls(AuthorizerUri)) return [];
    return [
      {
        where,
        kind: 'appsync',
        ttlSeconds: Number(ttl),
        ...(typeof expression === 'string' && { identityValidationExpression: expression }),
      },
    ];
  });
}

/** "LambdaAuthorizerConfig" of the AppSync API reference: five minutes unless told. */
const APPSYNC_DEFAULT_TTL_SECONDS = 300;

/** Which version an authorizer calls, and whether it may call the function at all. */
function callOf(
  view: TemplateView,
  { id, properties }: Resource,
  apiId: string,
  hasRole: boolean,
): Pick<AuthorizerFacts, 'version' | 'permissionProblem'> {
  const called = view.functionIn(properties.AuthorizerUri);
  const source = `${apiId}/authorizers/${id}`;
  const permissions = view.ofType('AWS::Lambda::Permission').filter(({ properties: { FunctionName, Principal } }) => {
    return view.functionIn(FunctionName)?.id === called?.id && Principal === 'apigateway.amazonaws.com';
  });
  const isPermitted = permissions.some(({ properties: { SourceArn } }) => {
    const arn = SourceArn === undefined ? '*' : view.known(SourceArn);
    // What only AWS knows is taken for right.
    return arn === undefined || arn === '*' || matches(arn.split(':').slice(5).join(':'), source);
  });
  return {
    ...(called?.version !== undefined && { version: called.version }),
    ...(!hasRole &&
      !isPermitted && {
        permissionProblem: `${counted(permissions.length, 'permission')} for API Gateway to call the function, none for ${source}`,
      }),
  };
}

interface Seen {
  readonly facts: ApiFacts;
  readonly unread: readonly string[];
}

interface ApiToSee {
  readonly view: TemplateView;
  readonly api: Resource;
  /** Of the authorizers that call the function. */
  readonly authorizerIds: ReadonlySet<string>;
  readonly isByName: boolean;
}

function seeRestApi({ view, api, authorizerIds, isByName }: ApiToSee): Seen {
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
    answersPreflight: routes.some(({ key, isOpen }) => key.startsWith('OPTIONS ') && isOpen),
    corsByResponse: new Map(
      responses.map(({ properties }) => [view.text(properties.ResponseType), hasCors(properties.ResponseParameters)]),
    ),
  };
  return { facts, unread };
}

function seeHttpApi({ view, api, authorizerIds, isByName }: ApiToSee): Seen {
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

function seeFunction(
  view: TemplateView,
  { where, properties }: Resource,
): Required<Pick<TemplateSight, 'function' | 'environmentBytes'>> {
  const { Variables: variables = {} } = (properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
  const texts = Object.entries(variables).map(([name, value]) => name + view.text(value));
  return {
    function: {
      where,
      timeoutSeconds: Number(properties.Timeout ?? LAMBDA_DEFAULT_TIMEOUT_SECONDS),
      environment: new Map(Object.entries(variables).map(([name, value]) => [name, formOf(value)])),
    },
    environmentBytes: Buffer.byteLength(texts.join('')),
  };
}

const LAMBDA_DEFAULT_TIMEOUT_SECONDS = 3;

function formOf(value: unknown): 'text' | 'reference' {
  return typeof value === 'string' && !value.includes('{{resolve:') ? 'text' : 'reference';
}
