import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MemberStore } from "../../../core/members/member-store.ts";
import { killedAfter } from "../../support/killed-store.ts";
import { faultsOf } from "../../support/member-world.ts";
import { bodyOf, codeOf, orBusy, orKilled, ValueWorld } from "../../support/value-world.ts";

async function aWorldWith(...lots: number[]): Promise<ValueWorld> {
  const world = await ValueWorld.withMembers("m_1", "m_2", "m_3");
  for (const [at, points] of lots.entries()) {
    world.now = new Date(Date.parse("2011-09-01T10:00:00.000Z") + at * 86_400_000).toISOString();
    await world.adjust(points, { adjustmentId: `lot-${at}` });
  }
  return world;
}

/** The store with each call in a scheduler's hands: fast-check chooses who comes first, each time. */
const scheduledBy = (scheduler: fc.Scheduler, store: MemberStore): MemberStore => ({
  ...killedAfter(store, Number.POSITIVE_INFINITY),
  load: scheduler.scheduleFunction((...args: Parameters<MemberStore["load"]>) => store.load(...args)),
  commitTogether: scheduler.scheduleFunction((...args: Parameters<MemberStore["commitTogether"]>) =>
    store.commitTogether(...args),
  ),
});

describe("transferring points between members", () => {
  it("takes them here and puts them there in one commit, and the last day goes along", async () => {
    const world = await aWorldWith(60, 60);
    expect(bodyOf(await world.transfer())).toMatchObject({ points: 100, fromBalance: 20 });
    expect((await world.account("m_1")).lots).toMatchObject([{ left: 20, expiresOn: "2012-09-01" }]);
    expect((await world.account("m_2")).lots).toMatchObject([
      { left: 60, expiresOn: "2012-08-31", source: "transfer#app:1" },
      { left: 40, expiresOn: "2012-09-01", source: "transfer#app:1" },
    ]);
    for (const memberId of ["m_1", "m_2"]) expect(await faultsOf(world.store, memberId)).toEqual([]);
  });

  it("is refused to oneself, to nobody, and beyond what is there", async () => {
    const world = await aWorldWith(99);
    expect(codeOf(await world.transfer({ to: "m_1" }))).toBe("transfer-to-oneself");
    expect(codeOf(await world.transfer({ to: "m_9", points: 1 }))).toBe("member-unknown");
    expect(codeOf(await world.transfer({ from: "m_9" }))).toBe("member-unknown");
    expect(codeOf(await world.transfer())).toBe("too-few-points");
    expect(await world.balance("m_1")).toBe(99);
    expect(await world.balance("m_2")).toBe(0);
  });

  it("moves at most as many lots as one transaction holds, and says how many points that is", async () => {
    const world = await aWorldWith(...Array.from({ length: 81 }, () => 1));
    const outcome = await world.transfer({ points: 81 });
    expect(codeOf(outcome)).toBe("too-many-lots");
    expect("refused" in outcome && outcome.refused.detail).toContain("move 80 of them");
    expect(bodyOf(await world.transfer({ points: 80 }))).toMatchObject({ fromBalance: 1 });
  });

  it("moves exactly the last 100, of 20 transfers at the same moment, in any order of their calls", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = await aWorldWith(100);
        const store = scheduledBy(scheduler, world.store);
        const running = Promise.all(
          Array.from({ length: 20 }, (_, at) =>
            world.transfer({ transferId: `t-${at}`, to: at % 2 === 0 ? "m_2" : "m_3" }, undefined, store).catch(orBusy),
          ),
        );
        const outcomes = await scheduler.waitFor(running);
        expect(outcomes.filter((outcome) => outcome !== "busy" && !("refused" in outcome))).toHaveLength(1);
        const [mine, yours, theirs] = await Promise.all(["m_1", "m_2", "m_3"].map((id) => world.balance(id)));
        expect([mine, (yours ?? 0) + (theirs ?? 0)]).toEqual([0, 100]);
        for (const memberId of ["m_1", "m_2", "m_3"]) expect(await faultsOf(world.store, memberId)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it("loses and makes none, whoever gives to whom at once, twice, and killed half way", async () => {
    const members = ["m_1", "m_2", "m_3"] as const;
    const transfers = fc.array(
      fc.record({
        from: fc.constantFrom(...members),
        to: fc.constantFrom(...members),
        points: fc.integer({ min: 1, max: 150 }),
        killed: fc.integer({ min: 0, max: 6 }),
      }),
      { maxLength: 10 },
    );
    await fc.assert(
      fc.asyncProperty(transfers, fc.scheduler(), async (asked, scheduler) => {
        const world = await aWorldWith(100, 50);
        const store = scheduledBy(scheduler, world.store);
        const send = (using: MemberStore) =>
          asked.map(({ killed, ...change }, at) =>
            world
              .transfer({ ...change, transferId: `t-${at}` }, `key-${at}`, killedAfter(using, killed))
              .catch((cause: unknown) =>
                cause instanceof Error && cause.name === "KilledError" ? "killed" : orBusy(cause),
              ),
          );
        await scheduler.waitFor(Promise.all(send(store)));
        for (const [at, { killed: _, ...change }] of asked.entries()) {
          const again = () => world.transfer({ ...change, transferId: `t-${at}` }, `key-${at}`);
          const outcome = await again();
          if (codeOf(outcome) === undefined) expect(await again()).toEqual(outcome);
        }
        let sum = 0;
        for (const memberId of members) {
          expect(await faultsOf(world.store, memberId)).toEqual([]);
          sum += await world.balance(memberId);
        }
        expect(sum).toBe(150);
        const sent = members.flatMap((id) => world.store.entriesOf(id).filter(({ amount }) => amount < 0));
        expect(new Set(sent.map(({ because }) => because.source)).size).toBe(sent.length);
      }),
      { numRuns: 200 },
    );
  });

  it("is done once and answered the same, whichever call to the store it is killed after", async () => {
    for (let calls = 0; calls < 6; calls += 1) {
      const world = await aWorldWith(300);
      await world.transfer({}, "key", killedAfter(world.store, calls)).catch(orKilled);
      expect(bodyOf(await world.transfer({}, "key"))).toMatchObject({ fromBalance: 200 });
      expect(await world.balance("m_2")).toBe(100);
    }
  });
});
