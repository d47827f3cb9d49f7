import { describe, expect, it } from "vitest";
import { sha256 } from "../../../../adapters/identity/sha256.ts";
import { debit } from "../../../../core/loyalty/ledger/ledger.ts";
import { TopUpRequest } from "../../../../core/loyalty/stored-value/top-up.ts";
import { chainEnd, ledgerItems, ledgerOf } from "../../../../core/members/member-ledger.ts";
import { StoredValueRules } from "../../../../core/programme/stored-value.ts";
import { killedAfter } from "../../../support/killed-store.ts";
import { faultsOf } from "../../../support/member-world.ts";
import { bodyOf, codeOf, orKilled, ValueWorld } from "../../../support/value-world.ts";

const STEPS = [
  { fromMinor: 10_000, bonusMinor: 500 },
  { fromMinor: 50_000, bonusMinor: 5_000 },
];

async function aWorld(rules: Partial<StoredValueRules> = {}): Promise<ValueWorld> {
  const world = await ValueWorld.withMembers("m_1", "m_2");
  const storedValue = StoredValueRules.parse({ steps: STEPS, bonusExpireDays: 90, ...rules });
  world.programme = { ...world.programme, storedValue };
  return world;
}

/** Spends stored value as a till's checkout does: from the accounts, lot by lot. */
async function spendValue(world: ValueWorld, account: "principal" | "bonus", amountMinor: number): Promise<void> {
  const loaded = await world.store.load("m_1", { accounts: true });
  if (loaded.head === undefined) throw new Error("nobody there");
  const before = ledgerOf(loaded, loaded.head);
  const because = { source: "till:9", rule: "checkout", programme: 1 };
  const posting = { account, kind: "spend", amount: amountMinor, because, shortfall: "refuse" } as const;
  const spent = debit(before, { ...posting, occurredOn: "2011-09-01", bookedOn: "2011-09-01" }, sha256);
  if (spent.kind === "short") throw new Error(`only ${spent.there} there`);
  const head = { ...loaded.head, ...chainEnd(spent.ledger) };
  const stamp = { now: world.now, bookedOn: "2011-09-01" };
  await world.store.commit(loaded, { head, items: ledgerItems(loaded, spent.ledger, [spent.entry]) }, stamp);
}

describe("topping up", () => {
  it("credits what was paid in, and the bonus of the last step that it reaches, each in its own account", async () => {
    const world = await aWorld();
    for (const [topUpId, amountMinor, bonusMinor] of [
      ["a", 9_999, 0],
      ["b", 10_000, 500],
      ["c", 49_999, 500],
      ["d", 50_000, 5_000],
    ] as const) {
      expect(bodyOf(await world.topUp(amountMinor, { topUpId }))).toMatchObject({ amountMinor, bonusMinor });
    }
    expect(await world.balance("m_1", "principal")).toBe(119_998);
    expect(await world.balance("m_1", "bonus")).toBe(6_000);
    expect((await world.account("m_1", "bonus")).lots[0]).toMatchObject({
      source: "top-up#till:b",
      expiresOn: "2011-11-30",
    });
    expect((await world.account("m_1", "principal")).lots[0]).not.toHaveProperty("expiresOn");
    expect(await faultsOf(world.store, "m_1")).toEqual([]);
  });

  it("is refused in another currency, out of its bounds, and beyond what may be held", async () => {
    const world = await aWorld({ leastTopUpMinor: 100, mostTopUpMinor: 60_000, mostHeldMinor: 70_000 });
    expect(codeOf(await world.topUp(1_000, { currency: "CNY" }))).toBe("other-currency");
    expect(codeOf(await world.topUp(99))).toBe("top-up-out-of-bounds");
    expect(codeOf(await world.topUp(60_001))).toBe("top-up-out-of-bounds");
    expect(codeOf(await world.topUp(50_000, { topUpId: "1" }))).toBeUndefined();
    expect(codeOf(await world.topUp(14_501, { topUpId: "2" }))).toBe("balance-cap");
    expect(codeOf(await world.topUp(14_500, { topUpId: "2" }))).toBeUndefined();
    expect(codeOf(await world.topUp(1_000, { memberId: "m_9", topUpId: "3" }))).toBe("member-unknown");
  });

  it("reads whole amounts above 0 alone", () => {
    const sound = {
      memberId: `m_${"a".repeat(20)}`,
      channel: "till",
      topUpId: "1",
      currency: "GBP",
      amountMinor: 100,
    };
    expect(TopUpRequest.safeParse(sound).success).toBe(true);
    for (const amountMinor of [0, -1, 1.5, 1_000_000_001, Number.MAX_SAFE_INTEGER + 2, Infinity, "100", null]) {
      expect(TopUpRequest.safeParse({ ...sound, amountMinor }).success, String(amountMinor)).toBe(false);
    }
  });

  it("is done once and answered the same, whichever call to the store it is killed after", async () => {
    for (let calls = 0; calls < 4; calls += 1) {
      const world = await aWorld();
      await world.topUp(10_000, {}, "key", killedAfter(world.store, calls)).catch(orKilled);
      expect(bodyOf(await world.topUp(10_000, {}, "key"))).toMatchObject({
        principalMinor: 10_000,
        bonusHeldMinor: 500,
      });
      await world.payOut("1", {}, "back", killedAfter(world.store, calls)).catch(orKilled);
      expect(bodyOf(await world.payOut("1", {}, "back"))).toMatchObject({ paidOutMinor: 10_000, principalMinor: 0 });
      expect(world.store.entriesOf("m_1")).toHaveLength(4);
    }
  });
});

