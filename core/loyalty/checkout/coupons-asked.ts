import type { Coupon } from "../coupons/coupon.ts";
import { readCouponCode } from "../coupons/coupon-code.ts";
import type { CouponLeftOut } from "./quote-schemas.ts";

/**
 * Which of a member's coupons a quote looks at: those that were named, in whatever state they are; or, where none were,
 * all that may still be used. What was named and isn't the member's is told as unknown: whose it is is nobody's business.
 */
export function couponsAsked(
  all: readonly Coupon[],
  named: readonly string[] | undefined,
): { coupons: Coupon[]; unknown: CouponLeftOut[] } {
  if (named === undefined) {
    return { coupons: all.filter(({ state }) => state === "issued" || state === "held"), unknown: [] };
  }
  const codes = new Set(named.map((typed) => readCouponCode(typed) ?? typed));
  const coupons = all.filter(({ code }) => codes.has(code));
  const own = new Set(coupons.map(({ code }) => code));
  const unknown = [...codes].flatMap((code): CouponLeftOut[] => (own.has(code) ? [] : [{ code, because: "unknown" }]));
  return { coupons, unknown };
}
