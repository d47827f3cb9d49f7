import * as z from "zod";
import { categorySlug } from "./category-slug.ts";
import { defined } from "./defined.ts";
import { minorUnits } from "./minor-units.ts";
import type { SegmentMessage } from "./segment-message.ts";

const idText = z.union([z.string(), z.number().transform(String)]);
const price = z.union([z.number(), z.string()]);

const Product = z.object({
  product_id: idText.nullish(),
  sku: idText.nullish(),
  name: z.string().nullish(),
  category: z.unknown().optional(),
  price,
  quantity: z.coerce.number().default(1),
});
type Product = z.infer<typeof Product>;

const Order = z.object({
  order_id: idText,
  currency: z.string().regex(/^[A-Za-z]{3}$/),
  products: z.array(Product).default([]),
  shipping: price.nullish(),
  tax: price.nullish(),
  discount: price.nullish(),
  total: price.nullish(),
  refund_id: idText.nullish(),
});

type Because = { because: string };
type Line = { lineId: string; sku: string | undefined; quantity: number; unitPriceMinor: number; amountMinor: number };

/** A price that is no whole number of the currency's minor units. */
class PriceError extends Error {
  constructor(field: string, value: unknown, currency: string) {
    super(`${field}: ${String(value)} is no price in ${currency}`);
    this.name = "PriceError";
  }
}

function priced(field: string, value: unknown, currency: string): number {
  if (value === undefined || value === null) return 0;
  const minor = minorUnits(value, currency);
  if (minor === undefined) throw new PriceError(field, value, currency);
  return minor;
}

/** A product is known in its order by its id or sku; one that stands there again gets its number behind. */
function linesOf(products: Product[], currency: string): (Line & { name: string | undefined; category: unknown })[] {
  const times = new Map<string, number>();
  return products.map(({ product_id, sku, name, category, price: each, quantity }, at) => {
    const id = product_id ?? sku ?? String(at + 1);
    const time = (times.get(id) ?? 0) + 1;
    times.set(id, time);
    const unitPriceMinor = priced(`products.${at}.price`, each, currency);
    return {
      lineId: time === 1 ? id : `${id}.${time}`,
      sku: sku ?? product_id ?? undefined,
      name: name ?? undefined,
      category,
      quantity,
      unitPriceMinor,
      amountMinor: quantity * unitPriceMinor,
    };
  });
}

/** Reads the order in a track call's properties; what `make` throws of prices becomes the reason. */
function withOrder<T extends object>(
  { properties }: SegmentMessage,
  make: (order: z.infer<typeof Order>, currency: string) => T,
): T | Because {
  const parsed = Order.safeParse(properties);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { because: `properties.${issue?.path.join(".")}: ${issue?.message}` };
  }
  try {
    return make(parsed.data, parsed.data.currency.toUpperCase());
  } catch (cause) {
    if (cause instanceof PriceError) return { because: `properties.${cause.message}` };
    throw cause;
  }
}

/**
 * "Order Completed" as `order.paid`. Tax that stands beside the prices is a line that is no goods. A total that is given
 * must be the sum, as for every order.
 */
export function segmentOrder(message: SegmentMessage) {
  return withOrder(message, (order, currency) => {
    const goods = linesOf(order.products, currency).map(({ category, ...line }) =>
      defined({ ...line, category: categorySlug(category), discountMinor: 0, goods: true }),
    );
    const taxMinor = priced("tax", order.tax, currency);
    const tax = {
      lineId: "tax",
      sku: "tax",
      quantity: 1,
      unitPriceMinor: taxMinor,
      amountMinor: taxMinor,
      goods: false,
    };
    const lines = taxMinor > 0 ? [...goods, tax] : goods;
    const deliveryMinor = priced("shipping", order.shipping, currency);
    const discountMinor = priced("discount", order.discount, currency);
    const sum = lines.reduce((minor, line) => minor + Number(line.amountMinor), 0) + deliveryMinor - discountMinor;
    const totalMinor = order.total === undefined || order.total === null ? sum : priced("total", order.total, currency);
    const data = { orderId: order.order_id, currency, lines, deliveryMinor, discountMinor, totalMinor };
    return { type: "order.paid" as const, data };
  });
}

/**
 * "Order Refunded": with products, those are refunded, at their prices; without, the whole order is, as the spec has it.
 * A refund has no id of its own there: the message's, unless `refund_id` is given.
 */
export function segmentRefund(message: SegmentMessage) {
  return withOrder(message, (order, currency) => {
    const orderId = order.order_id;
    if (order.products.length === 0) return { type: "order.cancelled" as const, data: { orderId } };
    const lines = linesOf(order.products, currency).map(({ lineId, quantity, amountMinor }) => ({
      lineId,
      quantity,
      amountMinor,
    }));
    const data = { refundId: order.refund_id ?? message.messageId, orderId, currency, lines };
    return { type: "order.refunded" as const, data };
  });
}
