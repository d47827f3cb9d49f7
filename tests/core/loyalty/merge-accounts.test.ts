import { describe, expect, it } from "vitest";
import { ACCOUNTS, accountOf } from "../../../core/loyalty/ledger/account.ts";
import { MergeRequest } from "../../../core/loyalty/merge-accounts.ts";
import { newHead } from "../../../core/members/member-beginning.ts";
import { aLine } from "../../support/builders/an-order.ts";
import { aBasket, CheckoutWorld } from "../../support/checkout-world.ts";
import { faultsOf } from "../../support/member-world.ts";
import { bodyOf, codeOf, type ValueWorld } from "../../support/value-world.ts";

const BOTH = ["m_1", "m_2"] as const;

/** Ten points a pound, pending for so many days. */
async function aShop(returnWindowDays = 0): Promise<CheckoutWorld> {
  const world = await CheckoutWorld.withMembers(...BOTH);
  const spend = { points: 2, minor: 1, maxShare: 1 };
  const points = { ...world.programme.points, perMajorUnit: 10, spend, returnWindowDays };
  world.programme = { ...world.programme, points };
  world.members.programme = world.programme;
  return world;
}

/** Points on two days, stored value with a bonus. */
async function aMember(world: ValueWorld): Promise<void> {
  const storedValue = { ...world.programme.storedValue, steps: [{ fromMinor: 1_000, bonusMinor: 100 }] };
  world.programme = { ...world.programme, storedValue };
  await world.adjust(60, { adjustmentId: "a" });
  world.now = "2011-09-02T10:00:00.000Z";
  await world.adjust(40, { adjustmentId: "b" });
  await world.topUp(2_000);
}

const sound = async ({ store }: ValueWorld): Promise<void> => {
  for (const memberId of BOTH) expect(await faultsOf(store, memberId)).toEqual([]);
};

/** Balance − owed of every account, over both members. */
async function netOf({ store }: ValueWorld): Promise<Record<string, number>> {
  const loaded = await Promise.all(BOTH.map((id) => store.load(id, { accounts: true })));
  return Object.fromEntries(
    ACCOUNTS.map((name) => {
      const accounts = loaded.map(({ accounts }) => accountOf(accounts?.value ?? {}, name));
      return [name, accounts.reduce((sum, { balance, owed }) => sum + balance - owed, 0)];
    }),
  );
}

