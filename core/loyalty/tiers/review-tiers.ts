import { changeMember, type Decision } from "../../members/change-member.ts";
import { eachDue, unlessBusy } from "../../members/each-due.ts";
import { headOf } from "../../members/member-beginning.ts";
import type { CommitStamp, Loaded, MemberStore } from "../../members/member-store.ts";
import type { Programme } from "../../programme/programme.ts";
import type { Saved } from "../../programme/programme-store.ts";
import { accountOf } from "../ledger/account.ts";
import { tierOutcome } from "./count-order.ts";
import { counterOn } from "./ladder.ts";
import { tierAfterReview } from "./tier-after.ts";

/** 20,000 members a run, some five minutes. */
const RUN = { pages: 200, page: 100, atOnce: 8 };

export interface ReviewPorts {
  store: MemberStore;
  /** In force now: a review is decided by the ladder of its day. */
  rules: Saved<Programme>;
  stamp: CommitStamp;
  pause: (attempt: number) => Promise<void>;
}

/** What a member's review came to: nothing was due, the tier stays, its grace begins, or it goes down. */
type Reviewed = "not-due" | "kept" | "in-grace" | "lowered" | "busy";

/** How many reviews of a run came to what, and whether there is more to do. */
export interface TierReviews extends Record<Exclude<Reviewed, "not-due">, number> {
  more: boolean;
}

/**
 * Reviews every member whose review is due by the end of `day` (the shop's), and reads no other. Restartable at any
 * point, and twice-safe: who has been reviewed isn't due any more. Who is busy is left to the next run.
 */
export async function reviewTiers(day: string, ports: ReviewPorts): Promise<TierReviews> {
  const sum = { kept: 0, "in-grace": 0, lowered: 0, busy: 0 };
  const { more } = await eachDue(
    RUN,
    (limit) => ports.store.due("TIER", day, limit),
    ({ memberId }) => memberId,
    async ({ memberId }) => {
      const reviewed = await review(memberId, day, ports);
      if (reviewed !== "not-due") sum[reviewed] += 1;
    },
  );
  return { ...sum, more };
}

async function review(memberId: string, day: string, ports: ReviewPorts): Promise<Reviewed> {
  const { store, rules, stamp, pause } = ports;
  const { tiers } = rules.value;
  const decide = (loaded: Loaded): Decision<Reviewed> => {
    const standing = loaded.tier?.value;
    if (standing === undefined || loaded.head?.status !== "active") return { answer: "not-due" };
    const growth = accountOf(loaded.accounts?.value ?? {}, "growth");
    const seen = { on: day, counter: counterOn(growth, day), programme: rules.version };
    const after = tierAfterReview(standing, tiers, seen);
    if (after === undefined) return { answer: "not-due" };
    const lowered = after.tier !== standing.tier;
    return {
      answer: lowered ? "lowered" : after.inGrace ? "in-grace" : "kept",
      change: { head: headOf(loaded, stamp.now), ...tierOutcome(loaded, after, stamp.now) },
    };
  };
  const wanted = { tier: true, accounts: true };
  return unlessBusy<Reviewed>(changeMember(memberId, wanted, decide, { store, stamp, pause }), "busy");
}
