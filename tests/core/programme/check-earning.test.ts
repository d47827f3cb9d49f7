import { describe, expect, test } from "vitest";
import type * as z from "zod";
import { earningProblems } from "../../../core/programme/check-earning.ts";
import { PointsRules } from "../../../core/programme/earning.ts";
import { aProgramme } from "../../support/builders/a-programme.ts";

type Rules = Partial<z.input<typeof PointsRules>>;

const BASE = { perMajorUnit: 1, expireDays: 365, liabilityMinorPer1000: 5_000 };

const problemsOf = (rules: Rules): string[] =>
  earningProblems(aProgramme({ points: { ...BASE, ...rules } })).map(({ pointer, code }) => `${pointer} ${code}`);

const campaign = (id: string, times: number, from = "2026-11-01", until = "2026-11-11") => ({
  ...{ id, times, from, until },
  name: { en: id, "zh-CN": id },
});

test("a programme of three figures, as it was saved before there were more, earns as it did", () => {
  expect(PointsRules.parse(BASE)).toEqual({
    ...BASE,
    returnWindowDays: 0,
    expiryGraceDays: 30,
    spend: { points: 1_000, minor: 5_000, maxShare: 1 },
    owed: "next-earnings",
    activities: {},
    multipliers: { combine: "add", categories: {}, campaigns: [] },
  });
});

test("what a shop would want is sound", () => {
  expect(
    problemsOf({
      returnWindowDays: 7,
      owed: "refund",
      activities: { "check-in": { points: 5, perDay: 1 } },
      multipliers: {
        memberDay: { days: [8, 18, 28], times: 2 },
        birthday: { times: 2 },
        categories: { fruit: 1.5, tobacco: 0, drinks: 0.5 },
        campaigns: [campaign("spring", 3)],
      },
    }),
  ).toEqual([]);
});

describe("rules that make no sense are refused, with where they stand", () => {
  const at = "/points/multipliers";
  test.each<[string, Rules, string]>([
    [
      "points that expire before they count",
      { returnWindowDays: 30, expireDays: 30 },
      "/points/returnWindowDays window-outlasts-points",
    ],
    ["a cap below one unit's points", { perMajorUnit: 10, capPerOrder: 9 }, "/points/capPerOrder cap-below-one-unit"],
    [
      "points that buy more than finance books for them",
      { liabilityMinorPer1000: 4_999 },
      "/points/spend/minor points-booked-too-low",
    ],
    [
      "owed points that no money can stand for",
      { owed: "refund", spend: { points: 1_000, minor: 5_000, maxShare: 0 } },
      "/points/owed owed-without-value",
    ],
    [
      "a reward of nothing",
      { activities: { share: { points: 0, perDay: 1 } } },
      "/points/activities/share reward-of-nothing",
    ],
    ["three decimals", { multipliers: { birthday: { times: 1.125 } } }, `${at}/birthday/times multiplier-not-whole`],
    [
      "a multiplier of one",
      { multipliers: { memberDay: { days: [8], times: 1 } } },
      `${at}/memberDay/times multiplier-of-nothing`,
    ],
    [
      "a birthday that costs points",
      { multipliers: { birthday: { times: 0.5 } } },
      `${at}/birthday/times multiplier-takes-away`,
    ],
    [
      "a member day twice",
      { multipliers: { memberDay: { days: [8, 8], times: 2 } } },
      `${at}/memberDay/days/1 day-twice`,
    ],
    [
      "a campaign that ends before it begins",
      { multipliers: { campaigns: [campaign("spring", 2, "2026-11-02", "2026-11-01")] } },
      `${at}/campaigns/0/until campaign-ends-first`,
    ],
    [
      "a campaign twice",
      { multipliers: { campaigns: [campaign("spring", 2), campaign("spring", 2)] } },
      `${at}/campaigns/1/id id-twice`,
    ],
    [
      "multipliers that come to more than they may",
      { multipliers: { combine: "multiply", memberDay: { days: [8], times: 20 }, birthday: { times: 6 } } },
      `${at} multipliers-too-high`,
    ],
  ])("%s", (_, rules, problem) => {
    expect(problemsOf(rules)).toEqual([problem]);
  });

  test("campaigns that never meet are not reckoned together", () => {
    const apart = [campaign("a", 60, "2026-11-01", "2026-11-02"), campaign("b", 60, "2026-11-03", "2026-11-04")];
    expect(problemsOf({ multipliers: { campaigns: apart } })).toEqual([]);
    const meeting = [campaign("a", 60, "2026-11-01", "2026-11-03"), campaign("b", 60, "2026-11-03", "2026-11-04")];
    expect(problemsOf({ multipliers: { campaigns: meeting } })).toEqual([`${at} multipliers-too-high`]);
  });
});
