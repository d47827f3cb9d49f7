import { DeleteItemCommand, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { beforeAll, expect, inject, test } from "vitest";
import type { AcceptAnswer } from "../../core/contract/answers.ts";
import type { Close } from "../../core/loyalty/close/close.ts";
import { outputOf } from "../../tools/local/stack-outputs.ts";
import { aChannelEvent, aLine, aPaidOrder } from "../support/builders/channel-events.ts";
import { dayAfter } from "../support/builders/ledger-history.ts";
import { deployedCloses, firstOpenDay, nightAfter } from "../support/deployed-closes.ts";
import { runOnDeployed } from "../support/deployed-command.ts";
import { closeNight } from "../support/deployed-jobs.ts";
import { putProgrammeInForce } from "../support/deployed-programme.ts";
import { aKey, call, rest, turnClock } from "../support/deployed-shop.ts";

const { bareDynamo, marshal } = await import("../../adapters/dynamo/client.ts");

const membersTable = outputOf(inject("outputs"), "MembersTable");
const run = `${process.pid}-${Date.now().toString(36)}`;

/** The first of three days of trade: behind whatever the stack closed before. */
let day = "2033-03-01";
let key = "";
let orders = 0;

const at = (of: string, hour: string): string => `${of}T${hour}:00.000Z`;

/** An order of so many whole pounds; answers whose it is. */
async function buys(customer: string, pounds: number, paidAt: string): Promise<string> {
  orders += 1;
  const order = aPaidOrder(
    { eventId: `o-${run}-${orders}`, occurredAt: paidAt, identity: { customerId: `${customer}-${run}` } },
    {
      orderId: `close-${run}-${orders}`,
      lines: [aLine({ quantity: 1, unitPriceMinor: pounds * 100, amountMinor: pounds * 100 })],
      totalMinor: pounds * 100,
    },
  );
  const { body } = await call<AcceptAnswer>("POST", "/v1/events", { key, body: { events: [order] } });
  const memberId = body.results?.[0]?.memberId;
  if (memberId === undefined) throw new Error(`the order was not taken: ${JSON.stringify(body)}`);
  await rest();
  return memberId;
}

async function closed(of: string): Promise<Close> {
  const record = await deployedCloses.record(of);
  if (record === undefined) throw new Error(`${of} is not closed`);
  return deployedCloses.read(record);
}

const points = ({ lines }: Close) => {
  const line = lines.find(({ view, account }) => view === "account" && account === "points");
  if (line === undefined) throw new Error("no line of points");
  return line;
};

const entryKey = (memberId: string, number: number) =>
  marshal({ pk: `M#${memberId}`, sk: `H#ENTRY#${String(number).padStart(9, "0")}` });

async function lastEntry(memberId: string): Promise<number> {
  const Key = marshal({ pk: `M#${memberId}`, sk: "A#HEAD" });
  const { Item } = await bareDynamo.send(new GetItemCommand({ TableName: membersTable, Key, ConsistentRead: true }));
  return Number(Item?.entries?.N);
}

beforeAll(async () => {
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  key = (await aKey("events:write", "exports:read", "members:read")).text;
  day = await firstOpenDay(day);
});

test("a day closes in the night after it, comes to the balances, and finance gets it in two forms", async () => {
  await turnClock(at(day, "12:00"));
  await buys("ann", 30, at(day, "11:00"));
  await buys("ben", 12, at(day, "11:30"));
  await turnClock(at(day, "12:30"));
  expect(await closeNight(day)).toMatchObject({ status: "FAILED", error: "TooEarly" });

  await nightAfter(day);
  // Trading goes on: booked on the next day, and not in this close.
  await buys("ann", 500, at(dayAfter(day, 1), "00:10"));
  expect(await closeNight(day)).toMatchObject({ status: "SUCCEEDED" });
  const close = await closed(day);
  const line = points(close);
  expect(line.columns.earn).toBe(42);
  expect(line.closing).toBe(line.opening + 42);

  const { body } = await call<{ exports: { name: string }[] }>("GET", `/v1/exports?asOf=${day}`, { key });
  const names = body.exports.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["close.csv", "close.parquet", "liability.csv", "liability.parquet"]));
  const csv = await call<string>("GET", `/v1/exports/close.csv?asOf=${day}`, { key });
  expect(csv.body).toContain(`,${day},account,points,(all),${line.opening},42,`);

  // A second run, and one that trading has gone by, change nothing.
  expect(await closeNight(day)).toMatchObject({ status: "SUCCEEDED" });
  expect(await closed(day)).toEqual(close);
});

