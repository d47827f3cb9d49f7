import { daysAfter, endOfShopDay, shopDay } from "../../programme/shop-day.ts";
import { reservedAgain } from "../allotments/coupon-budget.ts";
import type { Coupon, Redeemed } from "./coupon.ts";

/** A coupon keeps so many of the orders that it came back from. */
const KEPT_RETURNS = 10;

/** A coupon after a move, or why it can't make it. */
export type Moved<Because extends string> = { kind: "moved"; coupon: Coupon } | { kind: "refused"; because: Because };

/** Why a coupon can't be used at a moment, whatever the basket. */
export type NotOpen = "used" | "held" | "lapsed" | "not-yet-valid";

/** Whether a coupon is over at a moment: lapsing needs no job to have run. */
export const hasLapsed = (coupon: Coupon, at: string): boolean =>
  coupon.state === "lapsed" || Date.parse(coupon.lapsesAt) <= Date.parse(at);

/**
 * Why a coupon can't be used at a moment; undefined when it can. What a checkout has held is open to that checkout
 * alone, and stays so though its last day ends meanwhile.
 */
export function whyNotOpen(coupon: Coupon, at: string, holdId?: string): NotOpen | undefined {
  if (coupon.state === "redeemed") return "used";
  if (coupon.state === "held") return coupon.held?.holdId === holdId ? undefined : "held";
  if (hasLapsed(coupon, at)) return "lapsed";
  return coupon.beginsAt !== undefined && Date.parse(at) < Date.parse(coupon.beginsAt) ? "not-yet-valid" : undefined;
}

/** Reserves a coupon for a checkout. The same checkout again finds it as it is. */
export function heldCoupon(coupon: Coupon, held: NonNullable<Coupon["held"]>): Moved<NotOpen> {
  if (coupon.state === "held" && coupon.held?.holdId === held.holdId) return { kind: "moved", coupon };
  const because = whyNotOpen(coupon, held.at);
  if (because !== undefined) return { kind: "refused", because };
  return { kind: "moved", coupon: { ...coupon, state: "held", held } };
}

/**
 * Lets a held coupon go. It is issued again with the last day that it had: one that ended meanwhile has lapsed, since
 * nothing was bought with it.
 */
export function releasedCoupon(coupon: Coupon, holdId: string): Moved<"not-held"> {
  if (coupon.state !== "held" || coupon.held?.holdId !== holdId) return { kind: "refused", because: "not-held" };
  return { kind: "moved", coupon: openAgain(coupon) };
}

/** Uses a coupon on an order, out of its hold or not. That it fits, and what it takes off, is the caller's to know. */
export function usedCoupon(coupon: Coupon, redeemed: Redeemed, holdId?: string): Moved<NotOpen> {
  const because = whyNotOpen(coupon, redeemed.at, holdId);
  if (because !== undefined) return { kind: "refused", because };
  return { kind: "moved", coupon: { ...openAgain(coupon), state: "redeemed", redeemed } };
}

export interface GivingBack {
  orderKey: string;
  at: string;
  bookedOn: string;
  /** Days for which it is good again when it has lapsed meanwhile; 0: it comes back as lapsed. */
  graceDays: number;
  timeZone: string;
}

/** Gives a coupon back with the order that used it: issued again, with days of grace when its last day is over. */
export function givenBackCoupon(coupon: Coupon, giving: GivingBack): Moved<"not-used" | "used-elsewhere"> {
  const { redeemed, ...rest } = coupon;
  if (coupon.state !== "redeemed" || redeemed === undefined) return { kind: "refused", because: "not-used" };
  const { orderKey, at, bookedOn, graceDays, timeZone } = giving;
  if (redeemed.orderKey !== orderKey) return { kind: "refused", because: "used-elsewhere" };
  const givenBack = [{ ...redeemed, givenBackAt: at, givenBackOn: bookedOn }, ...(coupon.givenBack ?? [])];
  const reserved = reservedAgain(coupon.reserved, redeemed.valueMinor);
  const back: Coupon = { ...rest, ...reserved, state: "issued", givenBack: givenBack.slice(0, KEPT_RETURNS) };
  if (!hasLapsed(back, at)) return { kind: "moved", coupon: back };
  if (graceDays === 0) return { kind: "moved", coupon: { ...back, state: "lapsed", lapsedAt: back.lapsesAt } };
  const lapsesAt = endOfShopDay(daysAfter(shopDay(at, timeZone), graceDays), timeZone);
  return { kind: "moved", coupon: { ...back, lapsesAt } };
}

/** The coupon as lapsed, or undefined when there is nothing to do: used, held, lapsed before, or not due by `until`. */
export function lapsedCoupon(coupon: Coupon, until: string): Coupon | undefined {
  if (coupon.state !== "issued" || !hasLapsed(coupon, until)) return undefined;
  return { ...coupon, state: "lapsed", lapsedAt: coupon.lapsesAt };
}

function openAgain({ held: _, ...coupon }: Coupon): Coupon {
  return { ...coupon, state: "issued" };
}
