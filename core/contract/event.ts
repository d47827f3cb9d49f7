import * as z from "zod";

/**
 * The event contract: what a channel may post.
 *
 * Objects are strict: a field that nobody reads is a field that somebody misspelt, and silence would lose it.
 * Money is whole minor units (pence, fen); moments are RFC 3339 with an offset; texts are bounded.
 */

/** The largest amount that one order may name: ten thousand million in minor units, far below 2^53. */
export const MAX_AMOUNT_MINOR = 1_000_000_000_000;
export const MAX_LINES = 500;
export const MAX_EVENTS_PER_CALL = 500;

const text = (max: number) => z.string().trim().min(1).max(max);
/** Names of channels and categories. */
export const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, "lower-case letters, digits and hyphens, 32 at most");

/** A rule over several fields that did not hold: the door's answer takes its code and sentence from `rule`. */
const rule = (
  name: "identity-missing" | "line-sum" | "order-sum" | "order-uses" | "line-repeated",
  path: string[] = [],
) => ({
  path,
  message: name,
  params: { rule: name },
});

/** Ids come from channels and go into keys: printable, no separators of ours, bounded. */
export const sourceId = z
  .string()
  .regex(/^[A-Za-z0-9._:@/+=-]{1,100}$/, "1 to 100 of letters, digits and . _ : @ / + = -");

export const moment = z.iso.datetime({ offset: true });
export const day = z.iso.date();
export const currency = z.string().regex(/^[A-Z]{3}$/, "an ISO 4217 code of three capital letters");
export const amountMinor = z.int().min(0).max(MAX_AMOUNT_MINOR);

/** Under what a person may be known. Only the first four are strong: they make a member. */
export const Identity = z
  .strictObject({
    customerId: sourceId.optional(),
    unionId: sourceId.optional(),
    phone: text(32).optional(),
    email: text(254).optional(),
    deviceId: sourceId.optional(),
  })
  .refine((identity) => Object.values(identity).some((value) => value !== undefined), rule("identity-missing"))
  .meta({ id: "Identity" });
export type Identity = z.infer<typeof Identity>;

/** Strongest first: the first one present names a new member. */
export const STRONG_IDENTITIES = ["customerId", "unionId", "phone", "email"] as const;

export const Consent = z.strictObject({ sms: z.boolean().optional(), email: z.boolean().optional() });

/** Fields of a person. `givenName`, `familyName` and `birthday` are personal: they live in the vault alone. */
const Profile = z.strictObject({
  givenName: text(100).optional(),
  familyName: text(100).optional(),
  birthday: day.optional(),
  timeZone: text(64).optional(),
  language: z.enum(["en", "zh-CN"]).optional(),
  marketingConsent: Consent.optional(),
});

export const OrderLine = z
  .strictObject({
    lineId: sourceId.optional(),
    sku: text(64),
    name: text(200).optional(),
    category: slug.optional(),
    quantity: z.int().min(1).max(1_000_000),
    unitPriceMinor: amountMinor,
    discountMinor: amountMinor.default(0),
    amountMinor,
    /** Postage, manual adjustments and the like are paid for but are not goods: they earn nothing. */
    goods: z.boolean().default(true),
  })
  .refine(
    (line) => line.amountMinor === line.quantity * line.unitPriceMinor - line.discountMinor,
    rule("line-sum", ["amountMinor"]),
  )
  .meta({ id: "OrderLine" });
export type OrderLine = z.infer<typeof OrderLine>;

/** What an order was paid with beside money, as the till took it. */
export const OrderUses = z
  .strictObject({
    holdId: sourceId.optional(),
    /** In the order's `discountMinor`, as is what the points took off. */
    coupons: z
      .array(z.strictObject({ code: text(32), valueMinor: amountMinor }))
      .max(5)
      .default([]),
    points: amountMinor.default(0),
    pointsValueMinor: amountMinor.default(0),
    /** Part of `totalMinor`. */
    storedValueMinor: amountMinor.default(0),
  })
  .meta({ id: "OrderUses" });
export type OrderUses = z.infer<typeof OrderUses>;

const Order = z
  .strictObject({
    orderId: sourceId,
    currency,
    storeId: sourceId.optional(),
    lines: z.array(OrderLine).min(1).max(MAX_LINES),
    deliveryMinor: amountMinor.default(0),
    discountMinor: amountMinor.default(0),
    totalMinor: amountMinor,
    uses: OrderUses.optional(),
  })
  .refine(
    (order) =>
      order.uses === undefined ||
      (order.uses.storedValueMinor <= order.totalMinor &&
        order.uses.pointsValueMinor + order.uses.coupons.reduce((sum, coupon) => sum + coupon.valueMinor, 0) <=
          order.discountMinor),
    rule("order-uses", ["uses"]),
  )
  .refine(
    (order) =>
      order.totalMinor ===
      order.lines.reduce((sum, line) => sum + line.amountMinor, 0) + order.deliveryMinor - order.discountMinor,
    rule("order-sum", ["totalMinor"]),
  )
  // A line without an id is known by its position, from 1.
  .refine(
    (order) => new Set(order.lines.map((line, at) => line.lineId ?? String(at + 1))).size === order.lines.length,
    rule("line-repeated", ["lines"]),
  )
  .meta({ id: "Order" });

