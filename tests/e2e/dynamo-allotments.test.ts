import { CreateTableCommand, DeleteTableCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, inject } from "vitest";
import { allotmentStoreContract } from "../support/allotment-store-contract.ts";
import { lotteryStoreContract } from "../support/lottery-store-contract.ts";

// The adapters' clients read where the cloud is when they are loaded.
process.env.AWS_ENDPOINT_URL = inject("endpoint");
process.env.AWS_REGION = inject("region");
process.env.AWS_ACCESS_KEY_ID ??= "test";
process.env.AWS_SECRET_ACCESS_KEY ??= "test";
const { bareDynamo } = await import("../../adapters/dynamo/client.ts");
const { dynamoAllotments } = await import("../../adapters/dynamo/dynamo-allotments.ts");
const { dynamoLotteries } = await import("../../adapters/dynamo/dynamo-lotteries.ts");
const { dynamoMemberStore } = await import("../../adapters/dynamo/dynamo-member-store.ts");

/** One table of its own for members and allotments: the deployed functions don't see it. */
const table = `allotments-contract-${process.pid}`;

beforeAll(async () => {
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: "S" as const });
  const keyed = (AttributeName: string, KeyType: "HASH" | "RANGE") => ({ AttributeName, KeyType });
  await bareDynamo.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [text("pk"), text("sk")],
      KeySchema: [keyed("pk", "HASH"), keyed("sk", "RANGE")],
    }),
  );
});
afterAll(async () => {
  await bareDynamo.send(new DeleteTableCommand({ TableName: table }));
});

allotmentStoreContract(
  "in DynamoDB",
  () => ({ allotments: dynamoAllotments(table), members: dynamoMemberStore(table, { allotments: table }) }),
  () => "dynamo",
);

lotteryStoreContract(
  "in DynamoDB",
  () => ({ lotteries: dynamoLotteries(table), members: dynamoMemberStore(table, { allotments: table }) }),
  () => "dynamo",
);
