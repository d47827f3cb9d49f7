import { CreateTableCommand, DeleteTableCommand, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { StoredEvent } from "../../core/contract/event.ts";
import { keepEvents } from "../../core/ingestion/keep-events.ts";
import { type ReadEvent, readEvent } from "../../core/ingestion/read-event.ts";
import { aChannelEvent, aPaidOrder, aRegistration } from "../support/builders/channel-events.ts";
import { doorContract } from "../support/door-contract.ts";

// The adapters' clients read where the cloud is when they are loaded.
process.env.AWS_ENDPOINT_URL = inject("endpoint");
process.env.AWS_REGION = inject("region");
process.env.AWS_ACCESS_KEY_ID ??= "test";
process.env.AWS_SECRET_ACCESS_KEY ??= "test";
const { bareDynamo } = await import("../../adapters/dynamo/client.ts");
const { dynamoChannelKeys } = await import("../../adapters/dynamo/dynamo-channel-keys.ts");
const { dynamoEventLog, eventsOf } = await import("../../adapters/dynamo/dynamo-events.ts");
const { dynamoVault } = await import("../../adapters/dynamo/dynamo-vault.ts");
const { dynamoRestCounters, noCounters, readCounters } = await import("../../adapters/dynamo/rest-counters.ts");
const { hmacIdentity } = await import("../../adapters/identity/hmac-identity.ts");
const { makeChannelKey } = await import("../../adapters/identity/make-channel-key.ts");

/** Tables of their own: what these tests write must not be applied by the deployed functions. */
const events = `door-events-${process.pid}`;
const vaultTable = `door-vault-${process.pid}`;
const tables = { events, vault: vaultTable };
const vault = dynamoVault(vaultTable);
const LOGS = [
  ["in single puts where it can", dynamoEventLog(tables, noCounters)],
  ["with counters in its transactions", dynamoEventLog(tables, dynamoRestCounters(vaultTable))],
] as const;

beforeAll(async () => {
  for (const TableName of Object.values(tables)) {
    await bareDynamo.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
        AttributeDefinitions: [
          { AttributeName: "pk", AttributeType: "S" },
          { AttributeName: "sk", AttributeType: "S" },
        ],
      }),
    );
  }
});
afterAll(async () => {
  for (const TableName of Object.values(tables)) await bareDynamo.send(new DeleteTableCommand({ TableName }));
});

const readAll = async (memberId: string): Promise<StoredEvent[]> =>
  (await eventsOf(events, memberId, 1_000)).map(({ event }) => event);

for (const [how, log] of LOGS) doorContract(`in DynamoDB ${how}`, () => ({ log, vault, eventsOf: readAll }));

const NOW = "2011-09-01T12:00:00.000Z";
const read = (sent: unknown): ReadEvent => {
  const reading = readEvent(sent, { now: NOW, region: "GB", mayImport: true });
  if (reading.kind === "refused") throw new Error(JSON.stringify(reading.refusals));
  return reading.event;
};
const portsOf = (log: (typeof LOGS)[number][1]) => ({
  log,
  vault,
  hash: hmacIdentity("a secret for tests"),
  salt: () => "salt",
  pause: (attempt: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.random() * 20 * attempt)),
});

