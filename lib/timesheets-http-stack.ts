/** The sample API as an HTTP API with simple responses. */
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { JwtAuthorizer } from './jwt-authorizer.ts';
import { Timesheets } from './timesheets.ts';
import { CORS, TIMESHEETS_ROUTES, type TimesheetsStackProps } from './timesheets-api.ts';

/**
 * One API a stack: `sam local` serves two APIs of one template without their authorizers where they share a path.
 *
 * What an HTTP API itself answers cannot be worded: 401 and 403 are `{"message":"Unauthorized"}` and `{"message":"Forbidden"}`,
 * without a challenge.
 */
export class TimesheetsHttpStack extends Stack {
  constructor(scope: Construct, id: string, props: TimesheetsStackProps) {
    super(scope, id, { description: 'Timesheets: an HTTP API behind a JWT authorizer', ...props });
    const { allowOrigin = '*', ownerKey, removalPolicy, resultsCacheTtl } = props;

    const jwtAuthorizer = new JwtAuthorizer(this, 'Authorizer', {
      config: { ...props.authorizer, routes: TIMESHEETS_ROUTES },
      removalPolicy,
    });
    // Without `allowOrigin`: an HTTP API adds the CORS headers itself, in place of those that a function returns.
    const timesheets = new Timesheets(this, 'Timesheets', { ownerKey, removalPolicy });

    const httpApi = new apigatewayv2.HttpApi(this, 'Api', {
      apiName: 'timesheets',
      createDefaultStage: false,
      corsPreflight: {
        allowOrigins: [allowOrigin],
        allowMethods: CORS.methods.map((method) => apigatewayv2.CorsHttpMethod[method]),
        allowHeaders: [...CORS.requestHeaders],
        exposeHeaders: ['Location', 'Idempotency-Replayed'],
        maxAge: CORS.maxAge,
      },
    });
    const stage = new apigatewayv2.HttpStage(this, 'Stage', {
      httpApi,
      // Not `$default`: `sam local` reads the resources of a policy as regular expressions, in which that name matches nothing.
      stageName: 'prod',
      autoDeploy: true,
      accessLogSettings: {
        destination: new apigatewayv2.LogGroupLogDestination(
          new logs.LogGroup(this, 'AccessLogs', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy }),
        ),
        format: ACCESS_LOG_FORMAT,
      },
    });

    const { GET, POST } = apigatewayv2.HttpMethod;
    const authorizer = jwtAuthorizer.httpAuthorizer({ resultsCacheTtl });
    const addRoute = (method: apigatewayv2.HttpMethod, integration: HttpLambdaIntegration) =>
      httpApi.addRoutes({ path: '/timesheets', methods: [method], integration, authorizer });
    addRoute(GET, new HttpLambdaIntegration('List', timesheets.listFunction));
    addRoute(POST, new HttpLambdaIntegration('Create', timesheets.createFunction));

    new CfnOutput(this, 'ApiUrl', { value: stage.url, description: 'Where the API is' });
  }
}

/** Who was let in and why not, without headers: a token must not come to rest in a log. */
const ACCESS_LOG_FORMAT = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    requestTime: '$context.requestTime',
    httpMethod: '$context.httpMethod',
    routeKey: '$context.routeKey',
    status: '$context.status',
    responseType: '$context.error.responseType',
    authorizerError: '$context.authorizer.error',
    integrationStatus: '$context.integration.status',
    responseLatencyMs: '$context.responseLatency',
    sourceIp: '$context.identity.sourceIp',
    userAgent: '$context.identity.userAgent',
    clientId: '$context.authorizer.clientId',
  }),
);
