import { CreateTableCommand, DeleteTableCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { Announcement } from "../../core/contract/announcement.ts";
import { newHead } from "../../core/members/member-beginning.ts";
import { UnstorableChangeError } from "../../core/members/member-store.ts";
import { shardOf } from "../../core/members/shard.ts";
import { aCoupon } from "../support/builders/a-coupon.ts";
import { memberStoreContract } from "../support/member-store-contract.ts";

// The adapters' clients read where the cloud is when they are loaded.
process.env.AWS_ENDPOINT_URL = inject("endpoint");
process.env.AWS_REGION = inject("region");
process.env.AWS_ACCESS_KEY_ID ??= "test";
process.env.AWS_SECRET_ACCESS_KEY ??= "test";
const { bareDynamo, marshal, unmarshal } = await import("../../adapters/dynamo/client.ts");
const { dynamoMemberStore } = await import("../../adapters/dynamo/dynamo-member-store.ts");
const { dynamoRestCounters, readCounters } = await import("../../adapters/dynamo/rest-counters.ts");

/** A table of its own: what these tests write must not be announced, nor swept up, by the deployed functions. */
const table = `member-store-contract-${process.pid}`;
const NOW = "2011-09-01T10:00:00.000Z";
const STAMP = { now: NOW, bookedOn: "2011-09-01" };

beforeAll(createTable);
afterAll(async () => {
  await bareDynamo.send(new DeleteTableCommand({ TableName: table }));
});

async function outboxOf(memberId: string): Promise<Announcement[]> {
  const { Items = [] } = await bareDynamo.send(
    new QueryCommand({
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :outbox)",
      ExpressionAttributeValues: marshal({ ":pk": `M#${memberId}`, ":outbox": "O#" }),
    }),
  );
  return Items.flatMap((item) => unmarshal<{ announcements: Announcement[] }>(item).announcements);
}

memberStoreContract(
  "in DynamoDB",
  () => dynamoMemberStore(table),
  outboxOf,
  () => "plain",
);

memberStoreContract(
  "in DynamoDB, with counters in its transactions",
  () => dynamoMemberStore(table, { counters: dynamoRestCounters(table) }),
  outboxOf,
  () => "counted",
);

describe("the member store in DynamoDB", () => {
  it("counts announcements in the transaction that stores them, and none of a refused commit", async () => {
    const store = dynamoMemberStore(table, { counters: dynamoRestCounters(table) });
    const before = (await readCounters(table)).outbox ?? 0;
    const loaded = await store.load("m_counting", {});
    const announce = [{ type: "SegmentChanged", occurredAt: NOW, from: null, to: "new" }] as const;
    const change = { head: newHead("m_counting", NOW), announce: [...announce, ...announce] };
    expect(await store.commit(loaded, change, STAMP)).toBe("committed");
    expect(await store.commit(loaded, change, STAMP)).toBe("conflict");
    expect((await readCounters(table)).outbox).toBe(before + 2);
  });

  it("finds each member under its shard, by an index whose keys never change", async () => {
    const store = dynamoMemberStore(table);
    await store.commit(await store.load("m_sharded", {}), { head: newHead("m_sharded", NOW) }, STAMP);
    const { Items = [] } = await bareDynamo.send(
      new QueryCommand({
        TableName: table,
        IndexName: "shard",
        KeyConditionExpression: "#shard = :shard AND pk = :pk",
        ExpressionAttributeNames: { "#shard": "shard" },
        ExpressionAttributeValues: marshal({ ":shard": shardOf("m_sharded"), ":pk": "M#m_sharded" }),
      }),
    );
    expect(Items.map((item) => unmarshal(item))).toEqual([
      { pk: "M#m_sharded", sk: "A#HEAD", shard: shardOf("m_sharded") },
    ]);
  });

  it("says of a change that is too large for any try that it can't be stored", async () => {
    const store = dynamoMemberStore(table);
    const loaded = await store.load("m_large", {});
    const items = Array.from({ length: 100 }, (_, at) => {
      return { kind: "coupon", version: 0, value: aCoupon({ code: `LARGE${at}` }) } as const;
    });
    const storing = store.commit(loaded, { head: newHead("m_large", NOW), items }, STAMP);
    await expect(storing).rejects.toThrow(UnstorableChangeError);
  });

  it("tells a meter what each request consumed", async () => {
    const consumed: number[] = [];
    const store = dynamoMemberStore(table, {
      meter: (all) => consumed.push(...all.map((one) => one.CapacityUnits ?? 0)),
    });
    const loaded = await store.load("m_metered", { accounts: true });
    await store.commit(loaded, { head: newHead("m_metered", NOW) }, STAMP);
    expect(consumed).toHaveLength(2);
    expect(consumed.every((units) => units > 0)).toBe(true);
  });
});

async function createTable(): Promise<void> {
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: "S" as const });
  const index = (IndexName: string, hash: string, range: string) => ({
    IndexName,
    KeySchema: [
      { AttributeName: hash, KeyType: "HASH" as const },
      { AttributeName: range, KeyType: "RANGE" as const },
    ],
    Projection: { ProjectionType: "KEYS_ONLY" as const },
  });
  const { KeySchema } = index("", "pk", "sk");
  await bareDynamo.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [text("pk"), text("sk"), text("shard"), text("lane"), text("dueAt")],
      KeySchema,
      GlobalSecondaryIndexes: [index("shard", "shard", "pk"), index("due", "lane", "dueAt")],
    }),
  );
}
