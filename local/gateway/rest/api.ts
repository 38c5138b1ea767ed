/** A template with one REST API comes in, a model of what it serves where comes out, with a named refusal for everything that is not emulated; pure. */
import * as v from 'valibot';
import { findFunction } from '../function-target.ts';
import { onlyOne } from '../only-one.ts';
import { ignored, readProperties } from '../properties.ts';
import type { Template, TemplateResource } from '../template.ts';
import { PreflightIntegration, toPreflight } from './cors-preflight.ts';
import { readGatewayResponse } from './gateway-response.ts';
import type { Authorizer, Integration, Method, RestApi } from './model.ts';
import { readAuthorizer } from './read-authorizer.ts';
import type { Resource } from './router.ts';

/** API Gateway's limit, and its default ("Quotas for configuring and running a REST API", integration timeout). */
const MAX_INTEGRATION_TIMEOUT_MS = 29_000;

const RestApiProperties = v.strictObject({
  ApiKeySourceType: v.optional(v.literal('HEADER')),
  BinaryMediaTypes: v.optional(v.array(v.string()), []),
  Description: ignored,
  DisableExecuteApiEndpoint: v.optional(v.literal(false)),
  EndpointConfiguration: ignored,
  FailOnWarnings: ignored,
  Name: ignored,
  Tags: ignored,
});

/** Throttling, logs and metrics are accepted and have no effect: they do not change what an answer says. */
const StageProperties = v.strictObject({
  AccessLogSetting: ignored,
  CacheClusterEnabled: v.optional(v.literal(false)),
  DeploymentId: ignored,
  Description: ignored,
  MethodSettings: v.optional(v.array(v.looseObject({ CachingEnabled: v.optional(v.literal(false)) }))),
  RestApiId: v.string(),
  StageName: v.string(),
  Tags: ignored,
  TracingEnabled: ignored,
  Variables: v.optional(v.record(v.string(), v.string()), {}),
});

const ResourceProperties = v.strictObject({ ParentId: v.string(), PathPart: v.string(), RestApiId: v.string() });

const LambdaIntegration = v.strictObject({
  ConnectionType: v.optional(v.literal('INTERNET')),
  Credentials: v.optional(v.string()),
  IntegrationHttpMethod: v.literal('POST'),
  PassthroughBehavior: ignored,
  TimeoutInMillis: v.optional(v.pipe(v.number(), v.maxValue(MAX_INTEGRATION_TIMEOUT_MS)), MAX_INTEGRATION_TIMEOUT_MS),
  Type: v.literal('AWS_PROXY'),
  Uri: v.string(),
});

const MethodProperties = v.strictObject({
  ApiKeyRequired: v.optional(v.literal(false)),
  AuthorizationType: v.optional(v.picklist(['NONE', 'CUSTOM']), 'NONE'),
  AuthorizerId: v.optional(v.string()),
  HttpMethod: v.string(),
  Integration: v.variant('Type', [LambdaIntegration, PreflightIntegration]),
  MethodResponses: ignored,
  OperationName: ignored,
  // Only declares parameters: without a request validator nothing is checked by it.
  RequestParameters: ignored,
  ResourceId: v.string(),
  RestApiId: v.string(),
});

/** What reading the parts of one API needs to know of the whole. */
interface Surroundings {
  readonly template: Template;
  readonly apiId: string;
  readonly stage: string;
  readonly authorizers: ReadonlyMap<string, Authorizer | undefined>;
  readonly refusals: string[];
}

/**
 * Reads the one REST API of a template.
 *
 * @param refusals receives a line for everything that is not emulated or that would not work in AWS either
 * @returns undefined when there is no API to speak of; a model with gaps when there are refusals
 */
