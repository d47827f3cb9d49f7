import type { Coupon } from "../../../core/loyalty/coupons/coupon.ts";
import { newCoupon } from "../../../core/loyalty/coupons/coupon.ts";
import { anOffer } from "./a-programme.ts";

/** £5 off from £25, given on 1 September 2011 by a welcome, lapsing at the end of the 15th in London. */
export const aCoupon = (change: Partial<Coupon> = {}): Coupon => ({
  ...newCoupon({
    code: "ABCDEFGHJKLM",
    offer: anOffer(),
    currency: "GBP",
    timeZone: "Europe/London",
    journey: "welcome",
    enrolmentId: "e_1",
    step: "welcome",
    now: "2011-09-01T10:00:00.000Z",
  }),
  ...change,
});
