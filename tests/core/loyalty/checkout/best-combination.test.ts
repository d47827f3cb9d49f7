import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PricedBasket } from "../../../../core/loyalty/checkout/basket.ts";
import { bestCombination } from "../../../../core/loyalty/checkout/best-combination.ts";
import type { Coupon } from "../../../../core/loyalty/coupons/coupon.ts";
import { fitOf } from "../../../../core/loyalty/coupons/fit-of.ts";
import { bruteForce } from "../../../support/brute-force-combination.ts";
import { aPricedBasket } from "../../../support/builders/a-basket.ts";
import { aCoupon } from "../../../support/builders/a-coupon.ts";

/** Random baskets of the property: 1,000 in the suite, 10,000 for the proof. */
const RUNS = Number(process.env.RUNS ?? 1_000);

const CATEGORIES = ["fruit", "meat", "tea"];
const GROUPS = ["a", "b", "c"];
const AT = "2011-09-02T10:00:00.000Z";

const goods = fc.record({
  sku: fc.constantFrom("s1", "s2", "s3", "s4"),
  category: fc.constantFrom(...CATEGORIES),
  // Small amounts make roundings and ties; large ones make percentages count.
  minor: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 20_000 })),
});
const baskets = fc
  .record({
    goods: fc.array(goods, { minLength: 1, maxLength: 6 }),
    deliveryMinor: fc.constantFrom(0, 0, 5, 600),
  })
  .map(({ goods, deliveryMinor }) => aPricedBasket(goods, { deliveryMinor }));

const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1, maxLength: 2 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 });
const face = fc.oneof(fc.integer({ min: 1, max: 25 }), fc.constantFrom(100, 500, 500, 1_000, 5_000));
const kinds: fc.Arbitrary<Partial<Coupon>> = fc.oneof(
  face.map((faceMinor): Partial<Coupon> => ({ kind: "amount-off", faceMinor })),
  fc.tuple(fc.constantFrom(5, 10, 10, 15, 29, 50, 100), maybe(face)).map(
    ([hundredths, capMinor]): Partial<Coupon> => ({
      kind: "percent-off",
      percent: hundredths / 100,
      ...(capMinor === undefined ? {} : { capMinor }),
    }),
  ),
  fc.constantFrom<Partial<Coupon>>({ kind: "free-delivery" }, { kind: "free-delivery", capMinor: 300 }),
  face.map((worthMinor): Partial<Coupon> => ({ kind: "gift", giftSku: "g", worthMinor })),
);
const scopes = fc.oneof(
  fc.constant(undefined),
  some(CATEGORIES).map((include) => ({ categories: { include } })),
  some(["s1", "s2", "s3"]).map((exclude) => ({ skus: { exclude } })),
  fc
    .tuple(some(CATEGORIES), some(["s1", "s4"]))
    .map(([include, skus]) => ({ categories: { include }, skus: { include: skus } })),
);
const coupons = fc
  .array(
    fc.record({
      kind: kinds,
      scope: scopes,
      thresholdMinor: fc.constantFrom(0, 0, 10, 1_000),
      exclusiveGroup: maybe(fc.constantFrom(...GROUPS)),
      stacksWith: fc.oneof(
        { weight: 4, arbitrary: fc.constant("any" as const) },
        { weight: 1, arbitrary: fc.constantFrom("none" as const, undefined) },
        { weight: 2, arbitrary: some(GROUPS) },
      ),
      lapses: fc.integer({ min: 10, max: 13 }),
    }),
    { maxLength: 9 },
  )
  .map((all) =>
    all.map(({ kind, scope, thresholdMinor, exclusiveGroup, stacksWith, lapses }, at): Coupon => {
      const { faceMinor: _, ...bare } = aCoupon();
      return {
        ...bare,
        ...kind,
        thresholdMinor,
        code: `CODE${String.fromCharCode(65 + ((at * 7) % 26))}`,
        lapsesAt: `2011-09-${lapses}T23:00:00.000Z`,
        ...(scope === undefined ? {} : { scope }),
        ...(exclusiveGroup === undefined ? {} : { exclusiveGroup }),
        ...(stacksWith === undefined ? {} : { stacksWith }),
      };
    }),
  );

const fitting = (all: readonly Coupon[], basket: PricedBasket): Coupon[] =>
  all.filter((coupon) => fitOf(coupon, basket, { at: AT }).fits);

const codesOf = (combination: ReturnType<typeof bestCombination>): string[] =>
  combination.applied.map(({ coupon }) => coupon.code).sort();

describe("the best combination", () => {
  it(`is the one that trying every combination finds, on ${RUNS} random baskets`, () => {
    fc.assert(
      fc.property(baskets, coupons, (basket, all) => {
        const fit = fitting(all, basket);
        const found = bestCombination(fit, basket);
        expect({ codes: codesOf(found), worth: found.worthMinor }).toEqual(bruteForce(fit, basket));
        expect(found.proven).toBe(true);
        expect(found.applied.reduce((sum, { worthMinor }) => sum + worthMinor, 0)).toBe(found.worthMinor);
      }),
      { numRuns: RUNS },
    );
  });
});
