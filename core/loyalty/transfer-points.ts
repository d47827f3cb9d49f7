import * as z from "zod";
import { slug, sourceId } from "../contract/event.ts";
import { problem } from "../contract/problem.ts";
import { changeMembers } from "../members/change-members.ts";
import { actKeyOf, effectClaim } from "../members/claim-key.ts";
import type { Change, Loaded } from "../members/member-store.ts";
import { type Call, type CallOutcome, claimsOf, decidedOnce, effectOf, type FirstDecision } from "./idempotency.ts";
import { accountOf } from "./ledger/account.ts";
import { amountOf, type LotPart } from "./ledger/ledger.ts";
import { memberIdField, points } from "./request-fields.ts";
import {
  changeOf,
  groundOf,
  MOST_IN_ACCOUNT,
  memberGone,
  postingsOn,
  tooFew,
  tooMuch,
  type ValuePorts,
} from "./value-call.ts";

/** Points given by one member to another. */
export const TransferRequest = z.strictObject({
  from: memberIdField,
  to: memberIdField,
  channel: slug,
  transferId: sourceId,
  points,
});
export type TransferRequest = z.infer<typeof TransferRequest>;

export const TransferAnswer = z.strictObject({
  transferId: z.string(),
  from: z.string(),
  to: z.string(),
  points: z.int(),
  fromBalance: z.int(),
  bookedOn: z.iso.date(),
});

/**
 * Lots that differ in their last day (or in the tier at which they were earned) arrive as lots of their own, an entry
 * each; a transaction holds 100 items, and some ten go for heads, accounts, claims and the sender's own entry.
 */
export const MOST_LOTS_MOVED = 80;

/**
 * Moves points from one member to another in one transaction: taken earliest expiry first, and the last day goes along.
 * The receiver's balance stays the receiver's own business: the answer doesn't tell it.
 * @throws MemberBusyError after five conflicts.
 */
export async function transferPoints(asked: TransferRequest, call: Call, ports: ValuePorts): Promise<CallOutcome> {
  const { from, to, channel, transferId } = asked;
  if (from === to) {
    return { refused: problem(422, "transfer-to-oneself", "Transfer to oneself", "from and to are the same member") };
  }
  const effect = effectOf(effectClaim(channel, transferId, "transfer"), call);
  const { rules, stamp } = await groundOf(ports);
  const { bookedOn } = stamp;
  const posting = {
    account: "points",
    kind: "transfer",
    because: { source: actKeyOf("transfer", channel, transferId), rule: "transfer", programme: rules.version },
    occurredOn: bookedOn,
    bookedOn,
  } as const;

  const moved = (sender: Loaded, receiver: Loaded): FirstDecision & { receiving?: Change } => {
    const gone = memberGone(sender) ?? memberGone(receiver);
    if (gone !== undefined) return { refused: gone };
    const [given, received] = [postingsOn(sender, stamp, ports.hash), postingsOn(receiver, stamp, ports.hash)];
    const taken = given.debit({ ...posting, amount: asked.points, shortfall: "refuse" });
    if (taken.kind === "short") return { refused: tooFew("too-few-points", "points", taken.there, asked.points) };
    if (accountOf(received.ledger.accounts, "points").balance + asked.points > MOST_IN_ACCOUNT) {
      return { refused: tooMuch("points") };
    }
    const lots = alike(taken.taken);
    if (lots.length > MOST_LOTS_MOVED) return { refused: tooManyLots(lots) };
    for (const { amount, expiresOn, tier } of lots) {
      received.credit({
        ...posting,
        amount,
        ...(expiresOn === undefined ? {} : { expiresOn }),
        ...(tier === undefined ? {} : { tier }),
      });
    }
    const fromBalance = accountOf(given.ledger.accounts, "points").balance;
    const body = { transferId, from, to, points: asked.points, fromBalance, bookedOn };
    return {
      answer: { status: 201, body },
      change: changeOf(sender, given, stamp),
      receiving: changeOf(receiver, received, stamp),
    };
  };

  return changeMembers(
    [
      { memberId: from, wanted: { accounts: true, claims: claimsOf(call, effect) } },
      { memberId: to, wanted: { accounts: true } },
    ],
    ([sender, receiver]) => {
      if (sender === undefined || receiver === undefined) throw new RangeError("two members were asked for");
      let receiving: Change | undefined;
      const { answer, change } = decidedOnce(sender, call, effect, () => {
        const { receiving: theirs, ...decided } = moved(sender, receiver);
        receiving = theirs;
        return decided;
      });
      return { answer, changes: [change, receiving] };
    },
    { ...ports, stamp },
  );
}

/** Parts that expire on one day and were earned at one tier, as one. */
function alike(parts: readonly LotPart[]): Pick<LotPart, "amount" | "expiresOn" | "tier">[] {
  const byKind = new Map<string, Pick<LotPart, "amount" | "expiresOn" | "tier">>();
  for (const part of parts) {
    const key = `${part.expiresOn}/${part.tier}`;
    byKind.set(key, { ...part, amount: part.amount + (byKind.get(key)?.amount ?? 0) });
  }
  return [...byKind.values()];
}

function tooManyLots(lots: readonly { amount: number }[]) {
  const most = amountOf(lots.slice(0, MOST_LOTS_MOVED));
  return problem(
    409,
    "too-many-lots",
    "Too many lots",
    `these points expire on more than ${MOST_LOTS_MOVED} different days: move ${most} of them at most in one transfer`,
  );
}
