import { describe, expect, it } from "vitest";
import { Offer } from "../../../../core/programme/offer.ts";
import { anOffer } from "../../../support/builders/a-programme.ts";
import { aRefund } from "../../../support/builders/a-refund.ts";
import { aRegistration } from "../../../support/builders/a-registration.ts";
import { aLine, anOrder } from "../../../support/builders/an-order.ts";
import { killedAfter } from "../../../support/killed-store.ts";
import { faultsOf } from "../../../support/member-world.ts";
import { ReferralWorld } from "../../../support/referral-world.ts";
import { bodyOf, codeOf, orKilled } from "../../../support/value-world.ts";

/** The return window is 0 days as shipped: the rewards are due once the day of the first order is over. */
const WINDOW_OVER = "2011-09-02T23:00:00.000Z";

describe("a member's code", () => {
  it("is the same each time, easily read, and belongs to nobody else", async () => {
    const world = await ReferralWorld.withMembers("m_1", "m_2");
    const code = await world.codeOf("m_1");
    expect(code).toMatch(/^[2-9A-HJ-NP-Z]{12}$/);
    expect(await world.codeOf("m_1")).toBe(code);
    expect(await world.codeOf("m_2")).not.toBe(code);
  });
});

describe("naming the code of the one who brought you", () => {
  it("is noted once; typed with hyphens and in any case", async () => {
    const world = await ReferralWorld.withMembers("m_1", "m_2", "m_3");
    const code = await world.codeOf("m_1");
    const typed = `${code.slice(0, 4)}-${code.slice(4, 8)} ${code.slice(8)}`.toLowerCase();
    const first = await world.refer("m_2", "m_1", { code: typed, key: "k" });
    expect(bodyOf(first)).toEqual({ memberId: "m_2", code, state: "open", on: "2011-09-01" });
    expect(await world.refer("m_2", "m_1", { code: typed, key: "k" })).toEqual(first);
    expect(codeOf(await world.refer("m_2", "m_3"))).toBe("already-referred");
    expect(await world.referral("m_2")).toMatchObject({ referrer: "m_1", state: "open" });
  });

  it("is refused of a code that nobody has, and of one's own", async () => {
    const world = await ReferralWorld.withMembers("m_1", "m_2");
    for (const code of ["", "x", "23456789ABCD", "23456789ABCE"]) {
      expect(codeOf(await world.refer("m_2", "m_1", { code }))).toBe("code-unknown");
    }
    expect(codeOf(await world.refer("m_1", "m_1"))).toBe("self-referral");
  });

  it("is for new members: registered, not long ago, and without an order", async () => {
    const world = await ReferralWorld.withMembers("m_1", "m_2", "m_3");
    await world.order("m_2", "1");
    expect(codeOf(await world.refer("m_2", "m_1"))).toBe("already-ordered");
    expect(codeOf(await world.refer("m_9", "m_1"))).toBe("member-unknown");
    await world.order("m_8", "2");
    expect(codeOf(await world.refer("m_8", "m_1"))).toBe("not-registered");
    world.now = "2011-10-01T10:00:00.000Z";
    expect(codeOf(await world.refer("m_3", "m_1"))).toBeUndefined();
    await world.world.members.apply(aRegistration({ memberId: "m_4", eventId: "registered-m_4" }));
    world.now = "2011-10-03T10:00:00.000Z";
    expect(codeOf(await world.refer("m_4", "m_1"))).toBe("too-late");
  });

  it("is refused while the programme rewards none", async () => {
    const world = await ReferralWorld.withMembers("m_1", "m_2");
    world.rules({ enabled: false });
    expect(codeOf(await world.refer("m_2", "m_1"))).toBe("referral-off");
  });

  it("makes no rings: of two, of three, nor of two at the same moment", async () => {
    const world = await ReferralWorld.withMembers("m_1", "m_2", "m_3", "m_4", "m_5");
    expect(codeOf(await world.refer("m_2", "m_1"))).toBeUndefined();
    expect(codeOf(await world.refer("m_1", "m_2"))).toBe("referral-ring");
    expect(codeOf(await world.refer("m_3", "m_2"))).toBeUndefined();
    expect(codeOf(await world.refer("m_1", "m_3"))).toBe("referral-ring");
    await Promise.all([world.codeOf("m_4"), world.codeOf("m_5")]);
    const both = await Promise.all([world.refer("m_4", "m_5"), world.refer("m_5", "m_4")]);
    expect(both.map(codeOf).toSorted()).toEqual(["referral-ring", undefined]);
  });

  it("is noted once, whichever call to the store it is killed after", async () => {
    for (let calls = 0; calls < 9; calls += 1) {
      const world = await ReferralWorld.withMembers("m_1", "m_2");
      await world.codeOf("m_1");
      await world.refer("m_2", "m_1", { key: "k", using: killedAfter(world.world.store, calls) }).catch(orKilled);
      expect(bodyOf(await world.refer("m_2", "m_1", { key: "k" }))).toMatchObject({ state: "open" });
      await world.order("m_2", "1");
      expect(await world.referral("m_2")).toMatchObject({ state: "waiting", orderKey: "web:1" });
    }
  });
});

