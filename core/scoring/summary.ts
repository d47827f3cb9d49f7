/**
 * What scoring needs of a member, kept beside the orders so that no score has to read them.
 *
 * It commutes: the same orders and refunds in any order of arrival give the same summary (a refund never before its
 * own order). Days are whole days since 1970-01-01 in the shop's zone, money is whole minor units.
 *
 * It is bounded: beyond the latest `DAYS_KEPT` buying days and the latest `REFUNDS_KEPT` refunds only the lifetime
 * figures and the edge (`foldedThrough`, `refundsFoldedThrough`) are kept. Keeping the *latest n* rather than
 * the last n days is what commutes without a clock: what once fell out can never come back in.
 */
export interface Summary {
  /** Day of the first paid order, also if that was cancelled later; null before any. */
  readonly firstDay: number | null;
  /** Lifetime: orders paid, and how many of them are wholly cancelled by now. */
  readonly orders: number;
  readonly cancelled: number;
  /** Lifetime: paid, of that for goods, and refunded. */
  readonly paidMinor: number;
  readonly goodsMinor: number;
  readonly refundedMinor: number;
  /** The latest buying days, ascending. */
  readonly days: readonly OrderDay[];
  /** The latest refunds, ascending by the day they take effect, then by the order's day. */
  readonly refunds: readonly RefundDay[];
  /** The latest buying day that is in `days` no more. */
  readonly foldedThrough: number | null;
  /** The latest day of effect of a refund that is in `refunds` no more, but folded into its order's day. */
  readonly refundsFoldedThrough: number | null;
}

/** Orders of one day, and what is folded of their refunds. */
export interface OrderDay {
  readonly day: number;
  readonly orders: number;
  readonly paidMinor: number;
  readonly refundedMinor: number;
  readonly cancelled: number;
}

/** Refunds of one day's orders that take effect on one day: not folded, so that a day before them can be seen. */
export interface RefundDay {
  readonly effectiveDay: number;
  readonly orderDay: number;
  readonly refundedMinor: number;
  readonly cancelled: number;
}

/** An order as the summary counts it. */
export interface CountedOrder {
  /** The shop's day of payment. */
  orderDay: number;
  /** Paid in all, after discounts, delivery included. */
  netMinor: number;
  /** Of that, for lines that are goods. */
  goodsMinor: number;
}

/** A refund as the summary counts it: of an order that was applied before. */
export interface CountedRefund {
  orderDay: number;
  refundDay: number;
  minor: number;
  /**
   * Set when, with this refund, every line of the order is wholly taken back: the latest day among *all* of the order's
   * refunds (this one's own, unless a later one came in first). Undefined otherwise.
   */
  whollyCancelledOn?: number | undefined;
}

/** Recency (as-of day − last order's day), orders not wholly cancelled, and what was paid net of refunds. */
export interface Rfm {
  recencyDays: number;
  /** At least 1. */
  frequency: number;
  monetaryMinor: number;
  /** False when the window or the as-of day reaches behind what the summary keeps: the figures are then its best. */
  complete: boolean;
}

/** A refund came for a day without orders, or a figure is no whole amount: the caller broke its promise. */
export class SummaryInputError extends Error {
  override readonly name = "SummaryInputError";
}

/**
 * 400 buying days: the shipped window of 365 days stays whole for every as-of day up to 35 days back even for somebody
 * who buys daily, and any window for nearly everyone. 400 days of the largest figures take 14 KB.
 */
export const DAYS_KEPT = 400;

/** With 64 refunds kept apart, every as-of day since the 65th latest is exact; 2 KB at the very most. */
export const REFUNDS_KEPT = 64;

export const emptySummary = (): Summary => ({
  firstDay: null,
  orders: 0,
  cancelled: 0,
  paidMinor: 0,
  goodsMinor: 0,
  refundedMinor: 0,
  days: [],
  refunds: [],
  foldedThrough: null,
  refundsFoldedThrough: null,
});

