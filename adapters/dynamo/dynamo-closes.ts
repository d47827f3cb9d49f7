import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { canonical } from "../../core/loyalty/close/canonical.ts";
import type { Close, Unclosed } from "../../core/loyalty/close/close.ts";
import { CloseBrokenError, type CloseRecord, type CloseStore } from "../../core/loyalty/close/close-store.ts";
import { sha256 } from "../identity/sha256.ts";
import { type Objects, textOf } from "../s3/s3-objects.ts";
import { dynamo, marshal, unmarshal } from "./client.ts";
import { readItem } from "./read-item.ts";

const CLOSES = "CLOSES";
const sortKey = (day: string): string => `CLOSE#${day}`;
const GAP_KEY = { pk: CLOSES, sk: "GAP" };

type KeptGap = Unclosed & { foundAt: string };

/**
 * Closed days: the whole close as an object of the bucket, under a key made of its digest, and its record in the Programme
 * table, put on condition that the day has none. The object is written first: a record never names what isn't there.
 */
export function dynamoCloses(table: string, objects: Objects): CloseStore {
  async function records(limit: number, before = "~"): Promise<CloseRecord[]> {
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        // Days sort below "~", and the one asked for is left out by the letter behind the day before it.
        KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :last",
        ExpressionAttributeValues: marshal({ ":pk": CLOSES, ":first": sortKey(""), ":last": sortKey(before) }),
        ScanIndexForward: false,
        Limit: limit + 1,
        ConsistentRead: true,
      }),
    );
    return Items.map((item) => recordOf(unmarshal<CloseRecord>(item)))
      .filter(({ day }) => day < before)
      .slice(0, limit);
  }

  return {
    records,

    async record(day) {
      if (day === undefined) return (await records(1))[0];
      const item = await readItem<CloseRecord>(table, { pk: CLOSES, sk: sortKey(day) });
      return item && recordOf(item);
    },

    async read({ day, digest, key }) {
      const bytes = await objects.get(key);
      if (bytes === undefined) throw new CloseBrokenError(`the close of ${day} is gone: ${key} is not there`);
      const text = textOf(bytes);
      if (sha256(text) !== digest)
        throw new CloseBrokenError(`the close of ${day} was changed: ${key} has another digest`);
      return JSON.parse(text) as Close;
    },

    async write(close) {
      const text = canonical(close);
      const digest = sha256(text);
      const { day, previous, closedAt } = close;
      const key = `closes/${day}/${digest.slice(0, 16)}.json`;
      const record = recordOf({ day, digest, closedAt, key, ...(previous ? { previousDigest: previous.digest } : {}) });
      await objects.put(key, text, "application/json");
      try {
        await dynamo.send(
          new PutItemCommand({
            TableName: table,
            Item: marshal({ pk: CLOSES, sk: sortKey(day), ...record }),
            ConditionExpression: "attribute_not_exists(pk)",
          }),
        );
      } catch (cause) {
        if (!(cause instanceof ConditionalCheckFailedException)) throw cause;
        const there = await readItem<CloseRecord>(table, { pk: CLOSES, sk: sortKey(day) });
        if (there === undefined) throw cause;
        // Also how a put that the SDK sent twice is told: what is there is ours.
        return { record: recordOf(there), first: there.digest === digest };
      }
      await dynamo.send(new DeleteItemCommand({ TableName: table, Key: marshal(GAP_KEY) }));
      return { record, first: true };
    },

    async gap() {
      const item = await readItem<{ gap: KeptGap }>(table, GAP_KEY);
      return item?.gap;
    },

    async keepGap(gap, foundAt) {
      await dynamo.send(
        new PutItemCommand({ TableName: table, Item: marshal({ ...GAP_KEY, gap: { ...gap, foundAt } }) }),
      );
    },
  };
}

const recordOf = ({ day, digest, previousDigest, closedAt, key }: CloseRecord): CloseRecord => ({
  ...{ day, digest, closedAt, key },
  ...(previousDigest === undefined ? {} : { previousDigest }),
});
