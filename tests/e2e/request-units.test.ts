import {
  type ConsumedCapacity,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, expect, inject, test } from "vitest";
import { paperTables } from "../../tools/bench/paper-tables.ts";
import { outputOf } from "../../tools/local/stack-outputs.ts";

const settings = {
  endpoint: inject("endpoint"),
  region: inject("region"),
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
};
const TableName = outputOf(inject("outputs"), "MembersTable");
const real = new DynamoDBClient(settings);
const onPaper = new DynamoDBClient(settings);
const paper = paperTables(onPaper, { [TableName]: { due: { partition: "lane", sort: "dueAt" } } });
afterAll(() => paper.remove());

const pk = { S: "X#request-units" };
const item = (sk: string, bytes: number, more = {}) => ({ pk, sk: { S: sk }, data: { S: "x".repeat(bytes) }, ...more });
const due = (at: string) => ({ lane: { S: "X#0" }, dueAt: { S: at } });
const units = (consumed: ConsumedCapacity | ConsumedCapacity[] | undefined): number =>
  [consumed ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);

const asked = { TableName, ReturnConsumedCapacity: "INDEXES" } as const;
const write = (bytes: number, ...sks: string[]) =>
  new TransactWriteItemsCommand({
    TransactItems: sks.map((sk) => ({ Put: { TableName, Item: item(sk, bytes) } })),
    ReturnConsumedCapacity: "INDEXES",
  });

test.each([
  ["a small put", () => new PutItemCommand({ ...asked, Item: item("a", 500) })],
  ["a put of three kilobytes", () => new PutItemCommand({ ...asked, Item: item("b", 3_000) })],
  ["a put over a larger item", () => new PutItemCommand({ ...asked, Item: item("b", 10) })],
  ["a put that enters an index", () => new PutItemCommand({ ...asked, Item: item("c", 100, due("1")) })],
  [
    "an update that moves within an index",
    () =>
      new UpdateItemCommand({
        ...asked,
        Key: { pk, sk: { S: "c" } },
        UpdateExpression: "SET dueAt = :at",
        ExpressionAttributeValues: { ":at": { S: "2" } },
      }),
  ],
  [
    "an update that leaves an index",
    () => new UpdateItemCommand({ ...asked, Key: { pk, sk: { S: "c" } }, UpdateExpression: "REMOVE lane, dueAt" }),
  ],
  ["a deletion", () => new DeleteItemCommand({ ...asked, Key: { pk, sk: { S: "a" } } })],
  ["a transaction of small items", () => write(500, "d", "e", "f")],
  ["a transaction of items of two kilobytes", () => write(1_500, "g", "h")],
] as const)("%s is billed on paper as another implementation of DynamoDB bills it", async (_, command) => {
  paper.bill();
  await onPaper.send(command() as PutItemCommand);
  const { ConsumedCapacity } = await real.send(command() as PutItemCommand);
  expect(units(ConsumedCapacity)).toBeGreaterThan(0);
  expect(paper.bill().writeUnits).toBe(units(ConsumedCapacity));
});
