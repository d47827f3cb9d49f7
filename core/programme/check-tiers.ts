import type { ProblemItem } from "../contract/problem.ts";
import { pointerOf } from "../contract/schema-problems.ts";
import { ORDINARY } from "../loyalty/tiers/tier.ts";
import { Activity } from "./earning.ts";
import type { Programme } from "./programme.ts";
import type { Benefits, Level } from "./tiers.ts";

type Found = (field: readonly PropertyKey[], code: string, message: string) => void;

/** More paid orders on a day than a person makes: a tier that asks for more is never reached. */
const MOST_ORDERS_A_DAY = 20;

/** Everything that makes no sense in the tiers: what can't be reached, what contradicts itself. */
export function tierProblems(programme: Programme): ProblemItem[] {
  const problems: ProblemItem[] = [];
  const found: Found = (field, code, message) =>
    problems.push({ pointer: pointerOf(["tiers", ...field]), code, message });
  const { tiers } = programme;
  const { levels, reviewDays, graceDays, singleOrderMinor, basis } = tiers;
  for (const [at, level] of levels.entries()) {
    if (level.id === ORDINARY) found(["levels", at, "id"], "id-reserved", `${ORDINARY} is who has no tier`);
    const before = levels[at - 1];
    if (levels.findIndex(({ id }) => id === level.id) < at) {
      found(["levels", at, "id"], "id-twice", `${level.id} stands above already`);
    }
    if (before !== undefined) rising(before, level, at, found);
    benefitProblems(level, at, programme, found);
  }
  unreachable(programme, found);
  if (graceDays >= reviewDays) {
    found(
      ["graceDays"],
      "grace-too-long",
      `fewer than the days between reviews (${reviewDays}): else nobody goes down`,
    );
  }
  const highest = levels.at(-1);
  if (singleOrderMinor !== undefined && basis === "spend" && highest && singleOrderMinor >= highest.threshold) {
    const message = `such an order reaches ${highest.id} by itself (${highest.threshold}): it lifts nobody`;
    found(["singleOrderMinor"], "single-order-lifts-nobody", message);
  }
  if (singleOrderMinor !== undefined && highest === undefined) {
    found(["singleOrderMinor"], "single-order-lifts-nobody", "there is no tier to lift to");
  }
  return problems;
}

/** A tier that asks for no more than the one below takes its place: one of them is never held. */
function rising(before: Level, level: Level, at: number, found: Found): void {
  if (level.threshold <= before.threshold) {
    const message = `above that of ${before.id} (${before.threshold}): else ${before.id} can't be reached`;
    found(["levels", at, "threshold"], "threshold-not-rising", message);
  }
  const worse = (Object.keys(BETTER) as (keyof typeof BETTER)[]).filter(
    (name) => BETTER[name](level.benefits) < BETTER[name](before.benefits),
  );
  for (const name of worse) {
    found(["levels", at, "benefits", name], "benefit-falls", `worse than that of ${before.id}: going up would cost`);
  }
}

/** The benefits that are numbers, each so that more is better. */
const BETTER = {
  discountShare: (benefits: Benefits) => benefits.discountShare,
  freeDeliveryFromMinor: (benefits: Benefits) => -(benefits.freeDeliveryFromMinor ?? Number.POSITIVE_INFINITY),
  pointsTimes: (benefits: Benefits) => benefits.pointsTimes,
  earlyAccessHours: (benefits: Benefits) => benefits.earlyAccessHours,
};

function benefitProblems({ benefits }: Level, at: number, { offers }: Programme, found: Found): void {
  const of = (field: keyof Benefits, code: string, message: string) =>
    found(["levels", at, "benefits", field], code, message);
  if (benefits.pointsTimes < 1) of("pointsTimes", "multiplier-takes-away", "at least 1: a tier is no punishment");
  if (!isWhole(benefits.pointsTimes * 100)) of("pointsTimes", "multiplier-not-whole", "two decimals at most, as 1.25");
  if (benefits.discountShare >= 1) of("discountShare", "goods-given-away", "below 1: the whole price is no discount");
  if (!isWhole(benefits.discountShare * 10_000)) {
    of("discountShare", "share-not-whole", "a whole number of hundredths of a per cent, as 0.025");
  }
  const gift = benefits.birthdayOffer;
  if (gift !== undefined && !offers.some(({ id }) => id === gift)) {
    of("birthdayOffer", "offer-unknown", `${gift} is none of the offers`);
  }
}

/** The least counter that nobody can have is looked for by what the window can bring at most. */
function unreachable({ tiers, points }: Programme, found: Found): void {
  const { levels, basis, windowDays, growthPerMajorUnit, singleOrderMinor } = tiers;
  // A large order lifts tier by tier, so there is always a way.
  if (levels.length === 0 || singleOrderMinor !== undefined) return;
  const byActs = Activity.options.reduce((sum, activity) => {
    const rule = points.activities[activity];
    return sum + (rule === undefined ? 0 : rule.growth * rule.perDay);
  }, 0);
  const most = {
    spend: Number.POSITIVE_INFINITY,
    orders: MOST_ORDERS_A_DAY * windowDays,
    growth: growthPerMajorUnit > 0 ? Number.POSITIVE_INFINITY : byActs * windowDays,
  }[basis];
  for (const [at, { id, threshold }] of levels.entries()) {
    if (threshold <= most) continue;
    const message = `${id} can't be reached: ${windowDays} days bring ${most} at most`;
    found(["levels", at, "threshold"], "tier-unreachable", message);
  }
}

const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-6;
