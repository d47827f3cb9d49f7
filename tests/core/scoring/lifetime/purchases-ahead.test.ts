import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BgNbd, expectedPurchases, type Triple } from "../../../../core/scoring/lifetime/bg-nbd.ts";
import { purchasesAhead, rangeOf } from "../../../../core/scoring/lifetime/purchases-ahead.ts";

const parameter = fc.double({ min: 0.05, max: 8, noNaN: true });
const models: fc.Arbitrary<BgNbd> = fc.record({ r: parameter, alpha: parameter, a: parameter, b: parameter });
const members: fc.Arbitrary<Triple> = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 60 }))
  .map(([x, share, T]) => ({ x, tx: x === 0 ? 0 : share * T, T }));
const horizons = fc.integer({ min: 1, max: 60 });

describe("the purchases that lie ahead of a member", () => {
  it("have chances that sum to one, and the mean that the paper's formula has", () => {
    fc.assert(
      fc.property(models, members, horizons, (model, member, t) => {
        const { chances, beyond } = purchasesAhead(model, member, t);
        expect(chances.every((chance) => chance >= 0)).toBe(true);
        expect(chances.reduce((sum, chance) => sum + chance, 0) + beyond).toBeCloseTo(1, 9);
        const mean = chances.reduce((sum, chance, n) => sum + n * chance, 0);
        const expected = expectedPurchases(model, member, t);
        expect(Math.abs(mean - expected)).toBeLessThan(1e-5 * Math.max(1, expected));
      }),
    );
  });

  it("lie in their 90 % range as often as it says, or more often where they are few", () => {
    fc.assert(
      fc.property(models, members, horizons, (model, member, t) => {
        const ahead = purchasesAhead(model, member, t);
        const { low, high } = rangeOf(ahead, 0.9);
        const inside = ahead.chances.slice(low, high + 1).reduce((sum, chance) => sum + chance, 0);
        expect(inside).toBeGreaterThanOrEqual(0.9 - 1e-9);
        const below = ahead.chances.slice(0, low).reduce((sum, chance) => sum + chance, 0);
        expect(below).toBeLessThanOrEqual(0.05 + 1e-9);
      }),
    );
  });
});
