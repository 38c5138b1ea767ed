/** The sample API as a REST API with a TOKEN authorizer. */
import { CfnOutput, Duration, type RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { AuthorizerConfigInput } from '../lambda/authorizer/config.ts';
import { addGatewayResponses } from './gateway-responses.ts';
import { JwtAuthorizer } from './jwt-authorizer.ts';
import { Timesheets } from './timesheets.ts';

/** Which scopes the sample's routes ask for. */
export const TIMESHEETS_ROUTES = {
  'GET /timesheets': ['read:timesheets'],
  'POST /timesheets': ['create:timesheets'],
};

export interface TimesheetsStackProps extends StackProps {
  /** The authorizer's configuration; the sample brings the routes. */
  readonly authorizer: Omit<AuthorizerConfigInput, 'routes'>;

  /**
   * Which key of the authorizer's context names the owner of an entry.
   *
   * @default 'sub'
   */
  readonly ownerKey?: string;

  /**
   * The one origin whose pages may call the API, such as `https://app.example.com`, or `*`.
   *
   * @default '*' - the API takes bearer tokens and no cookies, so a foreign page has nothing to call it with
   */
  readonly allowOrigin?: string;

  /**
   * How long API Gateway keeps the policy for a token.
   *
   * @default Duration.minutes(5)
   */
  readonly resultsCacheTtl?: Duration;

  /**
   * What becomes of table and logs when they leave the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** One API a stack: `sam local` serves two APIs of one template without their authorizers where they share a path. */
export class TimesheetsRestStack extends Stack {
  constructor(scope: Construct, id: string, props: TimesheetsStackProps) {
    super(scope, id, { description: 'Timesheets: a REST API behind a JWT authorizer', ...props });
    const { allowOrigin = '*', ownerKey, removalPolicy, resultsCacheTtl } = props;

    const authorizer = new JwtAuthorizer(this, 'Authorizer', {
      config: { ...props.authorizer, routes: TIMESHEETS_ROUTES },
      removalPolicy,
    });
    const timesheets = new Timesheets(this, 'Timesheets', { ownerKey, allowOrigin, removalPolicy });

    const restApi = new apigateway.RestApi(this, 'Api', {
      restApiName: 'timesheets',
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      // An account without this role refuses access logs; the setting is the account's, so it is not taken away with the stack.
      cloudWatchRole: true,
      deployOptions: {
        accessLogDestination: new apigateway.LogGroupLogDestination(
          new logs.LogGroup(this, 'AccessLogs', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy }),
        ),
        accessLogFormat: ACCESS_LOG_FORMAT,
      },
      defaultCorsPreflightOptions: {
        allowOrigins: [allowOrigin],
        allowMethods: ['GET', 'POST'],
        allowHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key'],
        maxAge: Duration.hours(1),
      },
    });
    addGatewayResponses(this, { restApi, realm: 'timesheets', allowOrigin });

    const guarded = {
      authorizer: authorizer.tokenAuthorizer({ resultsCacheTtl }),
      authorizationType: apigateway.AuthorizationType.CUSTOM,
    };
    const resource = restApi.root.addResource('timesheets');
    resource.addMethod('GET', new apigateway.LambdaIntegration(timesheets.listFunction), guarded);
    resource.addMethod('POST', new apigateway.LambdaIntegration(timesheets.createFunction), guarded);

    // RestApi makes an output of its own, with a name that says less.
    restApi.node.tryRemoveChild('Endpoint');
    new CfnOutput(this, 'ApiUrl', { value: restApi.url, description: 'Where the API is' });
  }
}

/** Who was let in and why not, without headers: a token must not come to rest in a log. */
const ACCESS_LOG_FORMAT = apigateway.AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    requestTime: '$context.requestTime',
    httpMethod: '$context.httpMethod',
    resourcePath: '$context.resourcePath',
    status: '$context.status',
    responseType: '$context.error.responseType',
    authorizerStatus: '$context.authorizer.status',
    authorizerLatencyMs: '$context.authorizer.latency',
    authorizerRequestId: '$context.authorizer.requestId',
    integrationStatus: '$context.integration.status',
    responseLatencyMs: '$context.responseLatency',
    sourceIp: '$context.identity.sourceIp',
  }),
);
