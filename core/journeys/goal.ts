import { dayNumber } from "../scoring/day-number.ts";
import { lastOrderDayAsOf, type Summary } from "../scoring/summary.ts";
import type { Goal } from "./enrolment.ts";

/** No shop keeps books so far ahead: whatever the summary knows counts. */
const ANY_DAY = dayNumber("9999-12-31");

/** Paid orders that are not wholly cancelled, in all. */
export const standingOrders = (summary: Summary | undefined): number =>
  summary === undefined ? 0 : summary.orders - summary.cancelled;

/**
 * Whether the member's summary, as it stands, meets the goal. The summary commutes, so any order of arrival gives the
 * same answer; an order that was wholly cancelled since no longer counts.
 */
export function goalReached(goal: Goal, summary: Summary | undefined): boolean {
  if (summary === undefined) return false;
  if (goal.kind === "orders") return standingOrders(summary) >= goal.atLeast;
  const last = lastOrderDayAsOf(summary, ANY_DAY);
  return last !== null && last > dayNumber(goal.day);
}
