import { problem } from "../../contract/problem.ts";
import { changeMember, type Decision, type MoreWanted } from "../../members/change-member.ts";
import { eachDue, unlessBusy } from "../../members/each-due.ts";
import type { Change, CommitStamp, DueItem, Loaded } from "../../members/member-store.ts";
import { type Call, type CallOutcome, claimsOf, decidedOnce, effectOf } from "../idempotency.ts";
import { amountOf } from "../ledger/ledger.ts";
import { changeOf, groundOf, memberGone, postingsOn, type ValuePorts } from "../value-call.ts";
import { type Hold, holdKey } from "./hold.ts";
import { answerOf } from "./hold-checkout.ts";
import type { ReleaseRequest } from "./hold-schemas.ts";
import { releaseCoupons } from "./settle-coupons.ts";
import { PAYING } from "./used.ts";

/** Puts back what a hold reserved, into the very lots; a lot whose last day came meanwhile expires that night. */
function release(loaded: Loaded, hold: Hold, rule: string, stamp: CommitStamp, hash: ValuePorts["hash"]): Change {
  const postings = postingsOn(loaded, stamp, hash);
  for (const account of PAYING) {
    const into = hold.parts[account];
    postings.credit({
      account,
      kind: "release",
      amount: amountOf(into),
      because: { source: hold.holdId, holdId: hold.holdId, rule, programme: hold.programme },
      occurredOn: stamp.bookedOn,
      bookedOn: stamp.bookedOn,
      into,
    });
  }
  const released: Hold = { ...hold, state: "released" };
  const items = [
    { kind: "hold" as const, version: loaded.hold?.version ?? 0, value: released },
    ...releaseCoupons(hold, loaded),
  ];
  return changeOf(loaded, postings, stamp, { items });
}

/** A hold's coupons, where they aren't loaded yet: they were there when it was made, and no coupon is ever deleted. */
function couponsOf({ hold, coupons }: Loaded): MoreWanted | undefined {
  const codes = (hold?.value.coupons ?? []).map(({ code }) => code);
  return codes.some((code) => coupons[code] === undefined) ? { want: { couponCodes: codes } } : undefined;
}

/**
 * The till gives a hold up. One that was released before is a success; one that an order has settled is not.
 * @throws MemberBusyError after five conflicts.
 */
export async function releaseHold(asked: ReleaseRequest, call: Call, ports: ValuePorts): Promise<CallOutcome> {
  const key = holdKey(asked.channel, asked.holdId);
  const effect = effectOf(`C#${key}#release`, call);
  const { stamp } = await groundOf(ports);
  const decide = (loaded: Loaded): Decision<CallOutcome> | MoreWanted =>
    couponsOf(loaded) ??
    decidedOnce(loaded, call, effect, () => {
      const gone = memberGone(loaded);
      const hold = loaded.hold?.value;
      if (gone !== undefined) return { refused: gone };
      if (hold === undefined) {
        return { refused: problem(404, "hold-unknown", "Hold unknown", "this member has no hold of this id") };
      }
      if (hold.state === "committed") {
        const detail = `order ${hold.orderKey} was paid with it: refund that`;
        return { refused: problem(409, "hold-committed", "Hold committed", detail) };
      }
      return {
        answer: { status: 200, body: answerOf(asked.holdId, { ...hold, state: "released" }) },
        change:
          hold.state === "released"
            ? changeOf(loaded, postingsOn(loaded, stamp, ports.hash), stamp)
            : release(loaded, hold, "released-by-till", stamp, ports.hash),
      };
    });
  const wanted = { accounts: true, holdId: key, claims: claimsOf(call, effect) };
  return changeMember(asked.memberId, wanted, decide, { ...ports, stamp });
}

/** Holds of one run; the rest is the next minute's. */
const RUN = { pages: 1, page: 500, atOnce: 8 };

/** Releases the holds whose time is over now. Twice, or beside a till's commit: one of them wins. */
export async function releaseDueHolds(ports: ValuePorts): Promise<{ released: number }> {
  const { store, now } = ports;
  const due = await store.due("HOLD", now, RUN.page);
  if (due.length === 0) return { released: 0 };
  const { stamp } = await groundOf(ports);
  let released = 0;
  const releaseDue = async ({ memberId, id }: DueItem) => {
    const decide = (loaded: Loaded): Decision<boolean> | MoreWanted => {
      const hold = loaded.hold?.value;
      if (hold?.state !== "held" || hold.dueAt > now || loaded.head?.status !== "active") return { answer: false };
      return couponsOf(loaded) ?? { answer: true, change: release(loaded, hold, "time-over", stamp, ports.hash) };
    };
    const change = changeMember(memberId, { accounts: true, holdId: id }, decide, { ...ports, stamp });
    if (await unlessBusy(change, false)) released += 1;
  };
  await eachDue(
    RUN,
    async () => due,
    ({ memberId, id }) => `${memberId}#${id}`,
    releaseDue,
  );
  return { released };
}