/** The summary with one more paid order. @throws SummaryInputError for anything but whole amounts from 0. */
export function applyOrder(summary: Summary, { orderDay, netMinor, goodsMinor }: CountedOrder): Summary {
  mustBeWhole({ orderDay, netMinor, goodsMinor });
  const counted: Summary = {
    ...summary,
    firstDay: summary.firstDay === null ? orderDay : Math.min(summary.firstDay, orderDay),
    orders: summary.orders + 1,
    paidMinor: wholeSum(summary.paidMinor, netMinor),
    goodsMinor: wholeSum(summary.goodsMinor, goodsMinor),
  };
  const added = { day: orderDay, orders: 1, paidMinor: netMinor, refundedMinor: 0, cancelled: 0 };
  const days = upsert(summary.days, added, (one) => one.day - orderDay, addDays);
  const folded = days.length > DAYS_KEPT ? days[0] : undefined;
  if (folded === undefined) return { ...counted, days };
  return { ...counted, days: days.slice(1), foldedThrough: Math.max(edge(summary.foldedThrough), folded.day) };
}

/**
 * The summary with one more refund.
 * @throws SummaryInputError when no order of that day was applied, or for anything but whole amounts from 0.
 */
export function applyRefund(
  summary: Summary,
  { orderDay, refundDay, minor, whollyCancelledOn }: CountedRefund,
): Summary {
  mustBeWhole({ orderDay, refundDay, minor, whollyCancelledOn: whollyCancelledOn ?? refundDay });
  if (orderDay > edge(summary.foldedThrough) && !summary.days.some(({ day }) => day === orderDay)) {
    throw new SummaryInputError(`a refund of an order of day ${orderDay}, on which none was paid`);
  }
  if (whollyCancelledOn !== undefined && whollyCancelledOn < refundDay) {
    throw new SummaryInputError(`an order can't be wholly cancelled on ${whollyCancelledOn}, before ${refundDay}`);
  }
  const counted = { ...summary, refundedMinor: wholeSum(summary.refundedMinor, minor) };
  const refunded = keepRefund(counted, { effectiveDay: refundDay, orderDay, refundedMinor: minor, cancelled: 0 });
  if (whollyCancelledOn === undefined) return refunded;
  // The cancellation takes effect on a day of its own: a late-coming refund may complete what a later one began.
  const cancelled = { ...refunded, cancelled: refunded.cancelled + 1 };
  return keepRefund(cancelled, { effectiveDay: whollyCancelledOn, orderDay, refundedMinor: 0, cancelled: 1 });
}

/**
 * Recency, frequency and monetary value as of the end of a day, over the `windowDays` days that end with it; null for
 * a member without an order in the window that is not wholly cancelled by that day.
 *
 * Money is that of the window's orders net of their refunds until the as-of day, whenever these were made.
 */
export function rfmAsOf(summary: Summary, asOfDay: number, windowDays: number): Rfm | null {
  const from = asOfDay - windowDays + 1;
  let lastDay = Number.NEGATIVE_INFINITY;
  let frequency = 0;
  let monetaryMinor = 0;
  for (const { day, orders, netMinor } of standingDays(summary, asOfDay)) {
    if (day < from) continue;
    frequency += orders;
    monetaryMinor += netMinor;
    if (orders > 0) lastDay = day;
  }
  if (frequency === 0) return null;
  const complete = edge(summary.foldedThrough) < from && edge(summary.refundsFoldedThrough) <= asOfDay;
  return { recencyDays: asOfDay - lastDay, frequency, monetaryMinor, complete };
}

/** The day of the last order until `asOfDay` that is not wholly cancelled by then, however long ago; null without. */
export function lastOrderDayAsOf(summary: Summary, asOfDay: number): number | null {
  const last = standingDays(summary, asOfDay).findLast((day) => day.orders > 0);
  if (last !== undefined) return last.day;
  // All 400 kept days are cancelled: the edge is the nearest that is known.
  const keptOrders = summary.days.reduce((sum, day) => sum + day.orders, 0);
  const { foldedThrough, orders } = summary;
  return foldedThrough !== null && foldedThrough <= asOfDay && orders > keptOrders ? foldedThrough : null;
}

