import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { earnPoints, paidByLine } from "../../../core/loyalty/earn-points.ts";

const goods = (amountMinor: number) => ({ amountMinor, goods: true });
const postage = (amountMinor: number) => ({ amountMinor, goods: false });

describe("earning", () => {
  it("gives so many points for each whole major unit of the goods paid", () => {
    expect(earnPoints([goods(1_999)], 0, 1).points).toBe(19);
    expect(earnPoints([goods(1_999)], 0, 10).points).toBe(190);
    expect(earnPoints([goods(99)], 0, 10).points).toBe(0);
    expect(earnPoints([goods(1_999)], 0, 0).points).toBe(0);
  });

  it("counts goods over the lines together, so that pennies are not lost line by line", () => {
    expect(earnPoints([goods(150), goods(150)], 0, 1)).toMatchObject({ points: 3, goodsPaidMinor: 300 });
  });

  it("gives nothing for postage and the like", () => {
    const { points, byLine } = earnPoints([goods(1_000), postage(5_000)], 0, 1);
    expect(points).toBe(10);
    expect(byLine.map((line) => line.points)).toEqual([10, 0]);
  });

  it("takes the order's discount off the goods before it counts, and off nothing else", () => {
    expect(paidByLine([goods(1_000), postage(500), goods(2_000)], 300)).toEqual([900, 500, 1_800]);
    expect(earnPoints([goods(1_000), postage(500), goods(2_000)], 300, 1).points).toBe(27);
  });

  it("earns nothing where a discount is worth more than the goods", () => {
    expect(earnPoints([goods(1_000), postage(500)], 1_400, 1)).toMatchObject({ points: 0, goodsPaidMinor: 0 });
  });

  it("divides an order's points over its lines so that they add up to it", () => {
    const line = fc.record({ amountMinor: fc.integer({ min: 0, max: 1_000_000_000 }), goods: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 0, max: 2_000_000_000 }),
        fc.integer({ min: 0, max: 1_000 }),
        (lines, discountMinor, perMajorUnit) => {
          const { points, goodsPaidMinor, byLine } = earnPoints(lines, discountMinor, perMajorUnit);
          const sum = (of: (at: number) => number) => lines.reduce((all, _, at) => all + of(at), 0);
          expect(sum((at) => byLine[at]?.points ?? 0)).toBe(points);
          const goodsMinor = sum((at) => (lines[at]?.goods ? (lines[at]?.amountMinor ?? 0) : 0));
          expect(goodsPaidMinor).toBe(Math.max(0, goodsMinor - discountMinor));
          expect(points).toBe(Math.floor(goodsPaidMinor / 100) * perMajorUnit);
          for (const [at, { points: ofLine, paidMinor }] of byLine.entries()) {
            expect(ofLine === 0 || lines[at]?.goods === true).toBe(true);
            expect(paidMinor >= 0 && paidMinor <= (lines[at]?.amountMinor ?? 0)).toBe(true);
          }
        },
      ),
    );
  });
});
