import type { ProblemItem } from "../contract/problem.ts";
import { pointerOf } from "../contract/schema-problems.ts";
import { MOST_HUNDREDTHS } from "../loyalty/points/multipliers.ts";
import { Activity, type PointsRules } from "./earning.ts";
import type { Programme } from "./programme.ts";

type Found = (field: readonly PropertyKey[], code: string, message: string) => void;

/** Everything that makes no sense in how points are earned and spent. */
export function earningProblems(programme: Programme): ProblemItem[] {
  const problems: ProblemItem[] = [];
  const found: Found = (field, code, message) =>
    problems.push({ pointer: pointerOf(["points", ...field]), code, message });
  const { points } = programme;
  const { returnWindowDays, expireDays, capPerOrder, perMajorUnit, spend, liabilityMinorPer1000 } = points;
  if (returnWindowDays >= expireDays) {
    found(["returnWindowDays"], "window-outlasts-points", `points would expire (${expireDays} days) before they count`);
  }
  if (capPerOrder !== undefined && capPerOrder < perMajorUnit) {
    found(["capPerOrder"], "cap-below-one-unit", `at least what one major unit earns (${perMajorUnit})`);
  }
  if (spend.maxShare > 0 && spend.minor * 1_000 > liabilityMinorPer1000 * spend.points) {
    const message = `1,000 points buy ${Math.floor((spend.minor * 1_000) / spend.points)}, and are booked at ${liabilityMinorPer1000}`;
    found(["spend", "minor"], "points-booked-too-low", message);
  }
  if (points.owed === "refund" && spend.maxShare === 0) {
    const message = "points take nothing off at a till (spend.maxShare is 0), so no money can stand for them";
    found(["owed"], "owed-without-value", message);
  }
  for (const activity of Activity.options) {
    const rule = points.activities[activity];
    if (rule !== undefined && rule.points === 0 && rule.growth === 0) {
      found(["activities", activity], "reward-of-nothing", "points or growth value, or leave it out");
    }
  }
  multiplierProblems(points, found);
  if (combinedMost(programme) > MOST_HUNDREDTHS) {
    const message = `together more than ×${MOST_HUNDREDTHS / 100}, which is where they stop`;
    found(["multipliers"], "multipliers-too-high", message);
  }
  return problems;
}

function multiplierProblems({ multipliers }: PointsRules, found: Found): void {
  const { memberDay, birthday, categories, campaigns } = multipliers;
  const check = (times: number, field: readonly PropertyKey[], least: number): void => {
    const at = ["multipliers", ...field];
    const hundredths = times * 100;
    if (Math.abs(hundredths - Math.round(hundredths)) > 1e-6) {
      found(at, "multiplier-not-whole", "two decimals at most, as 1.25");
    } else if (times === 1) found(at, "multiplier-of-nothing", "×1 changes nothing: leave it out");
    else if (times < least) found(at, "multiplier-takes-away", `at least ${least}`);
  };
  if (memberDay !== undefined) {
    check(memberDay.times, ["memberDay", "times"], 1);
    for (const [at, day] of memberDay.days.entries()) {
      if (memberDay.days.indexOf(day) < at) {
        found(["multipliers", "memberDay", "days", at], "day-twice", `the ${day}. stands above already`);
      }
    }
  }
  if (birthday !== undefined) check(birthday.times, ["birthday", "times"], 1);
  for (const [category, times] of Object.entries(categories)) check(times, ["categories", category], 0);
  for (const [at, { id, times, from, until }] of campaigns.entries()) {
    check(times, ["campaigns", at, "times"], 1);
    if (until < from) {
      found(["multipliers", "campaigns", at, "until"], "campaign-ends-first", `on or after ${from}, when it begins`);
    }
    if (campaigns.findIndex((campaign) => campaign.id === id) < at) {
      found(["multipliers", "campaigns", at, "id"], "id-twice", `${id} stands above already`);
    }
  }
}

/** The highest that could come together on one line, in hundredths: campaigns that never meet are not reckoned. */
function combinedMost({ points: { multipliers }, tiers }: Programme): number {
  const { combine, memberDay, birthday, categories, campaigns } = multipliers;
  const meeting = campaigns.map(({ from }) =>
    campaigns.filter((one) => one.from <= from && from <= one.until).map(({ times }) => times),
  );
  const highest = (all: readonly number[]): number => Math.max(1, ...all);
  const others = [
    memberDay?.times ?? 1,
    birthday?.times ?? 1,
    highest(Object.values(categories)),
    highest(tiers.levels.map(({ benefits }) => benefits.pointsTimes)),
  ];
  const together = (all: readonly number[]): number => {
    if (combine === "highest") return highest(all);
    if (combine === "add") return all.reduce((sum, times) => sum + Math.max(times, 1) - 1, 1);
    return all.reduce((product, times) => product * Math.max(times, 1), 1);
  };
  return Math.round(100 * highest([[], ...meeting].map((some) => together([...others, ...some]))));
}
