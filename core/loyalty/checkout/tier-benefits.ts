import type { Tiers } from "../../programme/tiers.ts";
import { proportion, shareOut } from "../share-out.ts";
import { goodsMinorOf, type PricedBasket } from "./basket.ts";

/** What a tier takes off a basket by itself. */
export interface TierBenefits {
  discountMinor: number;
  deliveryMinor: number;
}

const TEN_THOUSAND = 10_000;

/**
 * A basket with what the member's tier takes off: its share of the goods, rounded down and divided over the lines by
 * largest remainder, and delivery where the goods reach what the tier asks for. Coupons reckon on what is left.
 */
export function withBenefits(
  basket: PricedBasket,
  { levels }: Tiers,
  tier: string,
): { priced: PricedBasket; benefits: TierBenefits } {
  const level = levels.find(({ id }) => id === tier);
  if (level === undefined) return { priced: basket, benefits: { discountMinor: 0, deliveryMinor: 0 } };
  const { discountShare, freeDeliveryFromMinor = Number.POSITIVE_INFINITY } = level.benefits;
  const goodsMinor = goodsMinorOf(basket);
  const discountMinor = proportion(goodsMinor, Math.round(discountShare * TEN_THOUSAND), TEN_THOUSAND);
  const shares = shareOut(
    discountMinor,
    basket.goods.map(({ minor }) => minor),
  );
  const deliveryMinor = goodsMinor >= freeDeliveryFromMinor ? basket.deliveryMinor : 0;
  const goods = basket.goods.map((line, at) => ({ ...line, minor: line.minor - (shares[at] ?? 0) }));
  return {
    priced: { ...basket, goods, deliveryMinor: basket.deliveryMinor - deliveryMinor },
    benefits: { discountMinor, deliveryMinor },
  };
}
