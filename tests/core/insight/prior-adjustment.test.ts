import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adjustedInterval } from "../../../core/insight/prior-adjustment.ts";
import { momentsOf, welchInterval } from "../../../core/insight/welch.ts";

/** Outcome = half of what was spent before, plus a lift and some noise (both from fast-check). */
const sample = (lift: number) =>
  fc.array(
    fc
      .record({ prior: fc.integer({ min: 0, max: 100_000 }), noise: fc.integer({ min: -100, max: 100 }) })
      .map(({ prior, noise }) => ({ prior, outcome: prior / 2 + noise + lift })),
    { minLength: 20, maxLength: 60 },
  );

describe("the pre-period adjustment", () => {
  it("finds the lift again where spending before explains spending after, with far less noise than without", () => {
    fc.assert(
      fc.property(sample(1_000), sample(0), (treated, heldOut) => {
        const spread = momentsOf([...treated, ...heldOut].map(({ prior }) => prior)).variance;
        fc.pre(spread > 1e8);
        const adjusted = adjustedInterval(treated, heldOut, 0.95);
        expect(adjusted?.difference).toBeGreaterThan(850);
        expect(adjusted?.difference).toBeLessThan(1_150);
        expect(adjusted?.varianceReduction).toBeGreaterThan(0.9);
      }),
    );
  });

  it("changes nothing when what was before says nothing", () => {
    const rows = (outcomes: number[]) => outcomes.map((outcome, at) => ({ outcome, prior: at % 2 }));
    const [a, b] = [rows([1, 1, 5, 5, 9, 9]), rows([2, 2, 4, 4])];
    const plain = welchInterval(momentsOf([1, 1, 5, 5, 9, 9]), momentsOf([2, 2, 4, 4]), 0.95);
    const adjusted = adjustedInterval(a, b, 0.95);
    expect(adjusted?.theta).toBeCloseTo(0, 12);
    expect(adjusted?.low).toBeCloseTo(plain?.low ?? 0, 9);
  });

  it("is not given when nobody's spending before differs", () => {
    const rows = [1, 2, 3].map((outcome) => ({ outcome, prior: 7 }));
    expect(adjustedInterval(rows, rows, 0.95)).toBeUndefined();
  });
});
