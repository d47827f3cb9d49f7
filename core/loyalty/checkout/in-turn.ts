import type { Coupon } from "../coupons/coupon.ts";
import { linesInScope, type Taken, takenBy } from "../coupons/fit-of.ts";
import type { PricedBasket } from "./basket.ts";

/** A coupon of a combination, with what it takes off in its turn. */
export interface Applied extends Taken {
  coupon: Coupon;
}

const KINDS: readonly Coupon["kind"][] = ["percent-off", "amount-off", "free-delivery", "gift"];
const isGoods = ({ kind }: Coupon): boolean => kind === "percent-off" || kind === "amount-off";

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** What lapses first, then the code. */
export const byLapse = (a: Coupon, b: Coupon): number => compare(a.lapsesAt, b.lapsesAt) || compare(a.code, b.code);

/**
 * The order in which coupons of a basket are reckoned, each on what the earlier ones left. Those for some of its goods
 * come before those for all, percentages before amounts, and delivery and gifts last; within these the one for fewer
 * goods, then the one that lapses first.
 */
export function inTurn(coupons: readonly Coupon[], { goods }: PricedBasket): Coupon[] {
  const keyed = coupons.map((coupon) => {
    const lines = linesInScope(coupon.scope, goods);
    const isForAll = lines.length === goods.length ? 1 : 0;
    const kind = KINDS.indexOf(coupon.kind);
    const minor = lines.reduce((sum, at) => sum + (goods[at]?.minor ?? 0), 0);
    return { coupon, key: isGoods(coupon) ? [0, isForAll, kind, minor] : [1, 0, kind, minor] };
  });
  const byKey = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((order, one, at) => (order === 0 ? one - (b[at] ?? 0) : order), 0);
  return keyed.sort((a, b) => byKey(a.key, b.key) || byLapse(a.coupon, b.coupon)).map(({ coupon }) => coupon);
}

/** What coupons take off a basket together, in their turn. That they may be combined is the caller's to know. */
export function reckoned(coupons: readonly Coupon[], basket: PricedBasket): Applied[] {
  let left: readonly number[] = basket.goods.map(({ minor }) => minor);
  let delivery = basket.deliveryMinor;
  return inTurn(coupons, basket).map((coupon) => {
    const taken = takenBy(coupon, linesInScope(coupon.scope, basket.goods), left, delivery);
    left = left.map((minor, at) => minor - (taken.byLine[at] ?? 0));
    delivery -= taken.deliveryMinor;
    return { coupon, ...taken };
  });
}
