import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CallOutcome } from "../../../core/loyalty/idempotency.ts";
import type { MemberStore } from "../../../core/members/member-store.ts";
import { CheckoutWorld } from "../../support/checkout-world.ts";
import { everyInterleaving } from "../../support/every-interleaving.ts";
import { killedAfter } from "../../support/killed-store.ts";
import { faultsOf } from "../../support/member-world.ts";
import { bodyOf, codeOf, orBusy, orKilled, type ValueWorld } from "../../support/value-world.ts";

const BOTH = ["m_1", "m_2"] as const;

/** A hundred points with one of two members. */
const world = async () => {
  const value = await CheckoutWorld.withMembers(...BOTH);
  const { points } = value.programme;
  value.programme = { ...value.programme, points: { ...points, spend: { points: 2, minor: 1, maxShare: 1 } } };
  await value.adjust(100);
  return { store: value.store, value };
};

const sound = async ({ store }: ValueWorld): Promise<void> => {
  for (const memberId of BOTH) expect(await faultsOf(store, memberId)).toEqual([]);
};

const done = (outcomes: unknown[]) =>
  (outcomes as (CallOutcome | "busy")[]).filter((one) => one !== "busy" && codeOf(one) === undefined);

describe("a merge, whatever happens beside it", () => {
  it("in every order of loads and commits with a spend of the same points: they are spent, or moved", async () => {
    const ends = new Set<string>();
    const schedules = await everyInterleaving({
      world,
      callers: (value, store) => [
        value.merge({}, "merge", store).catch(orBusy),
        value.spend({}, "spend", store).catch(orBusy),
      ],
      holds: async (value, outcomes) => {
        expect(done(outcomes)).toHaveLength(1);
        const balances = [await value.balance("m_1"), await value.balance("m_2")];
        expect(balances[0]).toBe(0);
        ends.add(balances.join());
        await sound(value);
      },
    });
    expect(schedules).toBeGreaterThan(15);
    expect([...ends].toSorted()).toEqual(["0,0", "0,100"]);
  });

  it("in every order with a hold of the same points: never both, and what is held is never left behind", async () => {
    const ends = new Set<string>();
    await everyInterleaving({
      world,
      callers: (value, store) => [
        value.merge({}, "merge", store).catch(orBusy),
        value.hold({ points: 60 }, "hold", store).catch(orBusy),
      ],
      holds: async (value, outcomes) => {
        expect(done(outcomes)).toHaveLength(1);
        ends.add(`${await value.balance("m_1")},${await value.balance("m_2")}`);
        await sound(value);
      },
    });
    expect([...ends].toSorted()).toEqual(["0,100", "40,0"]);
  });

  it("sent twice at once, under two keys: one merge, the same answers", async () => {
    await everyInterleaving({
      world,
      callers: (value, store) => ["one", "two"].map((key) => value.merge({}, key, store)),
      holds: async (value, outcomes) => {
        expect(outcomes[0]).toEqual(outcomes[1]);
        expect([await value.balance("m_1"), await value.balance("m_2")]).toEqual([0, 100]);
        await sound(value);
      },
    });
  });

  it("both ways at once: all of it is with one of them, or changed places, and none is lost or made", async () => {
    const schedules = await everyInterleaving({
      world: async () => {
        const made = await world();
        await made.value.adjust(30, { memberId: "m_2", adjustmentId: "theirs" });
        return made;
      },
      callers: (value, store) => [
        value.merge({ mergeId: "there" }, "a", store).catch(orBusy),
        value.merge({ mergeId: "back", from: "m_2" }, "b", store).catch(orBusy),
      ],
      holds: async (value) => {
        const balances = [await value.balance("m_1"), await value.balance("m_2")];
        expect(["130,0", "0,130"]).toContain(balances.join());
        await sound(value);
      },
    });
    expect(schedules).toBeGreaterThan(50);
  });

  it("is done once and answered the same, whichever call to the store it is killed after", async () => {
    for (let calls = 0; calls <= 6; calls += 1) {
      const { value } = await world();
      const killed = await value.merge({}, "key", killedAfter(value.store, calls)).catch(orKilled);
      expect(killed === "killed", `${calls} calls`).toBe(calls < 6);
      const again = await value.merge({}, "key");
      expect(bodyOf(again)).toMatchObject({ moved: { points: 100 }, left: 0 });
      expect(await value.merge({}, "key")).toEqual(again);
      expect([await value.balance("m_1"), await value.balance("m_2")]).toEqual([0, 100]);
      await sound(value);
    }
  });

  it("loses and makes none, whoever is merged into whom beside transfers, twice, and killed half way", async () => {
    const acts = fc.array(
      fc.record({
        merges: fc.boolean(),
        back: fc.boolean(),
        points: fc.integer({ min: 1, max: 120 }),
        killed: fc.integer({ min: 0, max: 8 }),
      }),
      { maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(acts, fc.scheduler(), async (asked, scheduler) => {
        const { value } = await world();
        await value.adjust(50, { memberId: "m_2", adjustmentId: "theirs" });
        const all = killedAfter(value.store, Number.POSITIVE_INFINITY);
        const store: MemberStore = {
          ...all,
          load: scheduler.scheduleFunction(all.load),
          commitTogether: scheduler.scheduleFunction(all.commitTogether),
        };
        const act = ({ merges, back, points }: (typeof asked)[number], at: number, using?: MemberStore) =>
          merges
            ? value.merge({ mergeId: `x-${at}`, from: back ? "m_2" : "m_1" }, `key-${at}`, using)
            : value.transfer(
                { transferId: `x-${at}`, points, from: back ? "m_2" : "m_1", to: back ? "m_1" : "m_2" },
                `key-${at}`,
                using,
              );
        await scheduler.waitFor(
          Promise.all(
            asked.map((one, at) =>
              act(one, at, killedAfter(store, one.killed)).catch((cause: unknown) =>
                cause instanceof Error && cause.name === "KilledError" ? "killed" : orBusy(cause),
              ),
            ),
          ),
        );
        for (const [at, one] of asked.entries()) {
          const outcome = await act(one, at);
          if (codeOf(outcome) === undefined) expect(await act(one, at)).toEqual(outcome);
        }
        expect((await value.balance("m_1")) + (await value.balance("m_2"))).toBe(150);
        await sound(value);
      }),
      { numRuns: 150 },
    );
  });
});
