import * as z from "zod";
import { sourceId } from "../../contract/event.ts";
import { names } from "../../programme/fields.ts";
import { memberIdField } from "../request-fields.ts";
import { REDEMPTION_STATES } from "./mall-redemption.ts";

/** One article for a member's points. */
export const MallRequest = z.strictObject({
  memberId: memberIdField,
  item: z.string().max(64),
  /** How a gift reaches its member. Where to is the shop's to know: no address is kept here. */
  handover: z.enum(["delivery", "pick-up"]).optional(),
  storeId: sourceId.optional(),
});
export type MallRequest = z.infer<typeof MallRequest>;

/** Moves a redemption on. `cancelled` gives points and stock back. */
export const MallMove = z.strictObject({
  memberId: memberIdField,
  state: z.enum(["shipped", "ready", "delivered", "picked-up", "cancelled"]),
});
export type MallMove = z.infer<typeof MallMove>;

export const RedemptionAnswer = z.strictObject({
  redemptionId: z.string(),
  memberId: z.string(),
  item: z.string(),
  kind: z.enum(["gift", "coupon", "lottery", "experience"]),
  state: z.enum(REDEMPTION_STATES),
  handover: z.enum(["delivery", "pick-up", "at-once"]),
  storeId: z.string().optional(),
  points: z.int(),
  code: z.string().optional().meta({ description: "the coupon, or the lottery ticket, that it brought" }),
  history: z.array(z.strictObject({ state: z.enum(REDEMPTION_STATES), at: z.string(), by: z.string() })),
});
export type RedemptionAnswer = z.infer<typeof RedemptionAnswer>;

export const MallAnswer = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.enum(["gift", "coupon", "lottery", "experience"]),
      name: names,
      points: z.int(),
      left: z.int().nullable().meta({ description: "how many are left; null where that isn't limited" }),
      perMember: z.int().nullable(),
      handover: z.array(z.enum(["delivery", "pick-up"])),
      until: z.string().nullable(),
    }),
  ),
});
export type MallAnswer = z.infer<typeof MallAnswer>;
