import type { PointsRules } from "../../programme/earning.ts";
import { isBirthday } from "./birthday.ts";

/** A multiplier that applies, by its name: `tier:gold`, `member-day`, `birthday`, `campaign:<id>`, `category:<slug>`. */
export interface Applying {
  name: string;
  /** Hundredths: 250 is ×2.5. */
  hundredths: number;
}

/** What the multipliers of an order are looked up by. Days are the shop's. */
export interface Occasion {
  paidOn: string;
  channel: string;
  storeId?: string | undefined;
  /** The member's tier when the order was counted, and what it multiplies by. */
  tier?: { id: string; pointsTimes: number } | undefined;
  /** Month and day, 'MM-DD'. */
  birthday?: string | undefined;
}

/** Nothing multiplies beyond ×100, however much comes together: a point stays an exact whole number. */
export const MOST_HUNDREDTHS = 10_000;

/** Configured with two decimals; a float is no base for money. */
export const hundredthsOf = (times: number): number => Math.round(times * 100);

/** Those that apply to every line of an order. */
export function onOrder({ multipliers }: PointsRules, occasion: Occasion): Applying[] {
  const { memberDay, birthday, campaigns } = multipliers;
  const dayOfMonth = Number(occasion.paidOn.slice(8));
  return [
    ...(occasion.tier === undefined ? [] : [named(`tier:${occasion.tier.id}`, occasion.tier.pointsTimes)]),
    ...(memberDay?.days.includes(dayOfMonth) ? [named("member-day", memberDay.times)] : []),
    ...(birthday && isBirthday(occasion.birthday, occasion.paidOn) ? [named("birthday", birthday.times)] : []),
    ...campaigns
      .filter(({ categories }) => categories === undefined)
      .filter((campaign) => runs(campaign, occasion))
      .map(({ id, times }) => named(`campaign:${id}`, times)),
  ].filter(moves);
}

/** Those that apply to lines of one category. */
export function onCategory({ multipliers }: PointsRules, occasion: Occasion, category: string | undefined): Applying[] {
  if (category === undefined) return [];
  // A category may be called as a field of every object is.
  const own = Object.hasOwn(multipliers.categories, category) ? multipliers.categories[category] : undefined;
  return [
    ...(own === undefined ? [] : [named(`category:${category}`, own)]),
    ...multipliers.campaigns
      .filter(({ categories }) => categories?.includes(category))
      .filter((campaign) => runs(campaign, occasion))
      .map(({ id, times }) => named(`campaign:${id}`, times)),
  ].filter(moves);
}

/**
 * What those that apply come to, in hundredths from 0 to `MOST_HUNDREDTHS`: exact, rounded down once for `multiply`.
 * A ×0 among them is a no: it gives 0 whatever else applies.
 */
export function combined(applying: readonly Applying[], how: PointsRules["multipliers"]["combine"]): number {
  const all = applying.map(({ hundredths }) => hundredths);
  if (all.includes(0)) return 0;
  return Math.min(MOST_HUNDREDTHS, Math.max(0, together(all, how)));
}

function together(all: readonly number[], how: PointsRules["multipliers"]["combine"]): number {
  switch (how) {
    case "add":
      return all.reduce((sum, hundredths) => sum + hundredths - 100, 100);
    case "highest":
      return all.length === 0 ? 100 : Math.max(...all);
    case "multiply": {
      const product = all.reduce((so, hundredths) => so * BigInt(hundredths), 1n);
      const whole = (product * 100n) / 100n ** BigInt(all.length);
      return whole > BigInt(MOST_HUNDREDTHS) ? MOST_HUNDREDTHS : Number(whole);
    }
  }
}

const named = (name: string, times: number): Applying => ({ name, hundredths: hundredthsOf(times) });
const moves = ({ hundredths }: Applying): boolean => hundredths !== 100;

function runs(
  { from, until, channels, stores }: PointsRules["multipliers"]["campaigns"][number],
  { paidOn, channel, storeId }: Occasion,
): boolean {
  if (paidOn < from || paidOn > until) return false;
  if (channels !== undefined && !channels.includes(channel)) return false;
  return stores === undefined || (storeId !== undefined && stores.includes(storeId));
}
