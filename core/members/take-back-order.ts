import { type Back, giveBackUses, takeBackEarned } from "../loyalty/checkout/refund-uses.ts";
import { giveBackCoupons, usedCodes } from "../loyalty/checkout/settle-coupons.ts";
import { payOutOf, withholdOwed } from "../loyalty/checkout/withhold-owed.ts";
import { Postings } from "../loyalty/ledger/postings.ts";
import { paidByLine } from "../loyalty/points/paid-by-line.ts";
import { proportion } from "../loyalty/share-out.ts";
import { uncountOrder } from "../loyalty/tiers/count-order.ts";
import { shopDay } from "../programme/shop-day.ts";
import { dayNumber } from "../scoring/day-number.ts";
import { applyRefund, emptySummary } from "../scoring/summary.ts";
import { type Applied, type ApplyContext, type Refusal, refused } from "./apply-context.ts";
import type { Decision, MoreWanted } from "./change-member.ts";
import { orderKeyOf, refundClaim } from "./claim-key.ts";
import type { KeptLine, KeptRefund, MemberItem, Order, TakingBack } from "./member.ts";
import { firstProfile, headOf } from "./member-beginning.ts";
import { chainEnd, ledgerItems, ledgerOf } from "./member-ledger.ts";
import type { Change, CommitStamp, Loaded } from "./member-store.ts";

/** How long a refund may come before its order until somebody is asked to look. */
const PARKED_DAYS = 30;
const MS_PER_DAY = 86_400_000;

/** More refunds of one order are no shop's doing; the order's item stays bounded. */
const MAX_REFUNDS = 500;

/** The refund id under which a cancellation is known: an order is cancelled once. */
export const CANCEL = "cancel";

/** The order that an event takes back, and under which refund id. */
export const takenBackBy = (event: TakingBack): { orderKey: string; refundId: string } => ({
  orderKey: orderKeyOf(event.channel, event.data.orderId),
  refundId: event.type === "order.cancelled" ? CANCEL : event.data.refundId,
});

/**
 * A refund of some lines, or the cancellation of what is left of an order: claimed under its own id, it takes back the
 * points that those lines earned. Before its order it is parked, and applied when the order comes.
 */
export function takeBackOrder(
  event: TakingBack,
  loaded: Loaded,
  context: ApplyContext,
): Decision<Applied> | MoreWanted {
  const { orderKey, refundId } = takenBackBy(event);
  const { stamp } = context;
  const head = headOf(loaded, stamp.now);
  const claim = refundClaim(orderKey, refundId);
  // Settled in this very commit, whatever it comes to: a parked event is decided on once.
  const settles = loaded.parked === undefined ? {} : { unpark: [{ orderKey, refundId }] };
  const parked = head.parked - (loaded.parked === undefined ? 0 : 1);

  if (loaded.claims[claim] !== undefined) {
    const change: Change | undefined = loaded.parked && { head: { ...head, parked }, ...settles };
    return { answer: { kind: "duplicate", parked }, ...(change ? { change } : {}) };
  }
  if (loaded.order === undefined) return park(event, loaded, context);

  const order = loaded.order.value;
  const taken = event.type === "order.cancelled" ? wholeOf(order) : linesOf(order, event);
  if ("because" in taken) return refused(taken.because, taken.detail);
  const wholly = order.whollyCancelled || taken.lines.every((line) => line.refundedQuantity === line.quantity);
  // An order that is back whole brings its coupons back.
  const codes = wholly && !order.whollyCancelled ? usedCodes(order.used) : [];
  if (codes.some((code) => loaded.coupons[code] === undefined)) return { want: { couponCodes: codes } };

  const points = sum(taken.lines, (line, at) => line.takenBack - (order.lines[at]?.takenBack ?? 0));
  const occurredOn = shopDay(event.occurredAt, context.rules.value.timeZone);
  const postings = new Postings(ledgerOf(loaded, head), context.hash);
  const reckoning = { order, refundId, occurredOn, context };
  const givenBack = giveBackUses(postings, taken, reckoning);
  const owed = takeBackEarned(postings, points, reckoning);
  const back: KeptRefund = {
    ...{ refundId, occurredAt: event.occurredAt, bookedOn: stamp.bookedOn, minor: taken.minor },
    ...(points === 0 ? {} : { pointsTakenBack: points }),
    ...(givenBack === undefined ? {} : { givenBack }),
  };
  // Money that was handed out already pays nothing: what its refund took too much waits for the next earnings.
  const open = event.payOutOpen === true && context.rules.value.points.owed === "refund";
  const withheld = open ? withholdOwed(postings, owed, payOutOf(back), reckoning) : undefined;
  const after: Order = {
    ...order,
    lines: taken.lines,
    refunds: [...order.refunds, withheld === undefined ? back : { ...back, withheld }],
    ...(order.deliveryGivenBack || taken.delivery ? { deliveryGivenBack: true } : {}),
    whollyCancelled: wholly,
  };
  const refund = { refundId, occurredAt: event.occurredAt, occurredOn };
  const tier = uncountOrder(order, after, refund, loaded, postings, context);
  const summary = applyRefund(loaded.summary?.value ?? emptySummary(), {
    orderDay: dayNumber(order.paidOn),
    refundDay: dayNumber(occurredOn),
    minor: taken.minor,
    ...cancelledOn(order, after, context),
  });
  return {
    answer: { kind: "applied", parked },
    change: {
      head: { ...head, ...chainEnd(postings.ledger), parked },
      claims: [{ key: claim, result: { eventId: event.eventId, points: -points } }],
      items: [
        { kind: "order", version: loaded.order.version, value: after },
        { kind: "summary", version: loaded.summary?.version ?? 0, value: summary },
        ...ledgerItems(loaded, postings.ledger, postings.entries),
        ...couponsBack(codes, order, loaded, context),
        ...tier.items,
      ],
      announce: tier.announce,
      ...settles,
    },
  };
}

