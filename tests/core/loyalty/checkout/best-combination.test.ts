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
const RUNS = Number(process.env.RUNS ?? 300);

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
  }, 120_000);

  const any = (change: Partial<Coupon>): Coupon => {
    const { faceMinor: _, ...bare } = aCoupon();
    return { ...bare, thresholdMinor: 0, stacksWith: "any", ...change };
  };
  const codes = (coupons: Coupon[], basket: PricedBasket): string[] => codesOf(bestCombination(coupons, basket));

  it("takes five at most, and those that are worth most", () => {
    const seven = [1, 2, 3, 4, 5, 6, 7].map((face) => any({ kind: "amount-off", faceMinor: face, code: `C${face}` }));
    expect(codes(seven, aPricedBasket([3_000]))).toEqual(["C3", "C4", "C5", "C6", "C7"]);
  });

  it("lets stand together only what both sides let, and of a group one alone", () => {
    const of = (code: string, faceMinor: number, change: Partial<Coupon>) =>
      any({ kind: "amount-off", code, faceMinor, ...change });
    const basket = aPricedBasket([3_000]);
    // B would stand beside A, but A stands beside nobody.
    expect(codes([of("A", 300, { stacksWith: "none" }), of("B", 200, {})], basket)).toEqual(["A"]);
    // Together B and C are worth more than A alone.
    const three = [of("A", 300, { stacksWith: "none" }), of("B", 200, {}), of("C", 150, {})];
    expect(codes(three, basket)).toEqual(["B", "C"]);
    const group = [of("A", 300, { exclusiveGroup: "x" }), of("B", 200, { exclusiveGroup: "x" }), of("C", 100, {})];
    expect(codes(group, basket)).toEqual(["A", "C"]);
    const named = [
      of("A", 300, { exclusiveGroup: "x", stacksWith: ["y"] }),
      of("B", 200, { exclusiveGroup: "y", stacksWith: ["x"] }),
      of("C", 250, { exclusiveGroup: "z" }),
    ];
    expect(codes(named, basket)).toEqual(["A", "B"]);
  });

  it("reckons percentages before amounts, what is for some goods before what is for all, each on what is left", () => {
    const basket = aPricedBasket([
      { category: "fruit", minor: 1_000 },
      { category: "meat", minor: 1_000 },
    ]);
    const fruit = any({
      kind: "percent-off",
      percent: 0.5,
      code: "FRUIT",
      scope: { categories: { include: ["fruit"] } },
    });
    const all = any({ kind: "percent-off", percent: 0.1, code: "ALL" });
    const amount = any({ kind: "amount-off", faceMinor: 100, code: "AMOUNT" });
    const { applied, worthMinor } = bestCombination([amount, all, fruit], basket);
    // 500 off the fruit; a tenth of the 1,500 that are left; 100 off the rest.
    expect(applied.map(({ coupon, offMinor, byLine }) => [coupon.code, offMinor, byLine])).toEqual([
      ["FRUIT", 500, [500, 0]],
      ["ALL", 150, [50, 100]],
      ["AMOUNT", 100, [33, 67]],
    ]);
    expect(worthMinor).toBe(750);
  });

  it("leaves out what would take nothing more off, and among equals uses up what lapses first", () => {
    const basket = aPricedBasket([500], { deliveryMinor: 300 });
    const free = (code: string, lapsesAt: string) => any({ kind: "free-delivery", code, lapsesAt });
    const late = free("A", "2011-09-20T23:00:00.000Z");
    const early = free("B", "2011-09-10T23:00:00.000Z");
    expect(codes([late, early], basket)).toEqual(["B"]);
    const same = free("0", "2011-09-10T23:00:00.000Z");
    expect(codes([late, early, same], basket)).toEqual(["0"]);
    const whole = any({ kind: "amount-off", faceMinor: 500, code: "WHOLE" });
    const half = any({ kind: "amount-off", faceMinor: 250, code: "HALF" });
    expect(codes([half, whole], basket)).toEqual(["WHOLE"]);
  });

  it("is the same whatever order the coupons come in", () => {
    fc.assert(
      fc.property(
        baskets,
        coupons.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        (basket, [all, shuffled]) => {
          expect(bestCombination(fitting(shuffled, basket), basket)).toEqual(
            bestCombination(fitting(all, basket), basket),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it("of fifty coupons that all stack is found within a bounded number of looks, and proven", () => {
    const basket = aPricedBasket(
      Array.from({ length: 40 }, (_, at) => ({
        sku: `s${at}`,
        category: CATEGORIES[at % 3],
        minor: 100 + ((at * 977) % 4_900),
      })),
      { deliveryMinor: 600 },
    );
    const fifty = (make: (at: number) => Partial<Coupon>): Coupon[] =>
      Array.from({ length: 50 }, (_, at) => any({ code: `C${String(at).padStart(2, "0")}`, ...make(at) }));
    const purses: Coupon[][] = [
      fifty((at) => ({ kind: "amount-off", faceMinor: 100 + ((at * 37) % 1_900) })),
      fifty(() => ({ kind: "amount-off", faceMinor: 500 })),
      fifty((at) => ({ kind: "percent-off", percent: (5 + ((at * 7) % 25)) / 100 })),
      fifty((at) => ({
        kind: "percent-off",
        percent: (5 + ((at * 7) % 25)) / 100,
        scope: { skus: { exclude: [`s${(at * 11) % 40}`] } },
      })),
      fifty((at) => ({
        ...(at % 2 === 0
          ? { kind: "percent-off", percent: (5 + ((at * 7) % 25)) / 100, capMinor: 300 + ((at * 131) % 2_700) }
          : { kind: "amount-off", faceMinor: 100 + ((at * 137) % 2_900) }),
        ...(at % 3 === 0 ? { scope: { categories: { include: [CATEGORIES[at % 2] ?? ""] } } } : {}),
      })),
    ];
    expect(purses.map((purse) => bestCombination(purse, basket).proven)).toEqual(purses.map(() => true));
  });

  it("is cut short, and says so, where coupons leave nothing of their goods and overlap at random", () => {
    const basket = aPricedBasket(Array.from({ length: 40 }, (_, at) => ({ sku: `s${at}`, minor: 997 + at * 31 })));
    const overlapping = Array.from({ length: 50 }, (_, at) =>
      any({
        kind: "amount-off",
        faceMinor: 1_000_000,
        code: `C${String(at).padStart(2, "0")}`,
        scope: { skus: { include: Array.from({ length: 9 }, (_, k) => `s${(at * 17 + k * k * 7 + k * at) % 40}`) } },
      }),
    );
    const { proven, applied } = bestCombination(overlapping, basket);
    expect(proven).toBe(false);
    expect(applied).toHaveLength(5);
  });
});
