import * as z from "zod";
import { memberIdField } from "../request-fields.ts";
import { Basket } from "./basket.ts";
import { MOST_LOOKED_AT } from "./best-combination.ts";

/** What a till asks before anything is reserved. */
export const QuoteRequest = z.strictObject({
  memberId: memberIdField,
  basket: Basket,
  /** Only these coupons, as they were typed or scanned; absent: all that the member has. */
  coupons: z.array(z.string().max(64)).max(MOST_LOOKED_AT).optional(),
});
export type QuoteRequest = z.infer<typeof QuoteRequest>;

/** Why a coupon is not in the combination. */
export const NOT_APPLIED = [
  "used",
  "held",
  "lapsed",
  "not-yet-valid",
  "other-currency",
  "other-channel",
  "other-store",
  "other-tier",
  "no-goods-in-scope",
  "below-threshold",
  "nothing-to-take-off",
  /** Would fit, but not beside those that are worth more together. */
  "worse-combination",
  /** Would fit beside them, and nothing is left that it could take off. */
  "nothing-left",
  /** Five are in the combination already, and are worth more. */
  "too-many",
  /** The member has more coupons than are looked at, and those lapse earlier. */
  "not-looked-at",
  /** The member has no coupon of this code. */
  "unknown",
] as const;

const amount = z.int();
const AppliedCoupon = z.strictObject({
  code: z.string(),
  offer: z.string(),
  valueMinor: amount.meta({ description: "what it takes off, delivery among it; of a gift, what that is worth" }),
  deliveryMinor: amount.meta({ description: "the part of it that is off delivery" }),
  giftSku: z.string().optional().meta({ description: "added to the order, at no price" }),
});
const CouponLeftOut = z.strictObject({
  code: z.string(),
  offer: z.string().optional(),
  because: z.enum(NOT_APPLIED),
  missingMinor: amount.optional().meta({ description: "goods in scope that are missing to its threshold" }),
  besides: z
    .array(z.string())
    .optional()
    .meta({ description: "coupons of the combination that it can't stand beside" }),
});
export type CouponLeftOut = z.infer<typeof CouponLeftOut>;

const Line = z.strictObject({
  lineId: z.string(),
  amountMinor: amount,
  pricedMinor: amount.meta({ description: "after the shop's own discount and the tier's" }),
  couponsMinor: amount.meta({ description: "what coupons take off it" }),
  payableMinor: amount,
});

/** A basket reckoned for a member. Nothing is reserved by it. */
export const QuoteAnswer = z.strictObject({
  memberId: z.string(),
  at: z.string(),
  currency: z.string(),
  programme: z.int().meta({ description: "version of the programme that it was reckoned with" }),
  tier: z.string(),
  goodsMinor: amount.meta({ description: "goods after the shop's own discount" }),
  benefits: z
    .strictObject({ discountMinor: amount, deliveryMinor: amount })
    .meta({ description: "what the member's tier takes off goods and delivery by itself" }),
  coupons: z.strictObject({
    applied: z.array(AppliedCoupon),
    notApplied: z.array(CouponLeftOut),
    offMinor: amount.meta({ description: "off the payable total, by all of them" }),
    proven: z.boolean().meta({ description: "false: too many ways to combine them; a better one may exist" }),
  }),
  lines: z.array(Line),
  deliveryMinor: amount,
  payableMinor: amount.meta({ description: "goods, delivery and charges, before points and stored value" }),
  points: z.strictObject({
    toEarn: z.int().meta({ description: "when nothing is paid with points" }),
    balance: z.int(),
    spendable: z.int().meta({ description: "the most that may be spent on this basket" }),
    spendableMinor: amount.meta({ description: "what those take off" }),
  }),
  storedValue: z.strictObject({ balanceMinor: amount, spendableMinor: amount }),
  order: z
    .strictObject({
      discountMinor: amount,
      deliveryMinor: amount,
      totalMinor: amount,
      coupons: z.array(z.strictObject({ code: z.string(), valueMinor: amount })),
    })
    .meta({ description: "the order's own fields when it is paid with these coupons and nothing else" }),
});
export type Quote = z.infer<typeof QuoteAnswer>;
