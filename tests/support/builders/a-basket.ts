import { Basket, type GoodsLine, type PricedBasket } from "../../../core/loyalty/checkout/basket.ts";

/** A line of one piece. */
export const aBasketLine = (amountMinor: number, change: Record<string, unknown> = {}): Record<string, unknown> => ({
  sku: "22670",
  quantity: 1,
  unitPriceMinor: amountMinor,
  amountMinor,
  ...change,
});

/** A basket of £30 at the till, as a channel sends it. */
export const aBasket = (change: Record<string, unknown> = {}): Basket =>
  Basket.parse({ channel: "till", currency: "GBP", lines: [aBasketLine(3_000)], ...change });

/** A basket as coupons reckon with it: goods of such amounts, of one category unless it is said. */
export const aPricedBasket = (
  goods: readonly (number | Partial<GoodsLine>)[] = [3_000],
  change: Partial<PricedBasket> = {},
): PricedBasket => ({
  channel: "till",
  currency: "GBP",
  goods: goods.map((line, at) => ({
    lineId: String(at + 1),
    sku: `sku-${at + 1}`,
    category: "kitchen",
    minor: 0,
    ...(typeof line === "number" ? { minor: line } : line),
  })),
  deliveryMinor: 0,
  chargesMinor: 0,
  ...change,
});
