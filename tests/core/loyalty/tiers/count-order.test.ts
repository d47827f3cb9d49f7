import { describe, expect, it } from "vitest";
import { accountOf } from "../../../../core/loyalty/ledger/account.ts";
import { aLadder } from "../../../support/builders/a-ladder.ts";
import { aProgramme } from "../../../support/builders/a-programme.ts";
import { aCancellation, aRefund } from "../../../support/builders/a-refund.ts";
import { aLine, anOrder } from "../../../support/builders/an-order.ts";
import { faultsOf, MemberWorld } from "../../../support/member-world.ts";

type Ladder = Parameters<typeof aLadder>[0];

function worldWith(ladder: Ladder = {}) {
  const world = new MemberWorld();
  world.programme = aProgramme({ tiers: aLadder(ladder) });
  return world;
}

async function standingIn(world: MemberWorld) {
  const { tier, accounts } = await world.store.load("m_1", { tier: true, accounts: true });
  expect(await faultsOf(world.store, "m_1")).toEqual([]);
  return {
    tier: tier?.value.tier ?? "ordinary",
    moves: tier?.value.moves ?? [],
    growth: accountOf(accounts?.value ?? {}, "growth"),
    changes: world.store
      .outboxOf("m_1")
      .flatMap((one) => (one.type === "TierChanged" ? [`${one.from} ${one.to}`] : [])),
  };
}

describe("a paid order", () => {
  it("counts what was paid for its goods, on an account of its own, for as long as the window is", async () => {
    const world = worldWith();
    const lines = [aLine({ unitPriceMinor: 20_000 }), aLine({ lineId: "post", goods: false, unitPriceMinor: 900 })];
    await world.apply(anOrder({ lines, discountMinor: 1_000 }));
    const { growth, tier } = await standingIn(world);
    expect(growth).toEqual({
      balance: 19_000,
      owed: 0,
      lots: [{ entry: 2, source: "web:1", left: 19_000, expiresOn: "2012-08-31" }],
    });
    expect(tier).toBe("ordinary");
  });

  it("lifts in the commit that counts it, and that commit announces it", async () => {
    const world = worldWith();
    await world.apply(anOrder({ spendMinor: 60_000 }), anOrder({ orderId: "2", spendMinor: 40_000 }));
    const { tier, changes, moves } = await standingIn(world);
    expect([tier, changes]).toEqual(["silver", ["ordinary silver"]]);
    expect(moves).toMatchObject([{ because: "reached", orderKey: "web:2", counter: 100_000, programme: 1 }]);
    const announced = world.store.outboxOf("m_1").filter(({ seq }) => seq === 2);
    expect(announced.map(({ type }) => type)).toEqual(["OrderPaid", "TierChanged"]);
  });

  it("earns by the tier that the member had before it", async () => {
    const world = worldWith();
    await world.apply(anOrder({ spendMinor: 300_000 }), anOrder({ orderId: "2", spendMinor: 10_000 }));
    const { account, entries } = await world.member();
    expect(account.balance).toBe(3_000 + 150);
    const earned = entries.filter(({ account: name }) => name === "points");
    expect(earned.map(({ because }) => because.rule)).toEqual(["per-major-unit", "per-major-unit, tier:gold ×1.5"]);
    expect(earned.map(({ tier }) => tier)).toEqual([undefined, "gold"]);
  });

  it("counts orders, or growth value, where the tiers go by those", async () => {
    const levels = [{ id: "silver", name: { en: "S", "zh-CN": "银" }, threshold: 2 }];
    const orders = worldWith({ basis: "orders", levels });
    await orders.apply(anOrder(), anOrder({ orderId: "2" }));
    expect(await standingIn(orders)).toMatchObject({ tier: "silver", growth: { balance: 2 } });

    const growth = worldWith({ basis: "growth", growthPerMajorUnit: 3 });
    await growth.apply(anOrder({ spendMinor: 1_999 }));
    expect((await standingIn(growth)).growth.balance).toBe(57);
  });

  it("of history counts for no tier, as it earns no points", async () => {
    const world = worldWith();
    await world.apply(anOrder({ spendMinor: 500_000, historic: true }));
    expect(await standingIn(world)).toMatchObject({ tier: "ordinary", growth: { balance: 0 } });
  });

  it("that left the window lifts nobody, though no sweep has come by", async () => {
    const world = worldWith();
    await world.apply(anOrder({ spendMinor: 99_000, occurredAt: "2010-09-05T10:00:00.000Z" }));
    await world.apply(anOrder({ orderId: "2", spendMinor: 99_000 }));
    expect((await standingIn(world)).tier).toBe("ordinary");
    await world.apply(anOrder({ orderId: "3", spendMinor: 1_000 }));
    expect((await standingIn(world)).tier).toBe("silver");
  });

  it("posts nothing of the kind where there are no tiers", async () => {
    const world = new MemberWorld();
    await world.apply(
      anOrder({ spendMinor: 500_000 }),
      aRefund({ lines: [{ lineId: "1", quantity: 1, amountMinor: 500_000 }] }),
    );
    const { entries, order } = await world.member();
    expect(entries.map(({ account }) => account)).toEqual(["points", "points"]);
    expect(order).not.toHaveProperty("growth");
  });
});

