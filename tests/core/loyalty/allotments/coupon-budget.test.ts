import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { budgetMoves } from "../../../../core/loyalty/allotments/coupon-budget.ts";
import type { Coupon, Redeemed } from "../../../../core/loyalty/coupons/coupon.ts";
import { givenBackCoupon, lapsedCoupon, usedCoupon } from "../../../../core/loyalty/coupons/coupon-state.ts";
import { lapseCoupons } from "../../../../core/loyalty/coupons/lapse-coupons.ts";
import { redeemCoupon } from "../../../../core/loyalty/coupons/redeem-coupon.ts";
import { aCoupon } from "../../../support/builders/a-coupon.ts";
import { aClaimableOffer, codeOfClaim, OfferWorld } from "../../../support/offer-world.ts";

/** 20 % off, £7 at most, out of a budget of £21. */
const aCappedOffer = () =>
  aClaimableOffer({
    ...{ kind: "percent-off", percent: 0.2, capMinor: 700, faceMinor: undefined },
    limits: { perMember: 3, budgetMinor: 2_100 },
  });
const BUDGET = "budget#autumn";

async function aWorldWithCoupon(): Promise<{ world: OfferWorld; code: string }> {
  const world = await OfferWorld.withMembers(1, aCappedOffer());
  return { world, code: codeOfClaim(await world.claim()) };
}

const redeem = (world: OfferWorld, code: string, goodsMinor: number) => {
  const asked = { channel: "till", orderId: "1", currency: "GBP", goodsMinor, deliveryMinor: 0, simulated: false };
  return redeemCoupon(code, asked, world.ports());
};

describe("the budget of an offer", () => {
  it("holds the most that a coupon can take off, from its issue on", async () => {
    const { world } = await aWorldWithCoupon();
    expect(await world.totals(BUDGET)).toEqual({ left: 1_400, pending: 700, posted: 0 });
  });

  it("books what the coupon took off when it is used, and the difference is free again", async () => {
    const { world, code } = await aWorldWithCoupon();
    expect(await redeem(world, code, 2_500)).toMatchObject({ kind: "redeemed", answer: { valueMinor: 500 } });
    expect(await world.totals(BUDGET)).toEqual({ left: 1_600, pending: 0, posted: 500 });
    await redeem(world, code, 2_500);
    expect(await world.totals(BUDGET)).toEqual({ left: 1_600, pending: 0, posted: 500 });
  });

  it("is free of a coupon that lapsed unused", async () => {
    const { world } = await aWorldWithCoupon();
    const until = "2011-09-15T23:00:00.000Z";
    world.now = until;
    const stamp = { now: until, bookedOn: "2011-09-16" };
    const ports = { store: world.store, stamp, pause: async () => {} };
    expect(await lapseCoupons(until, ports)).toMatchObject({ lapsed: 1 });
    expect(await lapseCoupons(until, ports)).toMatchObject({ lapsed: 0 });
    expect(await world.totals(BUDGET)).toEqual({ left: 2_100, pending: 0, posted: 0 });
  });

  it("is never overdrawn, nothing of it is lost, and a refund never fails for it, whatever becomes of its coupons", () => {
    type Act = { act: "use"; minor: number } | { act: "give-back" } | { act: "lapse" };
    const acts = fc.array(
      fc.oneof(
        fc.record({ act: fc.constant("use" as const), minor: fc.integer({ min: 1, max: 700 }) }),
        fc.record({ act: fc.constant("give-back" as const) }),
        fc.record({ act: fc.constant("lapse" as const) }),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(acts, (history: Act[]) => {
        const at = "2011-09-02T10:00:00.000Z";
        let coupon = aCoupon({ reserved: { allotment: BUDGET, shard: 0, minor: 700 } });
        const sum = { left: 1_400, pending: 700, posted: 0 };
        for (const act of history) {
          const after = moved(coupon, act, at);
          if (after === undefined) continue;
          for (const { left, pending, posted } of budgetMoves(coupon, after)) {
            sum.left += left;
            sum.pending += pending;
            sum.posted += posted;
          }
          coupon = after;
          expect(sum.left + sum.pending + sum.posted).toBe(2_100);
          expect(sum.left).toBeGreaterThanOrEqual(1_400);
          expect(Math.min(sum.pending, sum.posted)).toBe(0);
        }
        if (coupon.state === "redeemed") expect(sum.posted).toBeLessThanOrEqual(coupon.redeemed?.valueMinor ?? 0);
        if (coupon.state === "lapsed") expect(sum).toEqual({ left: 2_100, pending: 0, posted: 0 });
      }),
    );
  });
});

function moved(coupon: Coupon, act: { act: string; minor?: number }, at: string): Coupon | undefined {
  const bookedOn = "2011-09-02";
  if (act.act === "lapse") return lapsedCoupon(coupon, "2012-01-01T00:00:00.000Z");
  if (act.act === "use") {
    const redeemed: Redeemed = {
      ...{ orderKey: "till:1", at, bookedOn, goodsMinor: 9_000, simulated: false },
      valueMinor: act.minor ?? 0,
    };
    const used = usedCoupon(coupon, redeemed);
    return used.kind === "moved" ? used.coupon : undefined;
  }
  const back = givenBackCoupon(coupon, { orderKey: "till:1", at, bookedOn, graceDays: 0, timeZone: "Europe/London" });
  return back.kind === "moved" ? back.coupon : undefined;
}
