import type { OrderLine } from "../../contract/event.ts";
import { amountOf } from "../ledger/ledger.ts";
import { paidByLine } from "../points/paid-by-line.ts";
import { shareOut } from "../share-out.ts";
import { PAYING, type Paying, type UsedParts } from "./used.ts";

type Shares = Record<Paying, number>;

/** An order's money, as far as its uses are divided over it. */
export interface SharedOrder {
  lines: readonly Pick<OrderLine, "amountMinor" | "goods">[];
  discountMinor: number;
  deliveryMinor: number;
}

/**
 * What an order used, divided over its lines by largest remainder, so that partial refunds give back a line's own and
 * add up to the whole: points over the goods that they took something off, stored value over all that was paid, delivery
 * among it.
 */
export function shareOfUses(parts: UsedParts, order: SharedOrder): { lines: Shares[]; delivery: Shares } {
  const goods = order.lines.map((line) => (line.goods ? line.amountMinor : 0));
  const goodsMinor = goods.reduce((sum, minor) => sum + minor, 0);
  const paid = paidByLine(order.lines, order.discountMinor);
  const offDelivery = Math.max(0, order.discountMinor - goodsMinor);
  const delivery = Math.max(0, order.deliveryMinor - offDelivery);
  const weights: Record<Paying, number[]> = {
    points: [...goods, 0],
    principal: [...paid, delivery],
    bonus: [...paid, delivery],
  };
  const shares = Object.fromEntries(
    PAYING.map((account) => [account, divided(amountOf(parts[account]), weights[account])]),
  ) as Record<Paying, number[]>;
  const at = (index: number): Shares => ({
    points: shares.points[index] ?? 0,
    principal: shares.principal[index] ?? 0,
    bonus: shares.bonus[index] ?? 0,
  });
  return { lines: order.lines.map((_, index) => at(index)), delivery: at(order.lines.length) };
}

/** What weighs nothing at all comes back with the whole order: the last place, which is delivery's. */
function divided(total: number, weights: readonly number[]): number[] {
  if (weights.every((weight) => weight === 0)) return weights.map((_, at) => (at === weights.length - 1 ? total : 0));
  return shareOut(total, weights);
}
