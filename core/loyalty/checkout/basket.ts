import * as z from "zod";
import { amountMinor, currency, MAX_AMOUNT_MINOR, MAX_LINES, OrderLine, slug, sourceId } from "../../contract/event.ts";
import { paidByLine } from "../points/paid-by-line.ts";

const sumOf = (lines: readonly { amountMinor: number }[]): number =>
  lines.reduce((sum, line) => sum + line.amountMinor, 0);

/** What a member is about to buy, written as its order will be: before any coupon, points or stored value. */
export const Basket = z
  .strictObject({
    channel: slug,
    storeId: sourceId.optional(),
    currency,
    lines: z.array(OrderLine).min(1).max(MAX_LINES),
    deliveryMinor: amountMinor.default(0),
    /** The shop's own discount on the whole basket. */
    discountMinor: amountMinor.default(0),
  })
  .refine(
    (basket) => new Set(basket.lines.map((line, at) => line.lineId ?? String(at + 1))).size === basket.lines.length,
    {
      path: ["lines"],
      message: "every lineId may stand once (a line without one has its position, from 1)",
    },
  )
  .refine((basket) => basket.discountMinor <= sumOf(basket.lines) + basket.deliveryMinor, {
    path: ["discountMinor"],
    message: "no more than the lines and delivery come to",
  })
  .refine((basket) => sumOf(basket.lines) + basket.deliveryMinor <= MAX_AMOUNT_MINOR, {
    path: ["lines"],
    message: `lines and delivery come to ${MAX_AMOUNT_MINOR} at most`,
  });
export type Basket = z.infer<typeof Basket>;

/** A line of goods as coupons see it: what it costs after the shop's own discounts, in minor units. */
export interface GoodsLine {
  lineId: string;
  sku: string;
  category?: string | undefined;
  minor: number;
}

/** A basket as coupons reckon with it. */
export interface PricedBasket {
  channel: string;
  storeId?: string | undefined;
  currency: string;
  goods: readonly GoodsLine[];
  deliveryMinor: number;
  /** Lines that are paid for and are no goods: no coupon touches them. */
  chargesMinor: number;
}

export const goodsMinorOf = ({ goods }: Pick<PricedBasket, "goods">): number =>
  goods.reduce((sum, { minor }) => sum + minor, 0);

/**
 * A basket with the shop's own discount taken off: off the goods by largest remainder, as it will be when the order is
 * paid; what is beyond them off delivery, then off charges.
 */
export function pricedBasket({
  channel,
  storeId,
  currency,
  lines,
  deliveryMinor,
  discountMinor,
}: Basket): PricedBasket {
  const paid = paidByLine(lines, discountMinor);
  const goods = lines.flatMap((line, at): GoodsLine[] => {
    const { lineId = String(at + 1), sku, category } = line;
    return line.goods ? [{ lineId, sku, category, minor: paid[at] ?? 0 }] : [];
  });
  const charges = sumOf(lines.filter((line) => !line.goods));
  const beyond = Math.max(0, discountMinor - sumOf(lines.filter((line) => line.goods)));
  const offDelivery = Math.min(beyond, deliveryMinor);
  return {
    channel,
    storeId,
    currency,
    goods,
    deliveryMinor: deliveryMinor - offDelivery,
    chargesMinor: charges - (beyond - offDelivery),
  };
}
