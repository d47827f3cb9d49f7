import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AllotmentBusyError } from "../../../../core/loyalty/allotments/allotment-store.ts";
import { MemberBusyError } from "../../../../core/members/change-member.ts";
import type { MemberStore } from "../../../../core/members/member-store.ts";
import { MallItem } from "../../../../core/programme/mall.ts";
import { KilledError, killedAfter } from "../../../support/killed-store.ts";
import { aMug, cameTo, MallWorld, redemptionIn } from "../../../support/mall-world.ts";
import { faultsOf } from "../../../support/member-world.ts";
import { aClaimableOffer } from "../../../support/offer-world.ts";

const STOCK = "stock#mug";

describe("an article of the mall", () => {
  it("costs its points, oldest lots first, and one of the stock, in one move", async () => {
    const world = await MallWorld.with(1);
    const redemption = redemptionIn(await world.redeem());
    expect(redemption).toMatchObject({ item: "mug", state: "ordered", handover: "delivery", points: 100 });
    expect(await world.balance()).toBe(400);
    expect(await world.totals(STOCK)).toEqual({ left: 4, pending: 1, posted: 0 });
    expect(world.store.entriesOf("m_1").at(-1)).toMatchObject({
      kind: "spend",
      amount: -100,
      because: { source: `mall#${redemption.redemptionId}`, rule: "mall-gift", campaign: "mug" },
    });
    expect(await faultsOf(world.store, "m_1")).toEqual([]);
  });

  it("is shown with how many are left, and while it can be had", async () => {
    const world = await MallWorld.with(1, {
      items: [aMug(), aMug({ id: "later", from: "2011-09-02T00:00:00Z" }), aMug({ id: "endless", stock: undefined })],
    });
    await world.redeem();
    expect((await world.show()).items.map(({ id, left }) => [id, left])).toEqual([
      ["mug", 4],
      ["endless", null],
    ]);
  });

  it("is given once for one key, whatever call it was killed after", async () => {
    for (let calls = 1; calls <= 2; calls += 1) {
      const world = await MallWorld.with(1);
      const store = killedAfter(world.store, calls);
      await expect(world.redeem({}, { key: "mine", store })).rejects.toThrow(KilledError);
      const first = await world.redeem({}, { key: "mine" });
      expect(await world.redeem({}, { key: "mine" })).toEqual(first);
      expect([await world.balance(), await world.totals(STOCK)]).toEqual([400, { left: 4, pending: 1, posted: 0 }]);
    }
  });

  it.each<[string, object, object, string]>([
    ["too few points", { points: 501 }, {}, "too-few-points"],
    ["none left", { stock: 0, perMember: undefined }, {}, "sold-out"],
    ["not on sale yet", { from: "2011-09-02T00:00:00Z" }, {}, "not-on-sale"],
    ["no longer on sale", { until: "2011-09-01T10:00:00Z" }, {}, "not-on-sale"],
    ["no word of how it is handed over", {}, { handover: undefined }, "handover-missing"],
    ["a way that it isn't handed over", { handover: ["pick-up"] }, {}, "handover-missing"],
    ["a pick-up nowhere", {}, { handover: "pick-up" }, "store-missing"],
    ["an article that isn't there", {}, { item: "cup" }, "item-unknown"],
    ["nobody", {}, { memberId: "m_none" }, "member-unknown"],
  ])("is refused for %s, and nothing is moved", async (_, item, asked, code) => {
    const world = await MallWorld.with(1, { items: [aMug(item)] });
    expect(cameTo(await world.redeem(asked))).toBe(code);
    expect([await world.balance(), world.store.entriesOf("m_1")]).toEqual([500, [expect.anything()]]);
  });

  it("is given to each so often, and one that is cancelled doesn't count", async () => {
    const world = await MallWorld.with(1);
    const first = redemptionIn(await world.redeem());
    await world.redeem();
    expect(cameTo(await world.redeem())).toBe("member-limit-reached");
    await world.move(first.redemptionId, "cancelled");
    expect(cameTo(await world.redeem())).toBe("ordered");
  });

  it("that is a coupon brings one, within the offer's limits, and is handed over at once", async () => {
    const coupon = MallItem.parse({ ...{ id: "c", kind: "coupon", points: 50, offer: "autumn" }, name: aMug().name });
    const world = await MallWorld.with(2, { items: [coupon] });
    world.change(aClaimableOffer({ limits: { perMember: 1, total: 1 } }));
    const { code = "", state } = redemptionIn(await world.redeem({ item: "c", handover: undefined }));
    expect([state, await world.store.ownerOfCoupon(code)]).toEqual(["delivered", "m_1"]);
    expect(cameTo(await world.redeem({ item: "c" }))).toBe("member-limit-reached");
    expect(cameTo(await world.redeem({ item: "c", memberId: "m_2" }))).toBe("sold-out");
    expect(await world.balance("m_2")).toBe(500);
  });
});

