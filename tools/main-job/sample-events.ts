import type { z } from "zod";
import type { ChannelEvent } from "../../core/contract/event.ts";
import type { Sample, SampleMember, SampleOrder, SampleRefund } from "../sample/sample-events.ts";

/** An event as it is posted: what the schema takes, defaults not filled in. */
export type PostedEvent = z.input<typeof ChannelEvent>;

/** The channel of the sample: Online Retail was a web shop. */
export const SHOP_CHANNEL = "web-shop";

const registered = (member: SampleMember, historic: boolean): PostedEvent => ({
  channel: SHOP_CHANNEL,
  eventId: `join-${member.customerId}`,
  type: "member.registered",
  occurredAt: member.joinedAt,
  identity: {
    customerId: member.customerId,
    ...(member.phone === null ? {} : { phone: member.phone }),
    ...(member.email === null ? {} : { email: member.email }),
  },
  historic,
  data: {
    givenName: member.givenName,
    familyName: member.familyName,
    timeZone: member.timeZone,
    language: member.language === "zh-CN" ? "zh-CN" : "en",
    marketingConsent: member.consent,
  },
});

const paid = (order: SampleOrder, historic: boolean): PostedEvent => ({
  channel: SHOP_CHANNEL,
  eventId: `paid-${order.orderId}`,
  type: "order.paid",
  occurredAt: order.at,
  identity: { customerId: order.customerId },
  historic,
  data: {
    orderId: order.orderId,
    currency: order.currency,
    totalMinor: order.totalMinor,
    lines: order.lines.map(({ lineId, sku, name, category, quantity, unitPriceMinor, amountMinor, goods }) => ({
      lineId,
      sku,
      ...(name === "" ? {} : { name }),
      category,
      quantity,
      unitPriceMinor,
      amountMinor,
      goods,
    })),
  },
});

const refunded = (refund: SampleRefund, historic: boolean): PostedEvent => ({
  channel: SHOP_CHANNEL,
  eventId: `refund-${refund.refundId}`,
  type: "order.refunded",
  occurredAt: refund.at,
  identity: { customerId: refund.customerId },
  historic,
  data: {
    refundId: refund.refundId,
    orderId: refund.orderId,
    currency: "GBP",
    lines: refund.lines.map(({ lineId, quantity, amountMinor }) => ({ lineId, quantity, amountMinor })),
  },
});

/** What happened before `until` (history, answered with no message) and from then on, each in order of occurrence. */
export function sampleEvents(sample: Sample, until: string): { history: PostedEvent[]; live: PostedEvent[] } {
  const all = [
    ...sample.members.map((member) => ({
      at: member.joinedAt,
      make: (historic: boolean) => registered(member, historic),
    })),
    ...sample.orders.map((order) => ({ at: order.at, make: (historic: boolean) => paid(order, historic) })),
    ...sample.refunds.map((refund) => ({ at: refund.at, make: (historic: boolean) => refunded(refund, historic) })),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return {
    history: all.filter(({ at }) => at < until).map(({ make }) => make(true)),
    live: all.filter(({ at }) => at >= until).map(({ make }) => make(false)),
  };
}
