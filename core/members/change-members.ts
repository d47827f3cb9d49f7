import type { AllotmentStore } from "../loyalty/allotments/allotment-store.ts";
import { gather } from "../loyalty/allotments/gather.ts";
import { AllotmentUnansweredError, MemberBusyError } from "./change-member.ts";
import type { Change, CommitStamp, Loaded, MemberStore, Wanted } from "./member-store.ts";

/** How often a change is decided anew when somebody else was faster. */
const TRIES = 5;

/** What a decision over several members comes to: an answer, and the changes that make it true, all or none. */
export interface JointDecision<A> {
  answer: A;
  /** By position of the members; undefined for one that stays as it is. */
  changes?: readonly (Change | undefined)[];
}

export interface JointPorts {
  store: Pick<MemberStore, "load" | "commitTogether">;
  /** Needed by changes that take from allotments. */
  allotments?: AllotmentStore;
  stamp: CommitStamp;
  pause: (attempt: number) => Promise<void>;
}

/**
 * Load → decide → commit over several members (each named once) in one transaction: what goes from one to the other is
 * never lost between them, and never there twice. The loads aren't of one moment, but each change is conditioned on
 * what was loaded of its own member: so a decision may rest only on members that it changes. Where all shards of an
 * allotment together hold too little, it is decided again, told how often which ones were `short`.
 * @throws MemberBusyError, naming the first of them, after five conflicts.
 */
export async function changeMembers<A>(
  members: readonly { memberId: string; wanted: Wanted }[],
  decide: (loaded: readonly Loaded[], short: ReadonlyMap<string, number>) => JointDecision<A>,
  { store, allotments, stamp, pause }: JointPorts,
): Promise<A> {
  const first = members[0]?.memberId ?? "";
  const short = new Map<string, number>();
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    if (attempt > 1) await pause(attempt - 1);
    const loaded = await Promise.all(members.map(({ memberId, wanted }) => store.load(memberId, wanted)));
    const { answer, changes = [] } = decide(loaded, short);
    const parts = loaded.flatMap((one, at) => {
      const change = changes[at];
      return change === undefined ? [] : [{ loaded: one, change }];
    });
    if (parts.length === 0) return answer;
    const outcome = await store.commitTogether(parts, stamp);
    if (outcome === "committed") return answer;
    if (outcome === "conflict") continue;
    if (allotments === undefined) throw new AllotmentUnansweredError(first, outcome.exhausted);
    const usedUp = await gather(outcome.exhausted, allotments);
    if (usedUp !== undefined) short.set(usedUp, (short.get(usedUp) ?? 0) + 1);
  }
  throw new MemberBusyError(first);
}
