import { GetItemCommand, PutItemCommand, ScanCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { ChannelKey, ChannelKeys } from "../../core/ingestion/channel-key.ts";
import { dynamo, type Item, marshal, unmarshal } from "./client.ts";

/** A key of that id stands already, or none does. */
export class ChannelKeyError extends Error {
  constructor(keyId: string, message: string) {
    super(`key ${keyId} ${message}`);
    this.name = "ChannelKeyError";
  }
}

export interface ChannelKeyRing extends ChannelKeys {
  /** @throws ChannelKeyError when the id is taken. */
  make(key: ChannelKey): Promise<void>;
  /** The first revocation stands. @throws ChannelKeyError when there is no such key. */
  revoke(keyId: string, at: string): Promise<ChannelKey>;
  /** All keys, in no order. Reads the whole table: for people, not for the path of an event. */
  list(): Promise<ChannelKey[]>;
}

const keyOf = (keyId: string) => ({ pk: { S: `KEY#${keyId}` }, sk: { S: "KEY" } });

function channelKey(item: Item): ChannelKey {
  const { pk, sk: _, ...rest } = unmarshal<Omit<ChannelKey, "keyId"> & { pk: string; sk: string }>(item);
  return { keyId: pk.slice("KEY#".length), ...rest };
}

const failed = (cause: unknown): boolean => cause instanceof Error && cause.name === "ConditionalCheckFailedException";

/** Channel keys in the Programme table. */
export function dynamoChannelKeys(table: string): ChannelKeyRing {
  return {
    async find(keyId) {
      const { Item } = await dynamo.send(
        new GetItemCommand({ TableName: table, Key: keyOf(keyId), ConsistentRead: true }),
      );
      return Item && channelKey(Item);
    },
    async make({ keyId, ...key }) {
      try {
        await dynamo.send(
          new PutItemCommand({
            TableName: table,
            Item: { ...marshal(key), ...keyOf(keyId) },
            ConditionExpression: "attribute_not_exists(pk)",
          }),
        );
      } catch (cause) {
        if (failed(cause)) throw new ChannelKeyError(keyId, "is there already");
        throw cause;
      }
    },
    async revoke(keyId, at) {
      try {
        const { Attributes } = await dynamo.send(
          new UpdateItemCommand({
            TableName: table,
            Key: keyOf(keyId),
            UpdateExpression: "SET revokedAt = if_not_exists(revokedAt, :at)",
            ConditionExpression: "attribute_exists(pk)",
            ExpressionAttributeValues: { ":at": { S: at } },
            ReturnValues: "ALL_NEW",
          }),
        );
        return channelKey(Attributes ?? {});
      } catch (cause) {
        if (failed(cause)) throw new ChannelKeyError(keyId, "is not known");
        throw cause;
      }
    },
    async list() {
      const found: ChannelKey[] = [];
      let from: Item | undefined;
      do {
        const { Items, LastEvaluatedKey } = await dynamo.send(
          new ScanCommand({
            TableName: table,
            FilterExpression: "sk = :key",
            ExpressionAttributeValues: { ":key": { S: "KEY" } },
            ...(from ? { ExclusiveStartKey: from } : {}),
          }),
        );
        found.push(...(Items ?? []).map(channelKey));
        from = LastEvaluatedKey;
      } while (from !== undefined);
      return found;
    },
  };
}
