import * as z from "zod";
import { id } from "./fields.ts";

/** What one side of a referral gets. */
export const Reward = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("points"), points: z.int().min(1).max(1_000_000) }),
  z.strictObject({ kind: z.literal("offer"), offer: id }),
]);
export type Reward = z.infer<typeof Reward>;

/** Members bring friends: both are rewarded once the friend has paid a first order that stands. */
export const ReferralRules = z.strictObject({
  enabled: z.boolean().default(false),
  /** A friend may name the code until so many days after registering. */
  withinDays: z.int().min(0).max(365).default(30),
  /** Beside the points' return window: so many days at least from the first order to the rewards. */
  waitDays: z.int().min(0).max(180).default(0),
  referrer: Reward.optional(),
  friend: Reward.optional(),
  /** Friends for whom one member is rewarded in a month of the shop; the friends get theirs beyond it too. */
  capPerMonth: z.int().min(1).max(1_000).default(10),
});
export type ReferralRules = z.infer<typeof ReferralRules>;
