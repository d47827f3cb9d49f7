import { describe, expect, test } from "vitest";
import { liquidTemplates } from "../../../adapters/liquid/liquid-templates.ts";
import { checkProgramme } from "../../../core/programme/check-programme.ts";
import type { Offer } from "../../../core/programme/offer.ts";
import { anOffer, aProgramme } from "../../support/builders/a-programme.ts";
import { aPublicCode } from "../../support/offer-world.ts";

function problemsOf(...changes: Partial<Offer>[]): string[] {
  const made = changes.map((change, at) => anOffer({ id: `made-${at}`, ...change }));
  const checked = checkProgramme({ ...aProgramme(), offers: made }, { journeys: [], texts: liquidTemplates() });
  return checked.kind === "sound" ? [] : checked.problems.map(({ pointer, code }) => `${pointer} ${code}`);
}

test("an offer with limits, a budget and a code for everybody is sound", () => {
  const limits = { perMember: 1, total: 500, budgetMinor: 50_000 };
  expect(problemsOf({ limits, publicCode: aPublicCode() }, { limits: { total: 0 } })).toEqual([]);
});

describe("limits that make no sense are refused, with where they stand", () => {
  const uncapped = { kind: "percent-off", percent: 0.2, faceMinor: undefined } as const;
  test.each<[string, Partial<Offer>[], string]>([
    [
      "a budget of a percentage without a cap",
      [{ ...uncapped, limits: { budgetMinor: 9_000 } }],
      "/offers/0/limits/budgetMinor budget-without-cap",
    ],
    [
      "a budget that holds no coupon",
      [{ limits: { budgetMinor: 499 } }],
      "/offers/0/limits/budgetMinor budget-below-one",
    ],
    [
      "more for each than for all",
      [{ limits: { perMember: 3, total: 2 } }],
      "/offers/0/limits/perMember limit-above-total",
    ],
    [
      "a code for everybody, without end for each",
      [{ publicCode: aPublicCode() }],
      "/offers/0/limits/perMember per-member-missing",
    ],
    [
      "a window that ends before it begins",
      [{ limits: { perMember: 1 }, publicCode: aPublicCode({ until: "2011-08-31T00:00:00Z" }) }],
      "/offers/0/publicCode/until window-empty",
    ],
    ["a limit below 0", [{ limits: { total: -1 } }], "/offers/0/limits/total too-small"],
    [
      "a code in lower case",
      [{ publicCode: aPublicCode({ code: "autumn" }) }],
      "/offers/0/publicCode/code invalid-format",
    ],
  ])("%s", (_, changes, problem) => {
    expect(problemsOf(...changes)).toEqual([problem]);
  });

  test("one code of two offers", () => {
    const claimable = { limits: { perMember: 1 }, publicCode: aPublicCode() };
    expect(problemsOf(claimable, claimable)).toEqual([
      "/offers/0/publicCode/code public-code-twice",
      "/offers/1/publicCode/code public-code-twice",
    ]);
  });
});
