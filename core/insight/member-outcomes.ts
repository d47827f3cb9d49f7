import type { Arm } from "../journeys/enrolment.ts";
import { groupBy } from "./group-by.ts";
import { orderMoney } from "./order-money.ts";
import { isEarning } from "./points-rows.ts";
import type { CouponRow, EnrolmentRow, FinanceRules, InsightRows, MessageRow } from "./rows.ts";
import { sumOf } from "./sum-of.ts";
import type { Window } from "./window.ts";
import { bringsCost, bringsOrder, DAY_MS, instantMs, PRE_PERIOD_DAYS, windowFrom } from "./window.ts";

/** An order as the review counts it. */
export interface CountedOrder {
  memberId: string;
  orderKey: string;
  paidAt: string;
  paidAtMs: number;
  /** The shop's day. */
  paidOn: string;
  simulated: boolean;
  revenueMinor: number;
  marginMinor: number;
  /** Net points that the ledger holds for it: earned less taken back. */
  points: number;
}

/** The rows of one member. */
interface MemberFile {
  orders: CountedOrder[];
  coupons: CouponRow[];
  messages: MessageRow[];
}

/** One member in one journey: the row of the comparison. Entered once, however often the journey came round. */
export interface MemberOutcome {
  memberId: string;
  journey: string;
  arm: Arm;
  /** Set when a later enrolment of the same journey names the other arm: never, if arms are kept. */
  armChanged: boolean;
  /** First enrolment in the journey. */
  enteredAtMs: number;
  first: Window;
  /** The windows of all its enrolments, the first one included, for the review of what was spent and sold. */
  windows: Window[];
  /** Whether the first window is over at the as-of moment: only then does the row count in the comparison. */
  finished: boolean;
  orders: number;
  marginMinor: number;
  /** Margin of the 180 days before. */
  priorMarginMinor: number;
  /** What the campaign spent on the member in the first window, in thousandths of a minor unit (whole numbers). */
  costMilli: number;
}

interface Entered {
  row: EnrolmentRow;
  enteredAtMs: number;
}

/** The messages that are paid for: sent, or unclear after a crash, where the careful answer is that they went out. */
export function isCharged(message: Pick<MessageRow, "state">): boolean {
  return message.state === "sent" || message.state === "unclear";
}

/** Orders with their money and net points, by key: figures must not depend on the order in which rows were read. */
export function countOrders(rows: InsightRows, rules: FinanceRules): CountedOrder[] {
  const pointsOf = new Map<string, number>();
  for (const entry of rows.ledger) {
    if (!isEarning(entry)) continue;
    const { source } = entry.because;
    pointsOf.set(source, (pointsOf.get(source) ?? 0) + entry.points);
  }
  const couponsOn = new Map<string, number>();
  for (const { redeemed } of rows.coupons) {
    // A simulated redemption is booked beside the order, whose own amounts never held it.
    if (redeemed === undefined || redeemed.simulated) continue;
    couponsOn.set(
      redeemed.orderKey,
      (couponsOn.get(redeemed.orderKey) ?? 0) + (redeemed.discountMinor ?? redeemed.valueMinor),
    );
  }
  const counted = rows.orders.map((order) => ({
    memberId: order.memberId,
    orderKey: order.orderKey,
    paidAt: order.paidAt,
    paidAtMs: instantMs(order.paidAt),
    paidOn: order.paidOn,
    simulated: order.simulated,
    ...orderMoney(order, rules, couponsOn.get(order.orderKey) ?? 0),
    points: pointsOf.get(order.orderKey) ?? 0,
  }));
  return counted.sort((a, b) => compare(a.orderKey, b.orderKey));
}

/**
 * One row per member and journey, by intent to treat: whoever was enrolled counts in the arm that was drawn, whatever
 * was sent. The first enrolment opens the window; later steps of the same journey belong to it.
 * @param rows as they stood at the as-of moment (`rowsUntil`)
 */
export function memberOutcomes(
  rows: InsightRows,
  orders: CountedOrder[],
  rules: FinanceRules,
  asOfMs: number,
): MemberOutcome[] {
  const files = filesByMember(rows, orders);
  const entries = rows.enrolments.map((row): Entered => ({ row, enteredAtMs: instantMs(row.enteredAt) }));
  const enrolments = groupBy(entries, ({ row }) => `${row.journey}\n${row.memberId}`);
  const outcomes = [...enrolments.values()].flatMap((entered) => {
    const [start] = entered.sort((a, b) => a.enteredAtMs - b.enteredAtMs || compare(a.row.occasion, b.row.occasion));
    return start === undefined ? [] : [outcomeOf(start, entered, files.get(start.row.memberId), rules, asOfMs)];
  });
  return outcomes.sort((a, b) => compare(a.journey, b.journey) || compare(a.memberId, b.memberId));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function filesByMember(rows: InsightRows, orders: CountedOrder[]): Map<string, MemberFile> {
  const files = new Map<string, MemberFile>();
  const fileOf = (memberId: string): MemberFile => {
    const file = files.get(memberId) ?? { orders: [], coupons: [], messages: [] };
    files.set(memberId, file);
    return file;
  };
  for (const order of orders) fileOf(order.memberId).orders.push(order);
  for (const coupon of rows.coupons) fileOf(coupon.memberId).coupons.push(coupon);
  for (const message of rows.messages) fileOf(message.memberId).messages.push(message);
  return files;
}

function outcomeOf(
  start: Entered,
  entered: Entered[],
  file: MemberFile | undefined,
  rules: FinanceRules,
  asOfMs: number,
): MemberOutcome {
  const { memberId, journey, arm } = start.row;
  const first = windowFrom(start.enteredAtMs);
  const orders = (file?.orders ?? []).filter((order) => bringsOrder(first, order.paidAtMs));
  const before: Window = { fromMs: start.enteredAtMs - PRE_PERIOD_DAYS * DAY_MS, untilMs: start.enteredAtMs };
  const prior = (file?.orders ?? []).filter((order) => bringsOrder(before, order.paidAtMs));
  return {
    memberId,
    journey,
    arm,
    armChanged: entered.some(({ row }) => row.arm !== arm),
    enteredAtMs: start.enteredAtMs,
    first,
    windows: entered.map(({ enteredAtMs }) => windowFrom(enteredAtMs)),
    finished: first.untilMs < asOfMs,
    orders: orders.length,
    marginMinor: sumOf(orders, (order) => order.marginMinor),
    priorMarginMinor: sumOf(prior, (order) => order.marginMinor),
    costMilli:
      sumOf(orders, (order) => order.points * rules.points.liabilityMinorPer1000) +
      sumOf(file?.coupons ?? [], (coupon) => couponMilli(coupon, journey, first)) +
      sumOf(file?.messages ?? [], (message) => messageMilli(message, journey, first, rules)),
  };
}

function couponMilli({ journey, redeemed }: CouponRow, campaign: string, window: Window): number {
  if (journey !== campaign || redeemed === undefined || !bringsCost(window, instantMs(redeemed.at))) return 0;
  return redeemed.valueMinor * 1_000;
}

function messageMilli(message: MessageRow, campaign: string, window: Window, rules: FinanceRules): number {
  if (message.journey !== campaign || !isCharged(message) || !bringsCost(window, instantMs(message.at))) return 0;
  return rules.finance.feeMinorPer1000[message.channel];
}
