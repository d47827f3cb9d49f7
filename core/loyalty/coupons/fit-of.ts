import type { OfferScope } from "../../programme/offer.ts";
import type { GoodsLine, PricedBasket } from "../checkout/basket.ts";
import { proportion, shareOut } from "../share-out.ts";
import { ORDINARY } from "../tiers/tier.ts";
import type { Coupon } from "./coupon.ts";
import { type NotOpen, whyNotOpen } from "./coupon-state.ts";

/** What a coupon does to a basket. */
export interface Taken {
  /** Off each line of goods, by its place in the basket. */
  byLine: readonly number[];
  deliveryMinor: number;
  /** Off the basket in all. */
  offMinor: number;
  /** What it is worth: what it takes off, or what its gift is worth. Coupons are chosen by this. */
  worthMinor: number;
}

/** Why a coupon can't be used on a basket, whatever else is used on it. */
export type Unfit =
  | NotOpen
  | "other-currency"
  | "other-channel"
  | "other-store"
  | "other-tier"
  | "no-goods-in-scope"
  | "below-threshold"
  | "nothing-to-take-off";

export type Fit = ({ fits: true } & Taken) | { fits: false; because: Unfit; missingMinor?: number };

/** Who would use a coupon, when, and out of which hold. */
export interface Use {
  /** Id of the member's tier; absent for an ordinary member. */
  tier?: string | undefined;
  at: string;
  holdId?: string | undefined;
}

/** A share is configured as a fraction; millionths keep the arithmetic on whole numbers. */
const MILLION = 1_000_000;

/** Which lines of goods a coupon is for, by their places: what is excluded is out, though it is included too. */
export function linesInScope(scope: OfferScope | undefined, goods: readonly GoodsLine[]): number[] {
  const { categories, skus } = scope ?? {};
  if (categories === undefined && skus === undefined) return goods.map((_, at) => at);
  const named = categories?.include !== undefined || skus?.include !== undefined;
  // Sets, since both sides may have hundreds.
  const included = { skus: new Set(skus?.include), categories: new Set(categories?.include) };
  const excluded = { skus: new Set(skus?.exclude), categories: new Set(categories?.exclude) };
  const isIn = ({ sku, category = "" }: GoodsLine): boolean => {
    if (excluded.skus.has(sku) || excluded.categories.has(category)) return false;
    return !named || included.skus.has(sku) || included.categories.has(category);
  };
  return goods.flatMap((line, at) => (isIn(line) ? [at] : []));
}

/**
 * What a coupon takes off goods and delivery that may have been lessened by others before: never more than is left in
 * its scope, a percentage rounded down, divided over the lines by what is left of each (largest remainder).
 */
export function takenBy(coupon: Coupon, inScope: readonly number[], left: readonly number[], delivery: number): Taken {
  const none = { byLine: left.map(() => 0), deliveryMinor: 0, offMinor: 0 };
  if (coupon.kind === "gift") return { ...none, worthMinor: coupon.worthMinor ?? 0 };
  if (coupon.kind === "free-delivery") {
    const off = Math.min(delivery, coupon.capMinor ?? delivery);
    return { ...none, deliveryMinor: off, offMinor: off, worthMinor: off };
  }
  const there = inScope.reduce((sum, at) => sum + (left[at] ?? 0), 0);
  const off = offGoods(coupon, there);
  const shares = shareOut(
    off,
    inScope.map((at) => left[at] ?? 0),
  );
  const byLine = none.byLine.slice();
  for (const [index, at] of inScope.entries()) byLine[at] = shares[index] ?? 0;
  return { byLine, deliveryMinor: 0, offMinor: off, worthMinor: off };
}

/** What a coupon takes off so much goods in its scope. */
export function offGoods({ kind, faceMinor = 0, percent = 0, capMinor }: Coupon, thereMinor: number): number {
  if (kind === "amount-off") return Math.min(faceMinor, thereMinor);
  const share = proportion(thereMinor, Math.round(percent * MILLION), MILLION);
  return Math.min(share, capMinor ?? share);
}

/** What a coupon takes off a basket that no other coupon has touched, or why it can't be used on it. */
export function fitOf(coupon: Coupon, basket: PricedBasket, use: Use): Fit {
  const because = whyNotOpen(coupon, use.at, use.holdId) ?? whyNotHere(coupon, basket, use.tier);
  if (because !== undefined) return { fits: false, because };
  const inScope = linesInScope(coupon.scope, basket.goods);
  if (inScope.length === 0) return { fits: false, because: "no-goods-in-scope" };
  const left = basket.goods.map(({ minor }) => minor);
  const there = inScope.reduce((sum, at) => sum + (left[at] ?? 0), 0);
  if (there < coupon.thresholdMinor) {
    return { fits: false, because: "below-threshold", missingMinor: coupon.thresholdMinor - there };
  }
  const taken = takenBy(coupon, inScope, left, basket.deliveryMinor);
  return taken.worthMinor === 0 ? { fits: false, because: "nothing-to-take-off" } : { fits: true, ...taken };
}

function whyNotHere({ currency, scope = {} }: Coupon, basket: PricedBasket, tier = ORDINARY): Unfit | undefined {
  if (basket.currency !== currency) return "other-currency";
  if (scope.channels && !scope.channels.includes(basket.channel)) return "other-channel";
  if (scope.stores && !(basket.storeId !== undefined && scope.stores.includes(basket.storeId))) return "other-store";
  return scope.tiers && !scope.tiers.includes(tier) ? "other-tier" : undefined;
}
