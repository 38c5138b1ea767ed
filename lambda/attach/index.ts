/** The entry of the custom resource's function: clients, clock and environment enter here. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ledgerStore } from './ledger-store.ts';
import { onEvent } from './on-event.ts';
import { routesApi } from './routes-api.ts';

// The handler asks again by itself, and longer than the SDK would.
const client = new ApiGatewayV2Client({ maxAttempts: 1 });

export const handler = onEvent({
  routesApi: (apiId) => routesApi(client, apiId),
  store: ledgerStore(new DynamoDBClient({}), process.env.LEDGER_TABLE ?? ''),
  clock: { now: Date.now, sleep: (ms) => sleep(ms) },
  log: (entry) => console.log(JSON.stringify(entry)),
});
