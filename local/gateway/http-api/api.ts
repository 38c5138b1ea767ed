/** A template with one HTTP API comes in, a model of what it serves where comes out, with a named refusal for everything that is not emulated; pure. */
import * as v from 'valibot';
import { findFunction } from '../function-target.ts';
import { onlyOne } from '../only-one.ts';
import { ignored, readProperties } from '../properties.ts';
import { StageProperties } from '../stage-properties.ts';
import type { Template, TemplateResource } from '../template.ts';
import { CorsConfiguration } from './cors.ts';
import type { Authorizer, HttpApi, Route } from './model.ts';
import { readAuthorizer } from './read-authorizer.ts';
import { parseRouteKey } from './router.ts';

/** API Gateway's limit, and its default ("Quotas for configuring and running an HTTP API", maximum integration timeout). */
const MAX_INTEGRATION_TIMEOUT_MS = 30_000;

const ApiProperties = v.strictObject({
  CorsConfiguration: v.optional(CorsConfiguration),
  Description: ignored,
  DisableExecuteApiEndpoint: v.optional(v.literal(false)),
  IpAddressType: ignored,
  Name: ignored,
  ProtocolType: v.literal('HTTP'),
  Tags: ignored,
  Version: ignored,
});

const RouteProperties = v.strictObject({
  ApiId: v.string(),
  ApiKeyRequired: v.optional(v.literal(false)),
  AuthorizationType: v.optional(v.picklist(['NONE', 'CUSTOM']), 'NONE'),
  AuthorizerId: v.optional(v.string()),
  OperationName: ignored,
  RouteKey: v.string(),
  Target: v.pipe(v.string(), v.startsWith('integrations/')),
});

const IntegrationProperties = v.strictObject({
  ApiId: v.string(),
  ConnectionType: v.optional(v.literal('INTERNET')),
  CredentialsArn: v.optional(v.string()),
  Description: ignored,
  IntegrationMethod: v.optional(v.literal('POST')),
  IntegrationType: v.literal('AWS_PROXY'),
  IntegrationUri: v.string(),
  PayloadFormatVersion: v.picklist(['1.0', '2.0']),
  TimeoutInMillis: v.optional(v.pipe(v.number(), v.maxValue(MAX_INTEGRATION_TIMEOUT_MS)), MAX_INTEGRATION_TIMEOUT_MS),
});

type IntegrationProperties = v.InferOutput<typeof IntegrationProperties>;

/** What reading the parts of one API needs to know of the whole. */
interface Surroundings {
  readonly template: Template;
  readonly apiId: string;
  readonly stage: string;
  readonly authorizers: ReadonlyMap<string, Authorizer | undefined>;
  readonly integrations: ReadonlyMap<string, IntegrationProperties | undefined>;
  readonly refusals: string[];
}

/** Reads the HTTP API of a template; what is not emulated or would not work in AWS either is appended to `refusals`. */
export function readHttpApi(template: Template, resource: TemplateResource, refusals: string[]): HttpApi {
  const properties = readProperties(resource, ApiProperties, refusals);
  const stageResource = onlyOne(template, 'AWS::ApiGatewayV2::Stage', refusals);
  const stage = stageResource && readProperties(stageResource, StageProperties, refusals);
  const apiId = resource.physicalName;
  const byName = <Value>(type: string, read: (one: TemplateResource) => Value) =>
    new Map(template.ofType(type).map((one) => [one.physicalName, read(one)]));
  const surroundings: Surroundings = {
    template,
    apiId,
    stage: stage?.StageName ?? '$default',
    authorizers: byName('AWS::ApiGatewayV2::Authorizer', (one) => readAuthorizer(template, one, apiId, refusals)),
    integrations: byName('AWS::ApiGatewayV2::Integration', (one) =>
      readProperties(one, IntegrationProperties, refusals),
    ),
    refusals,
  };
  return {
    id: apiId,
    region: template.region,
    stage: surroundings.stage,
    stageVariables: stage?.StageVariables ?? {},
    cors: properties?.CorsConfiguration,
    routes: template
      .ofType('AWS::ApiGatewayV2::Route')
      .map((one) => readRoute(surroundings, one))
      .filter((route) => route !== undefined),
  };
}

function readRoute(surroundings: Surroundings, resource: TemplateResource): Route | undefined {
  const { template, apiId, stage, authorizers, integrations, refusals } = surroundings;
  const properties = readProperties(resource, RouteProperties, refusals);
  if (!properties) return undefined;
  const refuse = (what: string) => void refusals.push(`${resource.type} ${resource.logicalId}: ${what}`);
  const { RouteKey: key, AuthorizationType, AuthorizerId = '' } = properties;

  const pattern = parseRouteKey(key);
  if (pattern === null) return refuse(`RouteKey is "${key}", expected "METHOD /path" or "$default"`);
  const isGuarded = AuthorizationType === 'CUSTOM';
  if (isGuarded && !authorizers.has(AuthorizerId)) refuse('its AuthorizerId names no authorizer of this template');
  const integrationId = properties.Target.replace('integrations/', '');
  const integration = integrations.get(integrationId);
  if (!integration) {
    if (!integrations.has(integrationId)) refuse('its Target names no integration of this template');
    return undefined;
  }
  // In an ARN, as in the permissions that CDK writes, ANY is `*`; parameters keep their braces.
  const source = `${apiId}/${stage}/${key.replace(/^ANY /, '*').replace(' ', '')}`;
  const { IntegrationUri: uri, CredentialsArn, PayloadFormatVersion, TimeoutInMillis } = integration;
  const assumesRole = CredentialsArn !== undefined;
  const functionId = findFunction(template, { user: resource, uri, source, assumesRole }, refusals);
  if (functionId === undefined) return undefined;
  return {
    key,
    pattern,
    authorizer: isGuarded ? authorizers.get(AuthorizerId) : undefined,
    integration: { functionId, payloadFormatVersion: PayloadFormatVersion, timeoutMs: TimeoutInMillis },
  };
}
