/**
 * Entries in and out of the DynamoDB table.
 *
 * One item an entry. Partition: the owner. Sort key: the entry's id. The local index `newest` sorts the same partition by
 * position (date, creation, id); being local it can be read consistently, so a list shows what was stored a moment before.
 *
 * A repeated POST needs no second item and no transaction: its entry's id is made from the owner and the idempotency key, so
 * the item *is* the record that the key was used. One conditional Put either stores it whole or finds it there; of any number
 * of parallel ones DynamoDB lets one win, and there is no moment between two writes in which a crash could leave half.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import type { Entry } from './entry.ts';
import type { ListQuery } from './list-query.ts';
import { boundsOf, idAt, positionOf } from './position.ts';
import { NEWEST_INDEX, PARTITION_KEY, POSITION, SORT_KEY } from './table.ts';

export interface Page {
  readonly entries: readonly Entry[];
  /** Where the next page continues; absent on the last one. */
  readonly next?: string;
}

export interface Store {
  /** Stores the entry unless its owner has one of that id: then nothing is written and `entry` is the one that was there. */
  putOnce(owner: string, entry: Entry): Promise<{ readonly entry: Entry; readonly existed: boolean }>;
  /** The owner's entries of the range, newest date first, then newest creation first. */
  list(owner: string, query: ListQuery): Promise<Page>;
}

/** @throws what the SDK throws when the table cannot be reached, read or written. */
export function createStore(client: DynamoDBDocumentClient, tableName: string): Store {
  return {
    async putOnce(owner, entry) {
      const Item = { ...keyOf(owner, entry.id), [POSITION]: positionOf(entry), ...entry };
      try {
        await client.send(
          new PutCommand({
            TableName: tableName,
            Item,
            ConditionExpression: 'attribute_not_exists(#pk)',
            ExpressionAttributeNames: { '#pk': PARTITION_KEY },
          }),
        );
        return { entry, existed: false };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
      const found = await client.send(
        new GetCommand({ TableName: tableName, Key: keyOf(owner, entry.id), ConsistentRead: true }),
      );
      return { entry: toEntry(found.Item), existed: true };
    },

    async list(owner, { limit, after, ...range }) {
      const [least, greatest] = boundsOf(range);
      const { Items: items = [], LastEvaluatedKey: more } = await client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: NEWEST_INDEX,
          ConsistentRead: true,
          ScanIndexForward: false,
          // One more than the page tells whether another page follows, so that no cursor leads to an empty one.
          Limit: limit + 1,
          KeyConditionExpression: '#pk = :pk AND #position BETWEEN :least AND :greatest',
          ExpressionAttributeNames: { '#pk': PARTITION_KEY, '#position': POSITION },
          ExpressionAttributeValues: { ':pk': partitionOf(owner), ':least': least, ':greatest': greatest },
          ExclusiveStartKey: after === undefined ? undefined : startKeyOf(owner, after, range),
        }),
      );
      const entries = items.slice(0, limit).map(toEntry);
      const last = entries.at(-1);
      return more === undefined || last === undefined ? { entries } : { entries, next: positionOf(last) };
    },
  };
}

/** One constant prefix and then the owner to the end: no two owners share a partition, whatever characters they hold. */
function partitionOf(owner: string): string {
  return `owner#${owner}`;
}

function keyOf(owner: string, id: string): Record<string, string> {
  return { [PARTITION_KEY]: partitionOf(owner), [SORT_KEY]: `timesheet#${id}` };
}

function startKeyOf(owner: string, after: string, range: Pick<ListQuery, 'from' | 'to'>): Record<string, string> {
  const id = idAt(after, range);
  if (id === undefined) throw new Error('The start is not a position in the range: parse it with parseListQuery.');
  return { ...keyOf(owner, id), [POSITION]: after };
}

const storedEntry = v.object({
  id: v.string(),
  date: v.string(),
  project: v.string(),
  hours: v.number(),
  note: v.exactOptional(v.string()),
  createdAt: v.string(),
});

function toEntry(item: unknown): Entry {
  const result = v.safeParse(storedEntry, item);
  if (result.success) return result.output;
  // Names only: the values belong to a person and this message goes to the log.
  const attributes = result.issues.map((issue) => v.getDotPath(issue) ?? 'the item').join(', ');
  throw new Error(`An item in the table is not a timesheet entry. Missing or of the wrong type: ${attributes}.`);
}