/** The order's coupons, as they are when it is back. */
function couponsBack(
  codes: readonly string[],
  { orderKey }: Order,
  loaded: Loaded,
  context: ApplyContext,
): MemberItem[] {
  const { stamp, rules } = context;
  const { coupons, timeZone } = rules.value;
  const giving = { orderKey, at: stamp.now, bookedOn: stamp.bookedOn, graceDays: coupons.graceDays, timeZone };
  return giveBackCoupons(codes, loaded, giving);
}

/** Keeps an event until its order comes, under the order's key and with a moment after which ops are told. */
function park(event: TakingBack, loaded: Loaded, { rules, stamp }: ApplyContext): Decision<Applied> {
  const head = headOf(loaded, stamp.now);
  if (loaded.parked !== undefined) return { answer: { kind: "parked", parked: head.parked } };
  const dueAt = new Date(Date.parse(stamp.now) + PARKED_DAYS * MS_PER_DAY).toISOString();
  const parked = head.parked + 1;
  return {
    answer: { kind: "parked", parked },
    change: {
      head: { ...head, parked },
      unlessOrder: takenBackBy(event).orderKey,
      items: [
        ...firstProfile(loaded, rules.value),
        { kind: "parked", version: 0, value: { ...takenBackBy(event), event, parkedAt: stamp.now, dueAt } },
      ],
    },
  };
}

/** Takes a parked event away that can't be applied: it was handed on before. */
export function dropParked(loaded: Loaded, stamp: CommitStamp): Decision<undefined> {
  if (loaded.parked === undefined) return { answer: undefined };
  const head = headOf(loaded, stamp.now);
  const { orderKey, refundId } = loaded.parked.value;
  return {
    answer: undefined,
    change: { head: { ...head, parked: head.parked - 1 }, unpark: [{ orderKey, refundId }] },
  };
}

/** An order's lines as a refund or cancellation leaves them, and the money that it gives back. */
type Taken = Back | { because: Refusal; detail: string };

/** All that is left of an order, delivery included. */
function wholeOf(order: Order): Taken {
  const lines = order.lines.map((line) => ({
    ...line,
    refundedQuantity: line.quantity,
    refundedMinor: line.amountMinor,
    takenBack: line.earned,
    ...(line.used === undefined ? {} : { givenBack: line.used }),
  }));
  return { lines, minor: order.totalMinor - sum(order.refunds, (refund) => refund.minor), delivery: true };
}

