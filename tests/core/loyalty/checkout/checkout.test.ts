import { describe, expect, it } from "vitest";
import { newCoupon } from "../../../../core/loyalty/coupons/coupon.ts";
import { couponCode } from "../../../../core/loyalty/coupons/coupon-code.ts";
import { changeMember } from "../../../../core/members/change-member.ts";
import { headOf } from "../../../../core/members/member-beginning.ts";
import { anOffer } from "../../../support/builders/a-programme.ts";
import { aLine } from "../../../support/builders/an-order.ts";
import { aBasket, CheckoutWorld } from "../../../support/checkout-world.ts";
import { killedAfter } from "../../../support/killed-store.ts";
import { faultsOf } from "../../../support/member-world.ts";
import { bodyOf, codeOf, orBusy, orKilled } from "../../../support/value-world.ts";

const TEN_POUNDS = [aLine({ lineId: "1", unitPriceMinor: 1_000 })];

/** A member with 2,000 points and £50 of stored value; 1,000 points take £5 off. */
async function aMember(): Promise<CheckoutWorld> {
  const world = await CheckoutWorld.withMembers("m_1", "m_2");
  const { points } = world.programme;
  world.programme = { ...world.programme, points: { ...points, spend: { points: 1_000, minor: 500, maxShare: 1 } } };
  await world.adjust(2_000);
  await world.topUp(5_000);
  return world;
}

/** Puts a coupon of £5 off from £25 into the member's hand. */
async function withCoupon(world: CheckoutWorld, offer = anOffer(), letter = "A"): Promise<string> {
  const code = couponCode(letter.repeat(16));
  const coupon = newCoupon({ code, offer, currency: "GBP", timeZone: "Europe/London", now: world.now });
  const stamp = { now: world.now, bookedOn: "2011-09-01" };
  await changeMember(
    "m_1",
    {},
    (loaded) => ({
      answer: undefined,
      change: { head: headOf(loaded, world.now), items: [{ kind: "coupon", version: 0, value: coupon }] },
    }),
    { store: world.store, stamp, pause: async () => {} },
  );
  return code;
}

const couponOf = async (world: CheckoutWorld, code: string) =>
  (await world.store.load("m_1", { couponCodes: [code] })).coupons[code]?.value;

