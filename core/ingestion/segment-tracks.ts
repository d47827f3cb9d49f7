import type { EventType } from "../contract/event.ts";
import { categorySlug } from "./category-slug.ts";
import { defined } from "./defined.ts";
import type { SegmentMessage } from "./segment-message.ts";
import { segmentOrder, segmentRefund } from "./segment-order.ts";

/** A track call as an event's type and data, or why it can't be one. */
export type Track = { type: EventType; data: Record<string, unknown> } | { because: string };
type Mapping = (message: SegmentMessage) => Track;

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;

const goodsOf = ({ properties }: SegmentMessage) =>
  defined({ sku: textOf(properties.sku ?? properties.product_id), category: categorySlug(properties.category) });

const joined: Mapping = () => ({ type: "member.registered", data: {} });

/**
 * Track calls that are events of ours, by the names of Segment's e-commerce (v2), e-mail and account specs. Any other
 * is answered and not kept: nobody can tell what is personal in it, and nothing personal may lie with the events.
 */
export const SEGMENT_TRACKS: Readonly<Record<string, Mapping>> = {
  "Order Completed": segmentOrder,
  "Order Refunded": segmentRefund,
  "Order Cancelled": ({ properties }) => ({
    type: "order.cancelled",
    data: defined({ orderId: textOf(properties.order_id) }),
  }),
  "Product Viewed": (message) => ({ type: "product.viewed", data: goodsOf(message) }),
  "Product Shared": (message) => ({ type: "product.shared", data: goodsOf(message) }),
  "Products Searched": ({ properties }) => ({
    type: "product.searched",
    data: defined({ query: textOf(properties.query) }),
  }),
  "Product Reviewed": (message) => ({
    type: "review.written",
    data: defined({
      ...goodsOf(message),
      rating: Number(message.properties.rating),
      text: textOf(message.properties.review_body),
    }),
  }),
  "Signed Up": joined,
  "Account Created": joined,
  Unsubscribed: () => ({ type: "message.unsubscribed", data: { channel: "email" } }),
};
