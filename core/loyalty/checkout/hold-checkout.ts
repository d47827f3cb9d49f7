import { problem } from "../../contract/problem.ts";
import type { MemberItem } from "../../members/member.ts";
import type { Loaded } from "../../members/member-store.ts";
import { readCouponCode } from "../coupons/coupon-code.ts";
import { heldCoupon } from "../coupons/coupon-state.ts";
import { type Call, type CallOutcome, effectOf, type FirstDecision } from "../idempotency.ts";
import { accountOf } from "../ledger/account.ts";
import { amountOf, type LotPart } from "../ledger/ledger.ts";
import type { Postings } from "../ledger/postings.ts";
import { splitPayment } from "../stored-value/split-payment.ts";
import { changeOf, type Ground, otherCurrency, tooFew, type ValuePorts, valueCall } from "../value-call.ts";
import { type Hold, holdKey } from "./hold.ts";
import type { HoldAnswer, HoldRequest } from "./hold-schemas.ts";
import { quoteBasket } from "./quote.ts";
import type { Quote } from "./quote-schemas.ts";
import { movedCoupon } from "./settle-coupons.ts";
import { PAYING, type Paying } from "./used.ts";
import { valueOfPoints } from "./value-of-points.ts";

/** A hold stands so long; then it is released by itself. */
export const HOLD_MINUTES = 15;

/**
 * Reserves coupons, points and stored value for fifteen minutes: they are out of reach of anybody else until the
 * checkout is committed, released, or the time is over.
 * @throws MemberBusyError after five conflicts.
 */
export function holdCheckout(asked: HoldRequest, call: Call, ports: ValuePorts): Promise<CallOutcome> {
  const { memberId, channel, holdId, coupons } = asked;
  const effect = effectOf(`C#${holdKey(channel, holdId)}#hold`, call);
  const couponCodes = [...new Set(coupons.flatMap((typed) => readCouponCode(typed) ?? []))];
  const wanted = { tier: true, couponCodes };
  return valueCall({ memberId, call, effect, wanted }, (ground) => held(asked, ground), ports);
}

function held(asked: HoldRequest, ground: Ground): FirstDecision {
  const { loaded, postings, rules, stamp } = ground;
  const { basket, points, storedValueMinor } = asked;
  if (points + storedValueMinor + asked.coupons.length === 0) {
    return refuse(422, "nothing-to-hold", "name coupons, points or stored value");
  }
  const other = otherCurrency(basket.currency, rules);
  if (other !== undefined) return { refused: other };

  const { tier } = loaded;
  const quote = quoteBasket({
    ...{ memberId: asked.memberId, basket, rules, at: stamp.now, accounts: postings.ledger.accounts },
    coupons: Object.values(loaded.coupons).map(({ value }) => value),
    ...(tier === undefined ? {} : { tier: tier.value.tier }),
  });
  const coupons = couponsHeld(asked, quote);
  if ("refused" in coupons) return coupons;

  const pointsValueMinor = valueOfPoints(points, rules.value.points.spend);
  const payable = quote.payableMinor - pointsValueMinor;
  const short = shortOf(asked, quote, pointsValueMinor, ground);
  if (short !== undefined) return short;

  const { parts, missingMinor } = reserve(asked, ground);
  if (missingMinor > 0) {
    const there = storedValueMinor - missingMinor;
    return { refused: tooFew("too-little-stored-value", "minor units of stored value", there, storedValueMinor) };
  }
  const hold: Hold = {
    holdId: holdKey(asked.channel, asked.holdId),
    state: "held",
    channel: asked.channel,
    at: stamp.now,
    dueAt: new Date(Date.parse(stamp.now) + HOLD_MINUTES * 60_000).toISOString(),
    currency: basket.currency,
    parts,
    pointsValueMinor,
    coupons: coupons.codes,
    programme: rules.version,
  };
  const order = {
    discountMinor: quote.order.discountMinor + pointsValueMinor,
    deliveryMinor: quote.order.deliveryMinor,
    totalMinor: payable,
    payMinor: payable - storedValueMinor,
  };
  const items: MemberItem[] = [{ kind: "hold", version: 0, value: hold }, ...couponItems(hold, quote, loaded)];
  return {
    answer: { status: 201, body: { ...answerOf(asked.holdId, hold), order } },
    change: changeOf(loaded, postings, stamp, { items }),
  };
}

