import {
  GetItemCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import type { AllotmentHead, AllotmentStore, ShardQuantities } from "../../core/loyalty/allotments/allotment-store.ts";
import { dynamo, type Item, marshal, unmarshal } from "./client.ts";
import { transact } from "./conditional-write.ts";
import type { Key } from "./member-items.ts";
import { allotmentKey, moveOf } from "./member-transaction.ts";

/** How often an allotment is read anew that somebody is changing. */
const READ_TRIES = 6;

/** An allotment could not be read: others changed it each time. */
export class AllotmentUnreadError extends Error {
  override readonly name = "AllotmentUnreadError";
}

const headKey = (name: string): Key => ({ pk: `ALLOT#${name}`, sk: "HEAD" });
const headOf = (item: Item): AllotmentHead => {
  const { granted, owing, shards, programme, version } = unmarshal<AllotmentHead>(item);
  return { granted, owing, shards, programme, version };
};
const quantitiesOf = (item: Item | undefined): ShardQuantities => {
  const { left = 0, pending = 0, posted = 0 } = item ? unmarshal<Partial<ShardQuantities>>(item) : {};
  return { left, pending, posted };
};

/** Allotments in the Programme table: a head and its shards under one partition key. */
export function dynamoAllotments(table: string): AllotmentStore {
  async function head(name: string): Promise<AllotmentHead | undefined> {
    const { Item } = await dynamo.send(
      new GetItemCommand({ TableName: table, Key: marshal(headKey(name)), ConsistentRead: true }),
    );
    return Item && headOf(Item);
  }

  /** Items as of one moment; undefined while somebody's transaction is under way on one of them. */
  async function together(keys: Key[]): Promise<(Item | undefined)[] | undefined> {
    try {
      const TransactItems = keys.map((key) => ({ Get: { TableName: table, Key: marshal(key) } }));
      const { Responses = [] } = await dynamo.send(new TransactGetItemsCommand({ TransactItems }));
      return keys.map((_, at) => Responses[at]?.Item);
    } catch (cause) {
      if (cause instanceof TransactionCanceledException) return undefined;
      throw cause;
    }
  }

  return {
    head,

    async read(name) {
      for (let attempt = 1; attempt <= READ_TRIES; attempt += 1) {
        const shards = (await head(name))?.shards;
        if (shards === undefined) return undefined;
        const keys = Array.from({ length: shards }, (_, shard) => allotmentKey(name, shard));
        const [first, ...others] = (await together([headKey(name), ...keys])) ?? [];
        // A shard more than was asked for was opened meanwhile.
        if (first !== undefined && headOf(first).shards === shards) {
          return { head: headOf(first), shards: others.map(quantitiesOf) };
        }
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
      }
      throw new AllotmentUnreadError(name);
    },

    async change(name, { head: next, opens = [], moves = [] }) {
      const put = (item: object, condition: object): TransactWriteItem => ({
        Put: { TableName: table, Item: marshal(item), ...condition },
      });
      const isNew = { ConditionExpression: "attribute_not_exists(pk)" };
      const isAt = (version: number) => ({
        ConditionExpression: "version = :version",
        ExpressionAttributeValues: marshal({ ":version": version }),
      });
      const heads = next
        ? [
            put(
              { ...headKey(name), ...next.value, version: next.expected + 1 },
              next.expected === 0 ? isNew : isAt(next.expected),
            ),
          ]
        : [];
      const writes = [
        ...heads,
        ...opens.map(({ shard, left }) => put({ ...allotmentKey(name, shard), left, pending: 0, posted: 0 }, isNew)),
        ...moves.map((move) => moveOf(table, move)),
      ];
      try {
        return (await transact(writes)) === undefined;
      } catch (cause) {
        // Busy beyond all tries: as good as refused, the caller looks again.
        if (cause instanceof TransactionCanceledException) return false;
        throw cause;
      }
    },
  };
}
