import type { OrderLine } from "../../../core/contract/event.ts";
import type { EventOf } from "../../../core/members/apply-context.ts";
import { envelope } from "./an-event.ts";

/** One teapot at £10. Say quantity or price, and the amount follows. */
export function aLine(change: Partial<OrderLine> = {}): OrderLine {
  const { quantity = 1, unitPriceMinor = 1_000, discountMinor = 0 } = change;
  return {
    sku: "TEAPOT",
    category: "kitchen",
    goods: true,
    amountMinor: quantity * unitPriceMinor - discountMinor,
    ...change,
    quantity,
    unitPriceMinor,
    discountMinor,
  };
}

export type OrderEvent = EventOf<"order.paid">;

interface OrderChange extends Partial<Omit<OrderEvent, "data" | "type">> {
  orderId?: string;
  currency?: string;
  lines?: OrderLine[];
  deliveryMinor?: number;
  discountMinor?: number;
  /** One line of goods that comes to so much, in place of lines. */
  spendMinor?: number;
}

/** A paid order of one teapot at £10 unless told otherwise; the total is worked out. Its event's id is its order's. */
export function anOrder(change: OrderChange = {}): OrderEvent {
  const { orderId = "1", currency = "GBP", deliveryMinor = 0, discountMinor = 0, spendMinor, lines, ...rest } = change;
  const bought = lines ?? [aLine({ unitPriceMinor: spendMinor ?? 1_000 })];
  return {
    ...envelope(`e_order_${orderId}`),
    ...rest,
    type: "order.paid",
    data: {
      orderId,
      currency,
      lines: bought,
      deliveryMinor,
      discountMinor,
      totalMinor: bought.reduce((sum, line) => sum + line.amountMinor, 0) + deliveryMinor - discountMinor,
    },
  };
}
