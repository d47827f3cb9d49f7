import type { Coupon } from "../coupons/coupon.ts";
import { fitOf, type Use } from "../coupons/fit-of.ts";
import { mayCombine } from "../coupons/stacking.ts";
import type { PricedBasket } from "./basket.ts";
import { bestCombination, type Combination, MOST_COMBINED, MOST_LOOKED_AT } from "./best-combination.ts";
import { byLapse } from "./in-turn.ts";
import type { CouponLeftOut } from "./quote-schemas.ts";

/** The best combination of a member's coupons, and why each other one isn't in it. */
export interface Choice extends Combination {
  leftOut: CouponLeftOut[];
}

/** Chooses from a member's coupons. More than fifty that fit: those that lapse first are looked at. */
export function chooseCoupons(coupons: readonly Coupon[], basket: PricedBasket, use: Use): Choice {
  const fits = coupons.toSorted(byLapse).map((coupon) => ({ coupon, fit: fitOf(coupon, basket, use) }));
  const fitting = fits.flatMap(({ coupon, fit }) => (fit.fits ? [coupon] : []));
  const looked = fitting.slice(0, MOST_LOOKED_AT);
  const combination = bestCombination(looked, basket);
  const chosen = combination.applied.map(({ coupon }) => coupon);
  const leftOut = fits.flatMap(({ coupon, fit }): CouponLeftOut[] => {
    const { code, offer } = coupon;
    if (!fit.fits) {
      const missing = fit.missingMinor === undefined ? {} : { missingMinor: fit.missingMinor };
      return [{ code, offer, because: fit.because, ...missing }];
    }
    if (chosen.includes(coupon)) return [];
    if (!looked.includes(coupon)) return [{ code, offer, because: "not-looked-at" }];
    return [{ code, offer, ...whyWorse(coupon, chosen) }];
  });
  return { ...combination, leftOut };
}

/** Why a coupon that fits is not among the chosen ones. */
function whyWorse(coupon: Coupon, chosen: readonly Coupon[]): Pick<CouponLeftOut, "because" | "besides"> {
  const against = chosen.filter((other) => !mayCombine(coupon, other)).map(({ code }) => code);
  if (against.length > 0) return { because: "worse-combination", besides: against };
  return { because: chosen.length === MOST_COMBINED ? "too-many" : "nothing-left" };
}