/** The coupons asked for, each with what it takes off; refused whole when one of them can't stand beside the others. */
function couponsHeld(
  { coupons }: HoldRequest,
  quote: Quote,
): { codes: Hold["coupons"] } | Extract<FirstDecision, { refused: unknown }> {
  const wanted = coupons.map((typed) => readCouponCode(typed) ?? typed);
  const codes = quote.order.coupons.filter(({ code }) => wanted.includes(code));
  const refusedOnes = wanted.flatMap((code, at) => {
    if (wanted.indexOf(code) < at) return [{ pointer: `/coupons/${at}`, code: "twice", message: `${code} twice` }];
    if (codes.some((one) => one.code === code)) return [];
    const because = quote.coupons.notApplied.find((one) => one.code === code)?.because ?? "unknown";
    return [{ pointer: `/coupons/${at}`, code: because, message: `${code} can't be used on this basket: ${because}` }];
  });
  if (refusedOnes.length === 0) return { codes };
  const detail = "not all coupons can be used on this basket: a quote says which can";
  return { refused: problem(409, "coupon-does-not-fit", "Coupon does not fit", detail, refusedOnes) };
}

/** Why points or stored value can't be held in such an amount. */
function shortOf(
  { basket, points, storedValueMinor }: HoldRequest,
  quote: Quote,
  pointsValueMinor: number,
  { postings, rules }: Ground,
): FirstDecision | undefined {
  const there = accountOf(postings.ledger.accounts, "points").balance;
  if (there < points) return { refused: tooFew("too-few-points", "points", there, points) };
  const { maxShare } = rules.value.points.spend;
  const goodsMinor = basket.lines.reduce(
    (sum, { goods }, at) => sum + (goods ? (quote.lines[at]?.payableMinor ?? 0) : 0),
    0,
  );
  if (pointsValueMinor > Math.floor(goodsMinor * maxShare)) {
    const detail = `${points} points are worth ${pointsValueMinor}: ${maxShare * 100} % of ${goodsMinor} at most`;
    return refuse(422, "points-beyond-share", detail);
  }
  const left = quote.payableMinor - pointsValueMinor;
  if (storedValueMinor > left) {
    return refuse(422, "more-than-to-pay", `${storedValueMinor} of stored value, ${left} is left to pay`);
  }
  return undefined;
}

/** Takes out of the accounts what is held, lot by lot. */
function reserve(
  asked: HoldRequest,
  { postings, rules, stamp }: Ground,
): { parts: Record<Paying, LotPart[]>; missingMinor: number } {
  const { paymentOrder } = rules.value.storedValue;
  const split = splitPayment(postings.ledger.accounts, asked.storedValueMinor, paymentOrder);
  const parts: Record<Paying, LotPart[]> = { points: [], principal: [], bonus: [] };
  if (split.missingMinor > 0) return { parts, missingMinor: split.missingMinor };
  const amounts = { points: asked.points, principal: split.principalMinor, bonus: split.bonusMinor };
  const source = holdKey(asked.channel, asked.holdId);
  const { storeId } = asked.basket;
  const because = {
    ...{ source, rule: "hold", programme: rules.version, holdId: source },
    ...(storeId === undefined ? {} : { storeId }),
  };
  for (const account of PAYING) parts[account] = taken(postings, account, amounts[account], because, stamp.bookedOn);
  return { parts, missingMinor: 0 };
}

function taken(
  postings: Postings,
  account: Paying,
  amount: number,
  because: { source: string; rule: string; programme: number; holdId: string },
  today: string,
): LotPart[] {
  const days = { occurredOn: today, bookedOn: today };
  const outcome = postings.debit({ account, kind: "hold", amount, because, ...days, shortfall: "refuse" });
  return outcome.kind === "posted" ? outcome.taken : [];
}

/** The coupons of a hold, reserved for it. */
function couponItems(hold: Hold, { coupons: quoted }: Quote, { coupons }: Pick<Loaded, "coupons">): MemberItem[] {
  return hold.coupons.flatMap(({ code }) => {
    // All that it is worth: delivery and gifts are not in the order's discount, and cost something all the same.
    const valueMinor = quoted.applied.find((one) => one.code === code)?.valueMinor ?? 0;
    return movedCoupon(coupons, code, (coupon) => heldCoupon(coupon, { holdId: hold.holdId, at: hold.at, valueMinor }));
  });
}

/** What is held, as the till is told. */
export function answerOf(holdId: string, hold: Hold): HoldAnswer {
  return {
    holdId,
    state: hold.state === "released" ? "released" : "held",
    dueAt: hold.dueAt,
    points: amountOf(hold.parts.points),
    pointsValueMinor: hold.pointsValueMinor,
    principalMinor: amountOf(hold.parts.principal),
    bonusMinor: amountOf(hold.parts.bonus),
    coupons: hold.coupons,
  };
}

const refuse = (status: number, code: string, detail: string): Extract<FirstDecision, { refused: unknown }> => ({
  refused: problem(status, code, "Checkout refused", detail),
});
