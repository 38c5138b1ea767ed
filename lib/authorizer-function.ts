/** How the authorizer's Lambda function is run comes in, the function goes out, with a log group and a role of its own. */
import { Annotations, ArnFormat, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { authorizerFolder } from './authorizer-bundle.ts';
import { type AuthorizerSecrets, networkStatements, secretStatements } from './authorizer-permissions.ts';

/** Where and with what the function runs; its runtime is the newest LTS Node of Lambda, on arm64. */
export interface AuthorizerFunctionOptions {
  /**
   * In MB, 128 to 10240; Lambda gives processor time in proportion.
   *
   * @default 256 - it needs less; the processor time makes cold starts and signature checks quicker
   */
  readonly memorySize?: number;

  /**
   * The most calls at once, kept free for this function: a flood of callers takes nothing from the account's other functions, nor they
   * from this one. Whatever comes on top is answered 500.
   *
   * @default - none: all of the account's concurrency that nobody reserved
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * Instances that are kept warm, keys fetched, so that up to as many calls at once meet no cold start. The APIs then call the alias
   * `live` of the newest version instead of the function.
   *
   * @default - none, since each costs money around the clock
   */
  readonly provisionedConcurrentExecutions?: number;

  /**
   * A network for the function, where the issuer can be reached from there alone. Its subnets need a way to the issuer, and to Secrets
   * Manager where that holds a secret.
   *
   * @default - none: Lambda's own network, which reaches the internet
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Which subnets of the VPC, none of them public: there a function reaches nothing.
   *
   * @default - the private ones, as the CDK chooses them
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Which security groups. All that the function does is call out by https (443).
   *
   * @default - one of its own, which lets everything out and nothing in
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * How long the log is kept.
   *
   * @default RetentionDays.ONE_MONTH - long enough to look into a complaint, and personal data is not kept for ever
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * A key that encrypts the log. CloudWatch Logs is let use it for this log group alone; a key that was imported has to let it already.
   *
   * @default - CloudWatch's own encryption
   */
  readonly logEncryptionKey?: kms.IKey;

  /**
   * X-Ray. Only where it is on may the function write traces.
   *
   * @default Tracing.DISABLED - it costs money by the call, and API Gateway's access log has the authorizer's latency
   */
  readonly tracing?: lambda.Tracing;

  /**
   * What becomes of the logs when they leave the stack.
   *
   * @default RemovalPolicy.RETAIN - who was let in and who was not is worth keeping
   */
  readonly removalPolicy?: RemovalPolicy;
}

export interface AuthorizerFunctionProps extends AuthorizerFunctionOptions {
  readonly environment: Record<string, string>;
  /** What the function may read. */
  readonly secrets: AuthorizerSecrets;
}

export interface AuthorizerFunction {
  readonly function: lambda.Function;
  /** What the APIs call: the function, or its alias. Never a version, for which `sam local` serves routes without their authorizer. */
  readonly handler: lambda.IFunction;
}

/**
 * Makes `Function`, `Logs` and `Role` in a scope, and the alias `Live` where instances are kept warm.
 *
 * @throws Error where a number is none that Lambda takes
 */
export function authorizerFunction(scope: Construct, props: AuthorizerFunctionProps): AuthorizerFunction {
  checkNumbers(scope.node.path, props);
  const {
    memorySize = 256,
    reservedConcurrentExecutions,
    provisionedConcurrentExecutions,
    environment,
    tracing,
  } = props;
  const { vpc, vpcSubnets, securityGroups } = props;
  const logGroup = addLogGroup(scope, props);
  // Not the role that CDK would make: its managed policy may write to every log group of the account.
  const role = new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  const statements = [
    ...secretStatements(Stack.of(scope), props.secrets),
    ...(vpc ? networkStatements(Stack.of(scope)) : []),
  ];
  for (const statement of statements) role.addToPolicy(statement);

  const authorizer = new lambda.Function(scope, 'Function', {
    code: lambda.Code.fromAsset(authorizerFolder()),
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    memorySize,
    // The longest that keys may take to come, and room for the rest.
    timeout: AUTHORIZER_TIMEOUT,
    reservedConcurrentExecutions,
    vpc,
    vpcSubnets,
    securityGroups,
    tracing,
    role,
    logGroup,
    environment,
  });
  if (provisionedConcurrentExecutions === undefined) return { function: authorizer, handler: authorizer };
  const handler = new lambda.Alias(scope, 'Live', {
    aliasName: 'live',
    version: authorizer.currentVersion,
    provisionedConcurrentExecutions,
  });
  return { function: authorizer, handler };
}

/** The time after which Lambda ends a call. */
const AUTHORIZER_TIMEOUT = Duration.seconds(10);

function addLogGroup(scope: Construct, props: AuthorizerFunctionOptions): logs.LogGroup {
  const { logRetention = logs.RetentionDays.ONE_MONTH, logEncryptionKey, removalPolicy = RemovalPolicy.RETAIN } = props;
  const logGroup = new logs.LogGroup(scope, 'Logs', {
    retention: logRetention,
    encryptionKey: logEncryptionKey,
    removalPolicy,
  });
  if (logEncryptionKey) letLogsEncrypt(logGroup, logEncryptionKey);
  return logGroup;
}

/** The key policy of https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
function letLogsEncrypt(logGroup: logs.LogGroup, key: kms.IKey): void {
  const stack = Stack.of(logGroup);
  const { logicalId } = logGroup.node.defaultChild as logs.CfnLogGroup;
  const service = `logs.${stack.region}.${stack.urlSuffix}`;
  const { statementAdded } = key.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal(service)],
      actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      resources: ['*'],
      conditions: {
        ArnLike: {
          // The name that CloudFormation will give the group: its ARN would make key and group wait for each other.
          'kms:EncryptionContext:aws:logs:arn': stack.formatArn({
            service: 'logs',
            resource: 'log-group',
            resourceName: `${stack.stackName}-${logicalId}-*`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        },
      },
    }),
  );
  if (statementAdded) return;
  Annotations.of(logGroup).addWarningV2(
    'jwt-authorizer:logEncryptionKey',
    `logEncryptionKey is imported, so its policy is left as it is: it has to let ${Token.isUnresolved(stack.region) ? 'logs.REGION.amazonaws.com' : service} encrypt and decrypt with it, or the deployment fails`,
  );
}

function checkNumbers(path: string, props: AuthorizerFunctionOptions): void {
  const { memorySize, reservedConcurrentExecutions: reserved, provisionedConcurrentExecutions: provisioned } = props;
  const check = (name: string, value: number | undefined, least: number, most: number, why: string) => {
    if (value === undefined || Token.isUnresolved(value)) return;
    if (Number.isInteger(value) && value >= least && value <= most) return;
    throw new Error(`${path}: ${name} is ${value}, expected an integer ${why}`);
  };
  check('memorySize', memorySize, 128, 10_240, 'from 128 to 10240, in MB');
  check(
    'reservedConcurrentExecutions',
    reserved,
    1,
    Number.POSITIVE_INFINITY,
    'of 1 or more: with none, every request would be answered 500; leave it out to reserve nothing',
  );
  check(
    'provisionedConcurrentExecutions',
    provisioned,
    1,
    reserved ?? Number.POSITIVE_INFINITY,
    `from 1 to reservedConcurrentExecutions (${reserved ?? 'not set'}); leave it out to keep nothing warm`,
  );
}
