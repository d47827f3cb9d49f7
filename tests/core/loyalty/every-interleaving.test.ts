import { describe, expect, it } from "vitest";
import type { CallOutcome } from "../../../core/loyalty/idempotency.ts";
import { aRegistration } from "../../support/builders/a-registration.ts";
import { everyInterleaving } from "../../support/every-interleaving.ts";
import { InMemoryMemberStore } from "../../support/in-memory-member-store.ts";
import { faultsOf } from "../../support/member-world.ts";
import { codeOf, orBusy, ValueWorld } from "../../support/value-world.ts";

/** Value that many want at once, in the core: every order of loads and commits, enumerated. */
const worldWith = (points: number) => async () => {
  const value = await ValueWorld.withMembers("m_1", "m_2");
  await value.adjust(points, { adjustmentId: "to-begin-with" });
  return { store: value.store, value };
};

const done = (outcomes: unknown[]): CallOutcome[] =>
  (outcomes as (CallOutcome | "busy")[]).filter(
    (outcome): outcome is CallOutcome => outcome !== "busy" && codeOf(outcome) === undefined,
  );

const sound = async (value: ValueWorld): Promise<void> => {
  for (const memberId of ["m_1", "m_2"]) expect(await faultsOf(value.store, memberId)).toEqual([]);
};

describe("in every order of loads and commits", () => {
  it("three who spend the last points: one succeeds, two find too few", async () => {
    const schedules = await everyInterleaving({
      world: worldWith(100),
      callers: (value, store) =>
        ["a", "b", "c"].map((spendId) => value.spend({ spendId }, undefined, store).catch(orBusy)),
      holds: async (value, outcomes) => {
        expect(done(outcomes)).toHaveLength(1);
        expect((outcomes as CallOutcome[]).filter((one) => codeOf(one) === "too-few-points")).toHaveLength(2);
        expect(await value.balance()).toBe(0);
        await sound(value);
      },
    });
    // 90 orders of three loads and three commits, and more, since whoever was too late loads again.
    expect(schedules).toBeGreaterThan(90);
  });

  it("two who transfer the same points: none is lost, none is made", async () => {
    const schedules = await everyInterleaving({
      world: worldWith(100),
      callers: (value, store) => [
        value.transfer({ transferId: "a" }, undefined, store).catch(orBusy),
        value.transfer({ transferId: "b" }, undefined, store).catch(orBusy),
      ],
      holds: async (value, outcomes) => {
        expect(done(outcomes)).toHaveLength(1);
        expect([await value.balance("m_1"), await value.balance("m_2")]).toEqual([0, 100]);
        await sound(value);
      },
    });
    expect(schedules).toBeGreaterThan(80);
  });

  it("one call sent three times under its key: one effect, three equal answers", async () => {
    await everyInterleaving({
      world: worldWith(300),
      callers: (value, store) => [1, 2, 3].map(() => value.spend({}, "one-key", store)),
      holds: async (value, outcomes) => {
        expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
        expect(await value.balance()).toBe(200);
        await sound(value);
      },
    });
  });

  it("one top-up that two tills pay out: it is handed back once", async () => {
    await everyInterleaving({
      world: async () => {
        const value = await ValueWorld.withMembers("m_1", "m_2");
        await value.topUp(5_000);
        return { store: value.store, value };
      },
      callers: (value, store) =>
        ["a", "b"].map((refundId) => value.payOut("1", { refundId }, undefined, store).catch(orBusy)),
      holds: async (value, outcomes) => {
        expect(done(outcomes)).toHaveLength(1);
        expect(await value.balance("m_1", "principal")).toBe(0);
        await sound(value);
      },
    });
  });

  it("the conditions are what holds it: without them the last points are spent twice", async () => {
    const successes: number[] = [];
    await everyInterleaving({
      world: async () => {
        const value = new ValueWorld(new InMemoryMemberStore({ conditions: { head: false, versions: false } }));
        await value.members.apply(aRegistration());
        await value.adjust(100, { adjustmentId: "to-begin-with" });
        return { store: value.store, value };
      },
      callers: (value, store) => ["a", "b"].map((spendId) => value.spend({ spendId }, undefined, store)),
      holds: (_, outcomes) => void successes.push(done(outcomes).length),
    });
    expect([...new Set(successes)].toSorted()).toEqual([1, 2]);
  });
});