describe("merging one member's accounts into another's", () => {
  it("moves every lot as it is: source, last day, last day of its window, and tier", async () => {
    const world = await aShop(7);
    await aMember(world);
    await world.commit("1", [aLine()]);
    const before = await Promise.all(
      (["points", "pending", "principal", "bonus"] as const).map((name) => world.account("m_1", name)),
    );
    expect(bodyOf(await world.merge())).toEqual({
      ...{ mergeId: "1", from: "m_1", into: "m_2", lots: 5, left: 0, bookedOn: "2011-09-02" },
      moved: { points: 100, pending: 100, principal: 2_000, bonus: 100 },
      owed: { points: 0, pending: 0, principal: 0, bonus: 0 },
    });
    const terms = ({ lots }: (typeof before)[number]) => lots.map(({ entry: _, ...lot }) => lot);
    for (const [at, name] of (["points", "pending", "principal", "bonus"] as const).entries()) {
      expect(terms(await world.account("m_2", name))).toEqual(terms(before[at] as never));
      expect(await world.account("m_1", name)).toEqual({ balance: 0, owed: 0, lots: [] });
    }
    expect((await world.account("m_2", "pending")).lots).toMatchObject([{ source: "till:1", dueOn: "2011-09-09" }]);
    await sound(world);
  });

  it("names the decision, who took it and why, in every entry of either member", async () => {
    const world = await aShop();
    await aMember(world);
    await world.merge();
    const merged = BOTH.flatMap((id) => world.store.entriesOf(id).filter(({ kind }) => kind === "transfer"));
    expect(merged).toHaveLength(8);
    for (const { because } of merged) {
      expect(because).toMatchObject({ rule: "merge#desk:1", operator: "Ann", reason: "one person, two cards" });
    }
    expect(merged.map(({ because }) => because.source).toSorted()).toEqual(
      ["adjustment#desk:a", "adjustment#desk:b", "top-up#till:1", "top-up#till:1"].flatMap((source) => [
        source,
        source,
      ]),
    );
  });

  it("lets what the receiver has pay what the sender owes, and never falls below nothing", async () => {
    const world = await aShop();
    await world.commit("1", [aLine()]);
    await world.spend({ points: 100 });
    await world.refund("1", "r1", [{ lineId: "1", quantity: 1, amountMinor: 1_000 }]);
    expect(await world.account("m_1")).toMatchObject({ balance: 0, owed: 100 });
    await world.adjust(70, { memberId: "m_2" });
    expect(bodyOf(await world.merge())).toMatchObject({ moved: { points: 0 }, owed: { points: 100 }, lots: 1 });
    expect(await world.account("m_1")).toEqual({ balance: 0, owed: 0, lots: [] });
    expect(await world.account("m_2")).toEqual({ balance: 0, owed: 30, lots: [] });
    await sound(world);
  });

  it("pays what the receiver owes by what the sender has, earliest expiry first", async () => {
    const world = await aShop();
    await world.commit("1", [aLine()]);
    await world.spend({ points: 100 });
    await world.refund("1", "r1", [{ lineId: "1", quantity: 1, amountMinor: 1_000 }]);
    world.now = "2011-09-02T10:00:00.000Z";
    await world.adjust(60, { memberId: "m_2", adjustmentId: "b" });
    world.now = "2011-09-01T10:00:00.000Z";
    await world.adjust(60, { memberId: "m_2", adjustmentId: "a" });
    await world.merge({ from: "m_2" });
    expect(await world.account("m_1")).toMatchObject({
      ...{ balance: 20, owed: 0 },
      lots: [{ left: 20, source: "adjustment#desk:b", expiresOn: "2012-09-01" }],
    });
    await sound(world);
  });

  it("comes out right for an order that is refunded afterwards: it is owed there, and merged again the receiver pays", async () => {
    const world = await aShop();
    await aMember(world);
    await world.adjust(500, { memberId: "m_2", adjustmentId: "c" });
    const before = await netOf(world);
    const uses = { points: 80, pointsValueMinor: 40, storedValueMinor: 300 };
    await world.commit("1", [aLine({ quantity: 2 })], uses);
    await world.merge();
    await world.refund("1", "r1", [{ lineId: "1", quantity: 2, amountMinor: 1_960 }]);
    // What it used came back to its own lots here, and paid part of what it had earned.
    expect(await world.account("m_1")).toMatchObject({ balance: 0, owed: 110 });
    expect(await world.balance("m_1", "principal")).toBe(300);
    expect(bodyOf(await world.merge({ mergeId: "2" }))).toMatchObject({
      moved: { points: 0, principal: 300 },
      owed: { points: 110 },
    });
    expect(await netOf(world)).toEqual(before);
    expect(await world.account("m_1")).toEqual({ balance: 0, owed: 0, lots: [] });
    expect(await world.balance("m_2")).toBe(600);
    await sound(world);
  });

  it("lets a top-up be paid out at the receiver, bonus taken back, and pending points become points there", async () => {
    const world = await aShop(7);
    await aMember(world);
    await world.commit("1", [aLine()]);
    await world.merge();
    expect(bodyOf(await world.payOut("1", { memberId: "m_2" }))).toMatchObject({
      paidOutMinor: 2_000,
      bonusTakenBackMinor: 100,
    });
    expect(codeOf(await world.payOut("1", { refundId: "r2" }))).toBe("nothing-left");
    world.now = "2011-09-10T10:00:00.000Z";
    await world.turn("2011-09-09");
    expect(await world.balance("m_2")).toBe(200);
    await sound(world);
  });

  it("leaves growth where its orders are: a refund takes it back from there", async () => {
    const world = await aShop();
    const level = { id: "silver", name: { en: "Silver" }, threshold: 1_000_000 };
    const { tiers } = world.programme;
    world.programme = { ...world.programme, tiers: { ...tiers, levels: [{ ...level, benefits: {} } as never] } };
    await world.commit("1", [aLine()]);
    await world.merge();
    expect([await world.balance("m_1", "growth"), await world.balance("m_2", "growth")]).toEqual([1_000, 0]);
    await world.refund("1", "r1", [{ lineId: "1", quantity: 1, amountMinor: 1_000 }]);
    expect(await world.balance("m_1", "growth")).toBe(0);
  });

  it("moves 40 lots a call, each call whole, and goes on under a new key until nothing is left", async () => {
    const world = await aShop();
    for (let at = 0; at < 95; at += 1) await world.adjust(1, { adjustmentId: `lot-${at}` });
    const first = await world.merge({}, "key-1");
    expect(bodyOf(first)).toMatchObject({ lots: 40, left: 55, next: expect.stringContaining("new Idempotency-Key") });
    expect(await world.merge({}, "key-1")).toEqual(first);
    expect([await world.balance("m_1"), await world.balance("m_2")]).toEqual([55, 40]);
    await sound(world);
    expect(bodyOf(await world.merge({}, "key-2"))).toMatchObject({ lots: 40, left: 15 });
    const last = await world.merge({}, "key-3");
    expect(bodyOf(last)).toMatchObject({ lots: 15, left: 0 });
    expect(bodyOf(last)).not.toHaveProperty("next");
    // Done under this name: whoever asks again gets what ended it, whatever stands by then.
    await world.adjust(5, { adjustmentId: "later" });
    expect(await world.merge({}, "key-4")).toEqual(last);
    expect(codeOf(await world.merge({ from: "m_2" }))).toBe("id-used");
    expect([await world.balance("m_1"), await world.balance("m_2")]).toEqual([5, 95]);
    await sound(world);
  });

  it("refuses itself, nobody, the erased, who is merged already, and nothing", async () => {
    const world = await aShop();
    expect(codeOf(await world.merge({ into: "m_1" }))).toBe("merge-into-itself");
    expect(codeOf(await world.merge({ into: "m_9" }))).toBe("member-unknown");
    expect(codeOf(await world.merge({ from: "m_9" }))).toBe("member-unknown");
    expect(codeOf(await world.merge())).toBe("nothing-to-merge");
    for (const [memberId, status] of [
      ["m_8", "erased"],
      ["m_7", { mergedInto: "m_2" }],
    ] as const) {
      const stamp = { now: world.now, bookedOn: "2011-09-01" };
      const head = { ...newHead(memberId, world.now), status };
      await world.store.commit(await world.store.load(memberId, {}), { head }, stamp);
    }
    await world.adjust(1);
    expect(codeOf(await world.merge({ into: "m_8" }))).toBe("member-unknown");
    expect(codeOf(await world.merge({ into: "m_7" }))).toBe("member-merged");
    expect(codeOf(await world.merge({ from: "m_7" }))).toBe("member-merged");
    expect(await world.balance("m_1")).toBe(1);
  });

  it("refuses while a checkout of the sender holds something, and names the hold; not once it is let go", async () => {
    const world = await aShop();
    await aMember(world);
    await world.hold({ points: 50, basket: aBasket() });
    const refused = await world.merge();
    expect(codeOf(refused)).toBe("hold-stands");
    expect("refused" in refused && refused.refused.detail).toContain("till:h1");
    await world.release();
    expect(bodyOf(await world.merge())).toMatchObject({ moved: { points: 100 } });
  });

  it("is refused an account that would hold more than accounts can", async () => {
    const world = await aShop();
    await world.adjust(1);
    const { head } = await world.store.load("m_2", {});
    const full = { balance: 1_000_000_000_000, owed: 0, lots: [{ entry: 1, left: 1_000_000_000_000, source: "x" }] };
    await world.store.commit(
      await world.store.load("m_2", {}),
      {
        head: { ...newHead("m_2", world.now), ...head },
        items: [{ kind: "accounts", version: 0, value: { points: full } }],
      },
      { now: world.now, bookedOn: "2011-09-01" },
    );
    expect(codeOf(await world.merge())).toBe("account-full");
    expect(await world.balance("m_1")).toBe(1);
  });

  it("needs who decides it, and why", () => {
    const sound = { into: `m_${"a".repeat(20)}`, channel: "desk", mergeId: "1", operator: "Ann", reason: "two cards" };
    expect(MergeRequest.safeParse(sound).success).toBe(true);
    for (const change of [
      ...[{ operator: undefined }, { operator: "  " }, { reason: undefined }, { reason: "x" }],
      ...[{ into: "somebody" }, { into: undefined }, { channel: "A B" }, { mergeId: "" }, { points: 1 }],
    ]) {
      expect(MergeRequest.safeParse({ ...sound, ...change }).success, JSON.stringify(change)).toBe(false);
    }
  });
});
