import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createTimesheet } from '../../../lambda/timesheets/create-timesheet.ts';
import { toRequest } from '../../../lambda/timesheets/request.ts';
import { createStore, type Store } from '../../../lambda/timesheets/store.ts';
import { type LocalTable, startTable } from '../../../local/table.ts';
import { restEvent } from './events.ts';

let table: LocalTable;
let lossy: Server;
let puts: number;
let client: DynamoDBDocumentClient;
let store: Store;

beforeEach(async () => {
  table = await startTable({ port: 0 });
  await table.createTable('timesheets', {
    AttributeDefinitions: ['pk', 'sk', 'position'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: keys('pk', 'sk'),
    LocalSecondaryIndexes: [
      { IndexName: 'newest', KeySchema: keys('pk', 'position'), Projection: { ProjectionType: 'ALL' } },
    ],
    BillingMode: 'PAY_PER_REQUEST',
  });
  puts = 0;
  lossy = createServer(async (incoming, outgoing) => {
    const answer = await forward(incoming.headers, await buffer(incoming));
    if (incoming.headers['x-amz-target'] === 'DynamoDB_20120810.PutItem') puts += 1;
    if (puts === 1) incoming.socket.destroy();
    else outgoing.writeHead(answer.statusCode, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => lossy.listen(0, '127.0.0.1', resolve));
  const { port } = lossy.address() as AddressInfo;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint: `http://127.0.0.1:${port}`, region: 'local', credentials }),
  );
  store = createStore(client, 'timesheets');
});

afterEach(async () => {
  client.destroy();
  lossy.closeAllConnections();
  await new Promise((resolve) => lossy.close(resolve));
  await table.close();
});

function keys(hash: string, range: string): object[] {
  return [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
}

interface Answer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

function forward(headers: IncomingHttpHeaders, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(table.endpoint, { method: 'POST', headers }, async (response) => {
      resolve({ statusCode: response.statusCode ?? 500, headers: response.headers, body: await buffer(response) });
    })
      .on('error', reject)
      .end(body);
  });
}

const body = '{"date":"2026-01-31","project":"Apollo","hours":1}';

test.each([
  ['without a key', [], {}],
  ['with a key', [['Idempotency-Key', 'k-1'] as const], { 'Idempotency-Replayed': 'true' }],
])('a Put whose answer is lost is tried again and stores one entry, %s', async (_, headers, replayed) => {
  const owner = 'auth0|ada';
  const now = () => new Date('2026-06-01T12:00:00.000Z');
  const response = await createTimesheet({ owner, request: toRequest(restEvent({ body, headers })), store, now });
  const { entries } = await store.list(owner, { from: '2026-01-01', to: '2026-12-31', limit: 10 });
  expect(puts).toBe(2);
  expect(entries).toHaveLength(1);
  expect(response).toEqual({
    statusCode: 201,
    headers: { Location: `/timesheets/${entries[0]?.id}`, ...replayed },
    body: entries[0],
  });
});
