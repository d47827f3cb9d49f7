import * as z from "zod";

/** What holds for all coupons, whatever they were made from. */
export const CouponRules = z.strictObject({
  /** A coupon that comes back with its order, and has lapsed meanwhile, is good for so many days more; 0: not at all. */
  graceDays: z.int().min(0).max(90).default(7),
});
export type CouponRules = z.infer<typeof CouponRules>;
