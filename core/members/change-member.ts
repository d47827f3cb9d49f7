import type { AllotmentMove } from "../loyalty/allotment.ts";
import type { AllotmentStore } from "../loyalty/allotments/allotment-store.ts";
import { remaindersOf } from "../loyalty/allotments/gather.ts";
import { movesOf } from "../loyalty/allotments/moves-of.ts";
import type { Change, CommitStamp, Loaded, MemberStore, Wanted } from "./member-store.ts";

/** How often a change is decided anew when somebody else was faster. */
const TRIES = 5;
/** How often remainders are gathered for one change. */
const MOST_GATHERINGS = 8;
/** Readings that one decision may take: hold, then order, then coupons. */
const MOST_READINGS = 4;

/** The member is being changed by too many at once: try again under the same key. */
export class MemberBusyError extends Error {
  readonly memberId: string;
  constructor(memberId: string) {
    super(`member ${memberId} was changed by others ${TRIES} times in a row`);
    this.name = "MemberBusyError";
    this.memberId = memberId;
  }
}

/** What a decision comes to: an answer, and the change that makes it true (none for a duplicate or a refusal). */
export interface Decision<A> {
  answer: A;
  change?: Change;
  /** Of a change that takes from allotments: the answer once all shards of one together hold too little. */
  ifShort?: (allotment: string) => A;
}

/** What was read names what must be seen too: an order its coupons, a hold its order. Read again, with that. */
export interface MoreWanted {
  want: Wanted;
}

/** A decision that always asks for more: a fault of ours. */
export class EndlessReadingError extends Error {
  constructor(memberId: string, wanted: Wanted) {
    super(`a decision on member ${memberId} asked for more ${MOST_READINGS} times: ${JSON.stringify(wanted)}`);
    this.name = "EndlessReadingError";
  }
}

export interface ChangePorts {
  store: MemberStore;
  /** Needed by changes that take from allotments. */
  allotments?: AllotmentStore;
  stamp: CommitStamp;
  /** Waits before try n (1, 2, …): full jitter in the shell, nothing in tests. */
  pause: (attempt: number) => Promise<void>;
}

/** A change takes from an allotment and nobody has said what follows when that is used up: a fault of ours. */
export class AllotmentUnansweredError extends Error {
  constructor(memberId: string, moves: readonly AllotmentMove[]) {
    super(`a change of member ${memberId} overdraws ${moves.map(({ allotment }) => allotment).join(", ")}`);
    this.name = "AllotmentUnansweredError";
  }
}

/**
 * Load → decide → commit: the one place where a member changes. `decide` is pure and is called again on a fresh load
 * when somebody else was faster. Where a shard of an allotment holds too little, the commit moves remainders of the
 * others there; only when all of them together hold too little is the answer `ifShort`. What was decided `ahead` is the
 * first try: whatever came between is a conflict.
 * @throws MemberBusyError after five conflicts, or when others took eight times what was to be moved.
 */
export async function changeMember<A>(
  memberId: string,
  wanted: Wanted,
  decide: (loaded: Loaded) => Decision<A> | MoreWanted,
  { store, allotments, stamp, pause }: ChangePorts,
  ahead?: Decided<A>,
): Promise<A> {
  let gatherings = 0;
  /** Remainders of other shards that the commit moves to where it takes. */
  let remainders: AllotmentMove[] = [];
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    if (attempt > 1) await pause(attempt - 1);
    const { loaded, decision, bookedOn } =
      attempt === 1 && gatherings === 0 && ahead !== undefined
        ? ahead
        : await decideOn(memberId, wanted, decide, { store, stamp });
    const { answer, change, ifShort } = decision;
    if (change === undefined) return answer;
    // The stamp had stood for five minutes and midnight was among them: what was decided is on a day that may close.
    if (stamp.bookedOn !== bookedOn) continue;
    const moving = { ...change, allotments: [...(change.allotments ?? []), ...remainders] };
    const outcome = await store.commit(loaded, remainders.length === 0 ? change : moving, stamp);
    if (outcome === "committed") return answer;
    if (outcome === "conflict") continue;
    if (allotments === undefined || ifShort === undefined) {
      throw new AllotmentUnansweredError(memberId, outcome.exhausted);
    }
    const names = new Set(outcome.exhausted.map(({ allotment }) => allotment));
    const takings = movesOf([{ loaded, change }]).filter(({ allotment, left }) => names.has(allotment) && left < 0);
    if (takings.length === 0) throw new AllotmentUnansweredError(memberId, outcome.exhausted);
    const gathered = await remaindersOf(takings, allotments, { halves: gatherings === 0 });
    if ("short" in gathered) return ifShort(gathered.short);
    remainders = [...remainders.filter(({ allotment }) => !names.has(allotment)), ...gathered.moves];
    gatherings += 1;
    // Somebody else took what was there, which is no try of this member's that was spoilt.
    if (gatherings < MOST_GATHERINGS) attempt -= 1;
  }
  throw new MemberBusyError(memberId);
}

/** A decision, and what it stands on. */
export interface Decided<A> {
  loaded: Loaded;
  decision: Decision<A>;
  /** The day that it was decided to be booked on. */
  bookedOn: string;
}

/** Reads what a decision wants, and what it then finds that it wants too, until it decides. */
export async function decideOn<A>(
  memberId: string,
  wanted: Wanted,
  decide: (loaded: Loaded) => Decision<A> | MoreWanted,
  { store, stamp }: Pick<ChangePorts, "store" | "stamp">,
): Promise<Decided<A>> {
  const { bookedOn } = stamp;
  let want = wanted;
  for (let reading = 1; reading <= MOST_READINGS; reading += 1) {
    const loaded = await store.load(memberId, want);
    const decision = decide(loaded);
    if (!("want" in decision)) return { loaded, decision, bookedOn };
    want = { ...want, ...decision.want };
  }
  throw new EndlessReadingError(memberId, want);
}
