import { describe, expect, it } from "vitest";
import type { StoredEvent } from "../../../core/contract/event.ts";
import { applyEvents } from "../../../core/members/apply-events.ts";
import type { Poison } from "../../../core/members/apply-to-member.ts";
import {
  type Change,
  type CommitOutcome,
  type Loaded,
  UnstorableChangeError,
  type Wanted,
} from "../../../core/members/member-store.ts";
import { aRefund } from "../../support/builders/a-refund.ts";
import { anEvent } from "../../support/builders/an-event.ts";
import { aLine, anOrder } from "../../support/builders/an-order.ts";
import { InMemoryMemberStore } from "../../support/in-memory-member-store.ts";
import { MemberWorld } from "../../support/member-world.ts";

const ofMember = (at: number) => `m_${at}`;

describe("a batch of events", () => {
  it("is applied but for its one poisonous event among a thousand, which is set aside with its reason", async () => {
    const world = new MemberWorld();
    const events: StoredEvent[] = Array.from({ length: 999 }, (_, at) =>
      anOrder({ memberId: ofMember(at % 250), orderId: String(at) }),
    );
    const poison = anOrder({ memberId: ofMember(7), orderId: "poison", currency: "EUR" });
    expect(await applyEvents(events.toSpliced(400, 0, poison), world.ports())).toEqual({ applied: 999, setAside: 1 });
    expect(world.setAside).toEqual([
      { event: poison, because: "other-currency: paid in EUR, the programme is in GBP" },
    ]);
    const balances = Array.from({ length: 250 }, async (_, at) => (await world.member(ofMember(at))).account.balance);
    expect((await Promise.all(balances)).reduce((sum, balance) => sum + balance, 0)).toBe(9_990);
  });

  it("keeps the order of one member's events, and works on four members at a time", async () => {
    const seen: string[] = [];
    let working = 0;
    let most = 0;
    class Watched extends InMemoryMemberStore {
      override async load(memberId: string, wanted: Wanted): Promise<Loaded> {
        working += 1;
        most = Math.max(most, working);
        await new Promise((resolve) => setTimeout(resolve, 1));
        return super.load(memberId, wanted);
      }
      override async commit(
        loaded: Loaded,
        change: Change,
        stamp: { now: string; bookedOn: string },
      ): Promise<CommitOutcome> {
        const order = change.items?.find((item) => item.kind === "order");
        seen.push(`${loaded.memberId} ${order?.value.orderKey}`);
        working -= 1;
        return super.commit(loaded, change, stamp);
      }
    }
    const world = new MemberWorld(new Watched());
    const events = Array.from({ length: 30 }, (_, at) => anOrder({ memberId: ofMember(at % 10), orderId: String(at) }));
    await applyEvents(events, world.ports());
    expect(most).toBe(4);
    for (let member = 0; member < 10; member += 1) {
      const mine = seen.filter((one) => one.startsWith(`${ofMember(member)} `));
      expect(mine).toEqual([0, 10, 20].map((step) => `${ofMember(member)} web:${member + step}`));
    }
  });

  it("reads a member once for all that no rule listens to", async () => {
    let loads = 0;
    class Counted extends InMemoryMemberStore {
      override load(memberId: string, wanted: Wanted): Promise<Loaded> {
        loads += 1;
        return super.load(memberId, wanted);
      }
    }
    const world = new MemberWorld(new Counted());
    const views = Array.from({ length: 50 }, (_, at) => anEvent({ eventId: `e_${at}` }));
    expect(await applyEvents(views, world.ports())).toEqual({ applied: 50, setAside: 0 });
    expect(loads).toBe(1);
  });

  it("throws on an outage, so that it comes again, and then counts everything once", async () => {
    let commits = 0;
    class Throttled extends InMemoryMemberStore {
      override commit(...args: Parameters<InMemoryMemberStore["commit"]>): Promise<CommitOutcome> {
        commits += 1;
        if (commits === 20) throw new Error("ProvisionedThroughputExceededException");
        return super.commit(...args);
      }
    }
    const world = new MemberWorld(new Throttled());
    const events = Array.from({ length: 60 }, (_, at) => anOrder({ memberId: ofMember(at % 12), orderId: String(at) }));
    await expect(applyEvents(events, world.ports())).rejects.toThrow("ProvisionedThroughputExceededException");
    const halfWay = commits;
    expect(await applyEvents(events, world.ports())).toEqual({ applied: 60, setAside: 0 });
    expect(halfWay).toBeLessThan(30);
    for (let member = 0; member < 12; member += 1) {
      expect((await world.member(ofMember(member))).account.balance).toBe(50);
    }
  });

  it("comes again when the retry queue doesn't take its poison", async () => {
    const world = new MemberWorld();
    const refusing = world.ports({ setAside: () => Promise.reject(new Error("the queue is away")) });
    await expect(applyEvents([anOrder({ currency: "EUR" })], refusing)).rejects.toThrow("the queue is away");
  });

  const reasons = (events: StoredEvent[], store: InMemoryMemberStore): Promise<string[]> => {
    const because: string[] = [];
    const setAside = async (poison: readonly Poison[]) => void because.push(...poison.map((one) => one.because));
    return applyEvents(events, new MemberWorld(store).ports({ setAside })).then(() => because);
  };

  it("sets aside what is contended beyond all tries", async () => {
    class Busy extends InMemoryMemberStore {
      override commit = async (): Promise<CommitOutcome> => "conflict";
    }
    expect(await reasons([anOrder()], new Busy())).toEqual([
      "MemberBusyError: member m_1 was changed by others 5 times in a row",
    ]);
  });

  it("sets aside what the store can't hold", async () => {
    class Small extends InMemoryMemberStore {
      override commit(): Promise<CommitOutcome> {
        return Promise.reject(new UnstorableChangeError("m_1", new Error("too large")));
      }
    }
    expect(await reasons([anOrder()], new Small())).toEqual([
      "UnstorableChangeError: a change of member m_1 can't be stored",
    ]);
  });

  it("sets aside what breaks an assumption of ours, such as an order without lines that reached the table", async () => {
    const broken = anOrder({ lines: [aLine()] });
    const hollow = { ...broken, data: { ...broken.data, lines: undefined } } as unknown as StoredEvent;
    const [because] = await reasons([hollow, anOrder({ orderId: "2" })], new InMemoryMemberStore());
    expect(because).toMatch(/^broken-assumption: TypeError/);
  });

  it("sets aside what is told of somebody who was merged into another", async () => {
    const store = new InMemoryMemberStore();
    const world = new MemberWorld(store);
    await world.apply(anOrder());
    const loaded = await store.load("m_1", {});
    const { head } = loaded;
    if (head)
      await store.commit(loaded, { head: { ...head, status: { mergedInto: "m_2" } } }, { now: "", bookedOn: "" });
    expect(await reasons([aRefund()], store)).toEqual(['member-not-active: {"mergedInto":"m_2"}']);
  });
});
