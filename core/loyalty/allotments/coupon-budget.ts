import type { AllotmentMove, Reservation } from "../allotment.ts";
import type { Coupon } from "../coupons/coupon.ts";

/**
 * What a coupon's move means for its offer's budget: reserved when it is issued, booked when it is used with the
 * difference free again, all of it free when it lapses, and reserved again when it comes back.
 * @param before the coupon as it was read; undefined when it is new
 */
export function budgetMoves(before: Coupon | undefined, after: Coupon): AllotmentMove[] {
  const { reserved } = after;
  if (reserved === undefined) return [];
  const [from, to] = [standingOf(before), standingOf(after)];
  const pending = to.pending - from.pending;
  const posted = to.posted - from.posted;
  return [{ allotment: reserved.allotment, shard: reserved.shard, left: -(pending + posted), pending, posted }];
}

/** What a coupon holds, and what it has used, of its budget. */
function standingOf(coupon: Coupon | undefined): { pending: number; posted: number } {
  const minor = coupon?.reserved?.minor ?? 0;
  switch (coupon?.state) {
    case "issued":
    case "held":
      return { pending: minor, posted: 0 };
    case "redeemed":
      // A coupon can take off more than it holds only once it came back from a smaller order.
      return { pending: 0, posted: Math.min(minor, coupon.redeemed?.valueMinor ?? 0) };
    default:
      return { pending: 0, posted: 0 };
  }
}

/**
 * What a coupon holds once it came back: as much as it had used, since what was free again may be another's by now and
 * no refund may fail for that. What it then takes off beyond is outside the budget.
 */
export const reservedAgain = (reserved: Reservation | undefined, usedMinor: number): { reserved?: Reservation } =>
  reserved === undefined ? {} : { reserved: { ...reserved, minor: Math.min(reserved.minor, usedMinor) } };
