import { groupBy } from "./group-by.ts";
import { isCharged } from "./member-outcomes.ts";
import { timesShare } from "./order-money.ts";
import { isEarning, isOfOrder } from "./points-rows.ts";
import type { Campaign } from "./roi.ts";
import type { FinanceRules, InsightRows, LedgerRow } from "./rows.ts";
import { sumOf } from "./sum-of.ts";

/** The points ledger over a period, by the day on which entries were booked. */
export interface LedgerBridge {
  from: string;
  asOf: string;
  openingPoints: number;
  byKind: { kind: string; entries: number; points: number }[];
  closingPoints: number;
  /** The closing points at the liability that finance books, in minor units. */
  closingMinor: number;
  /** Booked after the as-of day: not in the closing, but in the balances as they are now. */
  laterPoints: number;
}

export const CHECKS = [
  "movements-make-closing",
  "entries-make-balances",
  "members-off-balance",
  "members-with-numbering-gaps",
  "earned-on-order-lines",
  "taken-back-on-order-lines",
  "points-of-campaigns",
  "coupon-cost-of-campaigns",
  "coupons-without-their-order",
  "messages-of-campaigns",
  "messages-to-held-out",
  "coupons-to-held-out",
  "members-in-two-arms",
] as const;
export type CheckName = (typeof CHECKS)[number];

/** Two ways to the same number. Counts of what must not be have 0 as their first way. */
export interface Check {
  name: CheckName;
  unit: "points" | "minor" | "count";
  expected: number;
  actual: number;
  difference: number;
}

export interface Reconciliation {
  bridge: LedgerBridge;
  checks: Check[];
  /** Names of the checks that don't come out to zero. Empty is what finance signs. */
  gaps: CheckName[];
  /** Orders that more than one campaign counts: each table line is right, their sum is not. */
  shared: { orders: number; points: number };
}

/**
 * Reconciles the campaign table with the ledger, the coupons and the messages that it was made from, and the ledger
 * with the members' balances. Where it can, a check goes another way than the table did.
 *
 * @param rows everything there is, later bookings included
 * @param cut the rows as they stood at the as-of day: what the table was made from
 */
export function reconcile(
  rows: InsightRows,
  cut: InsightRows,
  campaigns: Campaign[],
  rules: FinanceRules,
  period: { from: string; asOf: string },
): Reconciliation {
  const bridge = ledgerBridge(rows.ledger, rules, period);
  const shared = sharedOrders(cut, campaigns);
  const balances = sumOf(rows.members, ({ pointsBalance, pointsOwed }) => pointsBalance - pointsOwed);
  const heldOut = new Set(cut.enrolments.filter(({ arm }) => arm === "held-out").map(pairOf));
  const toHeldOut = (row: { memberId: string; journey: string }): boolean => heldOut.has(pairOf(row));
  const checks = [
    check(
      "movements-make-closing",
      "points",
      bridge.openingPoints + sumOf(bridge.byKind, (kind) => kind.points),
      bridge.closingPoints,
    ),
    check("entries-make-balances", "points", balances, bridge.closingPoints + bridge.laterPoints),
    check("members-off-balance", "count", 0, membersOffBalance(rows)),
    check("members-with-numbering-gaps", "count", 0, membersWithNumberingGaps(rows.ledger)),
    check("earned-on-order-lines", "points", linePoints(rows, "earned"), kindPoints(rows.ledger, "earn")),
    check(
      "taken-back-on-order-lines",
      "points",
      0 - linePoints(rows, "takenBack"),
      kindPoints(rows.ledger, "take-back"),
    ),
    check("points-of-campaigns", "points", bridge.closingPoints, pointsByCampaigns(cut, campaigns) - shared.points),
    check(
      "coupon-cost-of-campaigns",
      "minor",
      redeemedMinor(cut),
      sumOf(campaigns, ({ costs }) => costs.couponsMinor),
    ),
    check("coupons-without-their-order", "count", 0, couponsWithoutOrder(cut)),
    check(
      "messages-of-campaigns",
      "count",
      cut.messages.filter(isCharged).length,
      sumOf(campaigns, ({ sent }) => sent),
    ),
    check("messages-to-held-out", "count", 0, cut.messages.filter(toHeldOut).length),
    check("coupons-to-held-out", "count", 0, cut.coupons.filter(toHeldOut).length),
    check("members-in-two-arms", "count", 0, membersInTwoArms(cut)),
  ];
  return { bridge, checks, gaps: checks.filter(({ difference }) => difference !== 0).map(({ name }) => name), shared };
}

