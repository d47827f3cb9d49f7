import { describe, expect, it } from "vitest";
import { changeMember, MemberBusyError } from "../../../core/members/change-member.ts";
import { newHead } from "../../../core/members/member-beginning.ts";
import type { CommitOutcome, Loaded } from "../../../core/members/member-store.ts";
import { InMemoryMemberStore } from "../../support/in-memory-member-store.ts";

const NOW = "2011-09-01T10:00:00.000Z";
const stamp = { now: NOW, bookedOn: "2011-09-01" };

/** A store in which somebody else is faster the first so many times. */
class Contended extends InMemoryMemberStore {
  left: number;
  constructor(conflicts: number) {
    super();
    this.left = conflicts;
  }
  override async commit(...args: Parameters<InMemoryMemberStore["commit"]>): Promise<CommitOutcome> {
    if (this.left === 0) return super.commit(...args);
    this.left -= 1;
    return "conflict";
  }
}

const run = async (store: InMemoryMemberStore) => {
  const pauses: number[] = [];
  const seen: Loaded[] = [];
  const decide = (loaded: Loaded) => {
    seen.push(loaded);
    return { answer: seen.length, change: { head: newHead("m_1", NOW) } };
  };
  const answer = await changeMember("m_1", {}, decide, { store, stamp, pause: async (n) => void pauses.push(n) });
  return { answer, pauses, decisions: seen.length };
};

describe("changing a member", () => {
  it("reads, decides and commits once when nobody is in the way", async () => {
    expect(await run(new Contended(0))).toEqual({ answer: 1, pauses: [], decisions: 1 });
  });

  it("decides anew on a fresh reading when somebody was faster, after a rest that grows", async () => {
    expect(await run(new Contended(3))).toEqual({ answer: 4, pauses: [1, 2, 3], decisions: 4 });
  });

  it("gives up after five tries, and says whom it was about", async () => {
    await expect(run(new Contended(5))).rejects.toThrow(MemberBusyError);
    await expect(run(new Contended(5))).rejects.toMatchObject({ memberId: "m_1" });
  });

  it("commits nothing where there is nothing to change", async () => {
    const store = new InMemoryMemberStore();
    const ports = { store, stamp, pause: async () => {} };
    expect(await changeMember("m_1", {}, () => ({ answer: "duplicate" }), ports)).toBe("duplicate");
    expect((await store.load("m_1", {})).head).toBeUndefined();
  });
});
