import type { AnnouncementDraft } from "../contract/announcement.ts";
import { earnPoints } from "../loyalty/earn-points.ts";
import { earn } from "../loyalty/ledger.ts";
import { daysAfter, shopDay } from "../programme/shop-day.ts";
import { dayNumber } from "../scoring/day-number.ts";
import { applyOrder, emptySummary } from "../scoring/summary.ts";
import { type Applied, type ApplyContext, type EventOf, refused } from "./apply-context.ts";
import type { Decision } from "./change-member.ts";
import { orderKeyOf, orderPaidClaim } from "./claim-key.ts";
import type { Order } from "./member.ts";
import { firstProfile, headOf } from "./member-beginning.ts";
import { chainEnd, ledgerItems, ledgerOf } from "./member-ledger.ts";
import type { Loaded } from "./member-store.ts";

/**
 * A paid order: counted once under its own key, whatever event brings it. It is kept with what each line earned, goes
 * into the summary, and earns points by the rule that was in force when it was paid; history earns none and is not
 * announced.
 */
export function payOrder(event: EventOf<"order.paid">, loaded: Loaded, context: ApplyContext): Decision<Applied> {
  const { rules, stamp, hash } = context;
  const orderKey = orderKeyOf(event.channel, event.data.orderId);
  const claim = orderPaidClaim(orderKey);
  const head = headOf(loaded, stamp.now);
  if (loaded.claims[claim] !== undefined) return { answer: { kind: "duplicate", parked: head.parked } };
  if (event.data.currency !== rules.value.currency) {
    return refused("other-currency", `paid in ${event.data.currency}, the programme is in ${rules.value.currency}`);
  }

  const { order, points, goodsPaidMinor } = keptOrder(event, context);
  const summary = applyOrder(loaded.summary?.value ?? emptySummary(), {
    orderDay: dayNumber(order.paidOn),
    netMinor: order.totalMinor,
    goodsMinor: goodsPaidMinor,
  });
  const ledger = ledgerOf(loaded, head);
  const posted =
    points === 0
      ? undefined
      : earn(
          ledger,
          {
            points,
            because: { orderKey, rule: "per-major-unit", programme: rules.version },
            occurredOn: order.paidOn,
            bookedOn: stamp.bookedOn,
            expiresOn: daysAfter(order.paidOn, rules.value.points.expireDays),
          },
          hash,
        );
  const announce: AnnouncementDraft = {
    type: "OrderPaid",
    occurredAt: event.occurredAt,
    orderKey,
    currency: order.currency,
    totalMinor: order.totalMinor,
    orders: summary.orders - summary.cancelled,
  };
  return {
    answer: { kind: "applied", parked: head.parked },
    change: {
      head: { ...head, ...chainEnd(posted?.ledger ?? ledger) },
      claims: [{ key: claim, result: { eventId: event.eventId, points } }],
      items: [
        ...firstProfile(loaded, rules.value),
        { kind: "order", version: 0, value: order },
        { kind: "summary", version: loaded.summary?.version ?? 0, value: summary },
        ...(posted === undefined ? [] : ledgerItems(loaded, posted)),
      ],
      announce: event.historic ? [] : [announce],
    },
  };
}

/** The order as it is kept, with what each line earned. */
function keptOrder(
  { channel, occurredAt, historic, data }: EventOf<"order.paid">,
  { rules, stamp }: ApplyContext,
): { order: Order; points: number; goodsPaidMinor: number } {
  const { timeZone, points: rule } = rules.value;
  const earned = earnPoints(data.lines, data.discountMinor, historic ? 0 : rule.perMajorUnit);
  const order: Order = {
    orderKey: orderKeyOf(channel, data.orderId),
    paidAt: occurredAt,
    paidOn: shopDay(occurredAt, timeZone),
    bookedOn: stamp.bookedOn,
    historic,
    programme: rules.version,
    currency: data.currency,
    totalMinor: data.totalMinor,
    deliveryMinor: data.deliveryMinor,
    discountMinor: data.discountMinor,
    lines: data.lines.map((line, at) => ({
      lineId: line.lineId ?? String(at + 1),
      sku: line.sku,
      ...(line.category === undefined ? {} : { category: line.category }),
      quantity: line.quantity,
      amountMinor: line.amountMinor,
      goods: line.goods,
      earned: earned.byLine[at]?.points ?? 0,
      refundedQuantity: 0,
      refundedMinor: 0,
      takenBack: 0,
    })),
    refunds: [],
    whollyCancelled: false,
  };
  return { order, points: earned.points, goodsPaidMinor: earned.goodsPaidMinor };
}
