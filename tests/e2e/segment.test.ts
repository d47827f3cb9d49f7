import { Analytics } from "@segment/analytics-node";
import { beforeAll, expect, inject, test } from "vitest";
import { MemberViewAnswer, SegmentAnswer } from "../../core/contract/answers.ts";
import { putProgrammeInForce } from "../support/deployed-programme.ts";
import { aKey, call, rest, turnClock } from "../support/deployed-shop.ts";

/** Segment's own client, unchanged, against the deployed stack. It dates its messages by the real clock. */
const run = `${process.pid}-${Date.now().toString(36)}`;
let writeKey = "";
let reader = "";

beforeAll(async () => {
  await turnClock(new Date().toISOString());
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  writeKey = (await aKey("events:write")).text;
  reader = (await aKey("members:read")).text;
});

function client(key = writeKey): Analytics {
  // On the local cloud an API answers below a path; elsewhere the host alone is enough.
  const address = new URL(inject("apiUrl"));
  return new Analytics({
    writeKey: key,
    host: address.origin,
    path: `${address.pathname.replace(/\/$/, "")}/v1/batch`,
    flushAt: 20,
    maxRetries: 0,
  });
}

test("its identify and track calls are a member with points, seen whole within one rest", async () => {
  const userId = `u-${run}`;
  const analytics = client();
  const failures: unknown[] = [];
  analytics.on("error", (error) => failures.push(error));
  analytics.identify({
    userId,
    traits: {
      firstName: "Ann",
      lastName: "Lee",
      email: `ann-${run}@example.org`,

      createdAt: new Date(),
    },
    context: { locale: "en-GB", timezone: "Europe/London" },
  });
  analytics.track({ userId, event: "Product Viewed", properties: { product_id: "p-1", category: "Tea & Coffee" } });
  analytics.track({
    userId,
    event: "Order Completed",
    properties: {
      order_id: `o-${run}`,
      currency: "GBP",
      total: 64.96,
      shipping: 4.99,
      products: [{ product_id: "p-1", name: "Tea", price: 19.99, quantity: 3 }],
    },
  });
  analytics.page({ userId, name: "Home" });
  await analytics.closeAndFlush({ timeout: 10_000 });
  expect(failures).toEqual([]);
  await rest();

  const { body } = await call<MemberViewAnswer>("GET", `/v1/members?customerId=${userId}`, { key: reader });
  expect(MemberViewAnswer.parse(body)).toMatchObject({
    identity: { givenName: "Ann", familyName: "Lee", customerId: userId, email: "a•••@example.org" },
    contact: { timeZone: "Europe/London", language: "en" },
    points: { balance: 59 },
    summary: { frequency: 1, monetaryMinor: 6_496 },
  });
  expect(body.registeredAt).not.toBeNull();
  const types = body.timeline.items.filter(({ kind }) => kind === "event").map(({ type }) => type);
  expect(types.toSorted()).toEqual(["member.registered", "order.paid", "product.viewed"]);
});

test("a batch is answered as Segment does, with what was not newly kept by its place", async () => {
  const message = (over: object) => ({
    type: "track",
    messageId: `m-${run}-${JSON.stringify(over).length}`,
    timestamp: new Date().toISOString(),
    userId: `v-${run}`,
    ...over,
  });
  const viewed = message({ event: "Product Viewed", properties: { sku: "p-1" } });
  const batch = [
    viewed,
    viewed,
    message({ type: "page" }),
    message({ event: "Order Completed", properties: { order_id: "1" } }),
  ];
  const body = { batch, sentAt: new Date().toISOString(), writeKey };
  const answer = await call<SegmentAnswer>("POST", "/v1/batch", {
    body,
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}` },
  });
  expect(answer.status).toBe(200);
  expect(SegmentAnswer.parse(answer.body)).toMatchObject({
    success: true,
    accepted: 1,
    duplicates: 1,
    ignored: 1,
    rejected: 1,
    results: [
      { index: 1, status: "duplicate" },
      { index: 3, status: "rejected", problems: [{ pointer: "/batch/3", code: "unmappable" }] },
    ],
  });
});

test("a wrong write key is told to its client, and nothing is kept", async () => {
  const [keyId] = writeKey.split(".");
  const analytics = client(`${keyId}.${"x".repeat(43)}`);
  const failed = new Promise<unknown>((resolve) => analytics.on("error", resolve));
  analytics.track({ userId: `w-${run}`, event: "Signed Up" });
  await analytics.closeAndFlush({ timeout: 10_000 });
  expect(JSON.stringify(await failed, Object.getOwnPropertyNames(Error.prototype))).toBeDefined();
  const { status } = await call("GET", `/v1/members?customerId=w-${run}`, { key: reader });
  expect(status).toBe(404);
});
