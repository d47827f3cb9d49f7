import { describe, expect, test } from "vitest";
import type * as z from "zod";
import { tierProblems } from "../../../core/programme/check-tiers.ts";
import type { Tiers } from "../../../core/programme/tiers.ts";
import { aLadder } from "../../support/builders/a-ladder.ts";
import { aProgramme } from "../../support/builders/a-programme.ts";

type Level = NonNullable<z.input<typeof Tiers>["levels"]>[number];

const level = (id: string, threshold: number, benefits: Level["benefits"] = {}): Level => ({
  id,
  name: { en: id, "zh-CN": id },
  threshold,
  benefits,
});

function problemsOf(tiers: z.input<typeof Tiers>, points: object = {}): string[] {
  const base = { perMajorUnit: 1, expireDays: 365, liabilityMinorPer1000: 5_000 };
  const programme = aProgramme({ tiers, points: { ...base, ...points } });
  return tierProblems(programme).map(({ pointer, code }) => `${pointer} ${code}`);
}

const two = (first: Level["benefits"], second: Level["benefits"]) => ({
  levels: [level("silver", 1_000, first), level("gold", 2_000, second)],
});

test("the builder's ladder is sound, and so is to have no tiers", () => {
  expect(problemsOf(aLadder())).toEqual([]);
  expect(problemsOf({})).toEqual([]);
});

describe("a ladder that makes no sense is refused, with where it stands", () => {
  test.each<[string, z.input<typeof Tiers>, string]>([
    [
      "thresholds that don't rise: the lower tier would never be held",
      { levels: [level("silver", 1_000), level("gold", 1_000)] },
      "/tiers/levels/1/threshold threshold-not-rising",
    ],
    ["a tier twice", { levels: [level("silver", 1), level("silver", 2)] }, "/tiers/levels/1/id id-twice"],
    ["the name of who has none", { levels: [level("ordinary", 1)] }, "/tiers/levels/0/id id-reserved"],
    [
      "more orders than the window can bring",
      { basis: "orders", windowDays: 2, levels: [level("silver", 40), level("gold", 41)] },
      "/tiers/levels/1/threshold tier-unreachable",
    ],
    [
      "growth value that nothing gives",
      { basis: "growth", growthPerMajorUnit: 0, levels: [level("silver", 1)] },
      "/tiers/levels/0/threshold tier-unreachable",
    ],
    [
      "a grace as long as a year of reviews",
      { ...aLadder(), graceDays: 30, reviewDays: 30 },
      "/tiers/graceDays grace-too-long",
    ],
    [
      "an order that reaches the highest tier by itself",
      { ...aLadder(), singleOrderMinor: 1_000_000 },
      "/tiers/singleOrderMinor single-order-lifts-nobody",
    ],
    ["a lift to no tier", { singleOrderMinor: 1 }, "/tiers/singleOrderMinor single-order-lifts-nobody"],
    [
      "a better tier with fewer points",
      two({ pointsTimes: 2 }, { pointsTimes: 1.5 }),
      "/tiers/levels/1/benefits/pointsTimes benefit-falls",
    ],
    [
      "a better tier that pays for delivery",
      two({ freeDeliveryFromMinor: 0 }, {}),
      "/tiers/levels/1/benefits/freeDeliveryFromMinor benefit-falls",
    ],
    [
      "a tier that takes points away",
      two({ pointsTimes: 0.5 }, {}),
      "/tiers/levels/0/benefits/pointsTimes multiplier-takes-away",
    ],
    [
      "a multiplier that hundredths can't hold",
      two({}, { pointsTimes: 1.333 }),
      "/tiers/levels/1/benefits/pointsTimes multiplier-not-whole",
    ],
    ["goods for nothing", two({}, { discountShare: 1 }), "/tiers/levels/1/benefits/discountShare goods-given-away"],
    [
      "a gift that is no offer",
      two({}, { birthdayOffer: "cake" }),
      "/tiers/levels/1/benefits/birthdayOffer offer-unknown",
    ],
  ])("%s", (_, tiers, problem) => {
    expect(problemsOf(tiers)).toEqual([problem]);
  });

  test("growth value by acts alone, beyond what their daily limits let through", () => {
    const activities = { "check-in": { points: 1, growth: 5, perDay: 2 } };
    const tiers = (threshold: number): z.input<typeof Tiers> => ({
      ...{ basis: "growth", growthPerMajorUnit: 0, windowDays: 10 },
      levels: [level("silver", threshold)],
    });
    expect(problemsOf(tiers(100), { activities })).toEqual([]);
    expect(problemsOf(tiers(101), { activities })).toEqual(["/tiers/levels/0/threshold tier-unreachable"]);
  });
});
