/** An `AWS::ApiGatewayV2::Authorizer` of an HTTP API comes in, the authorizer it describes comes out, or a named refusal; pure. */
import * as v from 'valibot';
import { findFunction } from '../function-target.ts';
import { ignored, readProperties } from '../properties.ts';
import type { Template, TemplateResource } from '../template.ts';
import { parseIdentitySource } from './identity-source.ts';
import type { Authorizer } from './model.ts';

const AuthorizerProperties = v.strictObject({
  ApiId: v.string(),
  AuthorizerCredentialsArn: v.optional(v.string()),
  AuthorizerPayloadFormatVersion: v.picklist(['1.0', '2.0']),
  // Off unless set, and at most an hour.
  AuthorizerResultTtlInSeconds: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(3600)), 0),
  AuthorizerType: v.literal('REQUEST'),
  AuthorizerUri: v.string(),
  EnableSimpleResponses: v.optional(v.boolean(), false),
  IdentitySource: v.optional(v.array(v.string()), []),
  Name: ignored,
});

export function readAuthorizer(
  template: Template,
  resource: TemplateResource,
  apiId: string,
  refusals: string[],
): Authorizer | undefined {
  const properties = readProperties(resource, AuthorizerProperties, refusals);
  if (!properties) return undefined;
  const refuse = (what: string) => refusals.push(`${resource.type} ${resource.logicalId}: ${what}`);
  const {
    AuthorizerPayloadFormatVersion: payloadFormatVersion,
    AuthorizerResultTtlInSeconds: resultTtlSeconds,
    EnableSimpleResponses: simpleResponses,
    IdentitySource: sources,
  } = properties;

  if (simpleResponses && payloadFormatVersion === '1.0') {
    refuse('EnableSimpleResponses is true, expected false where AuthorizerPayloadFormatVersion is 1.0');
  }
  if (sources.length === 0 && resultTtlSeconds > 0) {
    refuse('IdentitySource is empty, expected at least one where AuthorizerResultTtlInSeconds is above 0');
  }
  const identitySources = sources.flatMap((source) => {
    const name = parseIdentitySource(source);
    if (name === undefined) refuse(`IdentitySource ${source} is not emulated`);
    return name === undefined ? [] : [name];
  });
  const functionId = findFunction(
    template,
    {
      user: resource,
      uri: properties.AuthorizerUri,
      source: `${apiId}/authorizers/${resource.physicalName}`,
      assumesRole: properties.AuthorizerCredentialsArn !== undefined,
    },
    refusals,
  );
  if (!functionId) return undefined;
  const id = resource.physicalName;
  return { id, functionId, payloadFormatVersion, simpleResponses, resultTtlSeconds, identitySources };
}
