import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Basket } from "../../../../core/loyalty/checkout/basket.ts";
import { couponsAsked } from "../../../../core/loyalty/checkout/coupons-asked.ts";
import { type QuoteInput, quoteBasket } from "../../../../core/loyalty/checkout/quote.ts";
import { QuoteAnswer } from "../../../../core/loyalty/checkout/quote-schemas.ts";
import { pointsWithin, valueOfPoints } from "../../../../core/loyalty/checkout/value-of-points.ts";
import type { Coupon } from "../../../../core/loyalty/coupons/coupon.ts";
import { aBasket, aBasketLine } from "../../../support/builders/a-basket.ts";
import { aCoupon } from "../../../support/builders/a-coupon.ts";
import { aProgramme } from "../../../support/builders/a-programme.ts";

const spend = { points: 100, minor: 50, maxShare: 0.5 };
const gold = {
  id: "gold",
  name: { en: "Gold", "zh-CN": "金" },
  threshold: 100,
  benefits: { discountShare: 0.05, freeDeliveryFromMinor: 2_000, pointsTimes: 2 },
};
const rules = (change: Parameters<typeof aProgramme>[0] = {}) => ({
  version: 3,
  value: aProgramme({
    points: { perMajorUnit: 1, expireDays: 365, liabilityMinorPer1000: 500, spend },
    tiers: { levels: [gold] },
    ...change,
  }),
});
const account = (balance: number) => ({ balance, owed: 0, lots: [] });
const input = (change: Partial<QuoteInput> = {}): QuoteInput => ({
  memberId: "m_1",
  basket: aBasket(),
  coupons: [],
  rules: rules(),
  accounts: {},
  at: "2011-09-02T10:00:00.000Z",
  ...change,
});
const quote = (change: Partial<QuoteInput> = {}) => quoteBasket(input(change));
const any = (change: Partial<Coupon>) => aCoupon({ stacksWith: "any", thresholdMinor: 0, ...change });

