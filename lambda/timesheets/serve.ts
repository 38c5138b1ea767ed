/** A route in, its Lambda handler out: who is calling, the route's answer, and what happens when something of ours fails. */
import { isNativeError } from 'node:util/types';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { ownerOf } from './identity.ts';
import { type ApiRequest, type ProxyEvent, toRequest } from './request.ts';
import { type ApiResponse, toProxyResult } from './response.ts';
import { createStore, type Store } from './store.ts';

/** What a route is handed. */
export interface Call {
  /** The caller, by the authorizer's word. */
  readonly owner: string;
  readonly request: ApiRequest;
  readonly store: Store;
  readonly now: () => Date;
}

/** Answers the caller's faults; throws for ours. */
export type Route = (call: Call) => Promise<ApiResponse>;

export type ApiHandler = (event: ProxyEvent, context: Pick<Context, 'awsRequestId'>) => Promise<APIGatewayProxyResult>;

/** The edge of the function. */
export interface Edge {
  /**
   * - `TABLE_NAME`: the DynamoDB table; required.
   * - `OWNER_KEY`: which key of the authorizer's context names the owner; default `sub`, which unlike an e-mail address is never given to someone else.
   * - `ALLOW_ORIGIN`: the origin whose pages may read the answers, or `*`; unset: no CORS headers.
   */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** Takes one line of the log. */
  readonly log: (line: string) => void;
}

const lambdaEdge: Edge = {
  environment: process.env,
  now: () => new Date(),
  // Not `console.log`, before whose lines Lambda puts text that makes them no JSON any more.
  log: (line) => process.stdout.write(`${line}\n`),
};

/** Made at init, which every invocation of the instance shares. */
const client = DynamoDBDocumentClient.from(
  new DynamoDBClient({
    maxAttempts: 3,
    // Three attempts end before the function's 10 seconds do, so that a table in trouble is an answer and a log line.
    requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
  }),
);

/** Makes the handler of a route. The handler never throws: what fails is logged without personal data and answered with 500. */
export function serve(route: Route, { environment, now, log }: Edge = lambdaEdge): ApiHandler {
  return async (event, context) => {
    const requestId = event.requestContext?.requestId ?? context.awsRequestId;
    const answer = async (): Promise<ApiResponse> => {
      const request = toRequest(event);
      const ownerKey = environment.OWNER_KEY || 'sub';
      const owner = ownerOf(request.principal?.context, ownerKey);
      if (owner === undefined) {
        log(JSON.stringify({ level: 'warn', message: 'no identity', requestId, ownerKey }));
        return UNAUTHENTICATED;
      }
      return route({ owner, request, store: createStore(client, tableName(environment)), now });
    };
    const response = await answer().catch((error: unknown): ApiResponse => {
      log(JSON.stringify({ level: 'error', message: 'fault', requestId, error: loggable(error) }));
      return { statusCode: 500, body: { message: 'Internal error', requestId } };
    });
    return toProxyResult(response, environment.ALLOW_ORIGIN);
  };
}

/** The route has no authorizer, or one that does not name the owner: closed, whatever the request says of users. */
const UNAUTHENTICATED: ApiResponse = {
  statusCode: 401,
  headers: { 'WWW-Authenticate': 'Bearer' },
  body: { message: 'The request carries no identity: call the API with a token through its authorizer' },
};

function tableName({ TABLE_NAME }: Edge['environment']): string {
  if (TABLE_NAME) return TABLE_NAME;
  throw new Error(
    'TABLE_NAME is not set: expected the name of the DynamoDB table. Set it in the environment of the function; the construct Timesheets does.',
  );
}

/** Messages of the SDK and of this code name tables, settings and attributes, never the values in an entry. */
function loggable(error: unknown): object {
  return isNativeError(error)
    ? { name: error.name, message: error.message, stack: error.stack }
    : { name: typeof error };
}
