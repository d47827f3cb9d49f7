import * as z from "zod";
import type { MemberStore } from "../../members/member-store.ts";
import type { Referral } from "./referral.ts";

const rewarded = z.union([
  z.strictObject({ kind: z.literal("points"), points: z.int() }),
  z.strictObject({ kind: z.literal("coupon"), code: z.string() }),
  z.strictObject({ kind: z.literal("none"), because: z.string() }),
]);

/** How a member's own referral stands: who brought them, and what came of it. */
export const ReferralAnswer = z.strictObject({
  memberId: z.string(),
  referrer: z.string(),
  state: z.enum(["open", "waiting", "rewarded", "void"]),
  on: z.iso.date().meta({ description: "the shop's day on which the code was named" }),
  orderKey: z.string().optional(),
  dueAt: z.string().optional().meta({ description: "from then on the first order counts as kept" }),
  settledOn: z.iso.date().optional(),
  given: z.strictObject({ referrer: rewarded, friend: rewarded }).optional(),
  because: z.string().optional().meta({ description: "why it is void" }),
});
export type ReferralAnswer = z.infer<typeof ReferralAnswer>;

/** A member's referral; undefined for who wasn't brought by anybody, or isn't there. */
export async function showReferral(
  memberId: string,
  store: Pick<MemberStore, "load">,
): Promise<ReferralAnswer | undefined> {
  const { referral } = await store.load(memberId, { referral: true });
  return referral && shown(memberId, referral.value);
}

function shown(memberId: string, referral: Referral): ReferralAnswer {
  const { referrer, state, on } = referral;
  return {
    ...{ memberId, referrer, state, on },
    ...("orderKey" in referral ? { orderKey: referral.orderKey, dueAt: referral.dueAt } : {}),
    ...("settledOn" in referral ? { settledOn: referral.settledOn } : {}),
    ...("given" in referral ? { given: referral.given } : {}),
    ...("because" in referral ? { because: referral.because } : {}),
  };
}
