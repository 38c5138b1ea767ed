import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type LocalTable, type LocalTableOptions, startTable } from '../../local/table.ts';

const properties = {
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
};

const open: LocalTable[] = [];
const clients: DynamoDBClient[] = [];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-table-'));
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await Promise.all(open.splice(0).map((table) => table.close()));
  await rm(folder, { recursive: true });
});

async function start(options: LocalTableOptions = { port: 0 }): Promise<LocalTable> {
  const table = await startTable(options);
  open.push(table);
  return table;
}

async function stop(table: LocalTable): Promise<void> {
  open.splice(open.indexOf(table), 1);
  await table.close();
}

function clientOf(table: LocalTable): DynamoDBClient {
  const client = new DynamoDBClient({
    endpoint: table.endpoint,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  clients.push(client);
  return client;
}

const item = { TableName: 'entries', Item: { pk: { S: 'a' }, project: { S: 'Apollo' } } };
const key = { TableName: 'entries', Key: { pk: { S: 'a' } } };

test('a table that a template describes is active, stores and reads', async () => {
  const table = await start();
  await table.createTable('entries', properties);
  const client = clientOf(table);

  const { Table: description } = await client.send(new DescribeTableCommand({ TableName: 'entries' }));
  expect(description?.TableStatus).toBe('ACTIVE');
  await client.send(new PutItemCommand(item));
  expect((await client.send(new GetItemCommand(key))).Item).toEqual(item.Item);
});

test('it listens on loopback only', async () => {
  expect((await start()).endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test('making the same table twice changes nothing', async () => {
  const table = await start();
  await table.createTable('entries', properties);
  await clientOf(table).send(new PutItemCommand(item));
  await table.createTable('entries', properties);
  expect((await clientOf(table).send(new GetItemCommand(key))).Item).toEqual(item.Item);
});

test('a folder keeps tables and items from run to run', async () => {
  const first = await start({ port: 0, folder: join(folder, 'not/yet/there') });
  await first.createTable('entries', properties);
  await clientOf(first).send(new PutItemCommand(item));
  await stop(first);

  const second = await start({ port: 0, folder: join(folder, 'not/yet/there') });
  await second.createTable('entries', properties);
  expect((await clientOf(second).send(new GetItemCommand(key))).Item).toEqual(item.Item);
});

test('a folder whose table has other keys than the template is refused by name', async () => {
  const table = await start({ port: 0, folder });
  await table.createTable('entries', properties);
  const other = {
    ...properties,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  };
  await expect(table.createTable('entries', other)).rejects.toThrow(
    `The table entries in ${folder} has other keys or indexes than the template. Expected {"table":[{"AttributeName":"id","KeyType":"HASH"}],"indexes":{}}, found {"table":[{"AttributeName":"pk","KeyType":"HASH"}],"indexes":{}}: delete the folder, or choose another one.`,
  );
});

test('a folder that another local table has open is refused by name', async () => {
  await start({ port: 0, folder });
  await expect(startTable({ port: 0, folder })).rejects.toThrow(
    `The local table cannot use the folder ${folder} (LEVEL_LOCKED). Expected a writable folder that no other local table has open: stop the other one, or choose another folder.`,
  );
});

test('a property that changes what callers see, and is not emulated, is refused by name', async () => {
  const table = await start();
  const streaming = { ...properties, StreamSpecification: { StreamViewType: 'NEW_IMAGE' } };
  await expect(table.createTable('entries', streaming)).rejects.toThrow(
    /^The table entries has properties that the local table does not emulate: StreamSpecification\. /,
  );
});

test('a busy port is a clear message', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  try {
    await expect(startTable({ port })).rejects.toThrow(
      `The local table cannot listen on 127.0.0.1:${port} (EADDRINUSE). Expected a free port: stop what holds it, or choose another one.`,
    );
  } finally {
    other.close();
  }
});

test('it survives a client that goes away in the middle of a request', async () => {
  const table = await start();
  const { hostname, port } = new URL(table.endpoint);
  const socket = connect(Number(port), hostname);
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write('POST / HTTP/1.1\r\nHost: local\r\nContent-Length: 100\r\n\r\n{"half"');
  // Only the answer to a second request on another connection shows that the first half was read.
  await table.createTable('entries', properties);
  socket.destroy();
  await table.createTable('entries', properties);
  await clientOf(table).send(new PutItemCommand(item));
});

test('closing does not wait for connections that clients keep alive', async () => {
  const table = await start();
  await table.createTable('entries', properties);
  await clientOf(table).send(new PutItemCommand(item));
  const begun = performance.now();
  await stop(table);
  expect(performance.now() - begun).toBeLessThan(1000);
});
