import * as z from "zod";
import { amountMinor, currency, slug, sourceId } from "../../contract/event.ts";

/** What a till wants to be sure of until the money is there. */
export const HoldRequest = z.strictObject({
  memberId: z.string().max(64),
  channel: slug,
  /** The till's own name for this checkout. */
  holdId: sourceId,
  currency,
  storeId: sourceId.optional(),
  /** The goods that the points may be taken off, after coupons. */
  goodsMinor: amountMinor,
  points: amountMinor.default(0),
  storedValueMinor: amountMinor.default(0),
});
export type HoldRequest = z.infer<typeof HoldRequest>;

/** What is held, as the till is told. */
export const HoldAnswer = z.strictObject({
  holdId: z.string(),
  state: z.enum(["held", "released"]),
  dueAt: z.string(),
  points: z.int(),
  pointsValueMinor: z.int(),
  principalMinor: z.int(),
  bonusMinor: z.int(),
});
export type HoldAnswer = z.infer<typeof HoldAnswer>;

/** What a till gives up. */
export const ReleaseRequest = z.strictObject({ memberId: z.string().max(64), channel: slug, holdId: sourceId });
export type ReleaseRequest = z.infer<typeof ReleaseRequest>;