describe("the rewards", () => {
  it("come to both once the first order's return window is over, and once alone", async () => {
    const world = await ReferralWorld.withMembers("m_1", "m_2");
    world.world.programme.points.returnWindowDays = 7;
    await world.refer("m_2", "m_1");
    await world.order("m_2", "1");
    await world.order("m_2", "2", "2011-09-03T10:00:00.000Z");
    world.now = "2011-09-09T22:59:59.000Z";
    expect(await world.settle()).toEqual({ rewarded: 0, void: 0, more: false });
    world.now = "2011-09-09T23:00:00.000Z";
    expect(await world.settle()).toEqual({ rewarded: 1, void: 0, more: false });
    expect(await world.settle()).toEqual({ rewarded: 0, void: 0, more: false });
    expect([await world.given("m_1"), await world.given("m_2")]).toEqual([500, 200]);
    expect(await world.referral("m_2")).toMatchObject({
      state: "rewarded",
      orderKey: "web:1",
      given: { referrer: { kind: "points", points: 500 }, friend: { kind: "points", points: 200 } },
    });
    for (const memberId of ["m_1", "m_2"]) expect(await faultsOf(world.world.store, memberId)).toEqual([]);
  });

  it("are none when the first order came back whole, and stay when a part of it did", async () => {
    const world = await ReferralWorld.withMembers("m_1", "m_2", "m_3");
    await world.refer("m_2", "m_1");
    await world.refer("m_3", "m_1");
    await world.order("m_2", "1");
    await world.cancel("m_2", "1");
    const lines = [aLine(), aLine()];
    const ordered = anOrder({ memberId: "m_3", orderId: "2", lines, occurredAt: "2011-09-02T10:00:00.000Z" });
    await world.world.members.apply(ordered, aRefund({ memberId: "m_3", orderId: "2" }));
    world.now = WINDOW_OVER;
    expect(await world.settle()).toEqual({ rewarded: 1, void: 1, more: false });
    expect(await world.referral("m_2")).toMatchObject({ state: "void", because: "order-taken-back" });
    expect(await Promise.all(["m_1", "m_2", "m_3"].map((id) => world.given(id)))).toEqual([500, 0, 200]);
    await world.order("m_2", "3", "2011-09-04T10:00:00.000Z");
    world.now = "2011-10-01T10:00:00.000Z";
    expect(await world.settle()).toMatchObject({ rewarded: 0 });
  });

  it("stop for the referrer at the month's cap, begin anew with the month, and never stop for the friends", async () => {
    const world = await ReferralWorld.withMembers("m_1", "m_2", "m_3", "m_4");
    world.rules({ capPerMonth: 1 });
    for (const friend of ["m_2", "m_3", "m_4"]) await world.refer(friend, "m_1");
    await world.order("m_2", "1");
    await world.order("m_3", "2");
    world.now = WINDOW_OVER;
    expect(await world.settle()).toMatchObject({ rewarded: 2 });
    expect(await world.given("m_1")).toBe(500);
    expect([await world.given("m_2"), await world.given("m_3")]).toEqual([200, 200]);
    const outcomes = await Promise.all(["m_2", "m_3"].map((id) => world.referral(id)));
    expect(
      outcomes.map((referral) => (referral?.state === "rewarded" ? referral.given.referrer.kind : "")).toSorted(),
    ).toEqual(["none", "points"]);
    await world.order("m_4", "3", "2011-10-02T10:00:00.000Z");
    world.now = "2011-10-03T10:00:00.000Z";
    await world.settle();
    expect(await world.given("m_1")).toBe(1_000);
  });

  it("are those that were promised when the code was named", async () => {
    const world = await ReferralWorld.withMembers("m_1", "m_2");
    await world.refer("m_2", "m_1");
    world.rules({ referrer: { kind: "points", points: 1 }, friend: { kind: "points", points: 1 } });
    await world.order("m_2", "1");
    world.now = WINDOW_OVER;
    await world.settle();
    expect([await world.given("m_1"), await world.given("m_2")]).toEqual([500, 200]);
  });

  it("may be a coupon each, within the offer's limits", async () => {
    const world = await ReferralWorld.withMembers("m_1", "m_2", "m_3");
    const offer = Offer.parse(anOffer({ id: "brought", limits: { total: 3 } }));
    world.world.programme = { ...world.world.programme, offers: [offer] };
    world.rules({ referrer: { kind: "offer", offer: "brought" }, friend: { kind: "offer", offer: "brought" } });
    for (const friend of ["m_2", "m_3"]) {
      await world.refer(friend, "m_1");
      await world.order(friend, friend);
    }
    world.now = WINDOW_OVER;
    expect(await world.settle()).toMatchObject({ rewarded: 2 });
    const given = (await Promise.all(["m_2", "m_3"].map((id) => world.referral(id)))).flatMap((referral) =>
      referral?.state === "rewarded" ? [referral.given.friend, referral.given.referrer] : [],
    );
    const codes = given.flatMap((one) => (one.kind === "coupon" ? one.code : []));
    expect(new Set(codes).size).toBe(3);
    expect(given.filter(({ kind }) => kind === "none")).toEqual([{ kind: "none", because: "limit-reached" }]);
    const owners = await Promise.all(codes.map((code) => world.world.store.ownerOfCoupon(code)));
    expect(owners.every((owner) => owner !== undefined)).toBe(true);
  });

  it("come once, whichever call to the store the run is killed after, and beside another run", async () => {
    for (let calls = 0; calls < 12; calls += 1) {
      const world = await ReferralWorld.withMembers("m_1", "m_2");
      await world.refer("m_2", "m_1");
      await world.order("m_2", "1");
      world.now = WINDOW_OVER;
      await world.settle(killedAfter(world.world.store, calls)).catch(orKilled);
      await Promise.all([world.settle(), world.settle(), world.settle()]);
      expect([await world.given("m_1"), await world.given("m_2")]).toEqual([500, 200]);
    }
  });

  it("are none for a ring that was closed by a race", async () => {
    const world = await ReferralWorld.withMembers("m_1", "m_2", "m_3");
    await world.refer("m_2", "m_1");
    await world.order("m_2", "1");
    // The ring of three that no transaction over two heads can see: m_1 was brought by m_3, and m_3 by m_2.
    const { store } = world.world;
    const stamp = { now: world.world.now, bookedOn: "2011-09-01" };
    for (const [friend, referrer] of [
      ["m_1", "m_3"],
      ["m_3", "m_2"],
    ] as const) {
      const loaded = await store.load(friend, {});
      if (loaded.head === undefined) throw new Error("nobody there");
      const begun = { referrer, code: "X", channel: "app", at: stamp.now, on: stamp.bookedOn };
      const value = { ...begun, promised: {}, waitDays: 0, programme: 1, state: "open" } as const;
      await store.commit(loaded, { head: loaded.head, items: [{ kind: "referral", version: 0, value }] }, stamp);
    }
    world.now = WINDOW_OVER;
    expect(await world.settle()).toMatchObject({ rewarded: 0, void: 1 });
    expect(await world.referral("m_2")).toMatchObject({ state: "void", because: "ring" });
  });
});
