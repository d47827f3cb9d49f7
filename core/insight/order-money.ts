import type { FinanceRules, OrderRow } from "./rows.ts";

/** What an order is worth to the shop, in whole minor units, net of what was refunded so far. */
export interface OrderMoney {
  /** Goods less refunds and discounts, before the programme's own coupons. */
  revenueMinor: number;
  /** The assumed margin on it. */
  marginMinor: number;
}

/** a × b / c, rounded half away from zero, exact for any amount that an order may name. */
export function timesShare(a: number, b: number, c: number): number {
  const whole = Math.trunc(a / c) * b;
  const rest = ((a % c) * b) / c;
  return whole + Math.sign(rest) * Math.round(Math.abs(rest));
}

/** Shares are configured as fractions; ten-thousandths keep the arithmetic on whole numbers. */
const BASIS = 10_000;

/**
 * Revenue and assumed margin of an order.
 *
 * Only goods count: postage and the like are passed on. A discount on the whole order lowers the margin in full, in
 * proportion to the goods that were kept. What a coupon of the programme took off is added back, because it is booked
 * as the campaign's cost and would otherwise be counted twice.
 *
 * @param couponMinor what programme coupons took off inside the order's own discount (not for redemptions booked beside it)
 */
export function orderMoney(order: OrderRow, rules: FinanceRules, couponMinor: number): OrderMoney {
  let grossMinor = 0;
  let netMinor = 0;
  let marginMinor = 0;
  for (const line of order.lines) {
    if (!line.goods) continue;
    const kept = line.amountMinor - line.refundedMinor;
    const rate = rules.finance.marginByCategory[line.category ?? ""] ?? rules.finance.marginDefault;
    grossMinor += line.amountMinor;
    netMinor += kept;
    marginMinor += timesShare(kept, Math.round(rate * BASIS), BASIS);
  }
  const ownDiscount = Math.max(0, order.discountMinor - couponMinor);
  const standing = grossMinor === 0 ? 0 : timesShare(ownDiscount, netMinor, grossMinor);
  return { revenueMinor: netMinor - standing, marginMinor: marginMinor - standing };
}
