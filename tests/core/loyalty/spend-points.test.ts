import { describe, expect, it } from "vitest";
import { killedAfter } from "../../support/killed-store.ts";
import { faultsOf } from "../../support/member-world.ts";
import { bodyOf, codeOf, orBusy, orKilled, ValueWorld } from "../../support/value-world.ts";

async function aWorldWith(...lots: number[]): Promise<ValueWorld> {
  const world = await ValueWorld.withMembers("m_1", "m_2");
  for (const [at, points] of lots.entries()) {
    world.now = `2011-09-0${at + 1}T10:00:00.000Z`;
    await world.adjust(points, { adjustmentId: `lot-${at}` });
  }
  return world;
}

describe("spending points outside a checkout", () => {
  it("takes what expires first, and says what is left", async () => {
    const world = await aWorldWith(300, 500);
    expect(await world.spend({ points: 400 })).toEqual({
      status: 201,
      body: { spendId: "1", memberId: "m_1", points: 400, balance: 400, bookedOn: "2011-09-02" },
    });
    const { lots } = await world.account();
    expect(lots).toMatchObject([{ left: 400, source: "adjustment#desk:lot-1" }]);
    expect(world.store.entriesOf("m_1").at(-1)).toMatchObject({
      kind: "spend",
      amount: -400,
      because: { source: "spend#till:1", rule: "spend-cash" },
    });
  });

  it("takes nothing when there are too few", async () => {
    const world = await aWorldWith(99);
    expect(codeOf(await world.spend())).toBe("too-few-points");
    expect(await world.balance()).toBe(99);
  });

  it("takes the last 1,000 once, of 200 who ask at the same moment", async () => {
    const world = await aWorldWith(1_000);
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, at) => world.spend({ spendId: `s-${at}`, points: 1_000 }).catch(orBusy)),
    );
    expect(outcomes.filter((outcome) => outcome !== "busy" && !("refused" in outcome))).toHaveLength(1);
    expect(await world.balance()).toBe(0);
    expect(await faultsOf(world.store, "m_1")).toEqual([]);
  });

  it("is of members that are there", async () => {
    const world = await aWorldWith(100);
    expect(codeOf(await world.spend({ memberId: "m_9" }))).toBe("member-unknown");
  });

  it("is given back whole, to the very lots", async () => {
    const world = await aWorldWith(300, 500);
    const before = await world.account();
    await world.spend({ points: 400 });
    expect(bodyOf(await world.giveBack())).toMatchObject({ points: 400, balance: 800 });
    expect(await world.account()).toEqual(before);
    expect(await faultsOf(world.store, "m_1")).toEqual([]);
  });

  it("is given back once, and to nobody else", async () => {
    const world = await aWorldWith(300);
    await world.spend();
    expect(codeOf(await world.giveBack("1", "m_2"))).toBe("spend-unknown");
    expect(codeOf(await world.giveBack("2"))).toBe("spend-unknown");
    const first = await world.giveBack();
    expect(await world.giveBack()).toEqual(first);
    expect(await world.balance()).toBe(300);
  });

  it("comes back with a grace when its lot has expired since", async () => {
    const world = await aWorldWith(300);
    world.programme = { ...world.programme, points: { ...world.programme.points, expiryGraceDays: 7 } };
    await world.spend({ points: 200 });
    world.now = "2012-09-10T10:00:00.000Z";
    await world.giveBack();
    expect((await world.account()).lots).toMatchObject([{ left: 300, expiresOn: "2012-09-17" }]);
    expect(await faultsOf(world.store, "m_1")).toEqual([]);
  });

  it("is done once and answered the same, whichever call to the store it is killed after", async () => {
    for (let calls = 0; calls < 4; calls += 1) {
      const world = await aWorldWith(300);
      await world.spend({}, "spend", killedAfter(world.store, calls)).catch(orKilled);
      expect(bodyOf(await world.spend({}, "spend"))).toMatchObject({ balance: 200 });
      await world.giveBack("1", "m_1", "back", killedAfter(world.store, calls)).catch(orKilled);
      expect(bodyOf(await world.giveBack("1", "m_1", "back"))).toMatchObject({ balance: 300 });
      expect(world.store.entriesOf("m_1")).toHaveLength(3);
    }
  });
});
