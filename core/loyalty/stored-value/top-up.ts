import * as z from "zod";
import { currency, slug, sourceId } from "../../contract/event.ts";
import { type Problem, problem } from "../../contract/problem.ts";
import { actKeyOf, effectClaim } from "../../members/claim-key.ts";
import { daysAfter } from "../../programme/shop-day.ts";
import { bonusOf, type StoredValueRules } from "../../programme/stored-value.ts";
import { type Call, type CallOutcome, effectOf } from "../idempotency.ts";
import { type Accounts, accountOf } from "../ledger/account.ts";
import { memberIdField } from "../request-fields.ts";
import { changeOf, MOST_IN_ACCOUNT, otherCurrency, type ValuePorts, valueCall } from "../value-call.ts";

/** Money paid in at a channel, to be spent later. */
export const TopUpRequest = z.strictObject({
  memberId: memberIdField,
  channel: slug,
  topUpId: sourceId,
  currency,
  amountMinor: z.int().min(1).max(1_000_000_000),
  storeId: sourceId.optional(),
});
export type TopUpRequest = z.infer<typeof TopUpRequest>;

export const TopUpAnswer = z.strictObject({
  topUpId: z.string(),
  memberId: z.string(),
  currency,
  amountMinor: z.int(),
  bonusMinor: z.int(),
  bonusExpiresOn: z.iso.date().optional(),
  principalMinor: z.int().meta({ description: "principal there is now" }),
  bonusHeldMinor: z.int().meta({ description: "bonus there is now" }),
  bookedOn: z.iso.date(),
});
export type TopUpAnswer = z.infer<typeof TopUpAnswer>;

/** Claim on a top-up: holds its answer, which says what bonus it brought. */
export const topUpClaim = (channel: string, topUpId: string): string => effectClaim(channel, topUpId, "top-up");

/** The source of a top-up's lots. */
export const topUpSource = (channel: string, topUpId: string): string => actKeyOf("top-up", channel, topUpId);

/**
 * Credits what was paid in, and on top the bonus of the last step that it reaches; once under the channel's id for it.
 * @throws MemberBusyError after five conflicts.
 */
export function topUp(asked: TopUpRequest, call: Call, ports: ValuePorts): Promise<CallOutcome> {
  const { memberId, channel, topUpId, amountMinor, storeId } = asked;
  const effect = effectOf(topUpClaim(channel, topUpId), call);
  return valueCall(
    { memberId, call, effect },
    ({ loaded, postings, rules, stamp }) => {
      const config = rules.value.storedValue;
      const bonusMinor = bonusOf(amountMinor, config.steps);
      const refused =
        otherCurrency(asked.currency, rules) ?? outOfBounds(amountMinor, bonusMinor, config, postings.ledger.accounts);
      if (refused !== undefined) return { refused };
      const { bookedOn } = stamp;
      const because = {
        source: topUpSource(channel, topUpId),
        programme: rules.version,
        ...(storeId === undefined ? {} : { storeId }),
      };
      const days = { occurredOn: bookedOn, bookedOn };
      const bonusExpiresOn =
        bonusMinor === 0 || config.bonusExpireDays === undefined
          ? {}
          : { expiresOn: daysAfter(bookedOn, config.bonusExpireDays) };
      postings.credit({
        account: "principal",
        kind: "top-up",
        amount: amountMinor,
        because: { ...because, rule: "paid-in" },
        ...days,
      });
      postings.credit({
        account: "bonus",
        kind: "bonus",
        amount: bonusMinor,
        because: { ...because, rule: "bonus-step" },
        ...days,
        ...bonusExpiresOn,
      });
      const { accounts } = postings.ledger;
      const body: TopUpAnswer = {
        topUpId,
        memberId,
        currency: asked.currency,
        amountMinor,
        bonusMinor,
        ...(bonusExpiresOn.expiresOn === undefined ? {} : { bonusExpiresOn: bonusExpiresOn.expiresOn }),
        principalMinor: accountOf(accounts, "principal").balance,
        bonusHeldMinor: accountOf(accounts, "bonus").balance,
        bookedOn,
      };
      return { answer: { status: 201, body }, change: changeOf(loaded, postings, stamp) };
    },
    ports,
  );
}

/** Why a top-up is too small or too large, by itself or for what is held already. */
function outOfBounds(
  amountMinor: number,
  bonusMinor: number,
  { leastTopUpMinor, mostTopUpMinor, mostHeldMinor = MOST_IN_ACCOUNT }: StoredValueRules,
  accounts: Accounts,
): Problem | undefined {
  if (amountMinor < leastTopUpMinor || amountMinor > mostTopUpMinor) {
    return problem(
      422,
      "top-up-out-of-bounds",
      "Top-up out of bounds",
      `a top-up is ${leastTopUpMinor} to ${mostTopUpMinor}`,
    );
  }
  const held = accountOf(accounts, "principal").balance + accountOf(accounts, "bonus").balance;
  if (held + amountMinor + bonusMinor <= mostHeldMinor) return undefined;
  return problem(
    409,
    "balance-cap",
    "Balance cap",
    `${held} is held; with ${amountMinor} and its bonus of ${bonusMinor} it would be more than ${mostHeldMinor}`,
  );
}
