/** What an `AWS::ApiGatewayV2::Stage` may say, of an HTTP API and of a WebSocket API alike; data only. */
import * as v from 'valibot';
import { ignored } from './properties.ts';

/** Throttling, logs and metrics are accepted and have no effect: they do not change what an answer says. */
export const StageProperties = v.strictObject({
  AccessLogSettings: ignored,
  ApiId: v.string(),
  AutoDeploy: ignored,
  DefaultRouteSettings: ignored,
  DeploymentId: ignored,
  Description: ignored,
  RouteSettings: ignored,
  StageName: v.string(),
  StageVariables: v.optional(v.record(v.string(), v.string()), {}),
  Tags: ignored,
});
