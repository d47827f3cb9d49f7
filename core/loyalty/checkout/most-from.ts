import type { Coupon } from "../coupons/coupon.ts";

/** A coupon that may still be added, with what it would take off as things stand. */
export interface Prospect {
  coupon: Coupon;
  worth: number;
  /** The parts of the basket in its scope (search-space.ts), one name for each set of them. */
  parts: readonly number[];
  scopeKey: string;
}

/** Where the search stands: what is left of each part of the basket, in how many lines, and of delivery. */
export interface PartsLeft {
  left: readonly number[];
  lines: number;
  delivery: number;
}

/** Rounding of sums in floating point, generously: a bound may be loose, never too low. */
const SLACK = 0.01;
/** Percentages are reckoned in whole millionths (fit-of.ts). */
const MILLION = 1_000_000;

/**
 * Upper bounds on what some coupons could still be worth together: at [n] for n of them at most, from 0 to `room`. No
 * combination of them comes to more, in whatever order, since what a coupon takes off only falls as others go before:
 * - an amount counts with what it would take off now;
 * - of n percentages each part of the basket bears the n largest that are for it, one after the other. Rounding to whole
 *   units per line may take more than that: by a quarter of a unit for each line and step at most, and not at all where
 *   they are all for the same goods;
 * - a percentage whose cap binds now may count as an amount, or as if it had no cap: whichever comes to less;
 * - of an exclusive group one counts;
 * - and all money together is no more than is left where any of them takes something off.
 */
export function mostFrom(prospects: readonly Prospect[], room: number, standing: PartsLeft): number[] {
  if (prospects.length === 0) return Array.from({ length: room + 1 }, () => 0);
  const counted = onePerGroup(prospects);
  const gifts = best(counted.filter(isGift), room);
  const limit = moneyWithin(counted, standing);
  const capped = mostWith(isPlainPercent, { counted, gifts, limit, room, standing });
  if (counted.every((one) => isPlainPercent(one) === isPercent(one))) return capped;
  const uncapped = mostWith(isPercent, { counted, gifts, limit, room, standing });
  return capped.map((bound, n) => Math.min(bound, uncapped[n] ?? bound));
}

interface Bounding {
  counted: readonly Prospect[];
  gifts: readonly number[];
  limit: number;
  room: number;
  standing: PartsLeft;
}

/** The bounds with some percentages counted as such, and everything else as amounts. */
function mostWith(asPercent: (one: Prospect) => boolean, bounding: Bounding): number[] {
  const { counted, gifts, limit, room, standing } = bounding;
  const byPercents = mostByPercents(counted.filter(asPercent), room, standing);
  const others = best(
    counted.filter((one) => !asPercent(one) && !isGift(one)),
    room,
  );
  // Money and gifts share the room: how many of each is whatever comes to most.
  return Array.from({ length: room + 1 }, (_, most) => {
    let bound = 0;
    for (let given = 0; given <= most; given += 1) {
      for (let shares = 0; shares + given <= most; shares += 1) {
        const money = (byPercents[shares] ?? 0) + (others[most - given - shares] ?? 0);
        bound = Math.max(bound, Math.min(money, limit) + (gifts[given] ?? 0));
      }
    }
    return Math.floor(bound + SLACK);
  });
}

const isForGoods = ({ kind }: Coupon): boolean => kind === "amount-off" || kind === "percent-off";

const isGift = ({ coupon }: Prospect): boolean => coupon.kind === "gift";

const isPercent = ({ coupon }: Prospect): boolean => coupon.kind === "percent-off";

/** A percentage whose cap doesn't bind now never meets it later: what it takes off only falls. */
const isPlainPercent = (one: Prospect): boolean =>
  isPercent(one) && (one.coupon.capMinor === undefined || one.worth < one.coupon.capMinor);

/** The sums of the n that are worth most, from 0 on. */
function best(prospects: readonly Prospect[], room: number): number[] {
  const sorted = prospects.map(({ worth }) => worth).sort((a, b) => b - a);
  const sums = [0];
  for (let n = 1; n <= room; n += 1) sums.push((sums[n - 1] ?? 0) + (sorted[n - 1] ?? 0));
  return sums;
}

/** What n percentages take off at most, from 0 on: each part of the basket bears the n largest that are for it. */
function mostByPercents(percents: readonly Prospect[], room: number, { left, lines }: PartsLeft): number[] {
  const sums = Array.from({ length: room + 1 }, () => 0);
  if (percents.length === 0) return sums;
  const sorted = percents.toSorted((a, b) => (b.coupon.percent ?? 0) - (a.coupon.percent ?? 0));
  const kept = [...left];
  const borne = left.map(() => 0);
  const perStep = percents.every(({ scopeKey }) => scopeKey === percents[0]?.scopeKey) ? 0 : lines / 4;
  for (const { coupon, parts } of sorted) {
    const share = Math.round((coupon.percent ?? 0) * MILLION) / MILLION;
    for (const part of parts) {
      const n = (borne[part] ?? 0) + 1;
      if (n > room) continue;
      const off = (kept[part] ?? 0) * share;
      kept[part] = (kept[part] ?? 0) - off;
      borne[part] = n;
      sums[n] = (sums[n] ?? 0) + off;
    }
  }
  for (let n = 1; n <= room; n += 1) sums[n] = (sums[n] ?? 0) + (sums[n - 1] ?? 0) + perStep;
  return sums;
}

/** What is left where any of them takes money off. */
function moneyWithin(prospects: readonly Prospect[], { left, delivery }: PartsLeft): number {
  const parts = new Set<number>();
  const scopes = new Set<string>();
  let within = 0;
  for (const { coupon, parts: own, scopeKey } of prospects) {
    if (coupon.kind === "free-delivery") within = delivery;
    if (!isForGoods(coupon) || scopes.has(scopeKey)) continue;
    scopes.add(scopeKey);
    for (const part of own) parts.add(part);
  }
  for (const part of parts) within += left[part] ?? 0;
  return within;
}

/**
 * Of each exclusive group the one that is worth most. Where a group isn't all percentages for the same goods it counts
 * as an amount: another of its members might fall less.
 */
function onePerGroup(prospects: readonly Prospect[]): Prospect[] {
  const groups = new Map<string, Prospect[]>();
  const alone: Prospect[] = [];
  for (const prospect of prospects) {
    const group = prospect.coupon.exclusiveGroup;
    const members = group === undefined ? alone : (groups.get(group) ?? []);
    members.push(prospect);
    if (group !== undefined) groups.set(group, members);
  }
  for (const members of groups.values()) alone.push(...standIn(members));
  return alone;
}

function standIn(members: readonly Prospect[]): readonly Prospect[] {
  const [first] = members;
  if (first === undefined || members.length === 1) return members;
  const alike = members.every((one) => isPlainPercent(one) && one.scopeKey === first.scopeKey);
  const most = members.reduce((best, one) => (one.worth > best.worth ? one : best), first);
  if (alike) return [most];
  // A gift is no money and delivery no goods: a group that has one isn't bounded by what goods are left.
  const kind = members.some(({ coupon }) => !isForGoods(coupon)) ? "gift" : "amount-off";
  const parts = [...new Set(members.flatMap((one) => one.parts))];
  return [{ ...most, parts, scopeKey: parts.join(), coupon: { ...most.coupon, kind } }];
}
