import * as z from "zod";
import { EVENT_DATA, moment, slug } from "../../contract/event.ts";
import { memberIdField } from "../request-fields.ts";

/** A paid order, as a till commits it. */
export const CommitRequest = z.strictObject({
  memberId: memberIdField,
  channel: slug,
  /** When it was paid, RFC 3339. */
  paidAt: moment,
  order: EVENT_DATA["order.paid"],
});
export type CommitRequest = z.infer<typeof CommitRequest>;

/** Lines that came back, as a till commits them. */
export const RefundRequest = z.strictObject({
  memberId: memberIdField,
  channel: slug,
  refundedAt: moment,
  refund: EVENT_DATA["order.refunded"],
});
export type RefundRequest = z.infer<typeof RefundRequest>;

/** What a paid order came to. */
export const CommitAnswer = z.strictObject({
  orderKey: z.string(),
  bookedOn: z.string(),
  pointsEarned: z.int(),
  pointsSpent: z.int(),
  principalMinor: z.int(),
  bonusMinor: z.int(),
  coupons: z.array(z.strictObject({ code: z.string(), valueMinor: z.int() })),
  /** What the till gave for and wasn't there any more: finance sees it. */
  discrepancies: z.array(
    z.strictObject({
      what: z.enum(["points", "stored-value", "coupon"]),
      missing: z.int(),
      because: z.string(),
      code: z.string().optional(),
    }),
  ),
});
export type CommitAnswer = z.infer<typeof CommitAnswer>;

/** What a refund moved. */
export const RefundAnswer = z.strictObject({
  orderKey: z.string(),
  refundId: z.string(),
  bookedOn: z.string(),
  refundedMinor: z.int(),
  pointsTakenBack: z.int(),
  pointsGivenBack: z.int(),
  principalMinor: z.int(),
  bonusMinor: z.int(),
  /** Points to be taken back that were gone, and that the money refunded paid in their place. */
  pointsWithheld: z.int(),
  /** What it paid for them. */
  withheldMinor: z.int(),
  /** What the till hands out: the money refunded less what went back into the stored value and what was withheld. */
  payOutMinor: z.int(),
});
export type RefundAnswer = z.infer<typeof RefundAnswer>;
