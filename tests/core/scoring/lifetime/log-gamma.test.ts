import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { digamma, logGamma, trigamma } from "../../../../core/scoring/lifetime/log-gamma.ts";

const relative = (found: number, expected: number) => Math.abs(found - expected) / Math.max(1, Math.abs(expected));

describe("the gamma function's logarithm and its slopes", () => {
  // Closed forms: Γ(1/2) = √π, Γ(n) = (n−1)!, ψ(1) = −γ, ψ(1/2) = −γ − 2 ln 2, ψ′(1) = π²/6, ψ′(1/2) = π²/2.
  const EULER = 0.5772156649015329;
  test.each([
    [logGamma, 0.5, Math.log(Math.PI) / 2],
    [logGamma, 5, Math.log(24)],
    [logGamma, 21, Math.log(2_432_902_008_176_640_000)],
    [digamma, 1, -EULER],
    [digamma, 0.5, -EULER - 2 * Math.LN2],
    [trigamma, 1, Math.PI ** 2 / 6],
    [trigamma, 0.5, Math.PI ** 2 / 2],
  ])("%o at %d is what its closed form says", (of, at, expected) => {
    expect(relative(of(at), expected)).toBeLessThan(1e-14);
  });

  it("follow their recurrences wherever they are asked", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (v) => {
        expect(relative(logGamma(v + 1), logGamma(v) + Math.log(v))).toBeLessThan(1e-12);
        expect(relative(digamma(v + 1), digamma(v) + 1 / v)).toBeLessThan(1e-12);
        expect(relative(trigamma(v + 1), trigamma(v) - 1 / (v * v))).toBeLessThan(1e-9);
      }),
    );
  });
});
