import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Coupon } from "../../../../core/loyalty/coupons/coupon.ts";
import { fitOf } from "../../../../core/loyalty/coupons/fit-of.ts";
import type { OfferScope } from "../../../../core/programme/offer.ts";
import { aPricedBasket } from "../../../support/builders/a-basket.ts";
import { aCoupon } from "../../../support/builders/a-coupon.ts";

const use = { at: "2011-09-10T10:00:00.000Z" };
const fits = (coupon: Coupon, basket = aPricedBasket()) => fitOf(coupon, basket, use);
const scoped = (scope: OfferScope, change: Partial<Coupon> = {}) => aCoupon({ thresholdMinor: 0, scope, ...change });
const share = (percent: number, change: Partial<Coupon> = {}): Coupon => {
  const { faceMinor: _, ...coupon } = aCoupon();
  return { ...coupon, kind: "percent-off", percent, thresholdMinor: 0, ...change };
};

describe("a coupon on a basket", () => {
  it("fits from its threshold on, in its own currency, and says how much is missing", () => {
    const coupon = aCoupon({ thresholdMinor: 2_500 });
    expect(fits(coupon, aPricedBasket([2_499]))).toEqual({ fits: false, because: "below-threshold", missingMinor: 1 });
    expect(fits(coupon, aPricedBasket([2_500]))).toMatchObject({ fits: true, offMinor: 500, worthMinor: 500 });
    expect(fits(coupon, aPricedBasket([2_500], { currency: "EUR" }))).toEqual({
      fits: false,
      because: "other-currency",
    });
  });

  it("takes off a percentage rounded down, up to its cap, and computes it on whole numbers", () => {
    expect(fits(share(0.1), aPricedBasket([1_999]))).toMatchObject({ offMinor: 199 });
    // 0.29 × 100 is 28.999999999999996 in floating point.
    expect(fits(share(0.29), aPricedBasket([100]))).toMatchObject({ offMinor: 29 });
    expect(fits(share(0.5, { capMinor: 700 }), aPricedBasket([10_000]))).toMatchObject({ offMinor: 700 });
    expect(fits(share(0.1), aPricedBasket([9]))).toEqual({ fits: false, because: "nothing-to-take-off" });
  });

  it("divides what it takes off over the lines by largest remainder", () => {
    // 500 over 1000 : 1000 : 1000 is 166.67 each; the first two get the units that are left.
    expect(fits(aCoupon(), aPricedBasket([1_000, 1_000, 1_000]))).toMatchObject({ byLine: [167, 167, 166] });
    expect(fits(aCoupon(), aPricedBasket([2_999, 1]))).toMatchObject({ byLine: [500, 0] });
  });

  it("takes delivery off, up to its cap, where there is any", () => {
    const { faceMinor: _, ...bare } = aCoupon({ kind: "free-delivery" });
    expect(fits(bare, aPricedBasket([3_000], { deliveryMinor: 600 }))).toMatchObject({
      offMinor: 600,
      deliveryMinor: 600,
      byLine: [0],
    });
    expect(fits({ ...bare, capMinor: 400 }, aPricedBasket([3_000], { deliveryMinor: 600 }))).toMatchObject({
      offMinor: 400,
    });
    expect(fits(bare)).toEqual({ fits: false, because: "nothing-to-take-off" });
    expect(fits(bare, aPricedBasket([2_000], { deliveryMinor: 600 }))).toMatchObject({ because: "below-threshold" });
  });

  it("gives a gift that takes nothing off and is worth what its offer says", () => {
    const { faceMinor: _, ...bare } = aCoupon({ kind: "gift", giftSku: "mug", worthMinor: 350 });
    expect(fits(bare)).toMatchObject({ fits: true, offMinor: 0, worthMinor: 350, byLine: [0] });
  });

  const basket = aPricedBasket([
    { sku: "apple", category: "fruit", minor: 1_000 },
    { sku: "pear", category: "fruit", minor: 500 },
    { sku: "steak", category: "meat", minor: 2_000 },
    { sku: "stamp", category: undefined, minor: 100 },
  ]);
  it.each<[string, OfferScope, number[]]>([
    ["a category", { categories: { include: ["fruit"] } }, [333, 167, 0, 0]],
    ["a sku", { skus: { include: ["pear"] } }, [0, 500, 0, 0]],
    ["a category or a sku", { categories: { include: ["meat"] }, skus: { include: ["pear"] } }, [0, 100, 400, 0]],
    ["all but a category", { categories: { exclude: ["fruit"] } }, [0, 0, 476, 24]],
    ["a category but for a sku", { categories: { include: ["fruit"] }, skus: { exclude: ["apple"] } }, [0, 500, 0, 0]],
  ])("for %s takes off those lines alone", (_what, scope, byLine) => {
    expect(fits(scoped(scope), basket)).toMatchObject({ fits: true, byLine });
  });

  it("for some goods counts its threshold by those, and none at all don't fit", () => {
    const fruit = scoped({ categories: { include: ["fruit"] } }, { thresholdMinor: 1_600 });
    expect(fits(fruit, basket)).toEqual({ fits: false, because: "below-threshold", missingMinor: 100 });
    expect(fits(scoped({ categories: { include: ["toys"] } }), basket)).toMatchObject({ because: "no-goods-in-scope" });
  });

  it("for stores, channels and tiers asks for them", () => {
    const asked = (scope: OfferScope, change = {}, tier?: string) =>
      fitOf(scoped(scope), aPricedBasket([3_000], change), { ...use, tier });
    expect(asked({ channels: ["web"] })).toEqual({ fits: false, because: "other-channel" });
    expect(asked({ channels: ["web", "till"] })).toMatchObject({ fits: true });
    expect(asked({ stores: ["s1"] })).toEqual({ fits: false, because: "other-store" });
    expect(asked({ stores: ["s1"] }, { storeId: "s1" })).toMatchObject({ fits: true });
    expect(asked({ tiers: ["gold"] })).toEqual({ fits: false, because: "other-tier" });
    expect(asked({ tiers: ["gold"] }, {}, "gold")).toMatchObject({ fits: true });
    expect(asked({ tiers: ["ordinary"] })).toMatchObject({ fits: true });
  });

  it("never takes off more than the goods, on any line, and its shares add up", () => {
    const kind = fc.oneof(
      fc.integer({ min: 1, max: 10_000_000 }).map((faceMinor) => aCoupon({ faceMinor, thresholdMinor: 0 })),
      fc.integer({ min: 1, max: 100 }).map((hundredths) => share(hundredths / 100)),
    );
    const goods = fc.array(fc.integer({ min: 0, max: 2_000_000_000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(kind, goods, (coupon, minors) => {
        const fit = fits(coupon, aPricedBasket(minors));
        if (!fit.fits) return;
        expect(fit.byLine.every((off, at) => off >= 0 && off <= (minors[at] ?? 0))).toBe(true);
        expect(fit.byLine.reduce((sum, off) => sum + off, 0)).toBe(fit.offMinor);
      }),
    );
  });
});
