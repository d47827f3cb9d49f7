import type { Channel } from "../programme/programme.ts";
import { groupBy } from "./group-by.ts";
import type { Increment } from "./incremental.ts";
import { measureIncrement } from "./incremental.ts";
import type { CountedOrder, MemberOutcome } from "./member-outcomes.ts";
import { isCharged } from "./member-outcomes.ts";
import { timesShare } from "./order-money.ts";
import type { CouponRow, FinanceRules, InsightRows, MessageRow } from "./rows.ts";
import { sumOf } from "./sum-of.ts";
import { bringsOrder } from "./window.ts";

/** What a campaign cost until the as-of day, in whole minor units. */
export interface CampaignCosts {
  /** Coupons of the campaign, at what they took off when redeemed. */
  couponsMinor: number;
  /** Net points that the counted orders earned, at the liability that finance books for a point. */
  pointsMinor: number;
  /** Fees of the messages that were sent, or may have been. */
  messagesMinor: number;
  totalMinor: number;
}

/**
 * One line of the campaign table. Everything but `increment` is *gross*: the orders of treated members in the 28 days
 * after each of their enrolments, whether or not the campaign caused them. `increment` compares with the hold-out.
 */
export interface Campaign {
  journey: string;
  /** Members, by their first enrolment. */
  enrolled: number;
  treated: number;
  heldOut: number;
  /** Enrolments, later steps of the same member included. */
  enrolments: number;
  /** Treated members to whom at least one message went out. */
  reached: number;
  /** Messages that went out, and how many of them are unclear after a crash (counted and paid for all the same). */
  sent: number;
  unclear: number;
  sentByChannel: Partial<Record<Channel, number>>;
  couponsIssued: number;
  couponsRedeemed: number;
  /** Of these, booked by a simulation beside a replayed order. */
  couponsSimulated: number;
  /** Members who redeemed at least one. */
  redeemers: number;
  /** Treated members with a counted order, and held-out members for comparison. */
  bought: number;
  heldOutBought: number;
  orders: number;
  ordersSimulated: number;
  revenueMinor: number;
  /** Assumed: by the configured rate of each category. */
  marginMinor: number;
  points: number;
  costs: CampaignCosts;
  /** (margin − cost) / cost; `null` when nothing was spent. */
  roi: number | null;
  increment: Increment;
  /** Keys of the counted orders, so that every figure can be traced. */
  orderKeys: string[];
}

/**
 * The campaign table: one line per journey that enrolled, wrote to or gave to anyone, in the order of their ids.
 * @param rows as they stood at the as-of moment
 */
export function campaignTable(
  rows: InsightRows,
  orders: CountedOrder[],
  outcomes: MemberOutcome[],
  rules: FinanceRules,
  asOfMs: number,
): Campaign[] {
  const ordersOf = groupBy(orders, ({ memberId }) => memberId);
  const outcomesOf = groupBy(outcomes, ({ journey }) => journey);
  const messagesOf = groupBy(rows.messages, ({ journey }) => journey);
  const couponsOf = groupBy(rows.coupons, ({ journey }) => journey);
  const enrolmentsOf = groupBy(rows.enrolments, ({ journey }) => journey);
  const journeys = new Set([...outcomesOf.keys(), ...messagesOf.keys(), ...couponsOf.keys()]);
  return [...journeys].sort().map((journey) => {
    const members = outcomesOf.get(journey) ?? [];
    const counted = members.map((member) => ({ member, orders: ordersIn(member, ordersOf.get(member.memberId)) }));
    const treated = counted.filter(({ member }) => member.arm === "treated");
    const heldOut = counted.filter(({ member }) => member.arm === "held-out");
    const bought = treated.flatMap((each) => each.orders);
    const points = sumOf(bought, (order) => order.points);
    const sent = (messagesOf.get(journey) ?? []).filter(isCharged);
    const coupons = couponsOf.get(journey) ?? [];
    const marginMinor = sumOf(bought, (order) => order.marginMinor);
    const costs = costsOf(coupons, points, sent, rules);
    return {
      journey,
      enrolled: members.length,
      treated: treated.length,
      heldOut: heldOut.length,
      enrolments: enrolmentsOf.get(journey)?.length ?? 0,
      reached: new Set(sent.map(({ memberId }) => memberId)).size,
      sent: sent.length,
      unclear: sent.filter(({ state }) => state === "unclear").length,
      sentByChannel: countByChannel(sent),
      couponsIssued: coupons.length,
      couponsRedeemed: coupons.filter(({ redeemed }) => redeemed !== undefined).length,
      redeemers: new Set(coupons.flatMap(({ memberId, redeemed }) => (redeemed === undefined ? [] : [memberId]))).size,
      couponsSimulated: coupons.filter(({ redeemed }) => redeemed?.simulated === true).length,
      bought: treated.filter((each) => each.orders.length > 0).length,
      heldOutBought: heldOut.filter((each) => each.orders.length > 0).length,
      orders: bought.length,
      ordersSimulated: bought.filter(({ simulated }) => simulated).length,
      revenueMinor: sumOf(bought, (order) => order.revenueMinor),
      marginMinor,
      points,
      costs,
      roi: costs.totalMinor === 0 ? null : (marginMinor - costs.totalMinor) / costs.totalMinor,
      increment: measureIncrement(members, asOfMs),
      orderKeys: bought.map(({ orderKey }) => orderKey),
    };
  });
}

function ordersIn(member: MemberOutcome, orders: CountedOrder[] = []): CountedOrder[] {
  return orders.filter((order) => member.windows.some((window) => bringsOrder(window, order.paidAtMs)));
}

function costsOf(coupons: CouponRow[], points: number, sent: MessageRow[], rules: FinanceRules): CampaignCosts {
  const couponsMinor = sumOf(coupons, ({ redeemed }) => redeemed?.valueMinor ?? 0);
  const pointsMinor = timesShare(points, rules.points.liabilityMinorPer1000, 1_000);
  const fees = sumOf(sent, ({ channel }) => rules.finance.feeMinorPer1000[channel]);
  const messagesMinor = timesShare(fees, 1, 1_000);
  return { couponsMinor, pointsMinor, messagesMinor, totalMinor: couponsMinor + pointsMinor + messagesMinor };
}

function countByChannel(sent: MessageRow[]): Partial<Record<Channel, number>> {
  const counts: Partial<Record<Channel, number>> = {};
  for (const { channel } of sent) counts[channel] = (counts[channel] ?? 0) + 1;
  return counts;
}
