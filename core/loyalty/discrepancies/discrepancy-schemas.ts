import * as z from "zod";
import { memberIdField, operator } from "../request-fields.ts";

/** Most orders on a page. */
export const MOST_LISTED = 100;

/** What the list is asked for: the days of booking, both included. */
export const DiscrepancyQuery = z
  .strictObject({
    from: z.iso.date(),
    to: z.iso.date(),
    state: z.enum(["open", "settled"]).optional().meta({ description: "both unless said" }),
    limit: z.coerce.number().int().min(1).max(MOST_LISTED).default(50),
    cursor: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}\.[!-~]{1,140}$/, "`next` of the page before")
      .optional(),
  })
  .refine(({ from, to }) => from <= to, { path: ["to"], message: "not before from" });
export type DiscrepancyQuery = z.infer<typeof DiscrepancyQuery>;

const Settled = z.strictObject({ at: z.string(), operator: z.string(), reason: z.string() });

const ListedDiscrepancies = z.strictObject({
  memberId: z.string(),
  orderKey: z.string(),
  channel: z.string(),
  storeId: z.string().optional(),
  paidOn: z.iso.date(),
  bookedOn: z.iso.date(),
  currency: z.string(),
  discrepancies: z.array(
    z.strictObject({
      what: z.enum(["points", "stored-value", "coupon"]),
      missing: z.int().meta({ description: "points, or minor units" }),
      because: z.string(),
      code: z.string().optional(),
      valueMinor: z.int().nullable().meta({ description: "null: nobody has said what it is worth" }),
    }),
  ),
  valueMinor: z.int().meta({ description: "of those whose value is known" }),
  unvalued: z.int().meta({ description: "discrepancies without a known value" }),
  state: z.enum(["open", "settled"]),
  settled: Settled.optional(),
  order: z
    .strictObject({ totalMinor: z.int(), refundedMinor: z.int(), refunded: z.enum(["no", "partly", "wholly"]) })
    .optional()
    .meta({ description: "the order as it stands now" }),
});
export type ListedDiscrepancies = z.infer<typeof ListedDiscrepancies>;

export const DiscrepancyList = z.strictObject({
  from: z.iso.date(),
  to: z.iso.date(),
  orders: z.array(ListedDiscrepancies),
  next: z.string().optional().meta({ description: "cursor of the next page; absent on the last" }),
});
export type DiscrepancyList = z.infer<typeof DiscrepancyList>;

/** Finance has dealt with an order's discrepancies: who says so and why are on record for good. */
export const SettleRequest = z.strictObject({
  memberId: memberIdField,
  orderKey: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,31}:[A-Za-z0-9._:@/+=-]{1,100}$/, "as it is listed: <channel>:<orderId>"),
  operator,
  reason: z.string().trim().min(3).max(500),
});
export type SettleRequest = z.infer<typeof SettleRequest>;

export const SettleAnswer = z.strictObject({
  memberId: z.string(),
  orderKey: z.string(),
  bookedOn: z.iso.date(),
  valueMinor: z.int(),
  unvalued: z.int(),
  state: z.literal("settled"),
  settled: Settled,
});
export type SettleAnswer = z.infer<typeof SettleAnswer>;