function check(name: CheckName, unit: Check["unit"], expected: number, actual: number): Check {
  return { name, unit, expected, actual, difference: actual - expected };
}

function ledgerBridge(
  ledger: LedgerRow[],
  rules: FinanceRules,
  { from, asOf }: { from: string; asOf: string },
): LedgerBridge {
  const within = ledger.filter(({ bookedOn, points }) => points !== 0 && from <= bookedOn && bookedOn <= asOf);
  const points = (entry: LedgerRow): number => entry.points;
  const closingPoints = sumOf(
    ledger.filter(({ bookedOn }) => bookedOn <= asOf),
    points,
  );
  return {
    from,
    asOf,
    openingPoints: sumOf(
      ledger.filter(({ bookedOn }) => bookedOn < from),
      points,
    ),
    byKind: [...groupBy(within, ({ kind }) => kind)]
      .map(([kind, entries]) => ({ kind, entries: entries.length, points: sumOf(entries, points) }))
      .sort((a, b) => (a.kind < b.kind ? -1 : 1)),
    closingPoints,
    closingMinor: timesShare(closingPoints, rules.points.liabilityMinorPer1000, 1_000),
    laterPoints: sumOf(
      ledger.filter(({ bookedOn }) => bookedOn > asOf),
      points,
    ),
  };
}

function membersOffBalance(rows: InsightRows): number {
  const left = new Map(rows.members.map((member) => [member.memberId, member.pointsBalance - member.pointsOwed]));
  for (const { memberId, points } of rows.ledger) left.set(memberId, (left.get(memberId) ?? 0) - points);
  return [...left.values()].filter((rest) => rest !== 0).length;
}

/** Entries are numbered 1, 2, 3, … for each member: a missing, doubled or foreign one shows. */
function membersWithNumberingGaps(ledger: LedgerRow[]): number {
  return [...groupBy(ledger, ({ memberId }) => memberId).values()].filter((entries) => {
    const numbers = entries.map(({ number }) => number).sort((a, b) => a - b);
    return numbers.some((number, at) => number !== at + 1);
  }).length;
}

function linePoints(rows: InsightRows, field: "earned" | "takenBack"): number {
  return sumOf(rows.orders, ({ lines }) => sumOf(lines, (line) => line[field]));
}

function kindPoints(ledger: LedgerRow[], kind: LedgerRow["kind"]): number {
  return sumOf(ledger, (entry) => (entry.kind === kind && isOfOrder(entry) ? entry.points : 0));
}

/** Points of the campaigns' orders and of everything else in the ledger; an order in two campaigns is in it twice. */
function pointsByCampaigns(cut: InsightRows, campaigns: Campaign[]): number {
  const counted = new Set(campaigns.flatMap(({ orderKeys }) => orderKeys));
  const outside = sumOf(cut.ledger, (entry) =>
    isEarning(entry) && counted.has(entry.because.source) ? 0 : entry.points,
  );
  return sumOf(campaigns, ({ points }) => points) + outside;
}

function sharedOrders(cut: InsightRows, campaigns: Campaign[]): { orders: number; points: number } {
  const times = new Map<string, number>();
  for (const key of campaigns.flatMap(({ orderKeys }) => orderKeys)) times.set(key, (times.get(key) ?? 0) + 1);
  const again = (key: string): number => Math.max(0, (times.get(key) ?? 0) - 1);
  return {
    orders: [...times.values()].filter((count) => count > 1).length,
    points: sumOf(cut.ledger.filter(isEarning), ({ because, points }) => points * again(because.source)),
  };
}

function redeemedMinor(cut: InsightRows): number {
  return sumOf(cut.coupons, ({ redeemed }) => redeemed?.valueMinor ?? 0);
}

function couponsWithoutOrder(cut: InsightRows): number {
  const known = new Set(cut.orders.map(({ memberId, orderKey }) => `${memberId}\n${orderKey}`));
  return cut.coupons.filter(
    ({ memberId, redeemed }) => redeemed !== undefined && !known.has(`${memberId}\n${redeemed.orderKey}`),
  ).length;
}

function membersInTwoArms(cut: InsightRows): number {
  const arms = groupBy(cut.enrolments, pairOf);
  return [...arms.values()].filter((rows) => new Set(rows.map(({ arm }) => arm)).size > 1).length;
}

function pairOf({ memberId, journey }: { memberId: string; journey: string }): string {
  return `${memberId}\n${journey}`;
}
