import type { Coupon } from "../../core/loyalty/coupons/coupon.ts";
import type { PostedEvent } from "./sample-events.ts";
import type { PostAnswer, Shop } from "./shop.ts";

/** A replayed order that may use a coupon. */
interface ReplayedOrder {
  memberId: string;
  channel: string;
  orderId: string;
  paidAt: string;
  goodsMinor: number;
}

/** What a coupon would take off; 0 where it doesn't fit. Issued before the order, in force at it, its threshold reached. */
export function worthOf(coupon: Coupon, order: Pick<ReplayedOrder, "paidAt" | "goodsMinor">): number {
  if (coupon.state !== "issued" || coupon.issuedAt > order.paidAt || coupon.lapsesAt <= order.paidAt) return 0;
  if (order.goodsMinor < coupon.thresholdMinor) return 0;
  // Of a replayed order no more is looked at than its goods' sum: what asks for more is not booked beside it.
  if (coupon.scope !== undefined || coupon.beginsAt !== undefined) return 0;
  if (coupon.kind === "free-delivery" || coupon.kind === "gift") return 0;
  if (coupon.kind === "amount-off") return Math.min(coupon.faceMinor ?? 0, order.goodsMinor);
  const off = Math.floor(order.goodsMinor * (coupon.percent ?? 0));
  return Math.min(off, coupon.capMinor ?? off);
}

const instant = (at: string): string => new Date(at).toISOString();

/** The day's paid orders, each once, in an order that their arrival doesn't move. */
function ordersOf(events: readonly PostedEvent[], answer: PostAnswer): ReplayedOrder[] {
  const orders = new Map<string, ReplayedOrder>();
  for (const { index, status, memberId } of answer.results) {
    const event = events[index];
    if (status !== "accepted" || memberId === undefined || event?.type !== "order.paid") continue;
    const goodsMinor = event.data.lines.reduce((sum, line) => sum + (line.goods === false ? 0 : line.amountMinor), 0);
    const { orderId } = event.data;
    orders.set(orderId, { memberId, channel: event.channel, orderId, paidAt: instant(event.occurredAt), goodsMinor });
  }
  return [...orders.values()].sort((a, b) => (`${a.paidAt} ${a.orderId}` < `${b.paidAt} ${b.orderId}` ? -1 : 1));
}

/** Books what fits the orders of one member, one after the other: an order may take the coupon that the next would fit. */
async function redeemInTurn(orders: readonly ReplayedOrder[], shop: Shop): Promise<number> {
  let booked = 0;
  for (const order of orders) {
    const [best] = (await shop.member(order.memberId)).coupons
      .map((coupon) => ({ coupon, value: worthOf(coupon, order) }))
      .filter(({ value }) => value > 0)
      .sort((a, b) => b.value - a.value || (a.coupon.lapsesAt < b.coupon.lapsesAt ? -1 : 1));
    if (!best) continue;
    await shop.redeem(best.coupon.code, order);
    booked += 1;
  }
  return booked;
}

/** Members that are looked at side by side: each more is another worker of the local cloud, some 60 MB. */
const AT_ONCE = 2;

/**
 * Books, beside each replayed order that a coupon fits, a redemption labelled *simulated*: the past held no coupons, so
 * the order's own amounts stay as they were. The coupon worth most is taken, the earliest to lapse among equals.
 * @returns how many were booked
 */
export async function redeemWhatFits(events: readonly PostedEvent[], answer: PostAnswer, shop: Shop): Promise<number> {
  const byMember = [...Map.groupBy(ordersOf(events, answer), (order) => order.memberId).values()];
  let booked = 0;
  for (let at = 0; at < byMember.length; at += AT_ONCE) {
    const counts = await Promise.all(byMember.slice(at, at + AT_ONCE).map((orders) => redeemInTurn(orders, shop)));
    booked += counts.reduce((sum, count) => sum + count, 0);
  }
  return booked;
}
