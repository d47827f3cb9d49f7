import * as z from "zod";
import { minor } from "./fields.ts";

/** From this top-up on, so much is given on top. Minor units. */
export const BonusStep = z.strictObject({ fromMinor: minor.min(1), bonusMinor: minor.min(1) });
export type BonusStep = z.infer<typeof BonusStep>;

/** How stored value is paid in and paid with. Minor units of the programme's currency. */
export const StoredValueRules = z.strictObject({
  /** Which part pays first: what was paid in, what was given on top, or both by what is there. */
  paymentOrder: z.enum(["principal-first", "bonus-first", "proportional"]).default("principal-first"),
  /** What one top-up may be. */
  leastTopUpMinor: minor.min(1).default(1),
  mostTopUpMinor: minor.min(1).default(100_000_000),
  /** A top-up gets the bonus of the last step that it reaches. From the smallest to the largest. */
  steps: z.array(BonusStep).max(20).default([]),
  /** What was given on top expires at the end of the shop's day so many days after; without it, never. */
  bonusExpireDays: z.int().min(1).max(3_650).optional(),
  /** What a member may hold in all, bonus included; without it as much as an account holds. */
  mostHeldMinor: z.int().min(1).max(1_000_000_000_000).optional(),
});
export type StoredValueRules = z.infer<typeof StoredValueRules>;

/** What a top-up is given on top: the bonus of the last step that it reaches. */
export const bonusOf = (amountMinor: number, steps: readonly BonusStep[]): number =>
  steps.findLast(({ fromMinor }) => fromMinor <= amountMinor)?.bonusMinor ?? 0;
