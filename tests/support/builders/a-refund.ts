import type { EventOf } from "../../../core/members/apply-context.ts";
import { envelope } from "./an-event.ts";

export type RefundEvent = EventOf<"order.refunded">;

interface RefundChange extends Partial<Omit<RefundEvent, "data" | "type">> {
  orderId?: string;
  refundId?: string;
  currency?: string;
  lines?: RefundEvent["data"]["lines"];
}

/** The refund of order 1's only teapot, two days later. Its event's id is its own. */
export function aRefund(change: RefundChange = {}): RefundEvent {
  const { orderId = "1", refundId = "r1", currency = "GBP", lines, ...rest } = change;
  return {
    ...envelope(`e_refund_${orderId}_${refundId}`),
    occurredAt: "2011-09-03T10:00:00.000Z",
    ...rest,
    type: "order.refunded",
    data: { orderId, refundId, currency, lines: lines ?? [{ lineId: "1", quantity: 1, amountMinor: 1_000 }] },
  };
}

export type CancellationEvent = EventOf<"order.cancelled">;

/** Order 1 is cancelled, two days later. */
export function aCancellation(
  change: Partial<Omit<CancellationEvent, "data" | "type">> & { orderId?: string } = {},
): CancellationEvent {
  const { orderId = "1", ...rest } = change;
  return {
    ...envelope(`e_cancel_${orderId}`),
    occurredAt: "2011-09-03T10:00:00.000Z",
    ...rest,
    type: "order.cancelled",
    data: { orderId },
  };
}
