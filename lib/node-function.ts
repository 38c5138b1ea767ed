/** A Lambda function as all of this project's are: bundled as ESM, on arm64, with a log group and a role of its own. */
import { join } from 'node:path';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface NodeFunctionProps {
  /** The file that exports `handler`. */
  readonly entry: string;
  readonly timeout: Duration;
  readonly environment: Record<string, string>;
  /** What the function may do besides writing its own log. */
  readonly grants: iam.PolicyStatement[];
  /** Of the log group. */
  readonly removalPolicy: RemovalPolicy;
  readonly bundling: Omit<BundlingOptions, 'format'>;
}

const PROJECT_ROOT = join(import.meta.dirname, '..');

/**
 * Makes `{name}Function`, `{name}Logs` and `{name}Role` in a scope.
 *
 * @param name what the ids begin with; may be empty where the scope holds one function
 */
export function nodeFunction(scope: Construct, name: string, props: NodeFunctionProps): NodejsFunction {
  const { entry, timeout, environment, grants, removalPolicy, bundling } = props;
  const logGroup = new logs.LogGroup(scope, `${name}Logs`, { retention: logs.RetentionDays.ONE_MONTH, removalPolicy });
  // Not the role that CDK would make: its managed policy may write to every log group of the account.
  const role = new iam.Role(scope, `${name}Role`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  for (const grant of grants) role.addToPolicy(grant);

  return new NodejsFunction(scope, `${name}Function`, {
    entry,
    projectRoot: PROJECT_ROOT,
    depsLockFilePath: join(PROJECT_ROOT, 'package-lock.json'),
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    memorySize: 256,
    timeout,
    role,
    logGroup,
    environment,
    // Speaks to version 2 of the AWS SDK alone.
    awsSdkConnectionReuse: false,
    bundling: { ...bundling, format: OutputFormat.ESM },
  });
}
