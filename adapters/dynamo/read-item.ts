import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamo, marshal, unmarshal } from "./client.ts";

/** One item by its key, consistently; the caller names the type that its own puts guarantee. */
export async function readItem<T>(table: string, key: { pk: string; sk: string }): Promise<T | undefined> {
  const { Item } = await dynamo.send(
    new GetItemCommand({ TableName: table, Key: marshal({ pk: key.pk, sk: key.sk }), ConsistentRead: true }),
  );
  return Item && unmarshal<T>(Item);
}