describe.each(LOGS)("keeping events in DynamoDB %s", (how, log) => {
  const ports = portsOf(log);
  const unlike = how.replace(/\W/g, "");

  test("twenty calls that register one person at once make one member", async () => {
    const identity = { customerId: unlike, phone: `+447700900${100 + unlike.length}`, email: `${unlike}@example.org` };
    const calls = Array.from({ length: 20 }, (_, at) => {
      const one = Object.entries(identity)[at % 3] ?? ["customerId", unlike];
      const whole = at % 2 === 0 ? identity : { ...Object.fromEntries([one]), customerId: unlike };
      return keepEvents([read(aRegistration({ eventId: `${unlike}-${at}`, identity: whole }))], NOW, ports);
    });
    const members = new Set((await Promise.all(calls)).flat().map(({ memberId }) => memberId));
    expect(members.size).toBe(1);
    const [memberId = ""] = members;
    expect(await readAll(memberId ?? "")).toHaveLength(20);
  });

  test("500 orders in one call are kept, and again are duplicates", async () => {
    const sent = Array.from({ length: 500 }, (_, at) =>
      read(aPaidOrder({ eventId: `${unlike}-o-${at}`, identity: { customerId: `${unlike}-${at % 50}` } })),
    );
    expect((await keepEvents(sent, NOW, ports)).filter(({ status }) => status === "accepted")).toHaveLength(500);
    expect((await keepEvents(sent, NOW, ports)).filter(({ status }) => status === "duplicate")).toHaveLength(500);
  });

  test("an order of 500 lines is one item, read back whole", async () => {
    const lines = Array.from({ length: 500 }, (_, at) => ({
      sku: `sku-${at}`,
      name: `Item number ${at}`,
      quantity: 1,
      unitPriceMinor: 100,
      amountMinor: 100,
    }));
    const order = read(
      aPaidOrder({ eventId: `${unlike}-big`, identity: { unionId: unlike } }, { lines, totalMinor: 50_000 }),
    );
    const [kept] = await keepEvents([order], NOW, ports);
    const [stored] = await readAll(kept?.memberId ?? "");
    expect(stored?.data).toEqual(order.data);
  });

  test("views of an anonymous device are kept", async () => {
    const view = read(aChannelEvent({ eventId: `${unlike}-view`, identity: { deviceId: unlike } }));
    expect(await keepEvents([view], NOW, ports)).toEqual([{ status: "accepted" }]);
    expect(await keepEvents([view], NOW, ports)).toEqual([{ status: "duplicate" }]);
  });
});

test("counters count members' events in their transaction: accepted ones, once", async () => {
  const log = dynamoEventLog(tables, dynamoRestCounters(vaultTable));
  const before = (await readCounters(vaultTable)).accepted ?? 0;
  const sent = [
    aPaidOrder({ eventId: "counted-1", identity: { customerId: "counted" } }),
    aPaidOrder({ eventId: "counted-2", identity: { customerId: "counted" } }),
    aChannelEvent({ eventId: "counted-3", identity: { deviceId: "counted" } }),
  ].map(read);
  await keepEvents(sent, NOW, portsOf(log));
  await keepEvents(sent, NOW, portsOf(log));
  expect(((await readCounters(vaultTable)).accepted ?? 0) - before).toBe(2);
});

describe("channel keys", () => {
  const ring = dynamoChannelKeys(vaultTable);
  const { key } = makeChannelKey("till 7", ["events:write"], NOW);

  test("are found once made, listed, and revoked once", async () => {
    expect(await ring.find(key.keyId)).toBeUndefined();
    await ring.make(key);
    expect(await ring.find(key.keyId)).toEqual(key);
    await expect(ring.make(key)).rejects.toThrow(/is there already/);
    expect(await ring.list()).toContainEqual(key);
    const revoked = await ring.revoke(key.keyId, "2011-09-02T00:00:00.000Z");
    expect(revoked).toEqual({ ...key, revokedAt: "2011-09-02T00:00:00.000Z" });
    expect((await ring.revoke(key.keyId, "2011-09-03T00:00:00.000Z")).revokedAt).toBe("2011-09-02T00:00:00.000Z");
    await expect(ring.revoke("k_unknown", NOW)).rejects.toThrow(/is not known/);
    const { Item } = await bareDynamo.send(
      new GetItemCommand({ TableName: vaultTable, Key: { pk: { S: `KEY#${key.keyId}` }, sk: { S: "KEY" } } }),
    );
    expect(Object.keys(Item ?? {}).sort()).toEqual([
      "label",
      "madeAt",
      "pk",
      "revokedAt",
      "scopes",
      "secretHash",
      "sk",
    ]);
  });
});
