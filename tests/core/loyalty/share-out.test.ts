import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { proportion, shareOut } from "../../../core/loyalty/share-out.ts";

const amount = fc.integer({ min: 0, max: 1_000_000_000_000 });

describe("sharing out", () => {
  it("gives what the floors leave over to the largest remainders, the first among equals", () => {
    expect(shareOut(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(shareOut(10, [2, 1, 4])).toEqual([3, 1, 6]); // 2.857…, 1.428…, 5.714…
    expect(shareOut(2, [5, 5, 5, 5])).toEqual([1, 1, 0, 0]);
  });

  it("gives nothing to a weight of nothing, nor to anybody when all weights are", () => {
    expect(shareOut(7, [0, 3, 0, 4])).toEqual([0, 3, 0, 4]);
    expect(shareOut(7, [0, 0])).toEqual([0, 0]);
    expect(shareOut(7, [])).toEqual([]);
  });

  it("adds up to the whole, and is off each exact share by less than one", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2_000_000_000 }),
        fc.array(amount, { minLength: 1, maxLength: 60 }),
        (total, weights) => {
          const all = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
          fc.pre(all > 0n);
          const shares = shareOut(total, weights);
          expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total);
          for (const [at, share] of shares.entries()) {
            const exact = BigInt(total) * BigInt(weights[at] ?? 0);
            const off = BigInt(share) * all - exact;
            expect(off > -all && off < all).toBe(true);
          }
        },
      ),
    );
  });
});

describe("a proportion", () => {
  it("is exact where the product is far beyond what a double holds", () => {
    // 9,007,199,254,740,993 = 2^53 + 1, the first whole number that a double can't hold.
    expect(proportion(3_002_399_751_580_331, 3, 3)).toBe(3_002_399_751_580_331);
    expect(proportion(10_000_000_000_000, 999_999_999_999, 1_000_000_000_000)).toBe(9_999_999_999_990);
  });

  it("is rounded down", () => {
    expect(proportion(10, 1, 3)).toBe(3);
    expect(proportion(10, 2, 3)).toBe(6);
    expect(proportion(0, 2, 3)).toBe(0);
  });
});