describe("a checkout", () => {
  it("takes what it holds out of reach, and spends it with the paid order", async () => {
    const world = await aMember();
    const held = bodyOf(await world.hold({ points: 1_000, storedValueMinor: 300 }));
    expect(held).toMatchObject({
      ...{ points: 1_000, pointsValueMinor: 500, principalMinor: 300, bonusMinor: 0 },
      order: { discountMinor: 500, totalMinor: 500, payMinor: 200 },
    });
    expect(await world.balance()).toBe(1_000);
    const uses = { holdId: "h1", points: 1_000, pointsValueMinor: 500, storedValueMinor: 300 };
    expect(bodyOf(await world.commit("1", TEN_POUNDS, uses))).toMatchObject({
      ...{ pointsEarned: 5, pointsSpent: 1_000, principalMinor: 300, discrepancies: [] },
    });
    expect(await world.balance()).toBe(1_005);
    expect(await world.balance("m_1", "principal")).toBe(4_700);
    expect(await faultsOf(world.store, "m_1")).toEqual([]);
  });

  it("holds no more than is there, and of two who want the last points one gets them", async () => {
    const world = await aMember();
    const [first, second] = await Promise.all([
      world.hold({ holdId: "a", points: 2_000, basket: aBasket([aLine({ unitPriceMinor: 5_000 })]) }).catch(orBusy),
      world.hold({ holdId: "b", points: 2_000, basket: aBasket([aLine({ unitPriceMinor: 5_000 })]) }).catch(orBusy),
    ]);
    const outcomes = [first, second].map((one) => (one === "busy" ? "busy" : (codeOf(one) ?? "held")));
    expect(outcomes.toSorted()).toEqual(["held", "too-few-points"]);
    expect(await world.balance()).toBe(0);
  });

  it("lets go by itself after fifteen minutes, not before", async () => {
    const world = await aMember();
    await world.hold({ points: 1_000 });
    world.now = "2011-09-01T10:14:59.000Z";
    expect(await world.releaseDue()).toEqual({ released: 0 });
    world.now = "2011-09-01T10:15:00.000Z";
    expect(await world.releaseDue()).toEqual({ released: 1 });
    expect(await world.releaseDue()).toEqual({ released: 0 });
    expect((await world.account()).lots).toMatchObject([{ left: 2_000 }]);
    expect(await faultsOf(world.store, "m_1")).toEqual([]);
  });

  it("counts a paid order whose hold has lapsed: what is still free is taken, what isn't is a discrepancy", async () => {
    const world = await aMember();
    await world.hold({ points: 2_000, basket: aBasket([aLine({ unitPriceMinor: 5_000 })]) });
    world.now = "2011-09-01T10:20:00.000Z";
    await world.releaseDue();
    await world.spend({ points: 500 });
    const uses = { holdId: "h1", points: 2_000, pointsValueMinor: 1_000 };
    const paid = bodyOf(await world.commit("1", [aLine({ unitPriceMinor: 5_000 })], uses));
    expect(paid).toMatchObject({
      pointsSpent: 1_500,
      discrepancies: [{ what: "points", missing: 500, because: "hold-released" }],
    });
    expect(await world.balance()).toBe(40);
    expect(await faultsOf(world.store, "m_1")).toEqual([]);
  });

  it("gives back in parts exactly what lines used, to the very lots, and all of it in the end", async () => {
    const world = await aMember();
    const before = { points: await world.account(), principal: await world.account("m_1", "principal") };
    const lines = [
      aLine({ lineId: "1", unitPriceMinor: 333 }),
      aLine({ lineId: "2", unitPriceMinor: 333 }),
      aLine({ lineId: "3", unitPriceMinor: 334 }),
    ];
    await world.commit("1", lines, { points: 999, pointsValueMinor: 499, storedValueMinor: 100 });
    // 1,000 of goods less 499: the lines come to 167, 167 and 167 of money.
    const first = bodyOf(await world.refund("1", "r1", [{ lineId: "1", quantity: 1, amountMinor: 167 }]));
    expect(first).toMatchObject({ pointsGivenBack: 333, principalMinor: 34, payOutMinor: 133 });
    await world.refund("1", "r2", [{ lineId: "2", quantity: 1, amountMinor: 167 }]);
    await world.refund("1", "r3", [{ lineId: "3", quantity: 1, amountMinor: 167 }]);
    expect(await world.account()).toEqual(before.points);
    expect(await world.account("m_1", "principal")).toEqual(before.principal);
    expect(await faultsOf(world.store, "m_1")).toEqual([]);
  });

  it("uses a held coupon, lets nobody else use it, and gives it back with the whole order", async () => {
    const world = await aMember();
    const code = await withCoupon(world);
    const thirty = [aLine({ lineId: "1", unitPriceMinor: 3_000 })];
    const held = await world.hold({ coupons: [code], basket: aBasket(thirty) });
    expect(bodyOf(held)).toMatchObject({ coupons: [{ code, valueMinor: 500 }], order: { totalMinor: 2_500 } });
    expect(codeOf(await world.hold({ holdId: "h2", coupons: [code], basket: aBasket(thirty) }))).toBe(
      "coupon-does-not-fit",
    );
    const uses = { holdId: "h1", coupons: [{ code, valueMinor: 500 }] };
    expect(bodyOf(await world.commit("1", thirty, uses))).toMatchObject({ pointsEarned: 25, discrepancies: [] });
    expect(await couponOf(world, code)).toMatchObject({ state: "redeemed", redeemed: { orderKey: "till:1" } });
    await world.refund("1", "r1", [{ lineId: "1", quantity: 1, amountMinor: 2_500 }]);
    expect(await couponOf(world, code)).toMatchObject({ state: "issued" });
  });

  it("books what a gift and free delivery were worth, though neither is in the order's discount", async () => {
    const world = await aMember();
    const { faceMinor: _, ...bare } = anOffer({ thresholdMinor: 0, stacksWith: "any" });
    const gift = await withCoupon(world, { ...bare, kind: "gift", giftSku: "mug", worthMinor: 600 }, "B");
    const delivery = await withCoupon(world, { ...bare, kind: "free-delivery" }, "C");
    const thirty = [aLine({ lineId: "1", unitPriceMinor: 3_000 })];
    const coupons = [gift, delivery].map((code) => ({ code, valueMinor: 0 }));
    const held = await world.hold({ coupons: [gift, delivery], basket: aBasket(thirty, { deliveryMinor: 450 }) });
    expect(bodyOf(held)).toMatchObject({ order: { discountMinor: 0, deliveryMinor: 0, totalMinor: 3_000 } });
    expect(bodyOf(await world.commit("1", thirty, { holdId: "h1", coupons }))).toMatchObject({ pointsEarned: 30 });
    expect(await couponOf(world, gift)).toMatchObject({ redeemed: { valueMinor: 600, discountMinor: 0 } });
    expect(await couponOf(world, delivery)).toMatchObject({ redeemed: { valueMinor: 450, discountMinor: 0 } });
  });

  it("lets a coupon go that the order did not use after all", async () => {
    const world = await aMember();
    const code = await withCoupon(world);
    const thirty = [aLine({ lineId: "1", unitPriceMinor: 3_000 })];
    await world.hold({ coupons: [code], basket: aBasket(thirty) });
    await world.commit("1", thirty, { holdId: "h1" });
    expect(await couponOf(world, code)).toMatchObject({ state: "issued" });
  });

  it("keeps points pending until the return window is over", async () => {
    const world = await aMember();
    const { points } = world.programme;
    world.programme = { ...world.programme, points: { ...points, returnWindowDays: 7 } };
    await world.commit("1", TEN_POUNDS);
    expect([await world.balance(), await world.balance("m_1", "pending")]).toEqual([2_000, 10]);
    world.now = "2011-09-08T10:00:00.000Z";
    expect(await world.turn("2011-09-07")).toMatchObject({ released: 0 });
    world.now = "2011-09-09T10:00:00.000Z";
    expect(await world.turn("2011-09-08")).toMatchObject({ released: 10 });
    expect(await world.turn("2011-09-08")).toMatchObject({ released: 0 });
    expect([await world.balance(), await world.balance("m_1", "pending")]).toEqual([2_010, 0]);
    await world.refund("1", "r1", [{ lineId: "1", quantity: 1, amountMinor: 1_000 }]);
    expect(await world.balance()).toBe(2_000);
    expect(await faultsOf(world.store, "m_1")).toEqual([]);
  });

  it("refuses a refund of an order that is not known, above what was paid, and twice for the same goods", async () => {
    const world = await aMember();
    const back = (refundId: string, amountMinor = 1_000) =>
      world.refund("1", refundId, [{ lineId: "1", quantity: 1, amountMinor }]);
    expect(codeOf(await back("r1"))).toBe("order-unknown");
    await world.commit("1", TEN_POUNDS);
    expect(codeOf(await back("r1", 1_001))).toBe("more-than-was-paid");
    expect(codeOf(await back("r1"))).toBeUndefined();
    expect(codeOf(await back("r2"))).toBe("more-than-was-bought");
    expect(world.appended.size).toBe(2);
  });

  it("releases nothing of a hold that an order has settled", async () => {
    const world = await aMember();
    await world.hold({ points: 1_000 });
    await world.commit("1", TEN_POUNDS, { holdId: "h1", points: 1_000, pointsValueMinor: 500 });
    expect(codeOf(await world.release())).toBe("hold-committed");
  });

  it("comes to the same whichever call it is killed after, once it is sent again and the stream has come by", async () => {
    const story = async (world: CheckoutWorld, using = world.store as Parameters<typeof killedAfter>[0]) => {
      await world.hold({ points: 1_000, storedValueMinor: 300 }, "k-hold", using);
      const uses = { holdId: "h1", points: 1_000, pointsValueMinor: 500, storedValueMinor: 300 };
      await world.commit("1", TEN_POUNDS, uses, { key: "k-commit", using });
      await world.refund("1", "r1", [{ lineId: "1", quantity: 1, amountMinor: 200 }], { key: "k-refund", using });
      await world.hold({ holdId: "h2", points: 100 }, "k-hold-2", using);
      await world.release("h2", "k-release", using);
    };
    const whole = await aMember();
    await story(whole);
    await whole.stream();
    const accountsOf = async ({ store }: CheckoutWorld) =>
      (await store.load("m_1", { accounts: true })).accounts?.value;
    const balances = (accounts: Awaited<ReturnType<typeof accountsOf>>) =>
      Object.entries(accounts ?? {}).map(([name, { balance, owed, lots }]) => [name, balance, owed, lots.length]);
    const expected = balances(await accountsOf(whole));
    let killed = 0;
    for (let calls = 1; calls <= 40; calls += 1) {
      const world = await aMember();
      const outcome = await story(world, killedAfter(world.store, calls)).catch(orKilled);
      if (outcome !== "killed") break;
      killed += 1;
      await world.stream();
      await story(world);
      await world.stream();
      expect(balances(await accountsOf(world)), `killed after call ${calls}`).toEqual(expected);
      expect(await faultsOf(world.store, "m_1")).toEqual([]);
    }
    expect(killed).toBeGreaterThanOrEqual(10);
  });
});
