import { randomUUID } from "node:crypto";
import { beforeAll, expect, inject, test } from "vitest";
import type { CommitAnswer } from "../../core/loyalty/checkout/checkout-schemas.ts";
import { DiscrepancyList, SettleAnswer } from "../../core/loyalty/discrepancies/discrepancy-schemas.ts";
import { outputOf } from "../../tools/local/stack-outputs.ts";
import { aBasketLine } from "../support/builders/a-basket.ts";
import { aLine, aPaidOrder } from "../support/builders/channel-events.ts";
import { dayAfter } from "../support/builders/ledger-history.ts";
import { runOnDeployed } from "../support/deployed-command.ts";
import { closeNight, runJob } from "../support/deployed-jobs.ts";
import { putProgrammeInForce } from "../support/deployed-programme.ts";
import { aKey, call, rest, turnClock } from "../support/deployed-shop.ts";
import { aMember, givePoints, move, type Till } from "../support/deployed-value.ts";

const { dynamoCloses } = await import("../../adapters/dynamo/dynamo-closes.ts");
const { s3Objects } = await import("../../adapters/s3/s3-objects.ts");
const outputs = inject("outputs");
const closes = dynamoCloses(outputOf(outputs, "ProgrammeTable"), s3Objects(outputOf(outputs, "ExportsBucket")));

/** What a till gave for and wasn't there any more, from the order to finance's file. */
const till: Till = { key: "", channel: "till" };
const orderId = `lapsed-${randomUUID()}`;
const orderKey = `till:${orderId}`;
let day = "2033-03-01";
let memberId = "";
let paid: object = {};

const at = (hour: string, of = day): string => `${of}T${hour}:00.000Z`;
const settling = () => ({ memberId, orderKey, operator: "Ann", reason: "paid at the till on the next day" });

async function listed(query: string): Promise<DiscrepancyList> {
  const answer = await call("GET", `/v1/discrepancies?from=${day}&to=${day}&${query}`, { key: till.key });
  expect(answer.status).toBe(200);
  return DiscrepancyList.parse(answer.body);
}

beforeAll(async () => {
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  const last = (await closes.record())?.day;
  if (last !== undefined) day = dayAfter(last, 1);
  await turnClock(at("10:00"));
  const scopes = ["events:write", "members:read", "loyalty:write", "loyalty:operate", "exports:read"] as const;
  till.key = (await aKey(...scopes)).text;
  memberId = await aMember(till, at("09:00"));
  await givePoints(till, memberId, 2_000);
});

test("an order whose hold has lapsed, and whose points were spent meanwhile, counts and is listed once", async () => {
  const basket = { channel: "till", currency: "GBP", lines: [aBasketLine(10_000)] };
  const holdId = `h-${orderId}`;
  const held = await move<{ pointsValueMinor: number }>(till, "/v1/checkout/hold", {
    ...{ memberId, channel: "till", holdId, basket, points: 2_000 },
  });
  expect(held.status).toBe(201);
  const { pointsValueMinor } = held.body;
  await turnClock(at("10:20"));
  await runJob("ReleaseHolds");
  const spend = { memberId, channel: "till", spendId: `s-${orderId}`, points: 600, because: "gift" };
  expect(await move(till, "/v1/points/spends", spend)).toMatchObject({ status: 201 });

  const order = {
    ...{ orderId, storeId: "s1", currency: "GBP", lines: basket.lines, discountMinor: pointsValueMinor },
    totalMinor: 10_000 - pointsValueMinor,
    uses: { holdId, points: 2_000, pointsValueMinor },
  };
  paid = { memberId, channel: "till", paidAt: at("10:20"), order };
  const key = randomUUID();
  const first = await move<CommitAnswer>(till, "/v1/checkout/commit", paid, key);
  expect(first).toMatchObject({
    status: 201,
    body: { pointsSpent: 1_400, discrepancies: [{ what: "points", missing: 600, because: "hold-released" }] },
  });
  expect((await move<CommitAnswer>(till, "/v1/checkout/commit", paid, key)).body).toEqual(first.body);
  // The stream brings the event of the call, too, and finds it counted.
  await rest();
  const { orders } = await listed("state=open");
  expect(orders.filter((one) => one.memberId === memberId)).toEqual([
    {
      ...{ memberId, orderKey, channel: "till", storeId: "s1", currency: "GBP", paidOn: day, bookedOn: day },
      discrepancies: [
        {
          what: "points",
          missing: 600,
          because: "hold-released",
          valueMinor: Math.floor((600 * pointsValueMinor) / 2_000),
        },
      ],
      ...{ valueMinor: Math.floor((600 * pointsValueMinor) / 2_000), unvalued: 0, state: "open" },
      order: { totalMinor: order.totalMinor, refundedMinor: 0, refunded: "no" },
    },
  ]);
});

