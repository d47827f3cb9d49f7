import { sha256 } from "../../adapters/identity/sha256.ts";
import type { StoredEvent } from "../../core/contract/event.ts";
import { rebuild } from "../../core/loyalty/ledger.ts";
import type { Applied } from "../../core/members/apply-context.ts";
import { type ApplyPorts, applyToMember, type Poison } from "../../core/members/apply-to-member.ts";
import type { MemberStore } from "../../core/members/member-store.ts";
import type { Programme } from "../../core/programme/programme.ts";
import { aProgramme } from "./builders/a-programme.ts";
import { InMemoryMemberStore } from "./in-memory-member-store.ts";

/** Members as their events make them, in memory: give it events, look at what they come to. */
export class MemberWorld {
  readonly store: InMemoryMemberStore;
  readonly setAside: Poison[] = [];
  programme: Programme = aProgramme();
  now = "2011-09-05T12:00:00.000Z";

  constructor(store = new InMemoryMemberStore()) {
    this.store = store;
  }

  ports(change: Partial<ApplyPorts> = {}): ApplyPorts {
    const saved = { version: 1, value: this.programme, savedAt: "2011-01-01T00:00:00.000Z", savedBy: "test" };
    return {
      store: this.store,
      programme: { current: async () => saved, at: async () => saved },
      now: this.now,
      hash: sha256,
      pause: async () => {},
      setAside: async (poison) => void this.setAside.push(...poison),
      ...change,
    };
  }

  async apply(...events: StoredEvent[]): Promise<(Applied | Poison)[]> {
    const outcomes: (Applied | Poison)[] = [];
    for (const event of events) outcomes.push(await applyToMember(event, this.ports()));
    return outcomes;
  }

  /** Everything that there is of a member, with one of its orders. */
  async member(memberId = "m_1", orderKey = "web:1") {
    const loaded = await this.store.load(memberId, { profile: true, summary: true, account: true, orderKey });
    return {
      head: loaded.head,
      profile: loaded.profile?.value,
      summary: loaded.summary?.value,
      account: loaded.account?.value ?? { balance: 0, owed: 0, lots: [] },
      order: loaded.order?.value,
      entries: this.store.entriesOf(memberId),
      announced: this.store.outboxOf(memberId),
    };
  }
}

/** What is wrong with a member's books; nothing, when head, entries, lots and account agree. */
export async function faultsOf(store: MemberStore & Pick<InMemoryMemberStore, "entriesOf">, memberId: string) {
  const { head, account } = await store.load(memberId, { account: true });
  const entries = store.entriesOf(memberId);
  const { balance, owed, lots } = account?.value ?? { balance: 0, owed: 0, lots: [] };
  const faults: string[] = [];
  const check = (sound: boolean, fault: string) => void (sound || faults.push(fault));
  check(entries.reduce((sum, entry) => sum + entry.points, 0) === balance - owed, "entries don't make the balance");
  check(lots.reduce((sum, lot) => sum + lot.left, 0) === balance, "lots don't make the balance");
  check(balance >= 0 && owed >= 0, "balance or owed is below 0");
  check((head?.entries ?? 0) === entries.length, "the head counts other entries than there are");
  try {
    const rebuilt = rebuild(memberId, entries, sha256);
    check(rebuilt.account.balance === balance && rebuilt.account.owed === owed, "entries come to another account");
    check(rebuilt.entryHash === (head?.entryHash ?? memberId), "the head has another last hash");
  } catch (cause) {
    faults.push(String(cause));
  }
  return faults;
}
