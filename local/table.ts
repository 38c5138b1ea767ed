/** Port and folder in, a DynamoDB-compatible endpoint out, on loopback unless told otherwise, with the tables that a template describes. */
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { isNativeError } from 'node:util/types';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

/** The `Properties` of an `AWS::DynamoDB::Table` in a template. */
export type CloudFormationTableProperties = Readonly<Record<string, unknown>>;

export interface LocalTableOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /**
   * The address to listen on; `0.0.0.0` lets containers in, and every machine that reaches it.
   *
   * @default '127.0.0.1'
   */
  readonly host?: string;
  /**
   * Where the tables are kept from run to run; made when it does not exist.
   *
   * @default - in memory, gone when it closes
   */
  readonly folder?: string;
}

export interface LocalTable {
  /** For the AWS SDK on this machine: `AWS_ENDPOINT_URL_DYNAMODB`. Any region and credentials will do. */
  readonly endpoint: string;
  /** Where it listens. */
  readonly port: number;
  /**
   * Makes the table and waits until it can be used; one that the folder holds already is taken as it is.
   *
   * @throws when a property is not emulated, or the folder holds a table of that name with other keys.
   */
  createTable(name: string, properties: CloudFormationTableProperties): Promise<void>;
  /** Ends open connections and closes the folder. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/** @throws when the port is taken or the folder cannot be opened. */
export async function startTable({ port, host = LOOPBACK, folder }: LocalTableOptions): Promise<LocalTable> {
  if (folder !== undefined) await checkFolder(folder);
  const server = dynalite({ path: folder, createTableMs: 0 });
  surviveAbortedRequests(server);
  const boundPort = await listen(server, port, host);
  const endpoint = `http://${host === '0.0.0.0' ? LOOPBACK : host}:${boundPort}`;
  const client = new DynamoDBClient({
    endpoint,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    endpoint,
    port: boundPort,
    async createTable(name, properties) {
      const wanted = toCreateTableInput(name, properties);
      await client.send(new CreateTableCommand(wanted)).catch((error: unknown) => {
        if (!(error instanceof ResourceInUseException)) throw error;
      });
      checkSameKeys(wanted, await untilActive(client, name), folder);
    },
    async close() {
      client.destroy();
      const closed = new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

/** dynalite throws out of the process when a client goes away in the middle of a request, as a stopped function does. */
function surviveAbortedRequests(server: Server): void {
  server.on('request', (request) => request.removeAllListeners('error').on('error', () => {}));
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new Error(
      `The local table cannot listen on ${host}:${port} (${codeOf(cause)}). Expected a free port: stop what holds it, or choose another one.`,
      { cause },
    );
  }
  return (server.address() as AddressInfo).port;
}

interface LevelModule {
  readonly Level: new (folder: string) => { open(): Promise<void>; close(): Promise<void> };
}

/** Opens and closes the store once: dynalite would throw out of the process, at the first request. */
async function checkFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    // dynalite's own copy, so that what opens here opens there.
    const requireFromDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
    const { Level }: LevelModule = requireFromDynalite('level');
    const store = new Level(folder);
    await store.open();
    await store.close();
  } catch (cause) {
    throw new Error(
      `The local table cannot use the folder ${folder} (${codeOf(cause)}). Expected a writable folder that no other local table has open: stop the other one, or choose another folder.`,
      { cause },
    );
  }
}

/** LevelDB's own code is that of the innermost cause. */
function codeOf(error: unknown): string {
  if (!isNativeError(error)) return String(error);
  if (error.cause !== undefined) return codeOf(error.cause);
  return 'code' in error ? String(error.code) : error.message;
}

/** What makes a table; CloudFormation and the API name these alike. */
const PASSED_ON = [
  'AttributeDefinitions',
  'KeySchema',
  'BillingMode',
  'ProvisionedThroughput',
  'LocalSecondaryIndexes',
  'GlobalSecondaryIndexes',
];
/** What a caller of the table cannot see. */
const WITHOUT_EFFECT = [
  'TableName',
  'TableClass',
  'Tags',
  'DeletionProtectionEnabled',
  'SSESpecification',
  'PointInTimeRecoverySpecification',
  'ContributorInsightsSpecification',
];

function toCreateTableInput(name: string, properties: CloudFormationTableProperties): CreateTableCommandInput {
  const unknown = Object.keys(properties).filter((key) => !PASSED_ON.includes(key) && !WITHOUT_EFFECT.includes(key));
  if (unknown.length > 0) {
    throw new Error(
      `The table ${name} has properties that the local table does not emulate: ${unknown.join(', ')}. Expected only ${[...PASSED_ON, ...WITHOUT_EFFECT].join(', ')}: leave them out for the local run.`,
    );
  }
  const passedOn = Object.fromEntries(
    PASSED_ON.filter((key) => key in properties).map((key) => [key, properties[key]]),
  );
  // The template is synthesized by CDK and the table checks what it is sent: its validation names what is missing.
  return { ...passedOn, TableName: name } as CreateTableCommandInput;
}

const ACTIVE_WITHIN_MS = 5000;

async function untilActive(client: DynamoDBClient, name: string): Promise<TableDescription> {
  const deadline = Date.now() + ACTIVE_WITHIN_MS;
  for (;;) {
    const { Table: table } = await client.send(new DescribeTableCommand({ TableName: name }));
    if (table?.TableStatus === 'ACTIVE') return table;
    if (Date.now() > deadline) {
      throw new Error(
        `The table ${name} is ${table?.TableStatus} after ${ACTIVE_WITHIN_MS} ms. Expected ACTIVE: if an earlier run was killed while it made the table, delete the folder and start again.`,
      );
    }
    await delay(10);
  }
}

interface Keys {
  readonly KeySchema?: unknown;
  readonly LocalSecondaryIndexes?: readonly IndexKeys[];
  readonly GlobalSecondaryIndexes?: readonly IndexKeys[];
}

interface IndexKeys {
  readonly IndexName?: string;
  readonly KeySchema?: unknown;
}

function checkSameKeys(wanted: Keys & { TableName?: string }, found: Keys, folder: string | undefined): void {
  if (isDeepStrictEqual(keysOf(found), keysOf(wanted))) return;
  throw new Error(
    `The table ${wanted.TableName} in ${folder ?? 'memory'} has other keys or indexes than the template. Expected ${JSON.stringify(keysOf(wanted))}, found ${JSON.stringify(keysOf(found))}: delete the folder, or choose another one.`,
  );
}

function keysOf({ KeySchema, LocalSecondaryIndexes = [], GlobalSecondaryIndexes = [] }: Keys): object {
  const indexes = [...LocalSecondaryIndexes, ...GlobalSecondaryIndexes];
  return {
    table: KeySchema,
    indexes: Object.fromEntries(indexes.map((index) => [index.IndexName, index.KeySchema])),
  };
}
