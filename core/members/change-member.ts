import type { Change, CommitStamp, Loaded, MemberStore, Wanted } from "./member-store.ts";

/** How often a change is decided anew when somebody else was faster. */
const TRIES = 5;

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
}

export interface ChangePorts {
  store: MemberStore;
  stamp: CommitStamp;
  /** Waits before try n (1, 2, …): full jitter in the shell, nothing in tests. */
  pause: (attempt: number) => Promise<void>;
}

/**
 * Load → decide → commit: the one place where a member changes. `decide` is pure and is called again on a fresh load
 * when somebody else was faster.
 * @throws MemberBusyError after five conflicts.
 */
export async function changeMember<A>(
  memberId: string,
  wanted: Wanted,
  decide: (loaded: Loaded) => Decision<A>,
  { store, stamp, pause }: ChangePorts,
): Promise<A> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    if (attempt > 1) await pause(attempt - 1);
    const loaded = await store.load(memberId, wanted);
    const { answer, change } = decide(loaded);
    if (change === undefined) return answer;
    if ((await store.commit(loaded, change, stamp)) === "committed") return answer;
  }
  throw new MemberBusyError(memberId);
}
