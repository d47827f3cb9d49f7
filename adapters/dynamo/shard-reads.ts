import { BatchGetItemCommand, type KeysAndAttributes, QueryCommand } from "@aws-sdk/client-dynamodb";
import { dynamo, type Item, marshal, unmarshal } from "./client.ts";
import { type Key, memberIdOf } from "./member-items.ts";

/** How often keys are asked for that the table was too busy to read. */
const TRIES = 8;
/** Pages of an index key at most: 1 MB of keys is some 10,000 members, a shard a few hundred thousand. */
const PAGES = 1_000;
/** Keys of one request. */
export const KEYS_PER_READ = 100;

/** The table left keys unread again and again. */
export class MembersUnreadError extends Error {
  constructor(table: string, left: number) {
    super(`${table}: ${left} items could not be read in ${TRIES} tries`);
    this.name = "MembersUnreadError";
  }
}

/** A shard has more members than one run reads: it needs more shards. */
export class ShardTooLargeError extends Error {
  constructor(shard: string) {
    super(`${shard} has more members than ${PAGES} pages hold`);
    this.name = "ShardTooLargeError";
  }
}

/** Ids of the members of an index shard, a page at a time. The index is eventually consistent. */
export async function* idsOfShard(table: string, shard: string): AsyncGenerator<string[]> {
  let from: Item | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const { Items = [], LastEvaluatedKey } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        IndexName: "shard",
        KeyConditionExpression: "#shard = :shard",
        // A word that DynamoDB keeps for itself.
        ExpressionAttributeNames: { "#shard": "shard" },
        ExpressionAttributeValues: marshal({ ":shard": shard }),
        ...(from ? { ExclusiveStartKey: from } : {}),
      }),
    );
    yield Items.map((item) => memberIdOf(unmarshal<Key>(item)));
    if (LastEvaluatedKey === undefined) return;
    from = LastEvaluatedKey;
  }
  throw new ShardTooLargeError(shard);
}

export interface BatchRead {
  table: string;
  /** A hundred at most. */
  keys: readonly Key[];
  consistent?: boolean;
  /** Waits before try n (1, 2, …). */
  pause: (attempt: number) => Promise<void>;
}

/**
 * Items by their keys, those that are there, in any order.
 * @throws MembersUnreadError when the table stays too busy
 */
export async function readBatch({ table, keys, consistent = false, pause }: BatchRead): Promise<Item[]> {
  const found: Item[] = [];
  let left: Record<string, KeysAndAttributes> =
    keys.length === 0 ? {} : { [table]: { Keys: keys.map(marshal), ConsistentRead: consistent } };
  for (let attempt = 1; Object.keys(left).length > 0; attempt += 1) {
    if (attempt > TRIES) throw new MembersUnreadError(table, left[table]?.Keys?.length ?? 0);
    if (attempt > 1) await pause(attempt - 1);
    const { Responses = {}, UnprocessedKeys = {} } = await dynamo.send(new BatchGetItemCommand({ RequestItems: left }));
    found.push(...(Responses[table] ?? []));
    left = UnprocessedKeys;
  }
  return found;
}
