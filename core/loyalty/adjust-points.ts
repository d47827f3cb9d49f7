import * as z from "zod";
import { slug, sourceId } from "../contract/event.ts";
import { actKeyOf, effectClaim } from "../members/claim-key.ts";
import { daysAfter } from "../programme/shop-day.ts";
import { type Call, type CallOutcome, effectOf } from "./idempotency.ts";
import { accountOf } from "./ledger/account.ts";
import { memberIdField, operator, reason } from "./request-fields.ts";
import { changeOf, MOST_IN_ACCOUNT, tooFew, tooMuch, type ValuePorts, valueCall } from "./value-call.ts";

/** What one adjustment may move, either way: what is more has to be signed for more than once. */
export const MOST_ADJUSTED = 1_000_000;

/** Points put right by hand: who does it and why are on record for good. */
export const AdjustmentRequest = z.strictObject({
  memberId: memberIdField,
  channel: slug,
  adjustmentId: sourceId,
  /** Signed, never 0. */
  points: z
    .int()
    .min(-MOST_ADJUSTED)
    .max(MOST_ADJUSTED)
    .refine((value) => value !== 0, "an adjustment of nothing"),
  operator,
  reason,
});
export type AdjustmentRequest = z.infer<typeof AdjustmentRequest>;

export const AdjustmentAnswer = z.strictObject({
  adjustmentId: z.string(),
  memberId: z.string(),
  points: z.int(),
  balance: z.int(),
  bookedOn: z.iso.date(),
});

/**
 * Adds or takes points by an operator's word, once under the channel's id for it. Taken is only what is there.
 * @throws MemberBusyError after five conflicts.
 */
export function adjustPoints(asked: AdjustmentRequest, call: Call, ports: ValuePorts): Promise<CallOutcome> {
  const { memberId, channel, adjustmentId, operator: by, reason: why } = asked;
  const effect = effectOf(effectClaim(channel, adjustmentId, "adjustment"), call);
  return valueCall(
    { memberId, call, effect },
    ({ loaded, postings, rules, stamp }) => {
      const { bookedOn } = stamp;
      const posting = {
        account: "points",
        kind: "adjust",
        amount: Math.abs(asked.points),
        because: {
          source: actKeyOf("adjustment", channel, adjustmentId),
          rule: "operator",
          programme: rules.version,
          operator: by,
          reason: why,
        },
        occurredOn: bookedOn,
        bookedOn,
      } as const;
      if (asked.points > 0) {
        if (accountOf(postings.ledger.accounts, "points").balance + asked.points > MOST_IN_ACCOUNT) {
          return { refused: tooMuch("points") };
        }
        postings.credit({ ...posting, expiresOn: daysAfter(bookedOn, rules.value.points.expireDays) });
      } else {
        const taken = postings.debit({ ...posting, shortfall: "refuse" });
        if (taken.kind === "short") return { refused: tooFew("too-few-points", "points", taken.there, posting.amount) };
      }
      const { balance } = accountOf(postings.ledger.accounts, "points");
      return {
        answer: { status: 201, body: { adjustmentId, memberId, points: asked.points, balance, bookedOn } },
        change: changeOf(loaded, postings, stamp),
      };
    },
    ports,
  );
}
