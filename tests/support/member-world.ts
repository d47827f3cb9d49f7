import { isDeepStrictEqual } from "node:util";
import { sha256 } from "../../adapters/identity/sha256.ts";
import type { StoredEvent } from "../../core/contract/event.ts";
import { ACCOUNTS, accountOf } from "../../core/loyalty/ledger/account.ts";
import { rebuild } from "../../core/loyalty/ledger/rebuild.ts";
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
    const loaded = await this.store.load(memberId, { profile: true, summary: true, accounts: true, orderKey });
    return {
      head: loaded.head,
      profile: loaded.profile?.value,
      summary: loaded.summary?.value,
      account: accountOf(loaded.accounts?.value ?? {}, "points"),
      order: loaded.order?.value,
      entries: this.store.entriesOf(memberId),
      announced: this.store.outboxOf(memberId),
    };
  }
}

/** What is wrong with a member's books; nothing, when head, entries, lots and accounts agree. */
export async function faultsOf(store: MemberStore & Pick<InMemoryMemberStore, "entriesOf">, memberId: string) {
  const loaded = await store.load(memberId, { accounts: true });
  const { head } = loaded;
  const accounts = loaded.accounts?.value ?? {};
  const entries = store.entriesOf(memberId);
  const faults: string[] = [];
  const check = (sound: boolean, fault: string) => void (sound || faults.push(fault));
  for (const name of ACCOUNTS) {
    const { balance, owed, lots } = accountOf(accounts, name);
    const own = entries.filter(({ account }) => account === name);
    check(sum(own.map(({ amount }) => amount)) === balance - owed, `entries don't make the balance of ${name}`);
    check(sum(lots.map(({ left }) => left)) === balance, `lots don't make the balance of ${name}`);
    check(balance >= 0 && owed >= 0 && (balance === 0 || owed === 0), `balance or owed of ${name} is out of bounds`);
  }
  check((head?.entries ?? 0) === entries.length, "the head counts other entries than there are");
  try {
    const rebuilt = rebuild(memberId, entries, sha256);
    check(isDeepStrictEqual(rebuilt.accounts, accounts), "entries come to other accounts");
    check(rebuilt.entryHash === (head?.entryHash ?? memberId), "the head has another last hash");
  } catch (cause) {
    faults.push(String(cause));
  }
  return faults;
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
