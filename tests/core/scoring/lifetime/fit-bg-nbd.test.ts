import { describe, expect, it } from "vitest";
import { fitBgNbd } from "../../../../core/scoring/lifetime/fit-bg-nbd.ts";
import { fitGammaGamma } from "../../../../core/scoring/lifetime/gamma-gamma.ts";

const shop = (...members: [x: number, tx: number, T: number][]) => ({
  x: members.map(([x]) => x),
  tx: members.map(([, tx]) => tx),
  T: members.map(([, , T]) => T),
});

describe("a shop whose likelihood has no maximum inside", () => {
  it("is told that nobody has come back, with the counts", () => {
    expect(fitBgNbd(shop([0, 0, 10], [0, 0, 20]))).toEqual({
      ...{ status: "not identified", reason: "nobody has come back yet" },
      ...{ members: 2, repeaters: 0 },
    });
    expect(fitBgNbd(shop())).toMatchObject({ status: "not identified", members: 0 });
  });

  it("is told that nobody is seen to leave where all have just bought", () => {
    const steady = [1, 2, 3, 5, 8, 13, 21].map((x): [number, number, number] => [x, 51.9, 52]);
    expect(fitBgNbd(shop(...steady, [0, 0, 4]))).toMatchObject({
      status: "not identified",
      reason: expect.stringContaining("nobody is seen to leave"),
    });
  });

  it("is told that there is nothing to tell members apart by where they are all the same", () => {
    expect(fitBgNbd(shop([1, 2, 9]))).toMatchObject({ status: "not identified", members: 1, repeaters: 1 });
  });
});

describe("spend", () => {
  it("is not identified where fewer than two have bought again, or all spend the same", () => {
    expect(
      fitGammaGamma([
        { x: 2, mean: 10 },
        { x: 0, mean: 0 },
      ]),
    ).toMatchObject({ status: "not identified", members: 1 });
    expect(
      fitGammaGamma([
        { x: 2, mean: 10 },
        { x: 5, mean: 10 },
      ]),
    ).toMatchObject({ status: "not identified", members: 2 });
  });

  it("leaves out a repeater who spent nothing, who has no logarithm", () => {
    expect(
      fitGammaGamma([
        { x: 2, mean: 0 },
        { x: 3, mean: 0 },
      ]),
    ).toMatchObject({ status: "not identified", members: 0 });
  });
});
