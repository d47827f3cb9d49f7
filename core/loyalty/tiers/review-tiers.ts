import { changeMember, type Decision, MemberBusyError } from "../../members/change-member.ts";
import { headOf } from "../../members/member-beginning.ts";
import type { CommitStamp, Loaded, MemberStore } from "../../members/member-store.ts";
import type { Programme } from "../../programme/programme.ts";
import type { Saved } from "../../programme/programme-store.ts";
import { accountOf } from "../ledger/account.ts";
import { tierOutcome } from "./count-order.ts";
import { counterOn } from "./ladder.ts";
import { tierAfterReview } from "./tier-after.ts";

/** Pages of one run, and members of a page: 20,000 a run, some five minutes. The rest is the next run's. */
const PAGES = 200;
const PAGE = 100;
/** Members that are worked on side by side. */
const AT_ONCE = 8;

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
  const seen = new Set<string>();
  const sum = { kept: 0, "in-grace": 0, lowered: 0, busy: 0 };
  for (let page = 0; page < PAGES; page += 1) {
    const due = await ports.store.due("TIER", day, PAGE);
    const fresh = due.filter(({ memberId }) => !seen.has(memberId));
    // The index only hints: a page of what was done, or was busy, hides what stands behind it until the next run.
    if (fresh.length === 0) return { ...sum, more: due.length === PAGE };
    for (const { memberId } of fresh) seen.add(memberId);
    for (let at = 0; at < fresh.length; at += AT_ONCE) {
      const some = fresh.slice(at, at + AT_ONCE);
      const done = await Promise.all(some.map(({ memberId }) => review(memberId, day, ports)));
      for (const reviewed of done) if (reviewed !== "not-due") sum[reviewed] += 1;
    }
  }
  return { ...sum, more: true };
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
  try {
    return await changeMember(memberId, { tier: true, accounts: true }, decide, { store, stamp, pause });
  } catch (cause) {
    if (cause instanceof MemberBusyError) return "busy";
    throw cause;
  }
}
