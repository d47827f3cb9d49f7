import fc from "fast-check";
import { expect, it } from "vitest";
import { mostFrom } from "../../../../core/loyalty/checkout/most-from.ts";
import { searchSpace } from "../../../../core/loyalty/checkout/search-space.ts";
import type { Coupon } from "../../../../core/loyalty/coupons/coupon.ts";
import { fitOf } from "../../../../core/loyalty/coupons/fit-of.ts";
import { bruteForce } from "../../../support/brute-force-combination.ts";
import { aPricedBasket } from "../../../support/builders/a-basket.ts";
import { aCoupon } from "../../../support/builders/a-coupon.ts";

const { faceMinor: _, ...bare } = aCoupon();
const skus = ["s1", "s2", "s3", "s4", "s5"];

// Small amounts, many lines and overlapping goods: where rounding per line weighs most.
const baskets = fc
  .array(fc.record({ sku: fc.constantFrom(...skus), minor: fc.integer({ min: 1, max: 40 }) }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((goods) => aPricedBasket(goods, { deliveryMinor: 7 }));
const coupons = fc
  .array(
    fc.record({
      percent: fc.integer({ min: 1, max: 100 }).map((hundredths) => hundredths / 100),
      capMinor: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
      exclude: fc.subarray(skus, { maxLength: 3 }),
      kind: fc.constantFrom("percent-off", "percent-off", "percent-off", "amount-off", "free-delivery", "gift"),
      group: fc.option(fc.constantFrom("a", "b"), { nil: undefined, freq: 2 }),
    }),
    { maxLength: 8 },
  )
  .map((all) =>
    all.map(({ percent, capMinor, exclude, kind, group }, at): Coupon => {
      const worth = Math.ceil(percent * 50);
      return {
        ...bare,
        code: `C${at}`,
        thresholdMinor: 0,
        stacksWith: "any",
        kind: kind as Coupon["kind"],
        ...(exclude.length === 0 ? {} : { scope: { skus: { exclude } } }),
        ...(group === undefined ? {} : { exclusiveGroup: group }),
        ...(kind === "amount-off" ? { faceMinor: worth } : {}),
        ...(kind === "gift" ? { giftSku: "mug", worthMinor: worth } : {}),
        ...(kind === "percent-off" ? { percent, ...(capMinor === undefined ? {} : { capMinor }) } : {}),
      };
    }),
  );

it("the bound on what coupons may come to together is never below what they do come to", () => {
  fc.assert(
    fc.property(baskets, coupons, (basket, all) => {
      const fitting = all.filter((coupon) => fitOf(coupon, basket, { at: bare.issuedAt }).fits);
      const { candidates, partOf, parts } = searchSpace(fitting, basket);
      const left = Array.from({ length: parts }, (_, part) =>
        basket.goods.reduce((sum, { minor }, line) => sum + (partOf[line] === part ? minor : 0), 0),
      );
      const prospects = candidates.map(({ coupon, parts: own, scopeKey }) => {
        const fit = fitOf(coupon, basket, { at: bare.issuedAt });
        return { coupon, parts: own, scopeKey, worth: fit.fits ? fit.worthMinor : 0 };
      });
      const bounds = mostFrom(prospects, 5, { left, lines: basket.goods.length, delivery: basket.deliveryMinor });
      expect(bounds[5]).toBeGreaterThanOrEqual(bruteForce(fitting, basket).worth);
      expect(bounds[0]).toBe(0);
    }),
    { numRuns: Number(process.env.RUNS ?? 300) },
  );
}, 120_000);
