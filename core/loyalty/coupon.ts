import type { Offer } from "../programme/programme.ts";
import { daysAfter, endOfShopDay, shopDay } from "../programme/shop-day.ts";
import type { Coupon } from "./loyalty.ts";
import { proportion } from "./share-out.ts";

/** What a coupon is made from. `now` is RFC 3339; currency and time zone are the shop's. */
export interface Issue {
  code: string;
  offer: Offer;
  currency: string;
  timeZone: string;
  journey: string;
  enrolmentId: string;
  step: string;
  now: string;
}

/** A coupon of an offer: it lapses at the end of the shop's day that lies `validDays` after today. */
export function newCoupon({ code, offer, currency, timeZone, journey, enrolmentId, step, now }: Issue): Coupon {
  const issuedOn = shopDay(now, timeZone);
  return {
    code,
    state: "issued",
    offer: offer.id,
    kind: offer.kind,
    ...(offer.faceMinor === undefined ? {} : { faceMinor: offer.faceMinor }),
    ...(offer.percent === undefined ? {} : { percent: offer.percent }),
    ...(offer.capMinor === undefined ? {} : { capMinor: offer.capMinor }),
    thresholdMinor: offer.thresholdMinor,
    currency,
    journey,
    enrolmentId,
    step,
    issuedAt: now,
    issuedOn,
    lapsesAt: endOfShopDay(daysAfter(issuedOn, offer.validDays), timeZone),
  };
}

/** The order that a coupon is to be used on: its goods after all other discounts, in minor units. */
export interface Basket {
  currency: string;
  goodsMinor: number;
}

/** What the coupon takes off a basket, or why it doesn't fit one. Says nothing about who holds it or whether it lapsed. */
export type Fit =
  | { fits: true; valueMinor: number }
  | { fits: false; because: "other-currency" | "below-threshold" | "nothing-to-take-off" };

/** A share is configured as a fraction; millionths keep the arithmetic on whole numbers. */
const MILLION = 1_000_000;

/** What a coupon takes off a basket: never more than its goods; a percentage is rounded down to whole minor units. */
export function fitOf(coupon: Coupon, basket: Basket): Fit {
  if (basket.currency !== coupon.currency) return { fits: false, because: "other-currency" };
  if (basket.goodsMinor < coupon.thresholdMinor) return { fits: false, because: "below-threshold" };
  const off =
    coupon.kind === "amount-off"
      ? (coupon.faceMinor ?? 0)
      : Math.min(
          proportion(basket.goodsMinor, Math.round((coupon.percent ?? 0) * MILLION), MILLION),
          coupon.capMinor ?? Number.MAX_SAFE_INTEGER,
        );
  const valueMinor = Math.min(off, basket.goodsMinor);
  return valueMinor === 0 ? { fits: false, because: "nothing-to-take-off" } : { fits: true, valueMinor };
}

/** Whether a coupon may be used at a moment: lapsing needs no job to have run. */
export const hasLapsed = (coupon: Coupon, at: string): boolean =>
  coupon.state === "lapsed" || Date.parse(coupon.lapsesAt) <= Date.parse(at);

export interface Redemption extends Basket {
  orderKey: string;
  at: string;
  bookedOn: string;
  /** Booked beside a replayed order: no till took it. */
  simulated: boolean;
}

export type Redeemed =
  | { kind: "redeemed"; coupon: Coupon; valueMinor: number }
  | { kind: "refused"; because: "used" | "lapsed" | Extract<Fit, { fits: false }>["because"] };

/** Uses a coupon on an order. Whose it is, and that the order didn't use it before, is the caller's to know. */
export function usedCoupon(coupon: Coupon, redemption: Redemption): Redeemed {
  if (coupon.state === "redeemed") return { kind: "refused", because: "used" };
  if (hasLapsed(coupon, redemption.at)) return { kind: "refused", because: "lapsed" };
  const fit = fitOf(coupon, redemption);
  if (!fit.fits) return { kind: "refused", because: fit.because };
  const { orderKey, at, bookedOn, goodsMinor, simulated } = redemption;
  const redeemed = { orderKey, at, bookedOn, goodsMinor, valueMinor: fit.valueMinor, simulated };
  return { kind: "redeemed", coupon: { ...coupon, state: "redeemed", redeemed }, valueMinor: fit.valueMinor };
}

/** The coupon as lapsed, or undefined when there is nothing to do: used, lapsed before, or not due by `until`. */
export function lapsedCoupon(coupon: Coupon, until: string): Coupon | undefined {
  if (coupon.state !== "issued" || !hasLapsed(coupon, until)) return undefined;
  return { ...coupon, state: "lapsed", lapsedAt: coupon.lapsesAt };
}
