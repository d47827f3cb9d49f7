import type { ApplyContext } from "../../members/apply-context.ts";
import type { KeptLine, Order } from "../../members/member.ts";
import { daysAfter } from "../../programme/shop-day.ts";
import type { Because } from "../ledger/entry.ts";
import { amountOf } from "../ledger/ledger.ts";
import type { Postings } from "../ledger/postings.ts";
import { withinGrace } from "../ledger/within-grace.ts";
import { PAYING, type Paying, partsBetween } from "./used.ts";

/** What comes back of an order: its lines as they are then, the money, and whether delivery's share comes too. */
export interface Back {
  lines: KeptLine[];
  minor: number;
  delivery: boolean;
}

/** Which refund of which order is booked. */
export interface Reckoning {
  order: Order;
  refundId: string;
  /** The shop's day of the refund. */
  occurredOn: string;
  context: ApplyContext;
}

/** Gives back what the refunded lines used, into the very lots; one that has expired is good for the grace days more. */
export function giveBackUses(
  postings: Postings,
  taken: Back,
  { order, refundId, occurredOn, context }: Reckoning,
): Record<Paying, number> | undefined {
  const { used } = order;
  if (used === undefined) return undefined;
  const { stamp, rules } = context;
  const until = daysAfter(stamp.bookedOn, rules.value.points.expiryGraceDays);
  const before = givenBackOf(order.lines, order.deliveryGivenBack ? used.delivery : undefined);
  const after = givenBackOf(taken.lines, taken.delivery || order.deliveryGivenBack ? used.delivery : undefined);
  for (const account of PAYING) {
    const parts = partsBetween(used.parts[account], before[account], after[account]);
    const into = withinGrace(parts, stamp.bookedOn, until);
    postings.credit({
      account,
      kind: "give-back",
      amount: amountOf(into),
      because: becauseOf(order, refundId, "as-used"),
      occurredOn,
      bookedOn: stamp.bookedOn,
      into,
    });
  }
  return {
    points: after.points - before.points,
    principal: after.principal - before.principal,
    bonus: after.bonus - before.bonus,
  };
}

/**
 * Takes back what the refunded lines earned: while it is pending from there, else from the points, or it is owed.
 * @returns the points that are owed by it
 */
export function takeBackEarned(
  postings: Postings,
  points: number,
  { order, refundId, occurredOn, context }: Reckoning,
): number {
  const posting = {
    kind: "take-back",
    because: becauseOf(order, refundId, "as-earned"),
    ownFirst: order.orderKey,
    occurredOn,
    bookedOn: context.stamp.bookedOn,
  } as const;
  const own = ({ source }: { source: string }): boolean => source === order.orderKey;
  const pending = postings.debit({ ...posting, account: "pending", amount: points, only: own, shortfall: "leave" });
  const rest = points - (pending.kind === "posted" ? amountOf(pending.taken) : 0);
  const debited = postings.debit({ ...posting, account: "points", amount: rest, shortfall: "owe" });
  return debited.kind === "posted" ? rest - amountOf(debited.taken) : 0;
}

/** What an entry of a refund is for. */
export const becauseOf = ({ orderKey, programme, storeId }: Order, refundId: string, rule: string): Because => ({
  source: orderKey,
  refundId,
  rule,
  programme,
  ...(storeId === undefined ? {} : { storeId }),
});

const NOTHING: Record<Paying, number> = { points: 0, principal: 0, bonus: 0 };

/** What lines, and delivery where it came back, have given back in all. */
function givenBackOf(lines: readonly KeptLine[], delivery = NOTHING): Record<Paying, number> {
  const all = (account: Paying): number =>
    lines.reduce((sum, { givenBack }) => sum + (givenBack?.[account] ?? 0), delivery[account]);
  return { points: all("points"), principal: all("principal"), bonus: all("bonus") };
}
