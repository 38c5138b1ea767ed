/** Where the ledger is kept between the calls of CloudFormation: one item of a DynamoDB table, whose client comes in. */
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { LEDGER_KEY } from './ledger-table.ts';
import { EMPTY_LEDGER, type Ledger } from './plan.ts';

export interface LedgerStore {
  /** @returns the ledger with its version; an empty one where there is none yet */
  load(): Promise<Kept>;
  /**
   * @param over the version that was loaded
   * @param busyUntilMs keeps other calls away until then, in milliseconds, or until the next saving; 0 for not at all
   * @returns the new version
   * @throws Error where another call has saved meanwhile
   */
  save(ledger: Ledger, over: number, busyUntilMs: number): Promise<number>;
}

export interface Kept {
  readonly ledger: Ledger;
  /** Counts the savings. */
  readonly version: number;
  readonly busyUntilMs: number;
}

const ID = { [LEDGER_KEY]: { S: 'ledger' } };

export function ledgerStore(client: DynamoDBClient, tableName: string): LedgerStore {
  return {
    load: async () => {
      const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: ID, ConsistentRead: true }));
      const { document, version, busyUntilMs } = Item ?? {};
      if (document?.S === undefined) return { ledger: EMPTY_LEDGER, version: 0, busyUntilMs: 0 };
      return { ledger: JSON.parse(document.S), version: Number(version?.N), busyUntilMs: Number(busyUntilMs?.N) };
    },
    save: async (ledger, over, busyUntilMs) => {
      const version = over + 1;
      try {
        await client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: {
              ...ID,
              document: { S: JSON.stringify(ledger) },
              version: { N: String(version) },
              busyUntilMs: { N: String(busyUntilMs) },
            },
            ConditionExpression: 'attribute_not_exists(version) OR version = :over',
            ExpressionAttributeValues: { ':over': { N: String(over) } },
          }),
        );
      } catch (error) {
        if ((error as Error).name !== 'ConditionalCheckFailedException') throw error;
        throw new Error('another call is attaching or detaching routes of this API: wait for it and deploy again', {
          cause: error,
        });
      }
      return version;
    },
  };
}
