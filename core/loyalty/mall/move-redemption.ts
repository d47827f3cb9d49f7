import { problem } from "../../contract/problem.ts";
import { changeMember, type Decision } from "../../members/change-member.ts";
import type { Loaded } from "../../members/member-store.ts";
import { daysAfter } from "../../programme/shop-day.ts";
import { countItem } from "../allotments/room-for-issue.ts";
import { answered, type Call, type CallOutcome, claimOf, claimsOf, keyReused } from "../idempotency.ts";
import { withinGrace } from "../ledger/within-grace.ts";
import { changeOf, groundOf, memberGone, postingsOn } from "../value-call.ts";
import type { MallRedemption, RedemptionState } from "./mall-redemption.ts";
import type { MallMove } from "./mall-schemas.ts";
import { stockMoves } from "./mall-stock.ts";
import { type MallPorts, mallCount, redemptionAnswer } from "./redeem-in-mall.ts";

/** From each state the ones that may follow, by how it is handed over. */
const NEXT: Record<MallRedemption["handover"], Partial<Record<RedemptionState, readonly RedemptionState[]>>> = {
  delivery: { ordered: ["shipped", "cancelled"], shipped: ["delivered"] },
  "pick-up": { ordered: ["ready", "cancelled"], ready: ["picked-up", "cancelled"] },
  "at-once": {},
};

/**
 * Moves a redemption on, or cancels it: points go back to the very lots (one that has expired meanwhile is good for the
 * programme's days of grace), and the article to the stock. A state that it is in already is a success.
 * @throws MemberBusyError after five conflicts.
 */
export async function moveRedemption(
  redemptionId: string,
  { memberId, state }: MallMove,
  call: Call,
  ports: MallPorts,
): Promise<CallOutcome> {
  const { rules, stamp } = await groundOf(ports);
  const decide = (loaded: Loaded): Decision<CallOutcome> => {
    const before = answered(loaded, call);
    if (before !== undefined) return { answer: before === "reused" ? { refused: keyReused() } : before };
    const gone = memberGone(loaded);
    if (gone !== undefined) return { answer: { refused: gone } };
    if (loaded.redemption === undefined) return { answer: { refused: unknown(memberId, redemptionId) } };
    const { value: redemption, version } = loaded.redemption;
    if (redemption.state === state) return { answer: { status: 200, body: redemptionAnswer(memberId, redemption) } };
    const next = NEXT[redemption.handover][redemption.state] ?? [];
    if (!next.includes(state)) return { answer: { refused: notFrom(redemption, state, next) } };

    const history = [...redemption.history, { state, at: stamp.now, by: ports.by }];
    const after: MallRedemption = { ...redemption, state, history };
    const postings = postingsOn(loaded, stamp, ports.hash);
    if (state === "cancelled" && redemption.points > 0) {
      const { bookedOn } = stamp;
      const until = daysAfter(bookedOn, rules.value.points.expiryGraceDays);
      postings.credit({
        account: "points",
        kind: "give-back",
        amount: redemption.points,
        because: {
          source: `mall#${redemptionId}`,
          rule: "as-spent",
          programme: redemption.programme,
          campaign: redemption.item,
        },
        occurredOn: bookedOn,
        bookedOn,
        into: withinGrace(redemption.parts, bookedOn, until),
      });
    }
    const key = mallCount(redemption.item);
    const counted = state === "cancelled" && (loaded.counts?.value[key] ?? 0) > 0 ? [countItem(loaded, key, -1)] : [];
    const answer = { status: 200, body: redemptionAnswer(memberId, after) };
    return {
      answer,
      change: changeOf(loaded, postings, stamp, {
        claims: [claimOf(call, answer)],
        items: [{ kind: "redemption", version, value: after }, ...counted],
        allotments: stockMoves(redemption.state, after),
      }),
    };
  };
  const wanted = { accounts: true, counts: true, redemptionId, claims: claimsOf(call) };
  return changeMember(memberId, wanted, decide, { ...ports, stamp });
}

const unknown = (memberId: string, redemptionId: string) =>
  problem(
    404,
    "redemption-unknown",
    "No such redemption",
    `${memberId} has no redemption ${redemptionId.slice(0, 64)}`,
  );

const notFrom = ({ state }: MallRedemption, asked: RedemptionState, next: readonly RedemptionState[]) =>
  problem(
    409,
    "redemption-state",
    "Not from this state",
    `it is ${state} and can't become ${asked}: ${next.length === 0 ? "nothing follows" : `${next.join(" or ")} may follow`}`,
  );