describe("a redemption", () => {
  it("goes from ordered by shipped to delivered, and its article is used then", async () => {
    const world = await MallWorld.with(1);
    const { redemptionId } = redemptionIn(await world.redeem());
    expect(cameTo(await world.move(redemptionId, "delivered"))).toBe("redemption-state");
    expect(cameTo(await world.move(redemptionId, "shipped"))).toBe("shipped");
    expect(cameTo(await world.move(redemptionId, "cancelled"))).toBe("redemption-state");
    const delivered = await world.move(redemptionId, "delivered");
    expect(redemptionIn(delivered).history.map(({ state }) => state)).toEqual(["ordered", "shipped", "delivered"]);
    expect(await world.totals(STOCK)).toEqual({ left: 4, pending: 0, posted: 1 });
    expect(cameTo(await world.move(redemptionId, "delivered"))).toBe("delivered");
  });

  it("that is picked up goes by ready, and may be cancelled until then", async () => {
    const world = await MallWorld.with(1);
    const { redemptionId } = redemptionIn(await world.redeem({ handover: "pick-up", storeId: "s1" }));
    expect(cameTo(await world.move(redemptionId, "shipped"))).toBe("redemption-state");
    expect(cameTo(await world.move(redemptionId, "ready"))).toBe("ready");
    expect(cameTo(await world.move(redemptionId, "cancelled"))).toBe("cancelled");
    expect(cameTo(await world.move(redemptionId, "picked-up"))).toBe("redemption-state");
  });

  it("gives points and stock back when it is cancelled, to the very lots, once, whatever call it was killed after", async () => {
    for (let calls = 1; calls <= 2; calls += 1) {
      const world = await MallWorld.with(1);
      const lots = async () => (await world.store.load("m_1", { accounts: true })).accounts?.value;
      const before = await lots();
      const { redemptionId } = redemptionIn(await world.redeem());
      const store = killedAfter(world.store, calls);
      await expect(world.move(redemptionId, "cancelled", { key: "mine", store })).rejects.toThrow(KilledError);
      await world.move(redemptionId, "cancelled", { key: "mine" });
      await world.move(redemptionId, "cancelled");
      expect(await lots()).toEqual(before);
      expect(await world.totals(STOCK)).toEqual({ left: 5, pending: 0, posted: 0 });
      expect(await faultsOf(world.store, "m_1")).toEqual([]);
    }
  });

  it("is nobody else's", async () => {
    const world = await MallWorld.with(2);
    const { redemptionId } = redemptionIn(await world.redeem());
    expect(cameTo(await world.move(redemptionId, "cancelled", { memberId: "m_2" }))).toBe("redemption-unknown");
  });
});

describe("12 who want the last five at once", () => {
  it("get five, in whatever order their loads and commits come, and no stock falls below 0", {
    timeout: 20_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = await MallWorld.with(12, { items: [aMug({ points: 300, perMember: undefined })] });
        const { store } = world;
        const slow: MemberStore = Object.assign(Object.create(store) as MemberStore, {
          load: scheduler.scheduleFunction((...args: Parameters<MemberStore["load"]>) => store.load(...args)),
          commit: scheduler.scheduleFunction((...args: Parameters<MemberStore["commit"]>) => store.commit(...args)),
        });
        const busy = (cause: unknown): string => {
          if (cause instanceof MemberBusyError || cause instanceof AllotmentBusyError) return "busy";
          throw cause;
        };
        const ids = Array.from({ length: 12 }, (_, at) => `m_${at + 1}`);
        const all = Promise.all(ids.map((memberId) => world.redeem({ memberId }, { store: slow }).then(cameTo, busy)));
        const outcomes = await scheduler.waitFor(all);
        expect(outcomes.filter((outcome) => outcome === "ordered")).toHaveLength(5);
        expect(await world.totals(STOCK)).toEqual({ left: 0, pending: 5, posted: 0 });
        for (const memberId of ids) expect([200, 500]).toContain(await world.balance(memberId));
      }),
      { numRuns: 20 },
    );
  });
});
