import * as z from "zod";
import { day, slug, sourceId } from "../contract/event.ts";
import { id, minor, share } from "./fields.ts";
import { OfferLimits, PublicCode } from "./offer-limits.ts";

/** What a coupon gives. A gift is goods that are added to the order; the others take money off. */
export const OFFER_KINDS = ["amount-off", "percent-off", "free-delivery", "gift"] as const;
export type OfferKind = (typeof OFFER_KINDS)[number];

const sku = z.string().trim().min(1).max(64);

/** What is in, what is out; what is both is out. */
const sieve = <T extends z.ZodType>(one: T, most: number) =>
  z.strictObject({
    include: z.array(one).min(1).max(most).optional(),
    exclude: z.array(one).min(1).max(most).optional(),
  });

/** Where a coupon is good and for which goods. What it doesn't name, it doesn't ask for. */
export const OfferScope = z.strictObject({
  /** A line is in scope when its category or its sku is included (or none is named), and neither is excluded. */
  categories: sieve(slug, 100).optional(),
  skus: sieve(sku, 500).optional(),
  stores: z.array(sourceId).min(1).max(500).optional(),
  channels: z.array(slug).min(1).max(50).optional(),
  /** Ids of tiers; `ordinary` for who has none. */
  tiers: z.array(id).min(1).max(11).optional(),
});
export type OfferScope = z.infer<typeof OfferScope>;

/** Which others a coupon may stand beside on one basket: all, none, or those of these groups. Both must agree. */
export const StacksWith = z.union([z.enum(["any", "none"]), z.array(id).min(1).max(50)]);
export type StacksWith = z.infer<typeof StacksWith>;

/** What each kind can't be without. */
const NEEDED = {
  "amount-off": ["faceMinor"],
  "percent-off": ["percent"],
  "free-delivery": [],
  gift: ["giftSku", "worthMinor"],
} as const satisfies Record<OfferKind, readonly string[]>;

/** An offer: the terms that a coupon copies when it is issued. */
export const Offer = z
  .strictObject({
    id,
    name: z.strictObject({ en: z.string(), "zh-CN": z.string() }),
    kind: z.enum(OFFER_KINDS),
    /** Taken off, for amount-off. */
    faceMinor: minor.optional(),
    /** Taken off as a share of the goods in scope, for percent-off, up to `capMinor`. */
    percent: share.optional(),
    /** The most that a percentage, or free delivery, takes off. */
    capMinor: minor.optional(),
    /** The gift, and what it is worth: that counts where coupons are chosen from and against budgets. */
    giftSku: sku.optional(),
    worthMinor: minor.optional(),
    /** What the goods in scope must come to, after the shop's own discounts and before any coupon; 0 is "no threshold". */
    thresholdMinor: minor.default(0),
    /** Lapses at the end of the shop's day this many days after issue, or after the window begins if that is later. */
    validDays: z.int().min(1).max(365).optional(),
    /** First and last of the shop's days on which it is good; with `validDays` too, whichever ends first. */
    validFrom: day.optional(),
    validUntil: day.optional(),
    scope: OfferScope.optional(),
    /** Of the coupons of one group, one alone may be used on a basket. */
    exclusiveGroup: id.optional(),
    /** "none" unless said: what the shop hasn't thought about doesn't add up. */
    stacksWith: StacksWith.optional(),
    limits: OfferLimits.optional(),
    /** A code under which everybody may claim a coupon of it. */
    publicCode: PublicCode.optional(),
  })
  .superRefine((offer, context) => {
    for (const field of NEEDED[offer.kind]) {
      if ((offer[field] ?? 0) === 0) {
        context.addIssue({ code: "custom", path: [field], message: `${offer.kind} needs ${field}` });
      }
    }
    if (offer.validDays === undefined && offer.validUntil === undefined) {
      context.addIssue({ code: "custom", path: ["validDays"], message: "needs validDays, or validUntil, or both" });
    }
  });
export type Offer = z.infer<typeof Offer>;
