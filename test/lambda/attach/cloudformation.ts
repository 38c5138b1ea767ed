/** CloudFormation and CDK's provider framework around the handler: a stack with an authorizer and the attachment, which comes, changes, fails and goes. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ledgerStore } from '../../../lambda/attach/ledger-store.ts';
import { type AttachAnswer, type AttachEvent, onEvent } from '../../../lambda/attach/on-event.ts';
import { routesApi } from '../../../lambda/attach/routes-api.ts';
import { type LocalTable, startTable } from '../../../local/table.ts';
import { API_ID, type HttpApiService } from '../../fixtures/http-api-service.ts';

export interface Wanted {
  readonly routes: readonly string[];
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

export interface Ledgers {
  /** A store of its own for one stack. */
  make(): Promise<ReturnType<typeof ledgerStore>>;
  close(): Promise<void>;
}

/** Tables as the template describes them. */
export async function startLedgers(): Promise<Ledgers> {
  const table: LocalTable = await startTable({ port: 0 });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: table.endpoint, region: 'local', credentials });
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
    close: async () => {
      client.destroy();
      await table.close();
    },
  };
}

export function cloudFormationStack(
  service: HttpApiService,
  store: ReturnType<typeof ledgerStore>,
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
