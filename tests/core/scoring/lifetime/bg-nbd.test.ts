import { describe, expect, test } from "vitest";
import {
  type BgNbd,
  expectedOfNewcomer,
  expectedPurchases,
  logLikelihoodOf,
  pActive,
} from "../../../../core/scoring/lifetime/bg-nbd.ts";

/** Published parameters (Fader, Hardie, Lee 2005), to three digits; the values below to 50 digits from them. */
const MODEL: BgNbd = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

const agree = (found: number, expected: number) =>
  expect(Math.abs(found - expected) / Math.abs(expected)).toBeLessThan(1e-10);

describe("BG/NBD at the published parameters", () => {
  test.each([
    [{ x: 0, tx: 0, T: 38.86 }, 39, -0.554713276438158, 1, 0.195098052011263],
    [{ x: 1, tx: 1.71, T: 38.86 }, 39, -4.46909327503259, 0.212100985377379, 0.203186987079754],
    [{ x: 2, tx: 30.43, T: 38.86 }, 39, -9.45860630706627, 0.726578570080673, 1.22602817476714],
    [{ x: 7, tx: 29.43, T: 38.86 }, 39, -21.8632762714635, 0.641756345946107, 3.33705327485142],
    [{ x: 26, tx: 30.86, T: 31 }, 52, -37.7265794733944, 0.968915649717525, 25.7581959364835],
    [{ x: 10, tx: 20, T: 39 }, 52, -24.2833153776333, 0.0381143132120363, 0.347399762708559],
    [{ x: 500, tx: 38, T: 38.86 }, 39, 720.33504655476, 0.0267986903650278, 9.22002758836286],
  ])("%o over %d weeks has the values to ten digits", (member, t, logLikelihood, alive, purchases) => {
    agree(logLikelihoodOf(MODEL, member), logLikelihood);
    agree(pActive(MODEL, member), alive);
    agree(expectedPurchases(MODEL, member, t), purchases);
  });

  test.each([
    [1, 0.0532678911716583],
    [3, 0.150865230893047],
    [32, 1.04524332837444],
    [39, 1.19672319332082],
    [52, 1.4460505953964],
    [78, 1.86051905794277],
  ])("a newcomer's purchases in %d weeks have the value to ten digits", (t, purchases) => {
    agree(expectedOfNewcomer(MODEL, t), purchases);
  });
});

describe("purchases to be expected", () => {
  test("know no hole at a = 1, where the formula divides by nothing", () => {
    const at = (a: number) => expectedPurchases({ ...MODEL, a }, { x: 3, tx: 20, T: 39 }, 52);
    expect(at(1)).toBeCloseTo((at(1 - 1e-6) + at(1 + 1e-6)) / 2, 9);
    expect(at(1)).toBeCloseTo(at(1 + 1e-9), 7);
  });

  test("are the same in days as in weeks", () => {
    const member = { x: 3, tx: 20, T: 39 };
    const inDays = { x: 3, tx: 140, T: 273 };
    agree(expectedPurchases({ ...MODEL, alpha: MODEL.alpha * 7 }, inDays, 364), expectedPurchases(MODEL, member, 52));
  });

  test("grow with the horizon, from nothing", () => {
    const member = { x: 1, tx: 3, T: 4 };
    const found = [0, 1, 10, 52, 520].map((t) => expectedPurchases(MODEL, member, t));
    expect(found[0]).toBeCloseTo(0, 12);
    expect(found).toEqual(found.toSorted((one, other) => one - other));
  });
});