describe("paying a top-up out", () => {
  it("hands back the principal and takes back the bonus that it brought", async () => {
    const world = await aWorld();
    await world.topUp(10_000, { topUpId: "a" });
    await world.topUp(20_000, { topUpId: "b" });
    expect(await world.payOut("a")).toEqual({
      status: 200,
      body: {
        topUpId: "a",
        refundId: "r1",
        memberId: "m_1",
        currency: "GBP",
        paidOutMinor: 10_000,
        principalGoneMinor: 0,
        bonusTakenBackMinor: 500,
        bonusGoneMinor: 0,
        principalMinor: 20_000,
        bonusHeldMinor: 500,
        bookedOn: "2011-09-01",
      },
    });
    expect(world.store.entriesOf("m_1").map(({ kind }) => kind)).toEqual([
      "top-up",
      "bonus",
      "top-up",
      "bonus",
      "pay-out",
      "take-back",
    ]);
    expect(await faultsOf(world.store, "m_1")).toEqual([]);
  });

  it("hands back what is left alone, says what was spent, and never touches another top-up", async () => {
    const world = await aWorld();
    await world.topUp(10_000, { topUpId: "a" });
    await spendValue(world, "principal", 4_000);
    await spendValue(world, "bonus", 200);
    await world.topUp(20_000, { topUpId: "b" });
    expect(bodyOf(await world.payOut("a"))).toMatchObject({
      paidOutMinor: 6_000,
      principalGoneMinor: 4_000,
      bonusTakenBackMinor: 300,
      bonusGoneMinor: 200,
      principalMinor: 20_000,
      bonusHeldMinor: 500,
    });
  });

  it("goes by the top-up's own lots, though others are older", async () => {
    const world = await aWorld();
    await world.topUp(10_000, { topUpId: "older" });
    await world.topUp(20_000, { topUpId: "younger" });
    expect(bodyOf(await world.payOut("younger"))).toMatchObject({ paidOutMinor: 20_000, bonusTakenBackMinor: 500 });
    for (const account of ["principal", "bonus"] as const) {
      expect((await world.account("m_1", account)).lots.map(({ source }) => source)).toEqual(["top-up#till:older"]);
    }
  });

  it("hands back once: under the same refund the same, under another nothing is left", async () => {
    const world = await aWorld();
    await world.topUp(10_000);
    const first = await world.payOut("1");
    expect(await world.payOut("1")).toEqual(first);
    expect(codeOf(await world.payOut("1", { refundId: "r2" }))).toBe("nothing-left");
  });

  it("is refused of a top-up that nobody made, and of another member's", async () => {
    const world = await aWorld();
    await world.topUp(10_000);
    expect(codeOf(await world.payOut("2"))).toBe("top-up-unknown");
    expect(codeOf(await world.payOut("1", { memberId: "m_2" }))).toBe("top-up-unknown");
    expect(codeOf(await world.payOut("1", { channel: "web" }))).toBe("top-up-unknown");
    expect(await world.balance("m_1", "principal")).toBe(10_000);
  });
});
