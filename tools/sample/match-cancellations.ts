import { compareText } from "./compare-text.ts";
import type { InvoiceLine } from "./read-invoice-lines.ts";
import type { RejectedRow, SampleOrder, SampleRefund, SampleRefundLine } from "./sample-events.ts";

interface Purchase {
  readonly order: SampleOrder;
  readonly lineId: string;
  readonly unitPriceMinor: number;
  left: number;
}

/** What each customer bought of each sku, latest order first, a single order's lines by position. */
function purchasesBySku(orders: readonly SampleOrder[]): Map<string, Purchase[]> {
  const purchases = new Map<string, Purchase[]>();
  const latestFirst = [...orders].sort((a, b) => compareText(b.at, a.at) || compareText(b.orderId, a.orderId));
  for (const order of latestFirst) {
    for (const { lineId, sku, unitPriceMinor, quantity } of order.lines) {
      const key = `${order.customerId}/${sku}`;
      const known = purchases.get(key) ?? [];
      known.push({ order, lineId, unitPriceMinor, left: quantity });
      purchases.set(key, known);
    }
  }
  return purchases;
}

/**
 * Finds the orders that cancellations take back; the invoices themselves name none. In order of time, each cancelled
 * line takes what is left of its sku in the customer's latest order before it, the remainder in the next latest, and
 * so on; a remainder that no order can answer for is rejected. Prices are not compared: a refund gives back what the
 * order was paid, and `namedMinor` keeps what the cancellation said.
 *
 * A cancellation that touches several orders becomes one refund for each, because a refund belongs to an order.
 */
export function matchCancellations(
  orders: readonly SampleOrder[],
  cancellations: readonly InvoiceLine[],
): { refunds: SampleRefund[]; rejected: RejectedRow[] } {
  const purchases = purchasesBySku(orders);
  const refunds = new Map<string, { of: Purchase; at: string; lines: Map<string, SampleRefundLine> }>();
  const rejected: RejectedRow[] = [];

  // Array.prototype.sort is stable: within an invoice the lines keep the order by content that they came in.
  const inTime = [...cancellations].sort((a, b) => compareText(a.at, b.at) || compareText(a.invoice, b.invoice));
  for (const line of inTime) {
    let open = line.quantity;
    for (const purchase of purchases.get(`${line.customerId}/${line.sku}`) ?? []) {
      const quantity = purchase.order.at < line.at ? Math.min(open, purchase.left) : 0;
      if (quantity === 0) continue;
      purchase.left -= quantity;
      open -= quantity;
      const refundId = `${line.invoice}-${purchase.order.orderId}`;
      const refund = refunds.get(refundId) ?? { of: purchase, at: line.at, lines: new Map() };
      refunds.set(refundId, refund);
      const sameLine = refund.lines.get(purchase.lineId);
      refund.lines.set(purchase.lineId, {
        lineId: purchase.lineId,
        quantity: quantity + (sameLine?.quantity ?? 0),
        amountMinor: quantity * purchase.unitPriceMinor + (sameLine?.amountMinor ?? 0),
        namedMinor: quantity * line.unitPriceMinor + (sameLine?.namedMinor ?? 0),
        rows: [...(sameLine?.rows ?? []), line.row],
      });
    }
    if (open > 0) {
      rejected.push({
        file: "orders.csv",
        row: line.row,
        reason: "no-earlier-order-has-it-left",
        detail: `Cancellation ${line.invoice} takes back ${line.quantity} of ${line.sku}; ${open} were in no earlier order`,
        unmatchedQuantity: open,
      });
    }
  }

  return {
    refunds: [...refunds]
      .map(([refundId, { of, at, lines }]): SampleRefund => {
        const sorted = [...lines.values()].sort((a, b) => Number(a.lineId) - Number(b.lineId));
        return {
          refundId,
          orderId: of.order.orderId,
          customerId: of.order.customerId,
          at,
          lines: sorted,
          amountMinor: sorted.reduce((sum, line) => sum + line.amountMinor, 0),
        };
      })
      .sort((a, b) => compareText(a.at, b.at) || compareText(a.refundId, b.refundId)),
    rejected,
  };
}
