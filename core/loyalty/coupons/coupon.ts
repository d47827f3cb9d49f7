import type { Offer, OfferKind, OfferScope, StacksWith } from "../../programme/offer.ts";
import { daysAfter, endOfShopDay, shopDay } from "../../programme/shop-day.ts";
import type { Reservation } from "../allotment.ts";

/**
 * `issued`: it may be used; `held`: a checkout has reserved it; `redeemed`: used on an order; `lapsed`: its last day is
 * over. A coupon that comes back with its order is issued again.
 */
export const COUPON_STATES = ["issued", "held", "redeemed", "lapsed"] as const;
export type CouponState = (typeof COUPON_STATES)[number];

/** What a coupon gives and when: copied from its offer when it is issued, so that no later change reaches it. */
export interface CouponTerms {
  kind: OfferKind;
  faceMinor?: number;
  percent?: number;
  capMinor?: number;
  giftSku?: string;
  worthMinor?: number;
  thresholdMinor: number;
  scope?: OfferScope;
  exclusiveGroup?: string;
  stacksWith?: StacksWith;
}

/** What a coupon was used for. */
export interface Redeemed {
  orderKey: string;
  at: string;
  bookedOn: string;
  /** The order's goods, before any coupon. */
  goodsMinor: number;
  /** What it took off; of a gift, what that is worth. */
  valueMinor: number;
  /** How much of that is in the order's discount: free delivery and gifts aren't. Absent: all of it. */
  discountMinor?: number;
  /** Booked beside a replayed order, labelled: no till took it. */
  simulated: boolean;
}

/** A coupon of one member. Issue claims the code, so a code is one coupon for good. */
export interface Coupon extends CouponTerms {
  code: string;
  state: CouponState;
  offer: string;
  currency: string;
  /** The journey and step that gave it. */
  journey?: string;
  enrolmentId?: string;
  step?: string;
  /** The campaign that gave it, where no journey did. */
  campaign?: string;
  /** What it holds of its offer's budget. */
  reserved?: Reservation;
  issuedAt: string;
  issuedOn: string;
  /** RFC 3339 in UTC: from when on it may be used; absent: since its issue. */
  beginsAt?: string;
  /** The moment at which it lapses (end of the shop's day); also its place in the due index while issued. */
  lapsesAt: string;
  held?: { holdId: string; at: string; valueMinor: number };
  redeemed?: Redeemed;
  /** Orders that it came back from, latest first, ten at most. */
  givenBack?: (Redeemed & { givenBackAt: string; givenBackOn: string })[];
  lapsedAt?: string;
}

/** What a coupon is made from. `now` is RFC 3339; currency and time zone are the shop's. */
export interface Issue {
  code: string;
  offer: Offer;
  currency: string;
  timeZone: string;
  journey?: string;
  enrolmentId?: string;
  step?: string;
  campaign?: string;
  now: string;
}

/** Whether an offer's window is over on a shop's day: what is issued then could never be used. */
export const offerIsOver = ({ validUntil }: Offer, day: string): boolean =>
  validUntil !== undefined && validUntil < day;

/**
 * A coupon of an offer. It lapses at the end of the shop's day that lies `validDays` after today (or after the window
 * begins), or with the window, whichever comes first.
 */
export function newCoupon({ code, offer, currency, timeZone, now, ...giver }: Issue): Coupon {
  const issuedOn = shopDay(now, timeZone);
  const { validFrom, validUntil, validDays } = offer;
  const from = validFrom !== undefined && validFrom > issuedOn ? validFrom : issuedOn;
  const lastOfDays = validDays === undefined ? undefined : daysAfter(from, validDays);
  // Days sort as texts do. The schema lets no offer be without both.
  const [lastDay = issuedOn] = [lastOfDays, validUntil].filter((day) => day !== undefined).toSorted();
  return {
    code,
    state: "issued",
    offer: offer.id,
    ...termsOf(offer),
    currency,
    ...giver,
    issuedAt: now,
    issuedOn,
    ...(from === issuedOn ? {} : { beginsAt: endOfShopDay(daysAfter(from, -1), timeZone) }),
    lapsesAt: endOfShopDay(lastDay, timeZone),
  };
}

/** The terms that are copied; what an offer doesn't say is left out. */
function termsOf({ kind, thresholdMinor, ...offer }: Offer): CouponTerms {
  const { faceMinor, percent, capMinor, giftSku, worthMinor, scope, exclusiveGroup, stacksWith } = offer;
  return {
    kind,
    ...(faceMinor === undefined ? {} : { faceMinor }),
    ...(percent === undefined ? {} : { percent }),
    ...(capMinor === undefined ? {} : { capMinor }),
    ...(giftSku === undefined ? {} : { giftSku }),
    ...(worthMinor === undefined ? {} : { worthMinor }),
    thresholdMinor,
    ...(scope === undefined ? {} : { scope }),
    ...(exclusiveGroup === undefined ? {} : { exclusiveGroup }),
    ...(stacksWith === undefined ? {} : { stacksWith }),
  };
}
