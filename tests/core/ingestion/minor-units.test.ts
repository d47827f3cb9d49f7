import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minorUnits } from "../../../core/ingestion/minor-units.ts";

describe("a price in major units is exact in minor ones", () => {
  test.each([
    [19.99, "GBP", 1999],
    ["19.99", "GBP", 1999],
    [27.5, "USD", 2750],
    [0.07, "EUR", 7],
    [1.1 * 3, "GBP", 330],
    [0.1 + 0.2, "GBP", 30],
    [30.299999999999997, "GBP", 3030],
    [4.35 * 100, "GBP", 43500],
    [1200, "JPY", 1200],
    ["1.250", "KWD", 1250],
    [0, "GBP", 0],
    ["8.50", "GBP", 850],
  ])("%s %s is %i", (price, currency, minor) => {
    expect(minorUnits(price, currency)).toBe(minor);
  });

  test.each([
    [19.995, "GBP"],
    [12.5, "JPY"],
    [-1, "GBP"],
    ["1,99", "GBP"],
    ["", "GBP"],
    [1e21, "GBP"],
    [Number.NaN, "GBP"],
    [null, "GBP"],
  ])("%s %s is refused", (price, currency) => {
    expect(minorUnits(price, currency)).toBeUndefined();
  });

  test("whatever whole number of pence a shop divides by 100 comes back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), (minor) => {
        expect(minorUnits(minor / 100, "GBP")).toBe(minor);
        expect(minorUnits((minor / 100).toFixed(2), "GBP")).toBe(minor);
      }),
    );
  });

  test("a sum of prices that floating point has worn is the sum of their pence", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 30 }), (pence) => {
        const worn = pence.reduce((sum, one) => sum + one / 100, 0);
        expect(minorUnits(worn, "GBP")).toBe(pence.reduce((sum, one) => sum + one, 0));
      }),
    );
  });
});
