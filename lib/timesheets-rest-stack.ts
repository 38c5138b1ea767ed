/** The sample API as a REST API with a TOKEN authorizer. */
import { CfnOutput, Stack, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { addGatewayResponses } from './gateway-responses.ts';
import { JwtAuthorizer } from './jwt-authorizer.ts';
import { Timesheets } from './timesheets.ts';
import { CORS, TIMESHEETS_ROUTES, type TimesheetsStackProps } from './timesheets-api.ts';

/** One API a stack: `sam local` serves two APIs of one template without their authorizers where they share a path. */
export class TimesheetsRestStack extends Stack {
  constructor(scope: Construct, id: string, props: TimesheetsStackProps) {
    super(scope, id, { description: 'Timesheets: a REST API behind a JWT authorizer', ...props });
    Validations.of(this).acknowledge(...ACKNOWLEDGEMENTS);
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
        allowMethods: [...CORS.methods],
        allowHeaders: [...CORS.requestHeaders],
        maxAge: CORS.maxAge,
      },
    });
    addGatewayResponses({ restApi, realm: 'timesheets', allowOrigin });

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
    userAgent: '$context.identity.userAgent',
    clientId: '$context.authorizer.clientId',
  }),
);

/** What cdk-nag's AwsSolutions finds here that has its reason. */
const ACKNOWLEDGEMENTS = [
  {
    id: 'AwsSolutions-APIG2',
    reason: 'The function checks what it is sent and names every problem, where API Gateway would name the first.',
  },
  {
    id: 'AwsSolutions-APIG3',
    reason: 'A web ACL costs money by the month, and its rules are for who deploys the API to choose.',
  },
  {
    id: 'AwsSolutions-APIG6',
    reason:
      "The access log and the authorizer's log say who was answered what and why. API Gateway's execution log lies in a group that is kept for ever, outside the stack.",
  },
  {
    id: 'AwsSolutions-COG4',
    reason:
      'Every route is guarded by JwtAuthorizer, which takes the tokens of any issuer, those of Cognito among them.',
  },
  {
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    reason: "The policy that API Gateway's documentation asks for, on the one role that an account has for its logs.",
  },
];