test("an order of a till that was offline, sent as an event, is listed like any other, and once", async () => {
  const customerId = `offline-${randomUUID()}`;
  const offline = await aMember(till, at("09:00"), customerId);
  const event = aPaidOrder(
    { channel: "till", eventId: customerId, occurredAt: at("09:30"), identity: { customerId } },
    {
      ...{ orderId: customerId, lines: [aLine({ quantity: 1, unitPriceMinor: 1_000, amountMinor: 1_000 })] },
      ...{ totalMinor: 1_000, uses: { storedValueMinor: 300 } },
    },
  );
  for (const eventId of [customerId, customerId, `${customerId}-again`]) {
    const body = { events: [{ ...event, eventId }] };
    expect((await call("POST", "/v1/events", { key: till.key, body })).status).toBe(202);
    await rest();
  }
  const { orders } = await listed("");
  expect(orders.filter((one) => one.memberId === offline)).toMatchObject([
    {
      ...{ orderKey: `till:${customerId}`, valueMinor: 300, state: "open" },
      discrepancies: [{ what: "stored-value", missing: 300, because: "too-few", valueMinor: 300 }],
    },
  ]);
  const settled = { ...settling(), memberId: offline, orderKey: `till:${customerId}` };
  expect(await move(till, "/v1/discrepancies/settle", settled)).toMatchObject({ status: 200 });
});

test("it is in the closed day's file, in both forms, and in the close's sum", async () => {
  await turnClock(at("00:15", dayAfter(day, 1)));
  expect(await closeNight(day)).toMatchObject({ status: "SUCCEEDED" });
  const { body } = await call<{ exports: { name: string }[] }>("GET", `/v1/exports?asOf=${day}`, { key: till.key });
  const names = body.exports.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["discrepancies.csv", "discrepancies.parquet"]));
  const csv = await call<string>("GET", `/v1/exports/discrepancies.csv?asOf=${day}`, { key: till.key });
  expect(csv.body).toContain(`\r\n1,${day},${orderKey},${memberId},till,s1,${day},points,,600,`);
  const record = await closes.record(day);
  expect(record && (await closes.read(record)).discrepancies).toMatchObject({
    orders: 2,
    discrepancies: 2,
    unvalued: 0,
  });
  expect((await runOnDeployed("close", "show", day)).printed).toContain("2 orders used what wasn't there any more");
});

test("it is settled once: the same again is the first answer, another reason is refused", async () => {
  const key = randomUUID();
  const first = await move(till, "/v1/discrepancies/settle", settling(), key);
  expect(first.status).toBe(200);
  const { settled, state } = SettleAnswer.parse(first.body);
  expect([state, settled]).toEqual([
    "settled",
    { at: at("00:15", dayAfter(day, 1)), operator: "Ann", reason: "paid at the till on the next day" },
  ]);
  for (const again of [key, randomUUID()]) {
    expect(await move(till, "/v1/discrepancies/settle", settling(), again)).toMatchObject({
      status: 200,
      body: first.body,
    });
  }
  const other = { ...settling(), reason: "written off" };
  expect(await move(till, "/v1/discrepancies/settle", other)).toMatchObject({
    status: 409,
    body: { code: "already-settled" },
  });
  expect(await move(till, "/v1/discrepancies/settle", other, key)).toMatchObject({
    status: 422,
    body: { code: "idempotency-key-reused" },
  });
  const unknown = { ...settling(), orderKey: "till:never" };
  expect(await move(till, "/v1/discrepancies/settle", unknown)).toMatchObject({
    status: 404,
    body: { code: "discrepancy-unknown" },
  });
  expect((await listed("state=open")).orders).toEqual([]);
  expect((await listed("state=settled")).orders).toMatchObject([{ orderKey, settled }, { state: "settled" }]);
});

