import { afterAll, beforeAll, describe, inject, test } from "vitest";
import { PointsRules } from "../../core/programme/earning.ts";
import type { Programme } from "../../core/programme/programme.ts";
import { outputOf } from "../../tools/local/stack-outputs.ts";
import { aCoupon } from "../support/builders/a-coupon.ts";
import { aLadder } from "../support/builders/a-ladder.ts";
import { aCouponCode, memberPut } from "../support/deployed-members.ts";
import { changeProgramme, putProgrammeInForce } from "../support/deployed-programme.ts";
import { aKey, rest, turnClock } from "../support/deployed-shop.ts";
import type { Till } from "../support/deployed-value.ts";
import { type Act, actOf, done, expectHeld, type KilledAct, named } from "../support/killed-acts.ts";
import { posted } from "../support/killed-handler.ts";

/**
 * Checkouts with a coupon, points, stored value and a tier that is reached, cut at each call that the handler makes, over
 * HTTP, and sent again under the same key. A commit and a refund append an event, so the stream may finish what was cut.
 */
const { dynamoProgrammeStore } = await import("../../adapters/dynamo/dynamo-programme-store.ts");
const programmes = dynamoProgrammeStore(outputOf(inject("outputs"), "ProgrammeTable"));

const NOW = "2011-10-06T10:00:00.000Z";
const BEFORE = "2011-10-06T08:00:00.000Z";
/** Nobody's tier is due for a review on the days of other files. */
const LONG_HELD = { reviewDays: 1_095 };
const till: Till = { key: "", channel: "till" };
let before: Programme;

beforeAll(async () => {
  await turnClock(NOW);
  await putProgrammeInForce("2011-09-01T00:00:00.000Z");
  before = (await programmes.programme()).value;
  const points = PointsRules.parse({ ...before.points, owed: "refund" });
  await changeProgramme({ points, tiers: aLadder({ singleOrderMinor: 3_000, ...LONG_HELD }) }, BEFORE);
  till.key = (await aKey("events:write", "members:read", "loyalty:write")).text;
});
afterAll(() => changeProgramme(before, "2011-10-06T11:00:00.000Z"));

const LOTS = [
  { account: "points", amount: 1_500, expiresOn: "2012-03-01" },
  { account: "points", amount: 500, expiresOn: "2012-02-01" },
  { account: "principal", amount: 300 },
  { account: "bonus", amount: 500, expiresOn: "2012-03-01" },
] as const;

/** £40 of goods: £5 off by the coupon, another £5 by 1,000 points; £6 of the £30 that are left from stored value. */
const line = { lineId: "1", sku: "TEAPOT", quantity: 4, unitPriceMinor: 1_000, amountMinor: 4_000 };
const basket = { channel: "till", currency: "GBP", deliveryMinor: 0, lines: [line] };
const coupons = ({ id }: Act) => [{ code: id, valueMinor: 500 }];

/** Somebody who has all of it; the act goes by the coupon's code. */
async function customer(at: number): Promise<Act> {
  const code = aCouponCode();
  const value = aCoupon({ code, lapsesAt: "2011-12-01T00:00:00.000Z" });
  return { ...actOf(at, await memberPut(BEFORE, LOTS, { items: [{ kind: "coupon", version: 0, value }] })), id: code };
}

const who = ({ members: [memberId] }: Act) => ({ memberId, channel: "till" });
const hold = (act: Act) => ({
  ...{ ...who(act), holdId: act.id, basket, points: 1_000 },
  ...{ coupons: [act.id], storedValueMinor: 600 },
});
const commit = (act: Act) => ({
  ...{ ...who(act), paidAt: NOW },
  order: {
    ...{ orderId: act.id, currency: "GBP", lines: [line], discountMinor: 1_000, totalMinor: 3_000 },
    uses: { holdId: act.id, points: 1_000, pointsValueMinor: 500, storedValueMinor: 600, coupons: coupons(act) },
  },
});
const refund = (act: Act, quantity: number, amountMinor: number) => ({
  ...{ ...who(act), refundedAt: NOW },
  refund: { refundId: "r1", orderId: act.id, currency: "GBP", lines: [{ lineId: "1", quantity, amountMinor }] },
});

/** A customer whose checkout has gone so far. */
const after =
  (...steps: [path: string, body: (act: Act) => object][]) =>
  async (at: number): Promise<Act> => {
    const act = await customer(at);
    for (const [path, body] of steps) await done(till, path, body(act));
    await rest();
    return act;
  };
const HOLD = ["/v1/checkout/hold", hold] as [string, typeof hold];
const COMMIT = ["/v1/checkout/commit", commit] as [string, typeof commit];
/** Another order, of which nothing is held; what it earned is spent. */
const bought = (act: Act) => ({
  ...{ ...who(act), paidAt: NOW },
  order: { orderId: act.id, currency: "GBP", lines: [line], totalMinor: 4_000 },
});
const spent = (act: Act) => ({ ...who(act), spendId: act.id, points: 2_020, because: "gift" });

const steps: KilledAct[] = [
  {
    what: "hold",
    handler: "loyalty/checkout",
    begin: customer,
    send: (act) => posted(till, "/v1/checkout/hold", hold(act), act.key),
    leaves: { points: 1_000, principal: 0, bonus: 200 },
    stands: { holds: ["held"], coupons: ["held"] },
  },
  {
    what: "release",
    handler: "loyalty/checkout",
    begin: after(HOLD),
    send: (act) => posted(till, "/v1/checkout/release", { ...who(act), holdId: act.id }, act.key),
    leaves: { points: 2_000, principal: 300, bonus: 500 },
    stands: { holds: ["released"], coupons: ["issued"] },
  },
  {
    what: "commit of what is held",
    handler: "loyalty/checkout",
    begin: after(HOLD),
    send: (act) => posted(till, "/v1/checkout/commit", commit(act), act.key),
    leaves: { points: 1_030, principal: 0, bonus: 200 },
    stands: { holds: ["committed"], coupons: ["redeemed"] },
  },
  {
    what: "commit without a hold",
    handler: "loyalty/checkout",
    begin: customer,
    send: (act) => posted(till, "/v1/checkout/commit", commit(act), act.key),
    leaves: { points: 1_030, principal: 0, bonus: 200 },
  },
  {
    what: "refund of half of it",
    handler: "loyalty/checkout",
    begin: after(HOLD, COMMIT),
    send: (act) => posted(till, "/v1/checkout/refund", refund(act, 2, 1_500), act.key),
    leaves: { points: 1_515 },
  },
  {
    what: "refund of all of it",
    handler: "loyalty/checkout",
    begin: after(HOLD, COMMIT),
    send: (act) => posted(till, "/v1/checkout/refund", refund(act, 4, 3_000), act.key),
    leaves: { points: 2_000, principal: 300, bonus: 500 },
    stands: { coupons: ["issued"] },
  },
  {
    what: "refund whose points are gone, which its money pays",
    handler: "loyalty/checkout",
    begin: after(["/v1/checkout/commit", bought], ["/v1/points/spends", spent]),
    send: (act) => posted(till, "/v1/checkout/refund", refund(act, 4, 4_000), act.key),
    leaves: { points: 0 },
  },
];

describe("a checkout that is killed after each call that its handler makes", () => {
  test.each(named(steps))("in its %s, is right once it is sent again", { timeout: 60_000 }, (_, act) =>
    expectHeld(act),
  );
});
