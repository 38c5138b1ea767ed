/** The authorizer in front of chosen routes of an HTTP API that is not part of the app: function, authorizer, permission, and the custom resource that gives it to the routes. */
import { join } from 'node:path';
import { Annotations, ArnFormat, CustomResource, Duration, Names, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { CfnAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { LEDGER_KEY } from '../lambda/attach/ledger-table.ts';
import type { AuthorizerConfigInput } from '../lambda/authorizer/config.ts';
import { apiIdProblem, attachProblems } from './attach-problems.ts';
import { planHttpAuthorizer } from './authorizer-plan.ts';
import { JwtAuthorizer, type JwtAuthorizerProps } from './jwt-authorizer.ts';
import { nodeFunction } from './node-function.ts';

export interface AttachAuthorizerProps extends JwtAuthorizerProps {
  /** The id of the HTTP API, in the account and region of the stack. */
  readonly apiId: string;

  /**
   * How long API Gateway keeps an answer, up to one hour; `Duration.seconds(0)` for not at all.
   *
   * @default Duration.minutes(5) - or the shortest `maxTokenAgeSeconds` of the issuers, where that is less
   */
  readonly resultsCacheTtl?: Duration;

  /**
   * Whether a route that was open before is opened again when it is detached: when it leaves `config.routes`, or the stack goes. It has
   * to be deployed before, since CloudFormation removes what was deployed last.
   *
   * @default false - such a route is left closed (AWS_IAM)
   */
  readonly reopenOnDetach?: boolean;

  /**
   * Any text; another one makes CloudFormation look at the routes again, and guard those that somebody else opened meanwhile.
   *
   * @default - the routes are looked at when `config.routes`, the authorizer or `reopenOnDetach` change
   */
  readonly revision?: string;
}

/**
 * Gives the routes that `config.routes` names, spelled as the API spells them, to a JWT authorizer, and puts back what they had when
 * they leave the table or the construct goes.
 *
 * A route that the API does not have fails the deployment before any route is changed. The other routes of the API are left alone.
 *
 * Let nothing of the stack depend on it, and best give it a stack of its own: CloudFormation makes it last, so that no other failure
 * takes it back, which would leave routes closed that were open.
 */
export class AttachAuthorizer extends Construct {
  readonly jwtAuthorizer: JwtAuthorizer;
  readonly authorizerId: string;
  /** The routes that the last deployment detached and left closed, as text; `none` for none. */
  readonly leftClosed: string;
  /** The routes that will be left closed when they are detached, as text; `none` for none. */
  readonly closedOnDetach: string;

  /** @throws Error that names what is wrong with the id or the configuration */
  constructor(scope: Construct, id: string, props: AttachAuthorizerProps) {
    super(scope, id);
    const { apiId, config, resultsCacheTtl, reopenOnDetach = false, revision, removalPolicy } = props;
    this.check(apiId, config);
    const plan = planHttpAuthorizer({ where: this.node.path, config, resultsCacheTtl });

    this.jwtAuthorizer = new JwtAuthorizer(this, 'Authorizer', props);
    const { functionArn } = this.jwtAuthorizer.handler;
    const { partition, region } = Stack.of(this);
    const authorizer = new CfnAuthorizer(this, 'ApiAuthorizer', {
      apiId,
      name: Names.uniqueResourceName(this, { maxLength: 128 }),
      authorizerType: 'REQUEST',
      authorizerUri: `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
      authorizerPayloadFormatVersion: '2.0',
      enableSimpleResponses: true,
      identitySource: plan.identitySources,
      authorizerResultTtlInSeconds: plan.resultsCacheTtl.toSeconds(),
    });
    this.authorizerId = authorizer.attrAuthorizerId;
    const permission = new CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: functionArn,
      principal: 'apigateway.amazonaws.com',
      sourceArn: Stack.of(this).formatArn({
        service: 'execute-api',
        resource: apiId,
        resourceName: `authorizers/${this.authorizerId}`,
      }),
    });

    const attachment = new CustomResource(this, 'Attachment', {
      resourceType: 'Custom::JwtAuthorizerAttachment',
      serviceToken: this.provider(apiId, removalPolicy).serviceToken,
      properties: {
        ApiId: apiId,
        AuthorizerId: this.authorizerId,
        RouteKeys: Object.keys(config.routes).sort(),
        ReopenOnDetach: reopenOnDetach,
        Revision: revision,
      },
    });
    // No route gets an authorizer that could not answer yet, and none keeps one that is going.
    attachment.node.addDependency(this.jwtAuthorizer, permission);
    this.leftClosed = attachment.getAttString('LeftClosed');
    this.closedOnDetach = attachment.getAttString('ClosedOnDetach');
  }

  private check(apiId: string, config: AuthorizerConfigInput): void {
    const wrongId = Token.isUnresolved(apiId) ? undefined : apiIdProblem(apiId);
    const problems = [...(wrongId === undefined ? [] : [`apiId: ${wrongId}`]), ...attachProblems(config)];
    if (problems.length > 0) throw new Error(`${this.node.path}: ${problems.join('; ')}`);
    if (config.unauthenticated === 'deny') {
      Annotations.of(this).addWarningV2(
        'jwt-authorizer:keptRefusals',
        `${this.node.path}: unauthenticated is "deny", so a bad token is answered 403 as a missing scope is, and API Gateway keeps that refusal; leave it out unless the API was seen to answer a bad token with 500`,
      );
    }
  }

  private provider(apiId: string, removalPolicy = RemovalPolicy.RETAIN): Provider {
    const ledger = new dynamodb.Table(this, 'Ledger', {
      partitionKey: { name: LEDGER_KEY, type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // It goes after the routes have got back what it holds.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const routesArn = Stack.of(this).formatArn({
      service: 'apigateway',
      account: '',
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      resource: '/apis',
      resourceName: `${apiId}/routes`,
    });
    const allow = (actions: string[], ...resources: string[]) => new iam.PolicyStatement({ actions, resources });
    const onEventHandler = nodeFunction(this, 'Attach', {
      entry: join(import.meta.dirname, '../lambda/attach/index.ts'),
      timeout: Duration.minutes(14),
      environment: { LEDGER_TABLE: ledger.tableName },
      grants: [
        allow(['apigateway:GET'], routesArn, `${routesArn}/*`),
        allow(['apigateway:PATCH'], `${routesArn}/*`),
        allow(['dynamodb:GetItem', 'dynamodb:PutItem'], ledger.tableArn),
      ],
      removalPolicy,
      bundling: { mainFields: ['module', 'main'], bundleAwsSDK: true },
    });

    const logGroup = new logs.LogGroup(this, 'ProviderLogs', {
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy,
    });
    const role = new iam.Role(this, 'ProviderRole', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    return new Provider(this, 'Provider', { onEventHandler, logGroup, frameworkOnEventRole: role });
  }
}
