import { problem } from "../../contract/problem.ts";
import { changeMember, type Decision, MemberBusyError } from "../../members/change-member.ts";
import { headOf } from "../../members/member-beginning.ts";
import { chainEnd, ledgerItems, ledgerOf } from "../../members/member-ledger.ts";
import type { Change, Loaded } from "../../members/member-store.ts";
import { type Call, type CallOutcome, claimsOf, decidedOnce, effectOf } from "../idempotency.ts";
import { Postings } from "../ledger/postings.ts";
import { type Hold, holdKey } from "./hold.ts";
import { answerOf, type CheckoutPorts, memberUnknown } from "./hold-checkout.ts";
import type { ReleaseRequest } from "./hold-schemas.ts";
import { PAYING } from "./used.ts";

/** Puts back what a hold reserved, into the very lots; a lot whose last day came meanwhile expires that night. */
function release(loaded: Loaded, hold: Hold, rule: string, { rules, stamp, hash }: CheckoutPorts): Change {
  const head = headOf(loaded, stamp.now);
  const postings = new Postings(ledgerOf(loaded, head), hash);
  for (const account of PAYING) {
    const into = hold.parts[account];
    postings.credit({
      account,
      kind: "release",
      amount: into.reduce((sum, { amount }) => sum + amount, 0),
      because: { source: hold.holdId, holdId: hold.holdId, rule, programme: rules.version },
      occurredOn: stamp.bookedOn,
      bookedOn: stamp.bookedOn,
      into,
    });
  }
  return {
    head: { ...head, ...chainEnd(postings.ledger) },
    items: [
      ...ledgerItems(loaded, postings.ledger, postings.entries),
      { kind: "hold", version: loaded.hold?.version ?? 0, value: { ...hold, state: "released" } },
    ],
  };
}

/**
 * The till gives a hold up. One that was released before is a success; one that an order has settled is not.
 * @throws MemberBusyError after five conflicts.
 */
export function releaseHold(asked: ReleaseRequest, call: Call, ports: CheckoutPorts): Promise<CallOutcome> {
  const key = holdKey(asked.channel, asked.holdId);
  const effect = effectOf(`C#${key}#release`, call);
  const decide = (loaded: Loaded): Decision<CallOutcome> =>
    decidedOnce(loaded, call, effect, () => {
      const hold = loaded.hold?.value;
      if (loaded.head?.status !== "active") return { refused: memberUnknown(asked.memberId) };
      if (hold === undefined) {
        return { refused: problem(404, "hold-unknown", "Hold unknown", "this member has no hold of this id") };
      }
      if (hold.state === "committed") {
        const detail = `order ${hold.orderKey} was paid with it: refund that`;
        return { refused: problem(409, "hold-committed", "Hold committed", detail) };
      }
      const answer = { status: 200, body: answerOf(asked.holdId, { ...hold, state: "released" }) };
      const { seq: _, ...head } = loaded.head;
      return {
        answer,
        change: hold.state === "released" ? { head } : release(loaded, hold, "released-by-till", ports),
      };
    });
  return changeMember(asked.memberId, { accounts: true, holdId: key, claims: claimsOf(call, effect) }, decide, ports);
}

/** Holds of one run; the rest is the next minute's. */
const HOLDS_A_RUN = 500;

/** Releases the holds whose time is over at `until` (RFC 3339, UTC). Twice, or beside a till's commit: one of them wins. */
export async function releaseDueHolds(until: string, ports: CheckoutPorts): Promise<{ released: number }> {
  const due = await ports.store.due("HOLD", until, HOLDS_A_RUN);
  let released = 0;
  for (const { memberId, id } of due) {
    const decide = (loaded: Loaded): Decision<boolean> => {
      const hold = loaded.hold?.value;
      if (hold?.state !== "held" || hold.dueAt > until || loaded.head?.status !== "active") return { answer: false };
      return { answer: true, change: release(loaded, hold, "time-over", ports) };
    };
    try {
      if (await changeMember(memberId, { accounts: true, holdId: id }, decide, ports)) released += 1;
    } catch (cause) {
      // Somebody is busy with this member: the next minute looks again.
      if (!(cause instanceof MemberBusyError)) throw cause;
    }
  }
  return { released };
}
