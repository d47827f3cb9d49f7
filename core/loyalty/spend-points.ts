import * as z from "zod";
import { slug, sourceId } from "../contract/event.ts";
import { problem } from "../contract/problem.ts";
import { actKeyOf, effectClaim } from "../members/claim-key.ts";
import { daysAfter } from "../programme/shop-day.ts";
import { type Call, type CallOutcome, effectOf } from "./idempotency.ts";
import { accountOf } from "./ledger/account.ts";
import type { LotPart } from "./ledger/ledger.ts";
import { withinGrace } from "./ledger/within-grace.ts";
import { memberIdField, points } from "./request-fields.ts";
import { changeOf, tooFew, type ValuePorts, valueCall } from "./value-call.ts";

/** Points spent outside a checkout: paid out at a till, or for an experience. */
export const SpendRequest = z.strictObject({
  memberId: memberIdField,
  channel: slug,
  spendId: sourceId,
  points,
  because: z.enum(["cash", "gift", "experience", "service"]),
  /** For people: which experience, which gift. */
  note: z.string().trim().min(1).max(200).optional(),
});
export type SpendRequest = z.infer<typeof SpendRequest>;

export const SpendAnswer = z.strictObject({
  spendId: z.string(),
  memberId: z.string(),
  points: z.int(),
  balance: z.int(),
  bookedOn: z.iso.date(),
});

export const GiveBackRequest = z.strictObject({ memberId: memberIdField, channel: slug });
export type GiveBackRequest = z.infer<typeof GiveBackRequest>;

/**
 * Takes points, earliest expiry first, once under the channel's id for it; of many who spend the last ones at the same
 * moment one succeeds. The lots that it took are claimed beside it, so that they can be given back as they were.
 * @throws MemberBusyError after five conflicts.
 */
export function spendPoints(asked: SpendRequest, call: Call, ports: ValuePorts): Promise<CallOutcome> {
  const { memberId, channel, spendId, note } = asked;
  const effect = effectOf(effectClaim(channel, spendId, "spend"), call);
  return valueCall(
    { memberId, call, effect },
    ({ loaded, postings, rules, stamp }) => {
      const { bookedOn } = stamp;
      const because = {
        source: actKeyOf("spend", channel, spendId),
        rule: `spend-${asked.because}`,
        programme: rules.version,
        ...(note === undefined ? {} : { reason: note }),
      };
      const taken = postings.debit({
        account: "points",
        kind: "spend",
        amount: asked.points,
        because,
        occurredOn: bookedOn,
        bookedOn,
        shortfall: "refuse",
      });
      if (taken.kind === "short") return { refused: tooFew("too-few-points", "points", taken.there, asked.points) };
      const { balance } = accountOf(postings.ledger.accounts, "points");
      const lots = { key: takenClaim(channel, spendId), result: { memberId, parts: JSON.stringify(taken.taken) } };
      return {
        answer: { status: 201, body: { spendId, memberId, points: asked.points, balance, bookedOn } },
        change: changeOf(loaded, postings, stamp, { claims: [lots] }),
      };
    },
    ports,
  );
}

/**
 * Gives a spend back whole, to the very lots; one that has expired meanwhile is good for the programme's grace days.
 * @throws MemberBusyError after five conflicts.
 */
export function giveBackSpend(
  spendId: string,
  { memberId, channel }: GiveBackRequest,
  call: Call,
  ports: ValuePorts,
): Promise<CallOutcome> {
  const effect = effectOf(effectClaim(channel, spendId, "give-back"), call);
  const spent = takenClaim(channel, spendId);
  return valueCall(
    { memberId, call, effect, wanted: { claims: [spent] } },
    ({ loaded, postings, rules, stamp }) => {
      const before = loaded.claims[spent];
      if (before === undefined || before.memberId !== memberId) {
        return { refused: problem(404, "spend-unknown", "No such spend", `${memberId} has no spend ${spendId} there`) };
      }
      const { bookedOn } = stamp;
      const parts = JSON.parse(String(before.parts)) as LotPart[];
      const amount = parts.reduce((sum, part) => sum + part.amount, 0);
      postings.credit({
        account: "points",
        kind: "give-back",
        amount,
        because: { source: actKeyOf("spend", channel, spendId), rule: "as-spent", programme: rules.version },
        occurredOn: bookedOn,
        bookedOn,
        into: withinGrace(parts, bookedOn, daysAfter(bookedOn, rules.value.points.expiryGraceDays)),
      });
      const { balance } = accountOf(postings.ledger.accounts, "points");
      return {
        answer: { status: 200, body: { spendId, memberId, points: amount, balance, bookedOn } },
        change: changeOf(loaded, postings, stamp),
      };
    },
    ports,
  );
}

/** Claim on the lots that a spend took. */
const takenClaim = (channel: string, spendId: string): string => effectClaim(channel, spendId, "spend-lots");
