/** A view of a template and the authorizer's function come in, the authorizers of API Gateway and AppSync that call it go out; pure. */
import { matches } from '../../lambda/authorizer/patterns.ts';
import type { EventKind } from '../../lambda/authorizer/road.ts';
import { counted } from '../tool/words.ts';
import type { FoundFunction, Resource, TemplateView } from './template-view.ts';

/** One authorizer of API Gateway or AppSync that calls the function. */
export interface AuthorizerFacts {
  /** `AWS::ApiGateway::Authorizer Authorizer1234`, or `--kind`. */
  readonly where: string;
  readonly kind: EventKind;
  /** How long its answers are kept; 0: not at all. */
  readonly ttlSeconds: number;
  /** As API Gateway spells them; undefined where they are not known. */
  readonly identitySources?: readonly string[];
  readonly identityValidationExpression?: string;
  /** HTTP APIs: whether it takes a yes or a no instead of a policy. */
  readonly simpleResponses?: boolean;
  /** The number of the function's version that it calls, where it calls one. */
  readonly version?: string;
  /** What is missing, where API Gateway may not call the function. */
  readonly permissionProblem?: string;
}

export interface SeenAuthorizer {
  /** Its logical id. */
  readonly id: string;
  /** That of the API that it belongs to. */
  readonly apiId: string;
  readonly facts: AuthorizerFacts;
}

/** @param functionId the function's logical id */
export function seeAuthorizers(view: TemplateView, functionId: string): SeenAuthorizer[] {
  const calls = (uri: unknown) => view.functionIn(uri)?.id === functionId;
  const calling = (type: string) => view.ofType(type).filter(({ properties }) => calls(properties.AuthorizerUri));
  const webSockets = view.ofType('AWS::ApiGatewayV2::Api').filter(isWebSocket);
  return [
    ...calling('AWS::ApiGateway::Authorizer').map((one) => {
      const apiId = view.text(one.properties.RestApiId);
      return { id: one.id, apiId, facts: restAuthorizer(view, one, apiId) };
    }),
    ...calling('AWS::ApiGatewayV2::Authorizer').map((one) => {
      const apiId = view.text(one.properties.ApiId);
      const see = webSockets.some(({ id }) => id === apiId) ? webSocketAuthorizer : httpAuthorizer;
      return { id: one.id, apiId, facts: see(view, one, apiId) };
    }),
    ...view
      .ofType('AWS::AppSync::GraphQLApi')
      .flatMap((one) => appSyncAuthorizers(view, one, calls).map((facts) => ({ id: one.id, apiId: one.id, facts }))),
  ];
}

export function isWebSocket({ properties }: Resource): boolean {
  return properties.ProtocolType === 'WEBSOCKET';
}

function restAuthorizer(view: TemplateView, one: Resource, apiId: string): AuthorizerFacts {
  const { properties, where } = one;
  const { AuthorizerResultTtlInSeconds: ttl, IdentityValidationExpression: expression } = properties;
  return {
    where,
    kind: properties.Type === 'TOKEN' ? 'rest-token' : 'rest-request',
    ttlSeconds: secondsOf(view, ttl, REST_DEFAULT_TTL_SECONDS),
    identitySources: view
      .text(properties.IdentitySource)
      .split(',')
      .map((source) => source.trim())
      .filter((source) => source !== ''),
    ...(typeof expression === 'string' && { identityValidationExpression: expression }),
    ...callOf(view, one, apiId, properties.AuthorizerCredentials !== undefined),
  };
}

/** API Gateway's own; HTTP APIs keep nothing unless told. */
export const REST_DEFAULT_TTL_SECONDS = 300;

function httpAuthorizer(view: TemplateView, one: Resource, apiId: string): AuthorizerFacts {
  const { AuthorizerPayloadFormatVersion: version, AuthorizerResultTtlInSeconds: ttl } = one.properties;
  const { IdentitySource: sources, EnableSimpleResponses: simpleResponses } = one.properties;
  return {
    ...webSocketAuthorizer(view, one, apiId),
    kind: version === '1.0' ? 'http-1.0' : 'http-2.0',
    ttlSeconds: secondsOf(view, ttl, 0),
    identitySources: Array.isArray(sources) ? sources.map(String) : [],
    simpleResponses: simpleResponses === true,
  };
}

/** It is asked once a connection, and nothing is kept. */
function webSocketAuthorizer(view: TemplateView, one: Resource, apiId: string): AuthorizerFacts {
  const { properties, where } = one;
  const hasRole = properties.AuthorizerCredentialsArn !== undefined;
  return { where, kind: 'websocket', ttlSeconds: 0, ...callOf(view, one, apiId, hasRole) };
}

/** An AppSync API may have several ways to authorize, each an authorizer perhaps. */
function appSyncAuthorizers(
  view: TemplateView,
  { where, properties }: Resource,
  calls: (uri: unknown) => boolean,
): AuthorizerFacts[] {
  const { AdditionalAuthenticationProviders: additional = [] } = properties;
  const providers = [properties, ...(Array.isArray(additional) ? (additional as Resource['properties'][]) : [])];
  return providers.flatMap(({ LambdaAuthorizerConfig: own }) => {
    const {
      AuthorizerUri,
      AuthorizerResultTtlInSeconds: ttl,
      IdentityValidationExpression: expression,
    } = (own ?? {}) as Resource['properties'];
    if (!calls(AuthorizerUri)) return [];
    const isPermitted = permissionsFor('appsync.amazonaws.com', view.functionIn(AuthorizerUri), view).length > 0;
    return [
      {
        where,
        kind: 'appsync',
        ttlSeconds: secondsOf(view, ttl, APPSYNC_DEFAULT_TTL_SECONDS),
        ...(typeof expression === 'string' && { identityValidationExpression: expression }),
        ...(!isPermitted && { permissionProblem: '0 permissions for AppSync to call the function' }),
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
  const permissions = permissionsFor('apigateway.amazonaws.com', called, view);
  const isPermitted = permissions.some(({ properties: { SourceArn } }) => {
    const arn = SourceArn === undefined ? '*' : view.known(SourceArn);
    // What only AWS knows is taken for right.
    return arn === undefined || arn === '*' || matches(arn.split(':').slice(5).join(':'), source);
  });
  return {
    ...(called?.version !== undefined && { version: called.version }),
    ...(!hasRole &&
      !isPermitted && {
        permissionProblem: `${counted(permissions.length, 'permission')} for API Gateway to call the ${called?.isQualified ? 'version or alias' : 'function'}, none for ${source}`,
      }),
  };
}

/** A permission is for the function, or for one version or alias of it. */
function permissionsFor(service: string, called: FoundFunction | undefined, view: TemplateView): readonly Resource[] {
  return view.ofType('AWS::Lambda::Permission').filter(({ properties: { FunctionName, Principal } }) => {
    const permitted = view.functionIn(FunctionName);
    return Principal === service && permitted?.id === called?.id && permitted?.isQualified === called?.isQualified;
  });
}

/** What only AWS knows counts as the default. */
function secondsOf(view: TemplateView, node: unknown, byDefault: number): number {
  const text = view.known(node);
  return text && Number.isFinite(Number(text)) ? Number(text) : byDefault;
}
