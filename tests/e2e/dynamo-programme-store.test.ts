import { CreateTableCommand, DeleteTableCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, inject } from "vitest";
import { programmeStoreContract } from "../support/programme-store-contract.ts";

// The adapters' clients read where the cloud is when they are loaded.
process.env.AWS_ENDPOINT_URL = inject("endpoint");
process.env.AWS_REGION = inject("region");
process.env.AWS_ACCESS_KEY_ID ??= "test";
process.env.AWS_SECRET_ACCESS_KEY ??= "test";
const { bareDynamo } = await import("../../adapters/dynamo/client.ts");
const { dynamoProgrammeStore } = await import("../../adapters/dynamo/dynamo-programme-store.ts");

const tables: string[] = [];

/** A table of its own for each test: the stack's holds the programme that its functions run by. */
async function anEmptyTable(): Promise<string> {
  const TableName = `programme-store-contract-${process.pid}-${tables.length}`;
  tables.push(TableName);
  await bareDynamo.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
    }),
  );
  return TableName;
}

afterAll(async () => {
  for (const TableName of tables) await bareDynamo.send(new DeleteTableCommand({ TableName }));
});

programmeStoreContract("in DynamoDB", async () => dynamoProgrammeStore(await anEmptyTable()));
