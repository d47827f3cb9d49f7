import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitOf, hasLapsed, lapsedCoupon, newCoupon, usedCoupon } from "../../../core/loyalty/coupon.ts";
import { aCoupon } from "../../support/builders/a-coupon.ts";
import { anOffer } from "../../support/builders/a-programme.ts";

const issue = {
  code: "ABCDEFGHJKLM",
  currency: "GBP",
  timeZone: "Europe/London",
  journey: "welcome",
  enrolmentId: "e_1",
  step: "welcome",
  now: "2011-09-01T10:00:00.000Z",
};
const basket = (goodsMinor: number, currency = "GBP") => ({ goodsMinor, currency });
const redemption = {
  ...basket(3_000),
  orderKey: "web:1",
  at: "2011-09-10T10:00:00.000Z",
  bookedOn: "2011-09-10",
  simulated: false,
};

describe("a coupon", () => {
  it("lapses when the shop's day is over that lies its validity after the day of issue", () => {
    expect(newCoupon({ ...issue, offer: anOffer({ validDays: 14 }) })).toMatchObject({
      state: "issued",
      issuedOn: "2011-09-01",
      // The 15th is its last day; London is an hour ahead of UTC in September.
      lapsesAt: "2011-09-15T23:00:00.000Z",
    });
  });

  it("counts its days in the shop's zone, over the change of the clocks too", () => {
    const late = { ...issue, now: "2011-10-20T23:30:00.000Z", offer: anOffer({ validDays: 10 }) };
    expect(newCoupon(late)).toMatchObject({ issuedOn: "2011-10-21", lapsesAt: "2011-11-01T00:00:00.000Z" });
    const shanghai = { ...late, timeZone: "Asia/Shanghai" };
    expect(newCoupon(shanghai)).toMatchObject({ issuedOn: "2011-10-21", lapsesAt: "2011-10-31T16:00:00.000Z" });
  });

  it("fits from its threshold on, in its own currency", () => {
    const coupon = aCoupon({ thresholdMinor: 2_500 });
    expect(fitOf(coupon, basket(2_499))).toEqual({ fits: false, because: "below-threshold" });
    expect(fitOf(coupon, basket(2_500))).toEqual({ fits: true, valueMinor: 500 });
    expect(fitOf(coupon, basket(2_500, "EUR"))).toEqual({ fits: false, because: "other-currency" });
  });

  it("takes off a percentage rounded down, up to its cap, and computes it on whole numbers", () => {
    const share = (percent: number, capMinor?: number) =>
      aCoupon({ kind: "percent-off", percent, thresholdMinor: 0, ...(capMinor === undefined ? {} : { capMinor }) });
    expect(fitOf(share(0.1), basket(1_999))).toEqual({ fits: true, valueMinor: 199 });
    // 0.29 × 100 is 28.999999999999996 in floating point.
    expect(fitOf(share(0.29), basket(100))).toEqual({ fits: true, valueMinor: 29 });
    expect(fitOf(share(0.5, 700), basket(10_000))).toEqual({ fits: true, valueMinor: 700 });
    expect(fitOf(share(0.1), basket(9))).toEqual({ fits: false, because: "nothing-to-take-off" });
  });

  it("never takes off more than the goods", () => {
    const coupon = fc.record({
      kind: fc.constantFrom("amount-off" as const, "percent-off" as const),
      faceMinor: fc.integer({ min: 1, max: 10_000_000 }),
      percent: fc.integer({ min: 1, max: 100 }).map((hundredths) => hundredths / 100),
    });
    fc.assert(
      fc.property(coupon, fc.integer({ min: 0, max: 1_000_000_000_000 }), (change, goodsMinor) => {
        const fit = fitOf(aCoupon({ ...change, thresholdMinor: 0 }), basket(goodsMinor));
        if (!fit.fits) return;
        expect(Number.isSafeInteger(fit.valueMinor) && fit.valueMinor > 0 && fit.valueMinor <= goodsMinor).toBe(true);
      }),
    );
  });

  it("is used once, with what it took off and where", () => {
    const used = usedCoupon(aCoupon(), redemption);
    expect(used).toMatchObject({ kind: "redeemed", valueMinor: 500, coupon: { state: "redeemed" } });
    if (used.kind !== "redeemed") return;
    const { orderKey, at, bookedOn, goodsMinor, simulated } = redemption;
    expect(used.coupon.redeemed).toEqual({ orderKey, at, bookedOn, goodsMinor, valueMinor: 500, simulated });
    expect(usedCoupon(used.coupon, redemption)).toEqual({ kind: "refused", because: "used" });
  });

  it("is refused from the very moment at which it lapses, whether or not a job has marked it", () => {
    const { lapsesAt } = aCoupon();
    const justBefore = new Date(Date.parse(lapsesAt) - 1).toISOString();
    expect(usedCoupon(aCoupon(), { ...redemption, at: justBefore })).toMatchObject({ kind: "redeemed" });
    expect(usedCoupon(aCoupon(), { ...redemption, at: lapsesAt })).toEqual({ kind: "refused", because: "lapsed" });
    expect(usedCoupon(aCoupon({ state: "lapsed" }), redemption)).toEqual({ kind: "refused", because: "lapsed" });
  });

  it("is marked as lapsed only when it is due and nobody has used it", () => {
    const { lapsesAt } = aCoupon();
    expect(lapsedCoupon(aCoupon(), lapsesAt)).toEqual(aCoupon({ state: "lapsed", lapsedAt: lapsesAt }));
    expect(lapsedCoupon(aCoupon(), redemption.at)).toBeUndefined();
    expect(lapsedCoupon(aCoupon({ state: "redeemed" }), lapsesAt)).toBeUndefined();
    expect(lapsedCoupon(aCoupon({ state: "lapsed" }), lapsesAt)).toBeUndefined();
    expect(hasLapsed(aCoupon(), lapsesAt)).toBe(true);
  });
});
