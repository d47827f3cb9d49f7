import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { momentsOf, welchInterval } from "../../../core/insight/welch.ts";

/** Additional hours of sleep under two drugs (Student, "The probable error of a mean", Biometrika 6, 1908). */
const SLEEP = {
  a: [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
  b: [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
};

describe("Welch's interval", () => {
  it("is the published one for Student's sleep data: t = -1.8608 on 17.776 degrees of freedom", () => {
    const interval = welchInterval(momentsOf(SLEEP.a), momentsOf(SLEEP.b), 0.95);
    expect(interval?.df).toBeCloseTo(17.776, 3);
    expect((interval?.difference ?? 0) / (interval?.standardError ?? 1)).toBeCloseTo(-1.8608, 4);
    expect(interval?.low).toBeCloseTo(-3.3654832, 6);
    expect(interval?.high).toBeCloseTo(0.2054832, 6);
  });

  it("turns round when the arms change places, moves with a constant and grows with the unit", () => {
    const sample = fc.array(fc.integer({ min: -10_000, max: 100_000 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(sample, sample, fc.integer({ min: -500, max: 500 }), (a, b, shift) => {
        const straight = welchInterval(momentsOf(a), momentsOf(b), 0.95);
        const turned = welchInterval(momentsOf(b), momentsOf(a), 0.95);
        const moved = welchInterval(
          momentsOf(a.map((value) => value * 100 + shift)),
          momentsOf(b.map((v) => v * 100)),
          0.95,
        );
        if (straight === undefined) {
          expect(turned).toBeUndefined();
          return;
        }
        expect(turned?.low).toBeCloseTo(-straight.high, 6);
        expect(moved?.low).toBeCloseTo(straight.low * 100 + shift, 3);
      }),
    );
  });

  it("is not given for an arm of one, or where nothing varies", () => {
    expect(welchInterval(momentsOf([5]), momentsOf([1, 2, 3]), 0.95)).toBeUndefined();
    expect(welchInterval(momentsOf([5, 5]), momentsOf([1, 1, 1]), 0.95)).toBeUndefined();
  });

  it("keeps its variance when all values are large and close together", () => {
    expect(momentsOf([1e12, 1e12 + 1, 1e12 + 2])).toEqual({ n: 3, mean: 1e12 + 1, variance: 1 });
  });
});
