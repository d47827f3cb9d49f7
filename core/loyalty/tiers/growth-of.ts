import type { Order } from "../../members/member.ts";
import type { Tiers } from "../../programme/tiers.ts";
import { paidByLine } from "../points/paid-by-line.ts";
import { proportion } from "../share-out.ts";
import type { OrderGrowth } from "./order-growth.ts";

/** What a paid order counts: its goods in minor units, itself, or growth value for each whole major unit. */
export function growthOf({ basis, growthPerMajorUnit }: Tiers, goodsPaidMinor: number): OrderGrowth {
  switch (basis) {
    case "spend":
      return { basis, amount: goodsPaidMinor };
    case "orders":
      return { basis, amount: goodsPaidMinor > 0 ? 1 : 0 };
    case "growth":
      return { basis, amount: Math.floor(goodsPaidMinor / 100) * growthPerMajorUnit };
  }
}

/** What is paid for an order's goods, in minor units: as it was paid, and as its refunds have left it. */
export function goodsOf({ lines, discountMinor }: Pick<Order, "lines" | "discountMinor">): {
  paid: number;
  standing: number;
} {
  const paidFor = paidByLine(lines, discountMinor);
  let [paid, standing] = [0, 0];
  for (const [at, line] of lines.entries()) {
    const minor = line.goods ? (paidFor[at] ?? 0) : 0;
    paid += minor;
    standing += line.refundedQuantity >= line.quantity ? 0 : Math.max(0, minor - line.refundedMinor);
  }
  return { paid, standing };
}

/**
 * What of it still counts, from all refunds together and never from one alone, so that partial refunds in any split
 * come to the same: the share of the goods that stands, or the whole order until nothing of its goods stands.
 */
export function growthStanding(order: Pick<Order, "lines" | "discountMinor" | "growth">): number {
  if (order.growth === undefined) return 0;
  const { basis, amount } = order.growth;
  const { paid, standing } = goodsOf(order);
  if (standing === 0) return 0;
  return basis === "orders" ? amount : proportion(amount, standing, paid);
}
