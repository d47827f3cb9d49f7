import type { KeptRefund } from "../../members/member.ts";
import type { Postings } from "../ledger/postings.ts";
import { becauseOf, type Reckoning } from "./refund-uses.ts";
import type { Withheld } from "./used.ts";
import { pointsUpTo, valueOfPoints } from "./value-of-points.ts";

/** What of a refund is handed out in money: less what went into stored value, less what was withheld. */
export const payOutOf = ({ minor, givenBack, withheld }: Omit<KeptRefund, "refundId">): number =>
  minor - (givenBack?.principal ?? 0) - (givenBack?.bonus ?? 0) - (withheld?.minor ?? 0);

/**
 * Pays points that a refund has just made owed out of the money that it would pay out, at what points take off at a
 * till. All that an order's refunds withhold together is worth so much, rounded down, and each withholds the difference
 * to those before it: in any split the roundings favour the member by less than one minor unit in all. What the money
 * doesn't cover stays owed.
 * @param owed points that this refund made owed: what was owed before it is of other acts, and not this refund's to pay
 * @returns undefined where nothing is withheld
 */
export function withholdOwed(
  postings: Postings,
  owed: number,
  payOutMinor: number,
  { order, refundId, occurredOn, context }: Reckoning,
): Withheld | undefined {
  if (owed === 0 || payOutMinor <= 0) return undefined;
  const { spend } = context.rules.value.points;
  const before = order.refunds.reduce((sum, { withheld }) => sum + (withheld?.points ?? 0), 0);
  const worthBefore = valueOfPoints(before, spend);
  const points = Math.min(owed, pointsUpTo(worthBefore + payOutMinor, spend) - before);
  if (points <= 0) return undefined;
  postings.credit({
    account: "points",
    kind: "adjust",
    amount: points,
    because: becauseOf(order, refundId, "withheld-from-refund"),
    occurredOn,
    bookedOn: context.stamp.bookedOn,
  });
  return { points, minor: valueOfPoints(before + points, spend) - worthBefore };
}