export function readRestApi(template: Template, refusals: string[]): RestApi | undefined {
  const api = onlyOne(template, 'AWS::ApiGateway::RestApi', refusals);
  const stageResource = onlyOne(template, 'AWS::ApiGateway::Stage', refusals);
  if (!api || !stageResource) return undefined;
  const properties = readProperties(api, RestApiProperties, refusals);
  const stage = readProperties(stageResource, StageProperties, refusals);
  const apiId = api.physicalName;
  const authorizers = new Map(
    template
      .ofType('AWS::ApiGateway::Authorizer')
      .map((resource) => [resource.physicalName, readAuthorizer(template, resource, apiId, refusals)]),
  );
  const stageName = stage?.StageName ?? stageResource.physicalName;
  const surroundings = { template, apiId, stage: stageName, authorizers, refusals };
  const gatewayResponses = template
    .ofType('AWS::ApiGateway::GatewayResponse')
    .map((resource) => readGatewayResponse(resource, refusals))
    .filter((response) => response !== undefined);

  return {
    id: apiId,
    region: template.region,
    stage: stageName,
    stageVariables: stage?.Variables ?? {},
    binaryMediaTypes: properties?.BinaryMediaTypes ?? [],
    resources: readResources(surroundings, readPaths(surroundings, `${apiId}-root`)),
    gatewayResponses: new Map(gatewayResponses.map((response) => [response.type, response])),
  };
}

/** The full path of each resource, found by walking up to the root. */
function readPaths({ template, refusals }: Surroundings, rootId: string): ReadonlyMap<string, string> {
  const nodes = new Map<string, { readonly parentId: string; readonly part: string }>();
  for (const resource of template.ofType('AWS::ApiGateway::Resource')) {
    const properties = readProperties(resource, ResourceProperties, refusals);
    if (properties) nodes.set(resource.physicalName, { parentId: properties.ParentId, part: properties.PathPart });
  }
  const pathOf = (id: string): string => {
    const node = nodes.get(id);
    return node ? `${pathOf(node.parentId)}/${node.part}` : '';
  };
  return new Map([[rootId, '/'], ...[...nodes.keys()].map((id) => [id, pathOf(id)] as const)]);
}

/** The resources that have a method; one without is only a step on the way to others. */
function readResources(surroundings: Surroundings, paths: ReadonlyMap<string, string>): Resource<Method>[] {
  const { template, refusals } = surroundings;
  const resources = new Map<string, { id: string; path: string; methods: Map<string, Method> }>();
  for (const resource of template.ofType('AWS::ApiGateway::Method')) {
    const properties = readProperties(resource, MethodProperties, refusals);
    if (!properties) continue;
    const { ResourceId: id, HttpMethod: httpMethod, Integration: integration } = properties;
    const path = paths.get(id);
    if (path === undefined) {
      refusals.push(`${resource.type} ${resource.logicalId}: its ResourceId names no resource of this template`);
      continue;
    }
    const authorizer = readMethodAuthorizer(surroundings, resource, properties);
    const target = readIntegration(surroundings, resource, integration, { httpMethod, path });
    if (!target) continue;
    const entry = resources.get(id) ?? { id, path, methods: new Map<string, Method>() };
    entry.methods.set(httpMethod, { authorizer, integration: target });
    resources.set(id, entry);
  }
  return [...resources.values()];
}

function readMethodAuthorizer(
  { authorizers, refusals }: Surroundings,
  resource: TemplateResource,
  { AuthorizationType, AuthorizerId = '' }: v.InferOutput<typeof MethodProperties>,
): Authorizer | undefined {
  if (AuthorizationType === 'NONE') return undefined;
  if (!authorizers.has(AuthorizerId)) {
    refusals.push(`${resource.type} ${resource.logicalId}: its AuthorizerId names no authorizer of this template`);
  }
  return authorizers.get(AuthorizerId);
}

function readIntegration(
  { template, apiId, stage, refusals }: Surroundings,
  user: TemplateResource,
  integration: v.InferOutput<typeof MethodProperties>['Integration'],
  route: { readonly httpMethod: string; readonly path: string },
): Integration | undefined {
  if (integration.Type === 'MOCK') return { kind: 'preflight', preflight: toPreflight(integration) };
  // In an ARN, as in the permissions that CDK writes, ANY and a path parameter are both `*`.
  const method = route.httpMethod === 'ANY' ? '*' : route.httpMethod;
  const source = `${apiId}/${stage}/${method}${route.path.replace(/\{[^}]+\}/g, '*')}`;
  const { Uri: uri, Credentials, TimeoutInMillis: timeoutMs } = integration;
  const functionId = findFunction(template, { user, uri, source, assumesRole: Credentials !== undefined }, refusals);
  return functionId === undefined ? undefined : { kind: 'lambda', functionId, timeoutMs };
}
