/** A template with one WebSocket API comes in, a model of its `$connect` comes out, with a named refusal for everything about it that is not emulated; pure. */
import * as v from 'valibot';
import { findFunction } from '../function-target.ts';
import { onlyOne } from '../only-one.ts';
import { ignored, readProperties } from '../properties.ts';
import { StageProperties } from '../stage-properties.ts';
import type { Template, TemplateResource } from '../template.ts';
import type { Authorizer, ConnectRoute, Integration, WebSocketApi } from './model.ts';

/** API Gateway's limit, and its default ("Quotas for configuring and running a WebSocket API", integration timeout). */
const MAX_INTEGRATION_TIMEOUT_MS = 29_000;

const ApiProperties = v.strictObject({
  ApiKeySelectionExpression: ignored,
  Description: ignored,
  DisableExecuteApiEndpoint: v.optional(v.literal(false)),
  IpAddressType: ignored,
  Name: ignored,
  ProtocolType: v.literal('WEBSOCKET'),
  // Selects routes for messages, which are not emulated.
  RouteSelectionExpression: ignored,
  Tags: ignored,
});

const AnyRouteProperties = v.looseObject({ RouteKey: v.string() });

const ConnectRouteProperties = v.strictObject({
  ApiId: v.string(),
  ApiKeyRequired: v.optional(v.literal(false)),
  AuthorizationType: v.optional(v.picklist(['NONE', 'CUSTOM']), 'NONE'),
  AuthorizerId: v.optional(v.string()),
  OperationName: ignored,
  RouteKey: v.literal('$connect'),
  RouteResponseSelectionExpression: ignored,
  Target: v.optional(v.pipe(v.string(), v.startsWith('integrations/'))),
});

const IntegrationProperties = v.strictObject({
  ApiId: v.string(),
  ConnectionType: v.optional(v.literal('INTERNET')),
  CredentialsArn: v.optional(v.string()),
  Description: ignored,
  IntegrationMethod: v.optional(v.literal('POST')),
  IntegrationType: v.literal('AWS_PROXY'),
  IntegrationUri: v.string(),
  TimeoutInMillis: v.optional(v.pipe(v.number(), v.maxValue(MAX_INTEGRATION_TIMEOUT_MS)), MAX_INTEGRATION_TIMEOUT_MS),
});

/** WebSocket APIs keep no authorizer results, so there is no TTL to set. */
const AuthorizerProperties = v.strictObject({
  ApiId: v.string(),
  AuthorizerCredentialsArn: v.optional(v.string()),
  AuthorizerType: v.literal('REQUEST'),
  AuthorizerUri: v.string(),
  IdentitySource: v.optional(v.array(v.string()), []),
  Name: ignored,
});

/** The `$context` variables of `$connect` that are emulated as identity sources. */
const CONTEXT_VARIABLES = new Set(['apiId', 'connectionId', 'domainName', 'identity.sourceIp', 'routeKey', 'stage']);

/** What reading the parts of one API needs to know of the whole. */
interface Surroundings {
  readonly template: Template;
  readonly apiId: string;
  readonly refusals: string[];
}

/** Reads the WebSocket API of a template; what is not emulated or would not work in AWS either is appended to `refusals`. */
export function readWebSocketApi(template: Template, resource: TemplateResource, refusals: string[]): WebSocketApi {
  readProperties(resource, ApiProperties, refusals);
  const stageResource = onlyOne(template, 'AWS::ApiGatewayV2::Stage', refusals);
  const stage = stageResource && readProperties(stageResource, StageProperties, refusals);
  const stageName = stage?.StageName ?? '';
  // Routes for messages may be there: whoever sends one is told that they are not emulated.
  const connect = template
    .ofType('AWS::ApiGatewayV2::Route')
    .find((route) => readProperties(route, AnyRouteProperties, refusals)?.RouteKey === '$connect');
  const apiId = resource.physicalName;
  return {
    id: apiId,
    region: template.region,
    stage: stageName,
    stageVariables: stage?.StageVariables ?? {},
    connect: connect ? readConnect({ template, apiId, refusals }, connect, stageName) : {},
  };
}

function readConnect(surroundings: Surroundings, resource: TemplateResource, stage: string): ConnectRoute {
  const { refusals } = surroundings;
  const properties = readProperties(resource, ConnectRouteProperties, refusals);
  if (!properties) return {};
  const { AuthorizationType, AuthorizerId, Target } = properties;
  return {
    authorizer: AuthorizationType === 'CUSTOM' ? readAuthorizer(surroundings, resource, AuthorizerId) : undefined,
    integration:
      Target === undefined
        ? undefined
        : readIntegration(surroundings, resource, Target.replace('integrations/', ''), stage),
  };
}

function readIntegration(
  { template, apiId, refusals }: Surroundings,
  user: TemplateResource,
  integrationId: string,
  stage: string,
): Integration | undefined {
  const resource = findNamed(template, 'AWS::ApiGatewayV2::Integration', integrationId);
  if (!resource) {
    refusals.push(`${user.type} ${user.logicalId}: its Target names no integration of this template`);
    return undefined;
  }
  const properties = readProperties(resource, IntegrationProperties, refusals);
  if (!properties) return undefined;
  const { IntegrationUri: uri, CredentialsArn, TimeoutInMillis: timeoutMs } = properties;
  const source = `${apiId}/${stage}/$connect`;
  const functionId = findFunction(template, { user, uri, source, assumesRole: CredentialsArn !== undefined }, refusals);
  return functionId === undefined ? undefined : { functionId, timeoutMs };
}

function readAuthorizer(
  { template, apiId, refusals }: Surroundings,
  user: TemplateResource,
  authorizerId = '',
): Authorizer | undefined {
  const resource = findNamed(template, 'AWS::ApiGatewayV2::Authorizer', authorizerId);
  if (!resource) {
    refusals.push(`${user.type} ${user.logicalId}: its AuthorizerId names no authorizer of this template`);
    return undefined;
  }
  const properties = readProperties(resource, AuthorizerProperties, refusals);
  if (!properties) return undefined;
  const identitySources = properties.IdentitySource.flatMap((source) => {
    const name = parseIdentitySource(source);
    if (name === undefined) {
      refusals.push(`${resource.type} ${resource.logicalId}: IdentitySource ${source} is not emulated`);
    }
    return name === undefined ? [] : [name];
  });
  const functionId = findFunction(
    template,
    {
      user: resource,
      uri: properties.AuthorizerUri,
      source: `${apiId}/authorizers/${authorizerId}`,
      assumesRole: properties.AuthorizerCredentialsArn !== undefined,
    },
    refusals,
  );
  return functionId === undefined ? undefined : { id: authorizerId, functionId, identitySources };
}

/** `route.request.header.X` becomes `method.request.header.X`, as `variables.ts` takes it; undefined for what is not emulated. */
function parseIdentitySource(source: string): string | undefined {
  if (/^route\.request\.(header|querystring)\.[\w-]+$/.test(source)) return source.replace('route.', 'method.');
  if (/^stageVariables\.[\w-]+$/.test(source)) return source;
  return CONTEXT_VARIABLES.has(source.replace(/^context\./, '')) && source.startsWith('context.') ? source : undefined;
}

function findNamed(template: Template, type: string, name: string): TemplateResource | undefined {
  return template.ofType(type).find(({ physicalName }) => physicalName === name);
}