/** What each kept day comes to as of a day: orders not wholly cancelled, and money net of refunds. */
function standingDays(summary: Summary, asOfDay: number): { day: number; orders: number; netMinor: number }[] {
  const standing = summary.days
    .filter(({ day }) => day <= asOfDay)
    .map(({ day, orders, cancelled, paidMinor, refundedMinor }) => ({
      day,
      orders: orders - cancelled,
      netMinor: paidMinor - refundedMinor,
    }));
  const byDay = new Map(standing.map((day) => [day.day, day]));
  for (const { effectiveDay, orderDay, refundedMinor, cancelled } of summary.refunds) {
    const day = effectiveDay <= asOfDay ? byDay.get(orderDay) : undefined;
    if (day === undefined) continue;
    day.orders -= cancelled;
    day.netMinor -= refundedMinor;
  }
  return standing;
}

/** A fold's edge as a day to compare with: before any, when nothing is folded. */
const edge = (foldedThrough: number | null): number => foldedThrough ?? Number.NEGATIVE_INFINITY;

const addDays = (a: OrderDay, b: OrderDay): OrderDay => ({
  day: a.day,
  orders: a.orders + b.orders,
  paidMinor: a.paidMinor + b.paidMinor,
  refundedMinor: a.refundedMinor + b.refundedMinor,
  cancelled: a.cancelled + b.cancelled,
});

const addRefunds = (a: RefundDay, b: RefundDay): RefundDay => ({
  ...a,
  refundedMinor: a.refundedMinor + b.refundedMinor,
  cancelled: a.cancelled + b.cancelled,
});

const byEffect = (a: RefundDay, b: RefundDay): number => a.effectiveDay - b.effectiveDay || a.orderDay - b.orderDay;

/** Keeps a refund apart while it is among the latest, else folds it into its order's day. */
function keepRefund(summary: Summary, refund: RefundDay): Summary {
  const refunds = upsert(summary.refunds, refund, (one) => byEffect(one, refund), addRefunds);
  const oldest = refunds.length > REFUNDS_KEPT ? refunds[0] : undefined;
  return oldest === undefined ? { ...summary, refunds } : fold({ ...summary, refunds: refunds.slice(1) }, oldest);
}

/** Folds a refund into its order's day; when that day is folded too, the lifetime figures have it already. */
function fold(summary: Summary, { effectiveDay, orderDay, refundedMinor, cancelled }: RefundDay): Summary {
  return {
    ...summary,
    days: summary.days.map((day) =>
      day.day === orderDay ? addDays(day, { day: orderDay, orders: 0, paidMinor: 0, refundedMinor, cancelled }) : day,
    ),
    refundsFoldedThrough: Math.max(edge(summary.refundsFoldedThrough), effectiveDay),
  };
}

/** Adds to the entry at the same place of an ascending list, or puts a new one where it belongs. */
function upsert<T>(sorted: readonly T[], added: T, compare: (one: T) => number, add: (a: T, b: T) => T): T[] {
  // From the end: what comes in is nearly always the latest.
  const before = sorted.findLastIndex((one) => compare(one) <= 0);
  const found = sorted[before];
  if (found !== undefined && compare(found) === 0) return sorted.with(before, add(found, added));
  return sorted.toSpliced(before + 1, 0, added);
}

function mustBeWhole(figures: Record<string, number>): void {
  for (const [name, figure] of Object.entries(figures)) {
    if (!Number.isSafeInteger(figure) || figure < 0) {
      throw new SummaryInputError(`${name} must be a whole number from 0: ${figure}`);
    }
  }
}

function wholeSum(a: number, b: number): number {
  const sum = a + b;
  if (!Number.isSafeInteger(sum)) throw new SummaryInputError("the member's lifetime money is beyond 2^53");
  return sum;
}