test("a missing last entry stops the close of its day, by name, and the day closes once it is back", async () => {
  const next = dayAfter(day, 1);
  await turnClock(at(next, "12:00"));
  const ben = await buys("ben", 7, at(next, "11:00"));
  const number = await lastEntry(ben);
  const Key = entryKey(ben, number);
  const { Attributes } = await bareDynamo.send(
    new DeleteItemCommand({ TableName: membersTable, Key, ReturnValues: "ALL_OLD" }),
  );
  await nightAfter(next);
  const night = await closeNight(next);
  expect(night).toMatchObject({ status: "FAILED", error: "Gap" });
  expect(night.cause).toContain(`entry-missing (found by the day's check) at member ${ben}, entry ${number}`);
  expect(await deployedCloses.gap()).toMatchObject({
    day: next,
    gaps: [{ check: "day", memberId: ben, entry: number }],
  });
  expect(await deployedCloses.record(next)).toBeUndefined();

  await bareDynamo.send(new PutItemCommand({ TableName: membersTable, Item: Attributes }));
  expect(await closeNight(next)).toMatchObject({ status: "SUCCEEDED" });
  const close = await closed(next);
  expect(points(close).columns.earn).toBe(507);
  expect(points(close).opening).toBe(points(await closed(day)).closing);
  expect(await deployedCloses.gap()).toBeUndefined();
});

test("what arrives late is booked on the day it arrives, days that were missed come in order, refunds in their column", async () => {
  const [third, fourth] = [dayAfter(day, 2), dayAfter(day, 3)];
  const before = await closed(day);
  await turnClock(at(third, "12:00"));
  const ann = await buys("ann", 9, at(day, "18:00"));
  const refund = aChannelEvent({
    type: "order.refunded",
    eventId: `r-${run}`,
    occurredAt: at(third, "11:00"),
    identity: { customerId: `ann-${run}` },
    data: {
      ...{ refundId: "r1", orderId: `close-${run}-1`, currency: "GBP" },
      lines: [{ lineId: "1", quantity: 1, amountMinor: 3_000 }],
    },
  });
  await call("POST", "/v1/events", { key, body: { events: [refund] } });
  await rest();
  await nightAfter(fourth);
  expect(await closeNight(fourth)).toMatchObject({ status: "SUCCEEDED" });
  const close = await closed(third);
  expect(close.late).toMatchObject({
    count: 1,
    some: [{ memberId: ann, amount: 9, occurredOn: day, bookedOn: third }],
  });
  expect(points(close).columns).toMatchObject({ earn: 9, "take-back": -30 });
  expect(points(await closed(fourth))).toMatchObject({
    opening: points(close).closing,
    closing: points(close).closing,
  });
  expect(await closed(day)).toEqual(before);
});

test("the command line shows the closed days, and checks them and every chain behind them", async () => {
  const shown = await runOnDeployed("close", "show", day);
  expect(shown.printed).toContain(`${day}, closed at`);
  expect(shown.exitCode).toBe(0);
  const verified = await runOnDeployed("close", "verify", "--full");
  expect(verified.printed).toMatch(/\d+ closed days, 0 faults\d+ entries of \d+ members, 0 gaps/);
  expect(verified.exitCode).toBe(0);
});
