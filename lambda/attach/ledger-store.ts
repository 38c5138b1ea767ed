/** Where the ledger is kept between the calls of CloudFormation: one item of a DynamoDB table, whose client comes in. */
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { LEDGER_KEY } from './ledger-table.ts';
import { EMPTY_LEDGER, type Ledger } from './plan.ts';

export interface LedgerStore {
  /** @returns what was saved last; an empty ledger where there is none yet */
  load(): Promise<Kept>;
  /**
   * Returns once it stands in the table, also where DynamoDB's answer was lost.
   *
   * @param over versions of which one has to stand there now
   * @throws Error where another call has saved meanwhile; the SDK's errors where nobody knows whether it was saved
   */
  save(next: Kept, over: readonly string[]): Promise<void>;
}

export interface Kept {
  readonly ledger: Ledger;
  /** An id that no other saving has: what tells one's own from another call's. */
  readonly version: string;
  /** Keeps other calls away until then, in milliseconds, or until the next saving; 0 for not at all. */
  readonly busyUntilMs: number;
}

/** Of a table that holds nothing yet. */
const UNSAVED = 'unsaved';

const ID = { [LEDGER_KEY]: { S: 'ledger' } };

export function ledgerStore(client: DynamoDBClient, tableName: string): LedgerStore {
  const load = async (): Promise<Kept> => {
    const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: ID, ConsistentRead: true }));
    const { document, savedAs, busyUntilMs } = Item ?? {};
    return {
      ledger: document?.S === undefined ? EMPTY_LEDGER : JSON.parse(document.S),
      version: savedAs?.S ?? UNSAVED,
      busyUntilMs: Number(busyUntilMs?.N ?? 0),
    };
  };
  const put = ({ ledger, version, busyUntilMs }: Kept, over: readonly string[]) => {
    const values = Object.fromEntries(over.map((one, index) => [`:over${index}`, { S: one }]));
    const isThere = `savedAs IN (${Object.keys(values).join(', ')})`;
    return client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: {
          ...ID,
          document: { S: JSON.stringify(ledger) },
          savedAs: { S: version },
          busyUntilMs: { N: String(busyUntilMs) },
        },
        ConditionExpression: over.includes(UNSAVED) ? `attribute_not_exists(savedAs) OR ${isThere}` : isThere,
        ExpressionAttributeValues: values,
      }),
    );
  };
  return {
    load,
    save: async (next, over) => {
      try {
        await put(next, over);
      } catch (error) {
        // The SDK sends it again where the answer is lost, and then finds its own saving in the way.
        const found = await load().catch(() => undefined);
        if (found?.version === next.version) return;
        if ((error as Error).name !== 'ConditionalCheckFailedException') throw error;
        throw new Error('another call is attaching or detaching routes of this API: wait for it and deploy again', {
          cause: error,
        });
      }
    },
  };
}
