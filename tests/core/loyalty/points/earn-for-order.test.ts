import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type * as z from "zod";
import { earnForOrder, type OrderToEarn } from "../../../../core/loyalty/points/earn-for-order.ts";
import { paidByLine } from "../../../../core/loyalty/points/paid-by-line.ts";
import { PointsRules } from "../../../../core/programme/earning.ts";

const goods = (amountMinor: number, category?: string) => ({
  amountMinor,
  goods: true,
  ...(category === undefined ? {} : { category }),
});
const postage = (amountMinor: number) => ({ amountMinor, goods: false });

const someRules = (change: Partial<z.input<typeof PointsRules>> = {}) =>
  PointsRules.parse({ perMajorUnit: 1, expireDays: 365, liabilityMinorPer1000: 500, ...change });

const earn = (change: Partial<OrderToEarn> = {}) =>
  earnForOrder({
    lines: [goods(10_000)],
    discountMinor: 0,
    rules: someRules(),
    paidOn: "2026-11-09",
    channel: "web",
    ...change,
  });

const perUnit = (perMajorUnit: number) => someRules({ perMajorUnit });
const multiplied = (multipliers: z.input<typeof PointsRules>["multipliers"], more = {}) =>
  someRules({ multipliers, ...more });

describe("earning", () => {
  it("gives so many points for each whole major unit of the goods paid", () => {
    const lines = [goods(1_999)];
    expect(earn({ lines }).points).toBe(19);
    expect(earn({ lines, rules: perUnit(10) }).points).toBe(190);
    expect(earn({ lines: [goods(99)], rules: perUnit(10) }).points).toBe(0);
    expect(earn({ lines, rules: perUnit(0) }).points).toBe(0);
  });

  it("counts goods over the lines together, so that pennies are not lost line by line", () => {
    expect(earn({ lines: [goods(150), goods(150)] })).toMatchObject({ points: 3, goodsPaidMinor: 300 });
  });

  it("gives nothing for postage and the like", () => {
    const { points, byLine } = earn({ lines: [goods(1_000), postage(5_000)] });
    expect(points).toBe(10);
    expect(byLine.map((line) => line.points)).toEqual([10, 0]);
  });

  it("takes the order's discount off the goods before it counts, and off nothing else", () => {
    const lines = [goods(1_000), postage(500), goods(2_000)];
    expect(paidByLine(lines, 300)).toEqual([900, 500, 1_800]);
    expect(earn({ lines, discountMinor: 300 }).points).toBe(27);
  });

  it("earns nothing where a discount is worth more than the goods", () => {
    const lines = [goods(1_000), postage(500)];
    expect(earn({ lines, discountMinor: 1_400 })).toMatchObject({ points: 0, goodsPaidMinor: 0 });
  });

  it("names the plain rule where nothing multiplies", () => {
    expect(earn()).toMatchObject({ points: 100, rule: "per-major-unit", multipliers: [] });
  });
});

