import { expect, it } from "vitest";
import { goalReached, standingOrders } from "../../../core/journeys/goal.ts";
import { dayNumber } from "../../../core/scoring/day-number.ts";
import { applyOrder, applyRefund, emptySummary, type Summary } from "../../../core/scoring/summary.ts";

const order = (summary: Summary, day: string) =>
  applyOrder(summary, { orderDay: dayNumber(day), netMinor: 100, goodsMinor: 100 });
const cancelled = (summary: Summary, day: string) =>
  applyRefund(summary, {
    orderDay: dayNumber(day),
    refundDay: dayNumber(day),
    minor: 100,
    whollyCancelledOn: dayNumber(day),
  });

const SECOND_ORDER = { kind: "orders", atLeast: 2 } as const;
const BACK = { kind: "order-after", day: "2011-08-01" } as const;

it("a second order counts whenever the first was, and not while it is wholly cancelled", () => {
  const one = order(emptySummary(), "2010-01-01");
  const two = order(one, "2011-09-01");
  expect(goalReached(SECOND_ORDER, undefined)).toBe(false);
  expect(goalReached(SECOND_ORDER, one)).toBe(false);
  expect(goalReached(SECOND_ORDER, two)).toBe(true);
  expect(goalReached(SECOND_ORDER, cancelled(two, "2011-09-01"))).toBe(false);
  expect(standingOrders(cancelled(two, "2011-09-01"))).toBe(1);
});

it("somebody is back with an order of a later day, not with one of the same or an earlier day", () => {
  const before = order(emptySummary(), "2011-08-01");
  expect(goalReached(BACK, before)).toBe(false);
  expect(goalReached(BACK, order(before, "2011-08-01"))).toBe(false);
  expect(goalReached(BACK, order(before, "2011-07-15"))).toBe(false);
  expect(goalReached(BACK, order(before, "2011-08-02"))).toBe(true);
  expect(goalReached(BACK, cancelled(order(before, "2011-08-02"), "2011-08-02"))).toBe(false);
});
