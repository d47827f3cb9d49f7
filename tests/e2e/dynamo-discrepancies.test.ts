import { inject } from "vitest";
import { outputOf } from "../../tools/local/stack-outputs.ts";
import { discrepancyStoreContract } from "../support/discrepancy-store-contract.ts";
// The adapters' clients read where the cloud is when they are loaded; deployed-shop.ts says so.
import "../support/deployed-shop.ts";

const { dynamoDiscrepancies } = await import("../../adapters/dynamo/dynamo-discrepancies.ts");
const { dynamoMemberStore } = await import("../../adapters/dynamo/dynamo-member-store.ts");

// On the deployed table: what has nothing to announce is seen by nobody, and no day of trade is in this year.
const table = outputOf(inject("outputs"), "MembersTable");
const stores = { members: dynamoMemberStore(table), discrepancies: dynamoDiscrepancies(table, async () => {}) };
discrepancyStoreContract("in DynamoDB", () => stores, `e2e${Date.now().toString(36)}`, 2071);
