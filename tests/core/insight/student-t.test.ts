import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StudentTDomainError, studentCdf, studentQuantile } from "../../../core/insight/student-t.ts";

/** p, degrees of freedom, quantile: by an arbitrary-precision library (mpmath at 30 digits), rounded to a double. */
const QUANTILES = [
  [0.975, 10, 2.228138851986275],
  [0.975, 1, 12.706204736174705],
  [0.975, 3, 3.1824463052837095],
  [0.975, 1.5, 6.0166631044279315],
  [0.975, 28.31, 2.0473970885413437],
  [0.975, 5000.3, 1.9604385232274106],
  [0.975, 31999.7, 1.960038121467485],
  [0.8, 2.5, 1.0101638747222388],
  [0.9999, 4.2, 12.121369210081385],
  [0.51, 7, 0.025977941569516865],
] as const;

/** t, degrees of freedom, P(T ≤ t), from the same source. */
const PROBABILITIES = [
  [1.2, 5.5, 0.8603683744483042],
  [-3.7, 12, 0.0015178854822405765],
  [0.01, 1000.5, 0.5039883595322351],
  [8, 40, 0.9999999996047458],
  [0.5, 1, 0.6475836176504333],
] as const;

describe("Student's t", () => {
  it.each(QUANTILES)("has its quantile at p = %f and %f degrees of freedom right to 10 digits", (p, df, quantile) => {
    expect(Math.abs(studentQuantile(p, df) / quantile - 1)).toBeLessThan(1e-10);
    expect(studentQuantile(1 - p, df)).toBeCloseTo(-quantile, 8);
  });

  it("stays right to 9 digits at a million degrees of freedom, beyond any arm that a shop has", () => {
    expect(Math.abs(studentQuantile(0.995, 1e6) / 2.5758342201053344 - 1)).toBeLessThan(1e-9);
  });

  it.each(PROBABILITIES)("has its probability at t = %f and %f degrees of freedom right to 12 digits", (t, df, p) => {
    expect(Math.abs(studentCdf(t, df) / p - 1)).toBeLessThan(1e-12);
  });

  it("finds back the probability that a quantile was asked for", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.double({ min: 1, max: 50_000, noNaN: true }),
        (p, df) => {
          expect(studentCdf(studentQuantile(p, df), df)).toBeCloseTo(p, 9);
        },
      ),
    );
  });

  it("refuses what has no quantile with an error of its own", () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), (p, df) => {
        try {
          expect(studentQuantile(p, df)).not.toBeNaN();
        } catch (error) {
          expect(error).toBeInstanceOf(StudentTDomainError);
        }
      }),
    );
    expect(() => studentQuantile(1, 10)).toThrow(StudentTDomainError);
    expect(() => studentCdf(Number.NaN, 10)).toThrow(StudentTDomainError);
  });
});