describe("a quote", () => {
  it("without coupons says what is to be paid and what it would earn", () => {
    const basket = aBasket({ deliveryMinor: 500, lines: [aBasketLine(3_000), aBasketLine(150, { goods: false })] });
    expect(quote({ basket })).toMatchObject({
      memberId: "m_1",
      programme: 3,
      tier: "ordinary",
      goodsMinor: 3_000,
      deliveryMinor: 500,
      payableMinor: 3_650,
      coupons: { applied: [], notApplied: [], offMinor: 0, proven: true },
      points: { toEarn: 30, balance: 0, spendable: 0, spendableMinor: 0 },
      order: { discountMinor: 0, deliveryMinor: 500, totalMinor: 3_650, coupons: [] },
    });
  });

  it("takes off the shop's own discount, then the tier's, then coupons, and earns on what is left", () => {
    const basket = aBasket({ lines: [aBasketLine(2_000), aBasketLine(1_000)], deliveryMinor: 500, discountMinor: 300 });
    const coupons = [any({ kind: "percent-off", percent: 0.1, code: "TENTH" })];
    // 2,700 goods; 135 is gold's twentieth; 256 a tenth of 2,565; points ×2 on 2,309.
    expect(quote({ basket, coupons, tier: "gold" })).toMatchObject({
      goodsMinor: 2_700,
      benefits: { discountMinor: 135, deliveryMinor: 500 },
      coupons: { applied: [{ code: "TENTH", valueMinor: 256, deliveryMinor: 0 }], offMinor: 256 },
      lines: [
        { lineId: "1", amountMinor: 2_000, pricedMinor: 1_710, couponsMinor: 171, payableMinor: 1_539 },
        { lineId: "2", amountMinor: 1_000, pricedMinor: 855, couponsMinor: 85, payableMinor: 770 },
      ],
      deliveryMinor: 0,
      payableMinor: 2_309,
      points: { toEarn: 46 },
      order: { discountMinor: 691, deliveryMinor: 0, totalMinor: 2_309 },
    });
  });

  it("says why each other coupon isn't in the combination", () => {
    const basket = aBasket({ deliveryMinor: 500 });
    const { coupons } = quote({
      basket,
      coupons: [
        any({ code: "A", faceMinor: 700 }),
        any({ code: "B", faceMinor: 500, stacksWith: "none" }),
        any({ code: "C", kind: "free-delivery" }),
        any({ code: "D", kind: "free-delivery", lapsesAt: "2011-09-30T23:00:00.000Z" }),
        any({ code: "E", thresholdMinor: 3_001 }),
        any({ code: "F", lapsesAt: "2011-09-02T10:00:00.000Z" }),
        any({ code: "G", state: "held", held: { holdId: "till:1", at: "2011-09-02T09:59:00.000Z", valueMinor: 1 } }),
        any({ code: "H", scope: { stores: ["s1"] } }),
      ],
    });
    expect(coupons.applied.map(({ code }) => code)).toEqual(["A", "C"]);
    expect(Object.fromEntries(coupons.notApplied.map(({ code, offer: _, ...why }) => [code, why]))).toEqual({
      B: { because: "worse-combination", besides: ["A", "C"] },
      D: { because: "nothing-left" },
      E: { because: "below-threshold", missingMinor: 1 },
      F: { because: "lapsed" },
      G: { because: "held" },
      H: { because: "other-store" },
    });
  });

  it("looks at the fifty that lapse first, and combines five", () => {
    const many = Array.from({ length: 52 }, (_, at) =>
      any({ code: `C${String(at).padStart(2, "0")}`, faceMinor: 10 + at }),
    );
    const { applied, notApplied } = quote({ coupons: many }).coupons;
    expect(applied.map(({ valueMinor }) => valueMinor)).toEqual([55, 56, 57, 58, 59]);
    const because = Object.groupBy(notApplied, (one) => one.because);
    expect(because["not-looked-at"]?.map(({ code }) => code)).toEqual(["C50", "C51"]);
    expect(because["too-many"]).toHaveLength(45);
  });

  it("adds gifts at no price, and chooses by what they are worth", () => {
    const gift = any({ code: "MUG", kind: "gift", giftSku: "mug", worthMinor: 600, stacksWith: "none" });
    expect(quote({ coupons: [gift, any({ code: "FIVE", stacksWith: "none" })] })).toMatchObject({
      coupons: { applied: [{ code: "MUG", valueMinor: 600, giftSku: "mug" }], offMinor: 0 },
      payableMinor: 3_000,
    });
  });

  it("says what may be paid with points and stored value, of what is there", () => {
    const accounts = { points: account(10_000), principal: account(1_000), bonus: account(200) };
    // Half of 3,000 at most: 1,500 is 3,000 points.
    expect(quote({ accounts })).toMatchObject({
      points: { balance: 10_000, spendable: 3_000, spendableMinor: 1_500 },
      storedValue: { balanceMinor: 1_200, spendableMinor: 1_200 },
    });
    // 333 points are worth 166.5: 166, for which 332 are enough.
    expect(quote({ accounts: { points: account(333) } }).points).toMatchObject({ spendable: 332, spendableMinor: 166 });
    expect(quote({ accounts, basket: aBasket({ lines: [aBasketLine(700)] }) }).storedValue.spendableMinor).toBe(700);
  });

  it("never offers points for nothing, nor more than may be spent", () => {
    const amount = fc.integer({ min: 0, max: 1_000_000 });
    const rate = fc.record({ points: fc.integer({ min: 1, max: 2_000 }), minor: fc.integer({ min: 1, max: 9_000 }) });
    fc.assert(
      fc.property(amount, amount, rate, (balance, most, each) => {
        const { points, minor } = pointsWithin(balance, most, each);
        expect(points <= balance && minor <= most && valueOfPoints(points, each) === minor).toBe(true);
        if (points > 0) expect(valueOfPoints(points - 1, each)).toBeLessThan(minor);
        const more = valueOfPoints(balance, each);
        // Nothing more could be had: either all is spent, or one point more would be too much.
        if (minor < more)
          expect(valueOfPoints(points + Math.ceil(each.points / each.minor), each)).toBeGreaterThan(minor);
      }),
    );
  });

  it("adds up, line by line and as the order's own fields, and is as the API says", () => {
    const line = fc.record({
      sku: fc.constantFrom("a", "b", "c"),
      amountMinor: fc.integer({ min: 0, max: 50_000 }),
      goods: fc.boolean(),
    });
    const baskets = fc
      .record({
        lines: fc.array(line, { minLength: 1, maxLength: 8 }),
        deliveryMinor: fc.integer({ min: 0, max: 900 }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ lines, deliveryMinor, share }) => {
        const all = lines.reduce((sum, { amountMinor }) => sum + amountMinor, deliveryMinor);
        const made = lines.map(({ amountMinor, ...rest }) => aBasketLine(amountMinor, rest));
        return aBasket({ lines: made, deliveryMinor, discountMinor: Math.floor(all * share * share) });
      });
    const purse = [
      any({ code: "A", faceMinor: 500 }),
      any({ code: "B", kind: "percent-off", percent: 0.15, scope: { skus: { include: ["a"] } } }),
      any({ code: "C", kind: "free-delivery", capMinor: 400 }),
    ];
    fc.assert(
      fc.property(baskets, fc.subarray(purse), fc.constantFrom(undefined, "gold"), (basket, coupons, tier) => {
        const quoted = quote({ basket, coupons, tier });
        QuoteAnswer.parse(quoted);
        const { lines, order, payableMinor, deliveryMinor } = quoted;
        const paid = basket.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
        expect(payableMinor).toBeGreaterThanOrEqual(0);
        expect(order.totalMinor).toBe(payableMinor);
        const goods = lines.filter((_, at) => basket.lines[at]?.goods);
        const goodsLeft = goods.reduce((sum, one) => sum + one.payableMinor, 0);
        expect(lines.every((one) => one.payableMinor >= 0 && one.couponsMinor >= 0)).toBe(true);
        // What the shop's discount took beyond the goods came off delivery and charges.
        expect(goodsLeft + deliveryMinor).toBeLessThanOrEqual(payableMinor);
        // As an order must be: lines and delivery less the discount are its total.
        expect(paid + order.deliveryMinor - order.discountMinor).toBe(payableMinor);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a basket", () => {
  it.each<[string, Record<string, unknown>, string]>([
    ["a line twice", { lines: [aBasketLine(1, { lineId: "1" }), aBasketLine(1, { lineId: "1" })] }, "lines"],
    ["an amount below 0", { lines: [aBasketLine(-1)] }, "unitPriceMinor"],
    ["a fraction", { lines: [aBasketLine(1.5)] }, "unitPriceMinor"],
    ["no line", { lines: [] }, "lines"],
    ["a line that doesn't add up", { lines: [aBasketLine(2, { quantity: 2 })] }, "amountMinor"],
    ["a discount above what there is", { discountMinor: 3_001 }, "discountMinor"],
    ["more than money is", { lines: Array.from({ length: 2 }, () => aBasketLine(1_000_000_000_000)) }, "lines"],
    ["a field that nobody reads", { coupon: "X" }, ""],
  ])("with %s is refused, with where it stands", (_what, change, field) => {
    const parsed = Basket.safeParse({ channel: "till", currency: "GBP", lines: [aBasketLine(3_000)], ...change });
    expect(parsed.error?.issues.map(({ path }) => String(path.at(-1) ?? ""))).toContain(field);
  });
});

describe("the coupons that a quote looks at", () => {
  const all = [
    aCoupon({ code: "ABCDEFGHJKLM" }),
    aCoupon({ code: "B", state: "redeemed" }),
    aCoupon({ code: "C", state: "lapsed" }),
    aCoupon({ code: "D", state: "held" }),
  ];
  it("are all that may still be used, where none is named", () => {
    expect(couponsAsked(all, undefined).coupons.map(({ code }) => code)).toEqual(["ABCDEFGHJKLM", "D"]);
  });

  it("are those that are named, in whatever state; what isn't the member's is unknown", () => {
    const { coupons, unknown } = couponsAsked(all, ["B", "nobody's"]);
    expect(coupons.map(({ code }) => code)).toEqual(["B"]);
    expect(unknown).toEqual([{ code: "nobody's", because: "unknown" }]);
    expect(couponsAsked(all, [])).toEqual({ coupons: [], unknown: [] });
  });
});
