import type { AnnouncementDraft } from "../contract/announcement.ts";
import { codesOf, settleCoupons } from "../loyalty/checkout/settle-coupons.ts";
import { type Settled, settleUses } from "../loyalty/checkout/settle-uses.ts";
import { shareOfUses } from "../loyalty/checkout/share-of-uses.ts";
import type { Paying, Used, Uses } from "../loyalty/checkout/used.ts";
import { discrepanciesOf } from "../loyalty/discrepancies/discrepancy.ts";
import { Postings } from "../loyalty/ledger/postings.ts";
import { type Earned, earnForOrder } from "../loyalty/points/earn-for-order.ts";
import { noteFirstOrder } from "../loyalty/referral/note-first-order.ts";
import { countOrder } from "../loyalty/tiers/count-order.ts";
import { levelOf } from "../loyalty/tiers/ladder.ts";
import type { Programme } from "../programme/programme.ts";
import { daysAfter, shopDay } from "../programme/shop-day.ts";
import { dayNumber } from "../scoring/day-number.ts";
import { applyOrder, emptySummary } from "../scoring/summary.ts";
import { type Applied, type ApplyContext, type EventOf, refused } from "./apply-context.ts";
import type { Decision, MoreWanted } from "./change-member.ts";
import { orderKeyOf, orderPaidClaim } from "./claim-key.ts";
import type { KeptLine, MemberItem, Order } from "./member.ts";
import { firstProfile, headOf } from "./member-beginning.ts";
import { chainEnd, ledgerItems, ledgerOf } from "./member-ledger.ts";
import type { Loaded } from "./member-store.ts";

/**
 * A paid order: counted once under its own key, whatever event brings it. It is kept with what each line earned, goes
 * into the summary, and earns points by the rule that was in force when it was paid; history earns none and is not
 * announced.
 */
export function payOrder(
  event: EventOf<"order.paid">,
  loaded: Loaded,
  context: ApplyContext,
): Decision<Applied> | MoreWanted {
  const { rules, stamp, hash } = context;
  const orderKey = orderKeyOf(event.channel, event.data.orderId);
  const claim = orderPaidClaim(orderKey);
  const head = headOf(loaded, stamp.now);
  if (loaded.claims[claim] !== undefined) return { answer: { kind: "duplicate", parked: head.parked } };
  if (event.data.currency !== rules.value.currency) {
    return refused("other-currency", `paid in ${event.data.currency}, the programme is in ${rules.value.currency}`);
  }

  // The hold may name coupons that the order doesn't use, and that it has to let go.
  const held = event.historic ? [] : (loaded.hold?.value.coupons ?? []);
  if (held.some(({ code }) => loaded.coupons[code] === undefined)) {
    return { want: { couponCodes: codesOf(event.data.uses, loaded.hold?.value) } };
  }
  if (head.referred === true && loaded.referral === undefined) return { want: { referral: true } };
  const postings = new Postings(ledgerOf(loaded, head), hash);
  const settled = settledUses(event, loaded, context, postings);
  const { order: paid, earned } = keptOrder(event, loaded, context, settled);
  const { points, goodsPaidMinor } = earned;
  const summary = applyOrder(loaded.summary?.value ?? emptySummary(), {
    orderDay: dayNumber(paid.paidOn),
    netMinor: paid.totalMinor,
    goodsMinor: goodsPaidMinor,
  });
  earnOn(postings, paid, earned, loaded, context);
  const { growth, ...tier } = countOrder(paid, goodsPaidMinor, loaded, postings, context);
  const order: Order = growth === undefined ? paid : { ...paid, growth };
  const noted = noteFirstOrder(head, loaded, order, rules.value);
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
      head: { ...noted.head, ...chainEnd(postings.ledger) },
      claims: [{ key: claim, result: { eventId: event.eventId, points } }],
      items: [
        ...firstProfile(loaded, rules.value),
        { kind: "order", version: 0, value: order },
        ...discrepancyItems(order, rules.value),
        { kind: "summary", version: loaded.summary?.version ?? 0, value: summary },
        ...ledgerItems(loaded, postings.ledger, postings.entries),
        ...(settled?.items ?? []),
        ...tier.items,
        ...noted.items,
      ],
      announce: event.historic ? [] : [announce, ...tier.announce],
    },
  };
}

/** What finance has to look at: of an order without a discrepancy, nothing. */
function discrepancyItems(order: Order, programme: Programme): MemberItem[] {
  const value = discrepanciesOf(order, programme);
  return value === undefined ? [] : [{ kind: "discrepancies", version: 0, value }];
}

/** What an order's uses came to, with the hold and the coupons as they are then. */
interface SettledOrder extends Settled {
  items: MemberItem[];
}

