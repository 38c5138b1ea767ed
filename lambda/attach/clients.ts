/** The SDK's clients of the attaching function, none of whose calls waits for ever; time limits and further settings come in. */
import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/** In milliseconds, of one attempt. */
export interface Limits {
  readonly connectionTimeout: number;
  /** Until the answer begins. */
  readonly requestTimeout: number;
}

/** Longer than either service takes for these calls, and short enough to ask again and to undo before the function's own end. */
const LIMITS: Limits = { connectionTimeout: 3_000, requestTimeout: 15_000 };

export function clients(
  settings: Pick<DynamoDBClientConfig, 'endpoint' | 'region' | 'credentials'> = {},
  limits: Limits = LIMITS,
) {
  // Without the last setting the SDK writes a warning at the time limit, and waits on.
  const requestHandler = { ...limits, throwOnRequestTimeout: true };
  return {
    // The handler asks again by itself, and longer than the SDK would.
    apiGateway: new ApiGatewayV2Client({ ...settings, requestHandler, maxAttempts: 1 }),
    dynamoDb: new DynamoDBClient({ ...settings, requestHandler, maxAttempts: 3 }),
  };
}