/** The lines after a refund, each within what was bought and paid. */
function linesOf(order: Order, { data }: Extract<TakingBack, { type: "order.refunded" }>): Taken {
  if (data.currency !== order.currency) {
    return { because: "other-currency", detail: `refunded in ${data.currency}, paid in ${order.currency}` };
  }
  if (order.refunds.length >= MAX_REFUNDS) return { because: "too-many-refunds", detail: `${MAX_REFUNDS} at most` };
  const refundOf = new Map(data.lines.map((line) => [line.lineId, line]));
  const unknown = data.lines.find(({ lineId }) => !order.lines.some((line) => line.lineId === lineId));
  if (unknown) return { because: "unknown-line", detail: `line ${unknown.lineId}` };

  // The cancellation has given everything back: a refund from before it that comes late finds nothing more to do.
  const cancelled = order.refunds.some(({ refundId }) => refundId === CANCEL);
  const paid = paidByLine(order.lines, order.discountMinor);
  const lines = order.lines.map((line, at) => {
    const refund = refundOf.get(line.lineId);
    if (refund === undefined) return line;
    const so = cancelled ? { ...line, refundedQuantity: 0, refundedMinor: 0 } : line;
    return refundedLine(so, refund, paid[at] ?? 0);
  });
  const tooMany = lines.find((line) => line.refundedQuantity > line.quantity);
  if (tooMany) {
    const { lineId, refundedQuantity, quantity } = tooMany;
    return { because: "more-than-was-bought", detail: `line ${lineId}: ${refundedQuantity} of ${quantity}` };
  }
  const tooMuch = lines.find((line) => line.refundedMinor > line.amountMinor);
  const minor = cancelled ? 0 : sum(data.lines, (line) => line.amountMinor);
  const inAll = minor + sum(order.refunds, (refund) => refund.minor);
  if (tooMuch || inAll > order.totalMinor) {
    const detail = tooMuch ? `line ${tooMuch.lineId}: ${tooMuch.refundedMinor}` : `${inAll} of ${order.totalMinor}`;
    return { because: "more-than-was-paid", detail };
  }
  const back = cancelled ? order.lines : lines;
  // Once every line is back and all the money with them, nothing is left that delivery's share could wait for.
  const delivery = inAll === order.totalMinor && back.every((line) => line.refundedQuantity === line.quantity);
  return { lines: back, minor, delivery };
}

/**
 * A line after a refund. What is taken back follows from all refunds of the line together, never from one alone: the
 * share of its points that the money makes up, rounded down, and all of them once all of it came back. So partial
 * refunds add up to the whole, in any order.
 */
function refundedLine(line: KeptLine, refund: { quantity: number; amountMinor: number }, paidMinor: number): KeptLine {
  const refundedQuantity = line.refundedQuantity + refund.quantity;
  const refundedMinor = line.refundedMinor + refund.amountMinor;
  const whole = refundedQuantity >= line.quantity || refundedMinor >= paidMinor;
  const part = (all: number): number => (whole ? all : proportion(all, refundedMinor, paidMinor));
  const { used } = line;
  const givenBack = used && { points: part(used.points), principal: part(used.principal), bonus: part(used.bonus) };
  return {
    ...{ ...line, refundedQuantity, refundedMinor, takenBack: part(line.earned) },
    ...(givenBack === undefined ? {} : { givenBack }),
  };
}

/** For the summary, once: the latest day among the refunds that took the whole order back. */
function cancelledOn(before: Order, after: Order, { rules }: ApplyContext): { whollyCancelledOn?: number } {
  if (before.whollyCancelled || !after.whollyCancelled) return {};
  const days = after.refunds.map(({ occurredAt }) => dayNumber(shopDay(occurredAt, rules.value.timeZone)));
  return { whollyCancelledOn: Math.max(...days) };
}

const sum = <T>(all: readonly T[], of: (one: T, at: number) => number): number =>
  all.reduce((total, one, at) => total + of(one, at), 0);
