import * as z from "zod";
import { OFFER_KINDS, OfferScope, StacksWith } from "../../programme/offer.ts";
import { COUPON_STATES, type Coupon } from "./coupon.ts";
import { hasLapsed, whyNotOpen } from "./coupon-state.ts";

const amount = z.int();

/** A coupon as a till checks it. Whether it fits a basket is a quote's to say. */
export const CouponAnswer = z.strictObject({
  code: z.string(),
  memberId: z.string(),
  state: z.enum(COUPON_STATES).meta({ description: "as of now: lapsing needs no job to have run" }),
  open: z.boolean().meta({ description: "it may be used now" }),
  because: z.enum(["used", "held", "lapsed", "not-yet-valid"]).optional().meta({ description: "why it is not open" }),
  offer: z.string(),
  kind: z.enum(OFFER_KINDS),
  currency: z.string(),
  faceMinor: amount.optional(),
  percent: z.number().optional(),
  capMinor: amount.optional(),
  giftSku: z.string().optional(),
  worthMinor: amount.optional(),
  thresholdMinor: amount,
  scope: OfferScope.optional(),
  exclusiveGroup: z.string().optional(),
  stacksWith: StacksWith,
  issuedAt: z.string(),
  beginsAt: z.string().optional(),
  lapsesAt: z.string(),
  redeemed: z.strictObject({ orderKey: z.string(), at: z.string(), valueMinor: amount }).optional(),
});
export type CouponAnswer = z.infer<typeof CouponAnswer>;

/** Shows a coupon as it stands at a moment. */
export function couponAnswer(memberId: string, coupon: Coupon, at: string): CouponAnswer {
  const because = whyNotOpen(coupon, at);
  const { code, offer, kind, currency, thresholdMinor, stacksWith = "none", issuedAt, lapsesAt, redeemed } = coupon;
  return {
    code,
    memberId,
    state: coupon.state === "issued" && hasLapsed(coupon, at) ? "lapsed" : coupon.state,
    open: because === undefined,
    because,
    offer,
    kind,
    currency,
    faceMinor: coupon.faceMinor,
    percent: coupon.percent,
    capMinor: coupon.capMinor,
    giftSku: coupon.giftSku,
    worthMinor: coupon.worthMinor,
    thresholdMinor,
    scope: coupon.scope,
    exclusiveGroup: coupon.exclusiveGroup,
    stacksWith,
    issuedAt,
    beginsAt: coupon.beginsAt,
    lapsesAt,
    redeemed: redeemed && { orderKey: redeemed.orderKey, at: redeemed.at, valueMinor: redeemed.valueMinor },
  };
}
