/** An integration's or authorizer's URI comes in, the function it invokes comes out, if there is one and API Gateway may invoke it; pure. */
import * as v from 'valibot';
import { matches } from './iam.ts';
import { readProperties } from './properties.ts';
import { functionNameOf, type Template, type TemplateResource } from './template.ts';

export interface FunctionTarget {
  /** The method, integration or authorizer that invokes. */
  readonly user: TemplateResource;
  /** The function's ARN, or `arn:…:lambda:path/2015-03-31/functions/{function ARN}/invocations` around it. */
  readonly uri: string;
  /** The resource part of the ARN that API Gateway invokes as: what a permission's SourceArn must cover. */
  readonly source: string;
  /** Whether API Gateway assumes a role to invoke, which makes a permission needless. */
  readonly assumesRole: boolean;
}

const PermissionProperties = v.looseObject({
  Action: v.string(),
  FunctionName: v.string(),
  Principal: v.string(),
  SourceArn: v.optional(v.string()),
});

/** The logical id of the function; what is amiss is appended to `refusals`. A version or an alias stands for its function. */
export function findFunction(template: Template, target: FunctionTarget, refusals: string[]): string | undefined {
  const { user, uri, source, assumesRole } = target;
  const name = functionNameOf(/\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? uri);
  const found = template.ofType('AWS::Lambda::Function').find(({ physicalName }) => physicalName === name);
  if (!found) {
    refusals.push(`${user.type} ${user.logicalId}: ${uri} invokes no function of this template`);
    return undefined;
  }
  // Known better at start than from a 500 on every call.
  if (!assumesRole && !isPermitted(template, name, source, refusals)) {
    refusals.push(
      `${user.type} ${user.logicalId}: no AWS::Lambda::Permission lets apigateway.amazonaws.com invoke ` +
        `${found.logicalId} from ${source}; in AWS every call would be answered 500`,
    );
  }
  return found.logicalId;
}

function isPermitted(template: Template, functionName: string, source: string, refusals: string[]): boolean {
  return template.ofType('AWS::Lambda::Permission').some((resource) => {
    const permission = readProperties(resource, PermissionProperties, refusals);
    if (!permission) return false;
    const { Action, FunctionName, Principal, SourceArn } = permission;
    return (
      matches(Action, 'lambda:InvokeFunction') &&
      functionNameOf(FunctionName) === functionName &&
      Principal === 'apigateway.amazonaws.com' &&
      // Region and account are left out: a stack with an environment of its own names real ones.
      (SourceArn === undefined || matches(SourceArn.split(':').slice(5).join(':'), source))
    );
  });
}