/** Takes from the accounts what the till says that the order was paid with; history brings no accounts along. */
function settledUses(
  { channel, occurredAt, historic, data }: EventOf<"order.paid">,
  loaded: Loaded,
  { rules, stamp }: ApplyContext,
  postings: Postings,
): SettledOrder | undefined {
  const { uses } = data;
  if (uses === undefined || historic) return undefined;
  const orderKey = orderKeyOf(channel, data.orderId);
  const settled = settleUses(postings, {
    uses,
    hold: loaded.hold?.value,
    orderKey,
    because: { source: orderKey, programme: rules.version, ...(data.storeId ? { storeId: data.storeId } : {}) },
    occurredOn: shopDay(occurredAt, rules.value.timeZone),
    bookedOn: stamp.bookedOn,
    paymentOrder: rules.value.storedValue.paymentOrder,
  });
  const hold: MemberItem[] =
    loaded.hold === undefined || settled.hold === undefined
      ? []
      : [{ kind: "hold", version: loaded.hold.version, value: settled.hold }];
  const goodsMinor = data.lines.reduce((sum, line) => sum + (line.goods ? line.amountMinor : 0), 0);
  const use = { orderKey, at: stamp.now, bookedOn: stamp.bookedOn, goodsMinor, hold: settled.hold };
  const { items, discrepancies } = settleCoupons(uses, loaded, use);
  return { ...settled, items: [...hold, ...items], discrepancies: [...settled.discrepancies, ...discrepancies] };
}

/** Points for the order: at once, or pending until its return window is over. */
function earnOn(
  postings: Postings,
  order: Order,
  { points, rule, campaign }: Earned,
  { tier }: Loaded,
  { rules, stamp }: ApplyContext,
): void {
  const { expireDays, returnWindowDays } = rules.value.points;
  const waits = returnWindowDays > 0;
  postings.credit({
    account: waits ? "pending" : "points",
    kind: "earn",
    amount: points,
    because: {
      source: order.orderKey,
      rule,
      programme: rules.version,
      ...(order.storeId === undefined ? {} : { storeId: order.storeId }),
      ...(campaign === undefined ? {} : { campaign }),
    },
    occurredOn: order.paidOn,
    bookedOn: stamp.bookedOn,
    expiresOn: daysAfter(order.paidOn, expireDays),
    ...(waits ? { dueOn: daysAfter(order.paidOn, returnWindowDays) } : {}),
    ...(tier === undefined ? {} : { tier: tier.value.tier }),
  });
}

/** The order as it is kept, with what each line earned and used. */
function keptOrder(
  { channel, occurredAt, historic, data }: EventOf<"order.paid">,
  { tier, profile }: Loaded,
  { rules, stamp }: ApplyContext,
  settled: SettledOrder | undefined,
): { order: Order; earned: Earned } {
  const { timeZone, points: rule, tiers } = rules.value;
  const paidOn = shopDay(occurredAt, timeZone);
  const level = levelOf(tiers, tier?.value);
  const earned = earnForOrder({
    lines: data.lines,
    discountMinor: data.discountMinor,
    rules: historic ? { ...rule, perMajorUnit: 0 } : rule,
    paidOn,
    channel,
    storeId: data.storeId,
    tier: level && { id: level.id, pointsTimes: level.benefits.pointsTimes },
    birthday: profile?.value.birthday,
  });
  const uses = settled && shareOfUses(settled.parts, data);
  const order: Order = {
    orderKey: orderKeyOf(channel, data.orderId),
    paidAt: occurredAt,
    paidOn,
    bookedOn: stamp.bookedOn,
    historic,
    programme: rules.version,
    ...(data.storeId === undefined ? {} : { storeId: data.storeId }),
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
      ...usedByLine(uses?.lines[at]),
    })),
    refunds: [],
    whollyCancelled: false,
    ...(earned.points === 0 || earned.multipliers.length === 0 ? {} : { earnedBy: earned.rule }),
    ...(settled && uses && data.uses ? { used: keptUses(data.uses, settled, uses.delivery) } : {}),
  };
  return { order, earned };
}

const usedByLine = (used: Record<Paying, number> | undefined): Pick<KeptLine, "used" | "givenBack"> =>
  used === undefined || Object.values(used).every((amount) => amount === 0)
    ? {}
    : { used, givenBack: { points: 0, principal: 0, bonus: 0 } };

const keptUses = (uses: Uses, settled: Settled, delivery: Record<Paying, number>): Used => ({
  ...(uses.holdId === undefined ? {} : { holdId: uses.holdId }),
  parts: settled.parts,
  pointsValueMinor: uses.pointsValueMinor,
  coupons: uses.coupons,
  delivery,
  discrepancies: settled.discrepancies,
});