describe("a refund", () => {
  const refunded = (refundId: string, amountMinor: number, quantity = 1) =>
    aRefund({ refundId, lines: [{ lineId: "1", quantity, amountMinor }] });
  const threeAt = (unitPriceMinor: number) => anOrder({ lines: [aLine({ quantity: 3, unitPriceMinor })] });

  it("takes back what its part had counted, from the order's own lot, and the upgrade with it", async () => {
    const world = worldWith();
    await world.apply(threeAt(40_000), refunded("r1", 40_000));
    const { tier, changes, growth } = await standingIn(world);
    expect([tier, changes, growth.balance]).toEqual(["ordinary", ["ordinary silver", "silver ordinary"], 80_000]);
    await world.apply(aCancellation());
    expect((await standingIn(world)).growth).toEqual({ balance: 0, owed: 0, lots: [] });
  });

  it("in any parts leaves what one refund of the whole leaves", async () => {
    for (const basis of ["spend", "orders", "growth"] as const) {
      const world = worldWith({ basis });
      await world.apply(threeAt(33_333), refunded("r1", 33_333), refunded("r2", 33_333), refunded("r3", 33_333));
      expect((await standingIn(world)).growth, basis).toEqual({ balance: 0, owed: 0, lots: [] });
    }
  });

  it("of a part leaves an order counted, where the tiers go by orders", async () => {
    const world = worldWith({ basis: "orders" });
    await world.apply(threeAt(10_000), refunded("r1", 10_000), refunded("r2", 10_000));
    expect((await standingIn(world)).growth.balance).toBe(1);
    await world.apply(refunded("r3", 10_000));
    expect((await standingIn(world)).growth.balance).toBe(0);
  });

  it("takes nothing from other orders when its own has left the window and was swept", async () => {
    const world = worldWith({ windowDays: 1 });
    await world.apply(threeAt(10_000));
    const loaded = await world.store.load("m_1", { accounts: true });
    const growth = { balance: 500, owed: 0, lots: [{ entry: 9, source: "web:other", left: 500 }] };
    const { seq: _, ...head } = loaded.head ?? {
      seq: 0,
      status: "active" as const,
      createdAt: "",
      entries: 0,
      entryHash: "",
      parked: 0,
    };
    const accounts = { ...loaded.accounts?.value, growth };
    await world.store.commit(
      loaded,
      { head, items: [{ kind: "accounts", version: loaded.accounts?.version ?? 0, value: accounts }] },
      { now: world.now, bookedOn: "2011-09-05" },
    );
    await world.apply(refunded("r1", 10_000));
    const after = await world.store.load("m_1", { accounts: true });
    expect(accountOf(after.accounts?.value ?? {}, "growth")).toEqual(growth);
  });

  it("that came before its order undoes the upgrade when the order comes", async () => {
    const world = worldWith();
    await world.apply(refunded("r1", 120_000, 3), threeAt(40_000));
    expect(await standingIn(world)).toMatchObject({
      tier: "ordinary",
      changes: ["ordinary silver", "silver ordinary"],
    });
  });

  it("twice, and the order twice, come to the same", async () => {
    const world = worldWith();
    await world.apply(threeAt(40_000), threeAt(40_000), refunded("r1", 10_000), refunded("r1", 10_000));
    expect(await standingIn(world)).toMatchObject({ tier: "silver", growth: { balance: 110_000 } });
  });
});
