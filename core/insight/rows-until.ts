import type { CouponRow, InsightRows } from "./rows.ts";
import { endOfDayMs, instantMs } from "./window.ts";

/**
 * The rows as they stood at the end of the as-of day: what happened or was booked later is left out, and a coupon
 * redeemed later is still open. (Refunds that an order item already holds stay in it: the item has no history.)
 */
export function rowsUntil(rows: InsightRows, asOf: string, timeZone: string): InsightRows {
  const endMs = endOfDayMs(asOf, timeZone);
  const before = (instant: string): boolean => instantMs(instant) < endMs;
  return {
    members: rows.members,
    enrolments: rows.enrolments.filter(({ enteredAt }) => before(enteredAt)),
    messages: rows.messages.filter(({ at }) => before(at)),
    coupons: rows.coupons.filter(({ issuedAt }) => before(issuedAt)).map((coupon) => couponAsOf(coupon, before)),
    orders: rows.orders.filter(({ paidAt }) => before(paidAt)),
    ledger: rows.ledger.filter(({ bookedOn }) => bookedOn <= asOf),
    refusals: rows.refusals.filter(({ at }) => before(at)),
  };
}

function couponAsOf(coupon: CouponRow, before: (instant: string) => boolean): CouponRow {
  const { redeemed, ...rest } = coupon;
  if (redeemed === undefined || before(redeemed.at)) return coupon;
  return { ...rest, state: "issued" };
}
