import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PointsRules } from "../../core/programme/earning.ts";
import { changeProgramme, putProgrammeInForce } from "../support/deployed-programme.ts";
import { aKey, call, rest, turnClock } from "../support/deployed-shop.ts";
import { aMember, move, type Till } from "../support/deployed-value.ts";

/** A shop that takes owed points out of the money refunded, over HTTP. A point is worth half a penny. */
const NOW = "2011-10-07T10:00:00.000Z";
const POINTS = {
  ...{ perMajorUnit: 1, expireDays: 365, liabilityMinorPer1000: 500 },
  spend: { points: 1_000, minor: 500 },
};
const till: Till = { key: "", channel: "till" };

beforeAll(async () => {
  await turnClock(NOW);
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  await changeProgramme({ points: PointsRules.parse({ ...POINTS, owed: "refund" }) }, "2011-10-07T09:00:00.000Z");
  const scopes = ["events:write", "members:read", "loyalty:write", "loyalty:read", "loyalty:operate"] as const;
  till.key = (await aKey(...scopes)).text;
});

afterAll(() => changeProgramme({ points: PointsRules.parse(POINTS) }, "2011-10-07T11:00:00.000Z"));

/** A member who has paid £101 for four things of £25.25, and has spent the 101 points of it but for 20. */
async function spentUp(): Promise<{ memberId: string; customerId: string; orderId: string }> {
  const customerId = `spent-up-${randomUUID()}`;
  const memberId = await aMember(till, "2011-10-07T09:30:00.000Z", customerId);
  const orderId = `o-${randomUUID()}`;
  const line = { lineId: "1", sku: "TEAPOT", quantity: 4, unitPriceMinor: 2_525, amountMinor: 10_100 };
  const order = { orderId, currency: "GBP", lines: [line], totalMinor: 10_100 };
  const paid = await move(till, "/v1/checkout/commit", { memberId, channel: "till", paidAt: NOW, order });
  expect(paid).toMatchObject({ status: 201, body: { pointsEarned: 101 } });
  const spend = { memberId, channel: "till", spendId: randomUUID(), points: 81, because: "gift" };
  expect(await move(till, "/v1/points/spends", spend)).toMatchObject({ status: 201 });
  return { memberId, customerId, orderId };
}

const refundOf = (orderId: string, refundId: string, quantity: number) => ({
  ...{ refundId, orderId, currency: "GBP" },
  lines: [{ lineId: "1", quantity, amountMinor: quantity * 2_525 }],
});

const refunded = (memberId: string, orderId: string, refundId: string, quantity: number, key?: string) =>
  move<Record<string, number>>(
    till,
    "/v1/checkout/refund",
    { memberId, channel: "till", refundedAt: NOW, refund: refundOf(orderId, refundId, quantity) },
    key,
  );

/** The whole refund as an event: its money was paid out before. */
async function paidOut({ customerId, orderId }: { customerId: string; orderId: string }): Promise<void> {
  const event = {
    ...{ channel: "till", eventId: `refunded-${orderId}`, type: "order.refunded", occurredAt: NOW },
    identity: { customerId },
    data: refundOf(orderId, "r-1", 4),
  };
  const posted = await call("POST", "/v1/events", { key: till.key, body: { events: [event] } });
  expect(posted).toMatchObject({ status: 202, body: { accepted: 1 } });
  await rest();
}

const pointsOf = async (memberId: string) =>
  (await call<{ points: object }>("GET", `/v1/members/${memberId}`, { key: till.key })).body.points;

describe("a refund whose points are gone", () => {
  test("pays them out of its money: in four parts what it pays in one", async () => {
    const once = await spentUp();
    const whole = await refunded(once.memberId, once.orderId, "r-1", 4);
    // 81 of 101 points are gone: 40.5 pence, the half of which the shop bears.
    expect(whole).toMatchObject({
      status: 201,
      body: { pointsTakenBack: 101, pointsWithheld: 81, withheldMinor: 40, payOutMinor: 10_060 },
    });
    const inParts = await spentUp();
    const sums = { pointsTakenBack: 0, pointsWithheld: 0, withheldMinor: 0, payOutMinor: 0 };
    for (const refundId of ["r-1", "r-2", "r-3", "r-4"]) {
      const { body } = await refunded(inParts.memberId, inParts.orderId, refundId, 1);
      for (const field of Object.keys(sums) as (keyof typeof sums)[]) sums[field] += body[field] ?? 0;
    }
    expect(sums).toEqual({ pointsTakenBack: 101, pointsWithheld: 81, withheldMinor: 40, payOutMinor: 10_060 });
    for (const { memberId } of [once, inParts]) {
      expect(await pointsOf(memberId)).toMatchObject({ balance: 0, owed: 0, lots: [] });
    }
  });

  test("pays once: sent again it gets the same answer, and its event that comes after it changes nothing", async () => {
    const bought = await spentUp();
    const { memberId, orderId } = bought;
    const key = randomUUID();
    const first = await refunded(memberId, orderId, "r-1", 4, key);
    await rest();
    expect((await refunded(memberId, orderId, "r-1", 4, key)).body).toEqual(first.body);
    expect((await refunded(memberId, orderId, "r-1", 4)).body).toEqual(first.body);
    await paidOut(bought);
    expect(await pointsOf(memberId)).toMatchObject({ balance: 0, owed: 0 });
  });

  test("that was paid out before its event came leaves them owed, and a call after it withholds nothing", async () => {
    const bought = await spentUp();
    const { memberId, orderId } = bought;
    await paidOut(bought);
    expect(await pointsOf(memberId)).toMatchObject({ balance: 0, owed: 81 });
    expect(await refunded(memberId, orderId, "r-1", 4)).toMatchObject({
      body: { pointsTakenBack: 101, pointsWithheld: 0, withheldMinor: 0, payOutMinor: 10_100 },
    });
    expect(await pointsOf(memberId)).toMatchObject({ balance: 0, owed: 81 });
  });
});
