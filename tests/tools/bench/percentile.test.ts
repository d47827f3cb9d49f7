import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { percentile, spreadOf } from "../../../tools/bench/percentile.ts";

const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 });

describe("a percentile", () => {
  it("is the value at its rank", () => {
    const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 0.07)).toBe(7);
    expect(percentile([5, 1, 3], 0.5)).toBe(3);
    expect(spreadOf([2, 1])).toEqual({ count: 2, p50: 1, p99: 2, most: 2 });
  });

  it("is a measured value that at least its share of the values doesn't exceed, and no smaller one would do", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (measured, percent) => {
        const found = percentile(measured, percent / 100);
        const within = (limit: (value: number) => boolean) => measured.filter(limit).length * 100;
        expect(measured).toContain(found);
        expect(within((value) => value <= found)).toBeGreaterThanOrEqual(percent * measured.length);
        expect(within((value) => value < found)).toBeLessThan(percent * measured.length);
      }),
    );
  });

  it("of nothing is refused", () => {
    expect(() => percentile([], 0.5)).toThrow(RangeError);
  });
});
