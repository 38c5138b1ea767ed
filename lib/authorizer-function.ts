/** The authorizer's Lambda function, with a log group and a role of its own. */
import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { authorizerFolder } from './authorizer-bundle.ts';

export interface AuthorizerFunctionProps {
  readonly environment: Record<string, string>;
  /** What the function may do besides writing its own log. */
  readonly grants: iam.PolicyStatement[];
  /** Of the log group. */
  readonly removalPolicy: RemovalPolicy;
}

/** Makes `Function`, `Logs` and `Role` in a scope. */
export function authorizerFunction(scope: Construct, props: AuthorizerFunctionProps): lambda.Function {
  const { environment, grants, removalPolicy } = props;
  const logGroup = new logs.LogGroup(scope, 'Logs', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy });
  // Not the role that CDK would make: its managed policy may write to every log group of the account.
  const role = new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  for (const grant of grants) role.addToPolicy(grant);
  return new lambda.Function(scope, 'Function', {
    code: lambda.Code.fromAsset(authorizerFolder()),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    memorySize: 256,
    // The longest that keys may take to come, and room for the rest.
    timeout: Duration.seconds(10),
    role,
    logGroup,
    environment,
  });
}
