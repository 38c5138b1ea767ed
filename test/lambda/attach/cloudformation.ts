/** CloudFormation and CDK's provider framework around the handler: a stack with an authorizer and the attachment, which comes, changes, fails and goes. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type LedgerStore, ledgerStore } from '../../../lambda/attach/ledger-store.ts';
import { type AttachAnswer, type AttachEvent, onEvent } from '../../../lambda/attach/on-event.ts';
import { routesApi } from '../../../lambda/attach/routes-api.ts';
import { type LocalTable, startTable } from '../../../local/table.ts';
import { API_ID, type HttpApiService } from '../../fixtures/http-api-service.ts';

export interface Wanted {
  /** Undefined where CloudFormation leaves out the empty list. */
  readonly routes: readonly string[] | undefined;
  readonly reopenOnDetach?: boolean;
  readonly authorizerId?: string;
  readonly apiId?: string;
}

export interface CloudFormationStack {
  /** Creates or updates; what fails is rolled back as CloudFormation does, and thrown. */
  deploy(wanted: Wanted): Promise<AttachAnswer>;
  destroy(): Promise<void>;
  /** What the handler logged. */
  readonly log: Readonly<Record<string, unknown>>[];
  /** What the handler threw, in order. */
  readonly reasons: string[];
  /** The handler's clock. */
  nowMs(): number;
  /** How long the handler has waited, in milliseconds, by its own clock. */
  waitedMs(): number;
}

/** Fourteen minutes, as the function has. */
const REMAINING_MS = 840_000;

/** How DynamoDB fails: it does what it is asked and the answer is lost on the way, or it does nothing. */
export type LedgerFailure = 'answer lost' | 'out of order';

export interface Ledgers {
  /** A store of its own for one stack. */
  make(): Promise<LedgerStore>;
  /** Asked before every call, which is `load`, or `save 1` and so on from now on, the SDK's own attempts included: how it fails, if at all. */
  failWith(failure: (call: string) => LedgerFailure | undefined): void;
  close(): Promise<void>;
}

/** Tables as the template describes them, behind a line that may break. */
export async function startLedgers(): Promise<Ledgers> {
  const table: LocalTable = await startTable({ port: 0 });
  let failureOf: (call: string) => LedgerFailure | undefined = () => undefined;
  const savings = new Set<string>();
  const line = createServer(async (request, response) => {
    const target = String(request.headers['x-amz-target']);
    const body = await text(request);
    const { Item: item } = JSON.parse(body);
    if (item) savings.add(item.savedAs.S);
    const failure = failureOf(item ? `save ${[...savings].indexOf(item.savedAs.S) + 1}` : 'load');
    if (failure === 'out of order') return response.writeHead(500).end('{}');
    const { 'content-type': type = '', authorization = '' } = request.headers;
    const headers = { 'content-type': type, authorization, 'x-amz-target': target, 'x-amz-date': 'any' };
    const answer = await fetch(table.endpoint, { method: 'POST', headers, body });
    const answered = await answer.text();
    if (failure === 'answer lost') return request.socket.destroy();
    return response.writeHead(answer.status, { 'content-type': type }).end(answered);
  });
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(line.address() as AddressInfo).port}`,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  let made = 0;
  return {
    make: async () => {
      const name = `ledger${++made}`;
      await table.createTable(name, {
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      });
      return ledgerStore(client, name);
    },
    failWith: (failure) => {
      savings.clear();
      failureOf = failure;
    },
    close: async () => {
      client.destroy();
      const closed = new Promise<void>((resolve) => {
        line.close(() => resolve());
      });
      line.closeAllConnections();
      await closed;
      await table.close();
    },
  };
}

export function cloudFormationStack(
  service: HttpApiService,
  store: LedgerStore,
  remainingMs = REMAINING_MS,
): CloudFormationStack {
  const log: Readonly<Record<string, unknown>>[] = [];
  const reasons: string[] = [];
  let nowMs = 1_000_000;
  let deployed: { id: string; properties: AttachEvent['ResourceProperties'] } | undefined;
  const handler = onEvent({
    routesApi: (apiId) => routesApi(service.client, apiId),
    store,
    clock: {
      now: () => nowMs,
      sleep: async (ms) => {
        nowMs += ms;
      },
    },
    newId: randomUUID,
    log: (entry) => log.push(entry),
  });
  const startedMs = nowMs;

  async function call(event: AttachEvent): Promise<AttachAnswer> {
    const deadlineMs = nowMs + remainingMs;
    // As it comes through JSON twice.
    const answer = await handler(JSON.parse(JSON.stringify(event)), {
      getRemainingTimeInMillis: () => deadlineMs - nowMs,
    });
    return JSON.parse(JSON.stringify(answer));
  }

  return {
    log,
    reasons,
    nowMs: () => nowMs,
    waitedMs: () => nowMs - startedMs,
    deploy: async ({ routes, reopenOnDetach = false, authorizerId = 'ours1', apiId = API_ID }) => {
      const properties = {
        ApiId: apiId,
        AuthorizerId: authorizerId,
        RouteKeys: routes,
        ReopenOnDetach: String(reopenOnDetach),
      };
      const previous = deployed;
      service.addAuthorizer(authorizerId);
      try {
        const answer = await call({
          RequestType: previous ? 'Update' : 'Create',
          PhysicalResourceId: previous?.id,
          ResourceProperties: properties,
        });
        deployed = { id: answer.PhysicalResourceId, properties };
        const old = previous?.properties.AuthorizerId;
        if (old !== undefined && old !== authorizerId) service.deleteAuthorizer(old);
        return answer;
      } catch (error) {
        reasons.push((error as Error).message);
        // Whatever made the deployment fail is over by now.
        service.failWith(() => undefined);
        // After a failed Create the framework keeps the Delete to itself.
        if (previous) {
          await call({
            RequestType: 'Update',
            PhysicalResourceId: previous.id,
            ResourceProperties: previous.properties,
          });
        }
        if (previous?.properties.AuthorizerId !== authorizerId) service.deleteAuthorizer(authorizerId);
        throw error;
      }
    },
    destroy: async () => {
      if (deployed === undefined) throw new Error('the stack is not deployed');
      const { id, properties } = deployed;
      await call({ RequestType: 'Delete', PhysicalResourceId: id, ResourceProperties: properties });
      service.deleteAuthorizer(properties.AuthorizerId);
      deployed = undefined;
    },
  };
}
