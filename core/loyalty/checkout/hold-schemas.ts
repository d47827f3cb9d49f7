import * as z from "zod";
import { amountMinor, slug, sourceId } from "../../contract/event.ts";
import { memberIdField } from "../request-fields.ts";
import { Basket } from "./basket.ts";
import { MOST_COMBINED } from "./best-combination.ts";

const amount = z.int();

/** What a till wants to be sure of until the money is there. */
export const HoldRequest = z.strictObject({
  memberId: memberIdField,
  channel: slug,
  /** The till's own name for this checkout. */
  holdId: sourceId,
  basket: Basket,
  /** Coupons to use on it: those that a quote has named. */
  coupons: z.array(z.string().max(64)).max(MOST_COMBINED).default([]),
  points: amountMinor.default(0),
  storedValueMinor: amountMinor.default(0),
});
export type HoldRequest = z.infer<typeof HoldRequest>;

/** What is held, as the till is told. */
export const HoldAnswer = z.strictObject({
  holdId: z.string(),
  state: z.enum(["held", "released"]),
  dueAt: z.string().meta({ description: "from then on it is released by itself" }),
  points: amount,
  pointsValueMinor: amount,
  principalMinor: amount,
  bonusMinor: amount,
  coupons: z.array(z.strictObject({ code: z.string(), valueMinor: amount })),
  order: z
    .strictObject({
      discountMinor: amount,
      deliveryMinor: amount,
      totalMinor: amount,
      payMinor: amount.meta({ description: "what is left to pay in money" }),
    })
    .optional()
    .meta({ description: "the order's own fields when it is paid with what is held" }),
});
export type HoldAnswer = z.infer<typeof HoldAnswer>;

/** What a till gives up. */
export const ReleaseRequest = z.strictObject({ memberId: memberIdField, channel: slug, holdId: sourceId });
export type ReleaseRequest = z.infer<typeof ReleaseRequest>;
