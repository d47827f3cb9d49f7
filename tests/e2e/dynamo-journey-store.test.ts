import { CreateTableCommand, DeleteTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { anEnrolment } from "../support/builders/an-enrolment.ts";
import { journeyStoreContract } from "../support/journey-store-contract.ts";

// The adapters' clients read where the cloud is when they are loaded.
process.env.AWS_ENDPOINT_URL = inject("endpoint");
process.env.AWS_REGION = inject("region");
process.env.AWS_ACCESS_KEY_ID ??= "test";
process.env.AWS_SECRET_ACCESS_KEY ??= "test";
const { bareDynamo } = await import("../../adapters/dynamo/client.ts");
const { dynamoJourneyStore } = await import("../../adapters/dynamo/dynamo-journey-store.ts");
const { dynamoRestCounters, readCounters } = await import("../../adapters/dynamo/rest-counters.ts");

/** A table of its own: what these tests leave due must not be swept up by the deployed functions. */
const table = `journey-store-contract-${process.pid}`;

beforeAll(() => createTable(bareDynamo));
afterAll(async () => {
  await bareDynamo.send(new DeleteTableCommand({ TableName: table }));
});

journeyStoreContract(
  "in DynamoDB",
  () => dynamoJourneyStore(table),
  () => "plain",
);

journeyStoreContract(
  "in DynamoDB, with counters in its transactions",
  () => dynamoJourneyStore(table, dynamoRestCounters(table)),
  () => "counted",
);

describe("the counters of the journey store", () => {
  const memberId = "m_counters";
  const { enrolmentId } = anEnrolment();
  const wait = {
    memberId,
    enrolmentId,
    journey: "welcome",
    step: "wait-day-3",
    token: "a",
    dueAt: "2011-09-01T10:01:00.000Z",
    armed: false,
    openedAt: "2011-09-01T10:00:00.000Z",
  };

  it("count each machine once: started, waiting once armed, closed", async () => {
    const store = dynamoJourneyStore(table, dynamoRestCounters(table));
    const before = await readCounters(table);
    const since = async () => {
      const now = await readCounters(table);
      const { started = 0, waiting = 0, closed = 0 } = before;
      return [(now.started ?? 0) - started, (now.waiting ?? 0) - waiting, (now.closed ?? 0) - closed];
    };
    const twice = async (act: () => Promise<unknown>) => [await act(), await act()];

    await twice(() => store.enrol(anEnrolment({ memberId }), "2011-09-01T10:01:00Z"));
    await store.enrol(
      anEnrolment({ memberId, enrolmentId: "e_2", arm: "held-out", state: "closed" }),
      "2011-09-01T10:01:00Z",
    );
    expect(await since()).toEqual([1, 0, 0]);
    const opened = await store.openWait(wait);
    expect(await since()).toEqual([1, 0, 0]);
    await store.arm(opened, "2011-09-04T10:00:00Z");
    await store.arm(opened, "2011-09-04T10:00:00Z");
    expect(await since()).toEqual([1, 1, 0]);
    const retried = await store.openWait({ ...wait, token: "b" });
    await store.arm(retried, "2011-09-05T10:00:00Z");
    expect(await since()).toEqual([1, 1, 0]);
    await twice(() => store.giveReason(retried, "time", "2011-09-05T10:01:00Z"));
    expect(await since()).toEqual([1, 0, 0]);
    await twice(() => store.close(memberId, enrolmentId, "completed", "2011-09-05T10:00:00Z"));
    expect(await since()).toEqual([1, 0, 1]);
  });
});

async function createTable(client: DynamoDBClient): Promise<void> {
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: "S" as const });
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [text("pk"), text("sk"), text("lane"), text("dueAt")],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "due",
          KeySchema: [
            { AttributeName: "lane", KeyType: "HASH" },
            { AttributeName: "dueAt", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
    }),
  );
}
