/** An `AWS::ApiGateway::Authorizer` comes in, the authorizer it describes comes out, or a named refusal; pure. */
import * as v from 'valibot';
import { findFunction } from '../function-target.ts';
import { ignored, readProperties } from '../properties.ts';
import type { Template, TemplateResource } from '../template.ts';
import { parseIdentitySources } from './identity-source.ts';
import type { Authorizer } from './model.ts';

const AuthorizerProperties = v.strictObject({
  AuthType: ignored,
  AuthorizerCredentials: v.optional(v.string()),
  // 300 s and at most an hour: API Gateway's own default and limit.
  AuthorizerResultTtlInSeconds: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(3600)), 300),
  AuthorizerUri: v.string(),
  IdentitySource: v.optional(v.string(), ''),
  IdentityValidationExpression: v.optional(v.string()),
  Name: ignored,
  RestApiId: v.string(),
  Type: v.picklist(['TOKEN', 'REQUEST']),
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
  const { Type: kind, AuthorizerResultTtlInSeconds: resultTtlSeconds } = properties;

  const identitySources = parseIdentitySources(properties.IdentitySource);
  if (!identitySources) refuse(`IdentitySource ${properties.IdentitySource} is not emulated`);
  const isOneHeader = identitySources?.length === 1 && identitySources[0]?.startsWith('method.request.header.');
  if (identitySources && kind === 'TOKEN' && !isOneHeader) {
    refuse(
      `IdentitySource is "${properties.IdentitySource}", expected one method.request.header.NAME for a TOKEN authorizer`,
    );
  }
  if (identitySources?.length === 0 && kind === 'REQUEST' && resultTtlSeconds > 0) {
    refuse('IdentitySource is empty, expected at least one where AuthorizerResultTtlInSeconds is above 0');
  }
  const functionId = findFunction(
    template,
    {
      user: resource,
      uri: properties.AuthorizerUri,
      source: `${apiId}/authorizers/${resource.physicalName}`,
      assumesRole: properties.AuthorizerCredentials !== undefined,
    },
    refusals,
  );
  if (!identitySources || !functionId) return undefined;
  return {
    id: resource.physicalName,
    kind,
    functionId,
    resultTtlSeconds,
    identitySources,
    validation: parseExpression(properties.IdentityValidationExpression, refuse),
  };
}

function parseExpression(expression: string | undefined, refuse: (what: string) => void): RegExp | undefined {
  if (expression === undefined) return undefined;
  try {
    return new RegExp(expression);
  } catch {
    refuse(`IdentityValidationExpression ${expression} is no regular expression in JavaScript`);
    return undefined;
  }
}
