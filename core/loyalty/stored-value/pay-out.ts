import * as z from "zod";
import { currency, slug, sourceId } from "../../contract/event.ts";
import { problem } from "../../contract/problem.ts";
import { effectClaim } from "../../members/claim-key.ts";
import type { ClaimResult } from "../../members/member-store.ts";
import { type Call, type CallOutcome, effectOf } from "../idempotency.ts";
import { accountOf } from "../ledger/account.ts";
import type { Postings } from "../ledger/postings.ts";
import { memberIdField } from "../request-fields.ts";
import { changeOf, type ValuePorts, valueCall } from "../value-call.ts";
import { TopUpAnswer, topUpClaim, topUpSource } from "./top-up.ts";

/** What is left of a top-up is handed back to whoever paid it in. */
export const PayOutRequest = z.strictObject({ memberId: memberIdField, channel: slug, refundId: sourceId });
export type PayOutRequest = z.infer<typeof PayOutRequest>;

export const PayOutAnswer = z.strictObject({
  topUpId: z.string(),
  refundId: z.string(),
  memberId: z.string(),
  currency,
  paidOutMinor: z.int().meta({ description: "to be handed to the member: the principal that was left of the top-up" }),
  principalGoneMinor: z.int().meta({ description: "of the principal: spent, held, or paid out before" }),
  bonusTakenBackMinor: z.int().meta({ description: "the bonus that was left of the top-up" }),
  bonusGoneMinor: z.int().meta({ description: "of the bonus: spent, held, expired, or taken back before" }),
  principalMinor: z.int().meta({ description: "principal there is now" }),
  bonusHeldMinor: z.int().meta({ description: "bonus there is now" }),
  bookedOn: z.iso.date(),
});
export type PayOutAnswer = z.infer<typeof PayOutAnswer>;

/**
 * Pays out the principal that is left of a top-up, and takes back what is left of the bonus that it brought; what was
 * spent of either is stated. Goes by the top-up's own lots: what other top-ups brought stays.
 * @throws MemberBusyError after five conflicts.
 */
export function payOutTopUp(
  topUpId: string,
  asked: PayOutRequest,
  call: Call,
  ports: ValuePorts,
): Promise<CallOutcome> {
  const { memberId, channel, refundId } = asked;
  const claim = topUpClaim(channel, topUpId);
  const effect = effectOf(effectClaim(channel, topUpId, `pay-out#${refundId}`), call);
  return valueCall(
    { memberId, call, effect, wanted: { claims: [claim] } },
    ({ loaded, postings, rules, stamp }) => {
      const brought = broughtBy(loaded.claims[claim]);
      const source = topUpSource(channel, topUpId);
      const principal = leftOf(postings, "principal", source);
      if (brought === undefined || (brought.memberId !== memberId && principal === 0)) {
        return {
          refused: problem(404, "top-up-unknown", "No such top-up", `${memberId} has no top-up ${topUpId} there`),
        };
      }
      if (principal === 0) {
        return { refused: problem(409, "nothing-left", "Nothing left", `of ${brought.amountMinor} nothing is left`) };
      }
      const { bookedOn } = stamp;
      const taking = {
        because: { source, rule: "top-up-refunded", programme: rules.version, refundId },
        only: (lot: { source: string }) => lot.source === source,
        shortfall: "leave",
        occurredOn: bookedOn,
        bookedOn,
      } as const;
      const bonus = leftOf(postings, "bonus", source);
      postings.debit({ ...taking, account: "principal", kind: "pay-out", amount: principal });
      postings.debit({ ...taking, account: "bonus", kind: "take-back", amount: bonus });
      const { accounts } = postings.ledger;
      const body: PayOutAnswer = {
        topUpId,
        refundId,
        memberId,
        currency: brought.currency,
        paidOutMinor: principal,
        principalGoneMinor: brought.amountMinor - principal,
        bonusTakenBackMinor: bonus,
        bonusGoneMinor: brought.bonusMinor - bonus,
        principalMinor: accountOf(accounts, "principal").balance,
        bonusHeldMinor: accountOf(accounts, "bonus").balance,
        bookedOn,
      };
      return { answer: { status: 200, body }, change: changeOf(loaded, postings, stamp) };
    },
    ports,
  );
}

/** What a top-up was answered when it was made. */
const broughtBy = (claimed: ClaimResult | undefined): TopUpAnswer | undefined =>
  claimed === undefined ? undefined : TopUpAnswer.parse(JSON.parse(String(claimed.answer)));

const leftOf = ({ ledger }: Postings, account: "principal" | "bonus", source: string): number =>
  accountOf(ledger.accounts, account)
    .lots.filter((lot) => lot.source === source)
    .reduce((sum, { left }) => sum + left, 0);