describe("multipliers", () => {
  const memberDay = { days: [8], times: 2 };
  const gold = { id: "gold", pointsTimes: 1.5 };
  const onTheEighth = { paidOn: "2026-11-08", tier: gold };

  it("add up by what each gives beyond the single, unless the programme says otherwise", () => {
    expect(earn({ ...onTheEighth, rules: multiplied({ memberDay }) })).toMatchObject({
      points: 250,
      rule: "per-major-unit, tier:gold ×1.5 + member-day ×2",
    });
    expect(earn({ ...onTheEighth, rules: multiplied({ memberDay, combine: "highest" }) }).points).toBe(200);
    expect(earn({ ...onTheEighth, rules: multiplied({ memberDay, combine: "multiply" }) }).points).toBe(300);
  });

  it("apply on the member days alone", () => {
    const rules = multiplied({ memberDay: { days: [8, 18], times: 2 } });
    expect(earn({ paidOn: "2026-11-18", rules }).points).toBe(200);
    expect(earn({ paidOn: "2026-11-28", rules }).points).toBe(100);
  });

  it("apply on the birthday, and for 29 February on the 28th of years that have none", () => {
    const rules = multiplied({ birthday: { times: 2 } });
    const on = (paidOn: string, birthday?: string) => earn({ paidOn, birthday, rules }).points;
    expect(on("2026-11-09", "11-09")).toBe(200);
    expect(on("2026-11-10", "11-09")).toBe(100);
    expect(on("2026-11-09")).toBe(100);
    expect(on("2027-02-28", "02-29")).toBe(200);
    expect(on("2027-03-01", "02-29")).toBe(100);
    expect(on("2028-02-28", "02-29")).toBe(100);
    expect(on("2028-02-29", "02-29")).toBe(200);
  });

  it("of a category apply to its lines alone, and ×0 earns nothing whatever else applies", () => {
    const lines = [goods(10_000, "fruit"), goods(10_000, "tobacco"), goods(10_000)];
    const rules = multiplied({ memberDay, categories: { fruit: 1.5, tobacco: 0 } });
    const { points, byLine, rule } = earn({ ...onTheEighth, lines, rules });
    expect(byLine.map((line) => line.points)).toEqual([300, 0, 250]);
    expect(points).toBe(550);
    expect(rule).toBe("per-major-unit, tier:gold ×1.5 + member-day ×2 + category:fruit ×1.5 + category:tobacco ×0");
  });

  it("know no category by a name that every object has", () => {
    expect(earn({ lines: [goods(10_000, "constructor")] }).points).toBe(100);
  });

  it("of a campaign apply while it runs, where it runs, and are named as its own", () => {
    const campaign = {
      id: "spring",
      name: { en: "Spring", "zh-CN": "春" },
      times: 3,
      from: "2026-11-01",
      until: "2026-11-09",
    };
    const rules = multiplied({ campaigns: [{ ...campaign, stores: ["s1"], channels: ["till"] }] });
    const at = { channel: "till", storeId: "s1", rules };
    expect(earn(at)).toMatchObject({ points: 300, campaign: "spring" });
    expect(earn({ ...at, paidOn: "2026-11-10" })).not.toHaveProperty("campaign");
    expect(earn({ ...at, paidOn: "2026-10-31" }).points).toBe(100);
    expect(earn({ ...at, storeId: "s2" }).points).toBe(100);
    expect(earn({ ...at, storeId: undefined }).points).toBe(100);
    expect(earn({ ...at, channel: "web" }).points).toBe(100);
    const ofFruit = multiplied({ campaigns: [{ ...campaign, categories: ["fruit"] }] });
    expect(earn({ rules: ofFruit, lines: [goods(10_000, "fruit"), goods(10_000)] }).points).toBe(400);
  });

  it("round down once, for the order and not for its lines", () => {
    // 33 × 1.5 three times is 148.5: by lines it would be 49 each.
    const lines = [goods(3_300), goods(3_300), goods(3_300)];
    const { points, byLine } = earn({ lines, tier: gold });
    expect(points).toBe(148);
    expect(byLine.map((line) => line.points).toSorted()).toEqual([49, 49, 50]);
  });

  it("stop at the order's cap, which the entry names", () => {
    const { points, byLine, rule } = earn({
      lines: [goods(10_000), goods(5_000)],
      rules: someRules({ capPerOrder: 100 }),
    });
    expect(points).toBe(100);
    expect(byLine.map((line) => line.points)).toEqual([67, 33]);
    expect(rule).toBe("per-major-unit, capped");
  });

  it("give, line by line and in all, what the same rule gives in rational numbers", () => {
    const times = fc.integer({ min: 0, max: 500 }).map((hundredths) => hundredths / 100);
    const above = fc.integer({ min: 101, max: 500 }).map((hundredths) => hundredths / 100);
    const category = fc.constantFrom("fruit", "meat", undefined);
    const line = fc.record({
      amountMinor: fc.integer({ min: 0, max: 1_000_000_000_000 }),
      goods: fc.boolean(),
      category,
    });
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 2_000_000_000 }),
        fc.integer({ min: 0, max: 1_000 }),
        fc.record({ fruit: times, meat: times, memberDay: above, tier: above, birthday: above }),
        fc.constantFrom("add" as const, "highest" as const, "multiply" as const),
        fc.option(fc.integer({ min: 1, max: 1_000_000_000 }), { nil: undefined }),
        (lines, discountMinor, perMajorUnit, by, combine, capPerOrder) => {
          const rules = someRules({
            perMajorUnit,
            ...(capPerOrder === undefined ? {} : { capPerOrder }),
            multipliers: {
              combine,
              memberDay: { days: [8], times: by.memberDay },
              birthday: { times: by.birthday },
              categories: { fruit: by.fruit, meat: by.meat },
            },
          });
          const tier = { id: "gold", pointsTimes: by.tier };
          const order = { lines, discountMinor, rules, paidOn: "2026-11-08", channel: "web", birthday: "11-08", tier };
          const { points, byLine, goodsPaidMinor } = earnForOrder(order);

          const units = BigInt(Math.floor(goodsPaidMinor / 100)) * BigInt(perMajorUnit);
          // Each line's share of the units, times its factor, as a fraction of its own.
          const exact = paidByLine(lines, discountMinor).map((minor, at): Fraction => {
            const { goods: counts, category } = lines[at] ?? { goods: false };
            const own = category === "fruit" ? [by.fruit] : category === "meat" ? [by.meat] : [];
            const factor = factorOf([by.tier, by.memberDay, by.birthday, ...own], combine);
            const share = { over: counts ? units * BigInt(minor) : 0n, under: BigInt(Math.max(goodsPaidMinor, 1)) };
            return { over: share.over * factor.over, under: share.under * factor.under };
          });
          const sum = exact.reduce(plus, { over: 0n, under: 1n });
          expect(points).toBe(Math.min(Number(sum.over / sum.under), capPerOrder ?? Number.POSITIVE_INFINITY));
          expect(byLine.reduce((all, one) => all + one.points, 0)).toBe(points);
          for (const [at, one] of byLine.entries()) {
            // By largest remainder a line is less than a point away from its exact part of the order's points.
            const { over, under } = exact[at] ?? { over: 0n, under: 1n };
            const floor = sum.over === 0n ? 0 : Number((BigInt(points) * over * sum.under) / (under * sum.over));
            expect([floor, floor + (over === 0n ? 0 : 1)]).toContain(one.points);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

interface Fraction {
  over: bigint;
  under: bigint;
}

const plus = (a: Fraction, b: Fraction): Fraction => ({
  over: a.over * b.under + b.over * a.under,
  under: a.under * b.under,
});

/** The factor in rational numbers, by the rule as it is documented: hundredths, 0 to 100. */
function factorOf(times: readonly number[], combine: "add" | "highest" | "multiply"): Fraction {
  const all = times.map((one) => BigInt(Math.round(one * 100)));
  const within = (hundredths: bigint): Fraction => ({ over: hundredths > 10_000n ? 10_000n : hundredths, under: 100n });
  if (all.some((one) => one === 0n)) return within(0n);
  if (combine === "add") return within(all.reduce((sum, one) => sum + one - 100n, 100n));
  if (combine === "highest") return within(BigInt(Math.round(Math.max(...times) * 100)));
  let product: Fraction = { over: 1n, under: 1n };
  for (const one of all) product = { over: product.over * one, under: product.under * 100n };
  return within((product.over * 100n) / product.under);
}
