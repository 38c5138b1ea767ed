/** The entry of the custom resource's function: clients, clock, ids and environment enter here. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { clients } from './clients.ts';
import { ledgerStore } from './ledger-store.ts';
import { onEvent } from './on-event.ts';
import { routesApi } from './routes-api.ts';

const { apiGateway, dynamoDb } = clients();

export const handler = onEvent({
  routesApi: (apiId) => routesApi(apiGateway, apiId),
  store: ledgerStore(dynamoDb, process.env.LEDGER_TABLE ?? ''),
  clock: { now: Date.now, sleep: (ms) => sleep(ms) },
  newId: randomUUID,
  log: (entry) => console.log(JSON.stringify(entry)),
});