test("two who settle it at one moment: one does, the other is told", async () => {
  const second = { ...paid, order: { ...(paid as { order: object }).order, orderId: `${orderId}-2` } };
  expect(await move(till, "/v1/checkout/commit", second)).toMatchObject({ status: 201 });
  const both = await Promise.all(
    ["Ann", "Ben"].map((operator) =>
      move(till, "/v1/discrepancies/settle", { ...settling(), orderKey: `${orderKey}-2`, operator }),
    ),
  );
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
});

test("the closed day's file stays as it was; the command line lists and settles", async () => {
  const file = () => call<string>("GET", `/v1/exports/discrepancies.csv?asOf=${day}`, { key: till.key });
  const before = (await file()).body;
  expect(await closeNight(day)).toMatchObject({ status: "SUCCEEDED" });
  expect((await file()).body).toBe(before);

  const shown = await runOnDeployed(
    "discrepancies",
    "list",
    "--from",
    day,
    "--to",
    dayAfter(day, 1),
    "--key",
    till.key,
    "--json",
  );
  expect(JSON.parse(shown.printed)).toMatchObject({
    orders: [{ orderKey }, { state: "settled" }, { orderKey: `${orderKey}-2` }],
    more: false,
  });
  const settled = ["discrepancies", "settle", orderKey, "--member", memberId, "--key", till.key];
  const same = await runOnDeployed(...settled, "--by", "Ann", "--reason", settling().reason);
  expect(same).toMatchObject({ exitCode: 0, printed: expect.stringContaining("settled by Ann") });
  const refused = await runOnDeployed(...settled, "--reason", "another");
  expect(refused).toMatchObject({ exitCode: 1, noted: expect.stringContaining("were settled by Ann") });
});

test("the next day's file holds the next day's alone", async () => {
  const next = dayAfter(day, 1);
  await turnClock(at("00:15", dayAfter(day, 2)));
  expect(await closeNight(next)).toMatchObject({ status: "SUCCEEDED" });
  const { body } = await call<string>("GET", `/v1/exports/discrepancies.csv?asOf=${next}`, { key: till.key });
  expect(
    body
      .trimEnd()
      .split("\r\n")
      .map((line) => line.split(",")[2]),
  ).toEqual(["order_key", `${orderKey}-2`]);
});

test("a question or a key that can't be right is refused", async () => {
  for (const query of [
    "from=2033-03-02&to=2033-03-01",
    "from=x&to=2033-03-01",
    "to=2033-03-01",
    `from=${day}&to=${day}&limit=1000`,
  ]) {
    expect(await call("GET", `/v1/discrepancies?${query}`, { key: till.key })).toMatchObject({
      ...{ status: 400, body: { code: "query-invalid" } },
    });
  }
  expect((await call("GET", `/v1/discrepancies?from=0001-01-01&to=9999-12-31`, { key: till.key })).status).toBe(200);
  const key = (await aKey("loyalty:write")).text;
  expect((await call("GET", `/v1/discrepancies?from=${day}&to=${day}`, { key })).status).toBe(403);
  expect((await move({ ...till, key }, "/v1/discrepancies/settle", settling())).status).toBe(403);
  expect(await move(till, "/v1/discrepancies/settle", { memberId, orderKey })).toMatchObject({ status: 422 });
});