const Refund = z
  .strictObject({
    refundId: sourceId,
    orderId: sourceId,
    currency,
    lines: z
      .array(
        z.strictObject({
          lineId: sourceId,
          quantity: z.int().min(1).max(1_000_000),
          amountMinor,
        }),
      )
      .min(1)
      .max(MAX_LINES),
  })
  .refine(
    (refund) => new Set(refund.lines.map((line) => line.lineId)).size === refund.lines.length,
    rule("line-repeated", ["lines"]),
  )
  .meta({ id: "Refund" });
export type Refund = z.infer<typeof Refund>;

const Goods = z.strictObject({ sku: text(64), category: slug.optional(), storeId: sourceId.optional() });
const Ref = z.strictObject({ orderId: sourceId });
const MessageRef = z.strictObject({ messageId: sourceId, link: text(500).optional() });

/** Data by type of event (catalogue row A2). A type that nothing listens to yet is kept all the same. */
export const EVENT_DATA = {
  "member.registered": Profile,
  "member.updated": Profile,
  "order.placed": Order,
  "order.paid": Order,
  "order.fulfilled": Ref,
  "order.cancelled": z.strictObject({ orderId: sourceId, reason: text(500).optional() }),
  "order.refunded": Refund,
  "product.viewed": Goods.extend({ dwellSeconds: z.int().min(0).max(86_400).optional() }),
  "product.searched": z.strictObject({ query: text(200) }),
  "cart.changed": z.strictObject({
    cartId: sourceId,
    currency,
    totalMinor: amountMinor,
    lines: z.array(z.strictObject({ sku: text(64), quantity: z.int().min(0).max(1_000_000) })).max(MAX_LINES),
  }),
  "store.checked-in": z.strictObject({ storeId: sourceId }),
  "review.written": Goods.extend({ rating: z.int().min(1).max(5), text: text(2_000).optional() }),
  "product.shared": Goods,
  "campaign.joined": z.strictObject({ campaignId: sourceId }),
  "message.delivered": MessageRef,
  "message.opened": MessageRef,
  "message.clicked": MessageRef,
  "message.bounced": MessageRef,
  "message.unsubscribed": z.strictObject({ channel: z.enum(["sms", "email"]) }),
  "feedback.given": z.strictObject({ kind: z.enum(["feedback", "complaint"]), text: text(2_000) }),
  "survey.answered": z.strictObject({
    surveyId: sourceId,
    score: z.int().min(0).max(10),
    text: text(2_000).optional(),
  }),
} as const;
export type EventType = keyof typeof EVENT_DATA;
export const EVENT_TYPES = Object.keys(EVENT_DATA) as EventType[];

const envelope = {
  channel: slug,
  eventId: sourceId,
  occurredAt: moment,
  identity: Identity,
  /** History brought along from elsewhere: counted and scored, never rewarded, never answered with a message. */
  historic: z.boolean().default(false),
};

const eventOf = <T extends EventType>(type: T) =>
  z.strictObject({ ...envelope, type: z.literal(type), data: EVENT_DATA[type] });

/** One event as a channel posts it. */
export const ChannelEvent = z.discriminatedUnion("type", [
  eventOf("member.registered"),
  eventOf("member.updated"),
  eventOf("order.placed"),
  eventOf("order.paid"),
  eventOf("order.fulfilled"),
  eventOf("order.cancelled"),
  eventOf("order.refunded"),
  eventOf("product.viewed"),
  eventOf("product.searched"),
  eventOf("cart.changed"),
  eventOf("store.checked-in"),
  eventOf("review.written"),
  eventOf("product.shared"),
  eventOf("campaign.joined"),
  eventOf("message.delivered"),
  eventOf("message.opened"),
  eventOf("message.clicked"),
  eventOf("message.bounced"),
  eventOf("message.unsubscribed"),
  eventOf("feedback.given"),
  eventOf("survey.answered"),
]);
export type ChannelEvent = z.infer<typeof ChannelEvent>;

/**
 * An event as it is stored: about a known member, with nothing personal left in it.
 * `identity` and the personal fields of a profile have gone to the vault. Moments are UTC with milliseconds
 * (`2011-09-01T08:30:00.000Z`), so that their text sorts as they do.
 */
export type StoredEvent = {
  [T in EventType]: {
    memberId: string;
    channel: string;
    eventId: string;
    type: T;
    occurredAt: string;
    receivedAt: string;
    historic: boolean;
    /** Of a refund that a till asks for before it pays the money out: what is owed may be taken out of that. */
    payOutOpen?: true;
    data: StoredData<T>;
  };
}[EventType];
type StoredData<T extends EventType> = T extends "member.registered" | "member.updated"
  ? Omit<z.infer<typeof Profile>, "givenName" | "familyName" | "birthday"> & {
      reachable: Reachable;
      /** Month and day, 'MM-DD': the year stays in the vault (docs/decisions/0041). */
      birthday?: string;
    }
  : z.infer<(typeof EVENT_DATA)[T]>;

/**
 * By which channels the vault holds an address as of this event's *arrival*: known without saying which. It only ever
 * grows, so whoever folds events in any order takes the *or* of all, never the latest occurrence's.
 */
export interface Reachable {
  sms: boolean;
  email: boolean;
}
