import { describe, expect, it } from "vitest";
import { discrepanciesOfDay } from "../../../../core/loyalty/discrepancies/discrepancies-of-day.ts";
import type { OrderDiscrepancies } from "../../../../core/loyalty/discrepancies/discrepancy.ts";
import { DiscrepancyQuery, type SettleRequest } from "../../../../core/loyalty/discrepancies/discrepancy-schemas.ts";
import { listDiscrepancies } from "../../../../core/loyalty/discrepancies/list-discrepancies.ts";
import { settleDiscrepancy } from "../../../../core/loyalty/discrepancies/settle-discrepancy.ts";
import type { CallOutcome } from "../../../../core/loyalty/idempotency.ts";
import { changeMember } from "../../../../core/members/change-member.ts";
import type { MemberItem } from "../../../../core/members/member.ts";
import { headOf } from "../../../../core/members/member-beginning.ts";
import { aLine } from "../../../support/builders/an-order.ts";
import { aBasket, CheckoutWorld } from "../../../support/checkout-world.ts";
import { aDiscrepancy } from "../../../support/discrepancy-store-contract.ts";
import { InMemoryMemberStore } from "../../../support/in-memory-member-store.ts";
import { bodyOf, codeOf } from "../../../support/value-world.ts";

const DAY = "2011-09-01";
const FIFTY = [aLine({ lineId: "1", unitPriceMinor: 5_000 })];

/** A member with 2,000 points and £50 of stored value; 1,000 points take £5 off. */
async function aMember(): Promise<CheckoutWorld> {
  const world = await CheckoutWorld.withMembers("m_1", "m_2");
  const { points } = world.programme;
  world.programme = { ...world.programme, points: { ...points, spend: { points: 1_000, minor: 500, maxShare: 1 } } };
  await world.adjust(2_000);
  await world.topUp(5_000);
  return world;
}

/** An order whose hold has lapsed, and 501 of whose points were spent meanwhile. */
async function lapsed(): Promise<CheckoutWorld> {
  const world = await aMember();
  await world.hold({ points: 2_000, basket: aBasket(FIFTY) });
  world.now = "2011-09-01T10:20:00.000Z";
  await world.releaseDue();
  await world.spend({ points: 501 });
  bodyOf(await world.commit("1", FIFTY, { holdId: "h1", points: 2_000, pointsValueMinor: 1_000 }, { key: "c1" }));
  return world;
}

const list = async ({ store }: CheckoutWorld, asked: object = {}) =>
  listDiscrepancies(DiscrepancyQuery.parse({ from: DAY, to: DAY, ...asked }), store.discrepancies);

function settle(world: CheckoutWorld, change: Partial<SettleRequest> = {}, key?: string): Promise<CallOutcome> {
  const body = { memberId: "m_1", orderKey: "till:1", operator: "Ann", reason: "made good", ...change };
  const ports = { store: world.store.discrepancies, now: world.now, pause: async () => {} };
  return settleDiscrepancy(body, world.call("settle", body, key), ports);
}

describe("an order whose uses weren't all there", () => {
  it("is there for finance with what was missing, why, and its value in money", async () => {
    const world = await lapsed();
    expect(await list(world)).toEqual({
      ...{ from: DAY, to: DAY },
      orders: [
        {
          ...{ memberId: "m_1", orderKey: "till:1", channel: "till", paidOn: DAY, bookedOn: DAY, currency: "GBP" },
          // 501 points at £5 for 1,000, rounded down.
          discrepancies: [{ what: "points", missing: 501, because: "hold-released", valueMinor: 250 }],
          ...{ valueMinor: 250, unvalued: 0, state: "open" },
          order: { totalMinor: 4_000, refundedMinor: 0, refunded: "no" },
        },
      ],
    });
  });

  it("values stored value as it is, a coupon by what the order says it took off, and a gift not at all", async () => {
    const world = await aMember();
    const coupons = [
      { code: "23456789ABCD", valueMinor: 300 },
      { code: "NOSUCHGIFT", valueMinor: 0 },
    ];
    await world.commit("1", FIFTY, { coupons, storedValueMinor: 4_700 });
    await world.commit("2", FIFTY, { storedValueMinor: 1_000 });
    const { orders } = await list(world);
    expect(orders.map(({ orderKey, discrepancies }) => [orderKey, ...discrepancies])).toEqual([
      [
        "till:1",
        expect.objectContaining({ what: "coupon", code: "23456789ABCD", missing: 300, valueMinor: 300 }),
        expect.objectContaining({ what: "coupon", code: "NOSUCHGIFT", missing: 0, valueMinor: null }),
      ],
      ["till:2", { what: "stored-value", missing: 700, because: "too-few", valueMinor: 700 }],
    ]);
    expect(orders.map(({ valueMinor, unvalued }) => [valueMinor, unvalued])).toEqual([
      [300, 1],
      [700, 0],
    ]);
    expect((await discrepanciesOfDay(DAY, world.store.discrepancies)).summary).toEqual({
      ...{ orders: 2, discrepancies: 3, valueMinor: 1_000, unvalued: 1 },
    });
  });

  it("is one whoever brings it: the call, the call again, its event, the till's own event", async () => {
    const world = await lapsed();
    const before = await list(world);
    await world.commit("1", FIFTY, { holdId: "h1", points: 2_000, pointsValueMinor: 1_000 }, { key: "c1" });
    await world.stream();
    const own = [...world.appended.values()].map((event) => ({ ...event, eventId: "the till's own" }));
    await world.members.apply(...own);
    expect(await list(world)).toEqual(before);
  });

  it("is one where the stream was first, and the call comes after it", async () => {
    const world = await aMember();
    const uses = { points: 3_000, pointsValueMinor: 1_500 };
    const kept = world.store.commit.bind(world.store);
    world.store.commit = async () => {
      throw new Error("killed");
    };
    await expect(world.commit("1", FIFTY, uses, { key: "c1" })).rejects.toThrow("killed");
    world.store.commit = kept;
    expect((await list(world)).orders).toEqual([]);
    await world.stream();
    const before = await list(world);
    expect(before.orders).toMatchObject([{ orderKey: "till:1", valueMinor: 500, state: "open" }]);
    expect(bodyOf(await world.commit("1", FIFTY, uses, { key: "c1" }))).toMatchObject({
      discrepancies: [{ what: "points", missing: 1_000 }],
    });
    expect(await list(world)).toEqual(before);
  });

  it("stays when the order comes back, and says that it has", async () => {
    const world = await lapsed();
    await world.refund("1", "r1", [{ lineId: "1", quantity: 1, amountMinor: 4_000 }]);
    expect((await list(world)).orders).toMatchObject([
      { state: "open", valueMinor: 250, order: { totalMinor: 4_000, refundedMinor: 4_000, refunded: "wholly" } },
    ]);
  });

  it("isn't there where all was there", async () => {
    const world = await aMember();
    await world.commit("1", FIFTY, { points: 1_000, pointsValueMinor: 500, storedValueMinor: 100 });
    expect((await list(world, { from: "2011-01-01", to: "2011-12-31" })).orders).toEqual([]);
  });
});

describe("settled", () => {
  it("is once, with who, when and why; the facts stay, and the same again is the first answer", async () => {
    const world = await lapsed();
    const [before] = (await list(world)).orders;
    const first = bodyOf(await settle(world, {}, "s1"));
    expect(first).toEqual({
      ...{ memberId: "m_1", orderKey: "till:1", bookedOn: DAY, valueMinor: 250, unvalued: 0, state: "settled" },
      settled: { at: "2011-09-01T10:20:00.000Z", operator: "Ann", reason: "made good" },
    });
    world.now = "2011-09-02T09:00:00.000Z";
    expect(bodyOf(await settle(world, {}, "s1"))).toEqual(first);
    expect(bodyOf(await settle(world, {}, "s2"))).toEqual(first);
    expect(codeOf(await settle(world, { reason: "another" }, "s2"))).toBe("idempotency-key-reused");
    expect((await list(world)).orders).toEqual([{ ...before, state: "settled", settled: first.settled }]);
  });

  it("isn't for another reason, by another operator, or where there is nothing", async () => {
    const world = await lapsed();
    await settle(world);
    for (const other of [{ reason: "written off" }, { operator: "Ben" }]) {
      const refused = await settle(world, other);
      expect(codeOf(refused)).toBe("already-settled");
      expect(refused).toMatchObject({
        refused: { status: 409, detail: expect.stringContaining("by Ann at 2011-09-01") },
      });
    }
    for (const other of [{ orderKey: "till:2" }, { memberId: "m_2" }]) {
      expect(codeOf(await settle(world, other))).toBe("discrepancy-unknown");
    }
  });

  it("by two at one moment is one's, and the other is told", async () => {
    const world = await lapsed();
    const both = await Promise.all([settle(world), settle(world, { operator: "Ben" })]);
    expect(both.map((one) => codeOf(one) ?? "settled").toSorted()).toEqual(["already-settled", "settled"]);
  });

  it("can be of a member who has become part of another", async () => {
    const world = await lapsed();
    const stamp = { now: world.now, bookedOn: DAY };
    const merged = { status: { mergedInto: "m_2" } } as const;
    await changeMember(
      "m_1",
      {},
      (loaded) => ({ answer: undefined, change: { head: { ...headOf(loaded, world.now), ...merged } } }),
      { store: world.store, stamp, pause: async () => {} },
    );
    expect(bodyOf(await settle(world))).toMatchObject({ state: "settled" });
  });

  it("moves no value and doesn't touch the member's ledger", async () => {
    const world = await lapsed();
    const before = await world.store.load("m_1", { accounts: true });
    await settle(world);
    expect(await world.store.load("m_1", { accounts: true })).toEqual(before);
  });
});

describe("the list", () => {
  /** Discrepancies of so many orders, each day's in a row, every tenth settled. */
  async function many(count: number): Promise<CheckoutWorld> {
    const world = new CheckoutWorld(new InMemoryMemberStore());
    const loaded = await world.store.load("m_1", {});
    const items = Array.from({ length: count }, (_, at): MemberItem => {
      const day = `2011-09-${String(1 + (at % 30)).padStart(2, "0")}`;
      const value = aDiscrepancy(`till:${String(at).padStart(5, "0")}`, day);
      const settled = { at: world.now, operator: "Ann", reason: "made good" };
      const kept: OrderDiscrepancies = at % 10 === 0 ? { ...value, state: "settled", settled } : value;
      return { kind: "discrepancies", version: 0, value: kept };
    });
    await world.store.commit(loaded, { head: headOf(loaded, world.now), items }, { now: world.now, bookedOn: DAY });
    return world;
  }

  it.each([
    [undefined, 330],
    ["open", 297],
    ["settled", 33],
  ])("of state %s is whole page by page: %i orders", async (state, count) => {
    const world = await many(330);
    for (const limit of [9, 100]) {
      const keys: string[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < 1_000; page += 1) {
        const asked = {
          from: DAY,
          to: "2011-09-30",
          limit,
          ...(state ? { state } : {}),
          ...(cursor ? { cursor } : {}),
        };
        const answer = await list(world, asked);
        expect(answer.orders.length).toBeLessThanOrEqual(limit);
        keys.push(...answer.orders.map(({ bookedOn, orderKey }) => `${bookedOn} ${orderKey}`));
        cursor = answer.next;
        if (cursor === undefined) break;
      }
      expect([limit, keys.length]).toEqual([limit, count]);
      expect(keys).toEqual([...new Set(keys)].toSorted());
    }
  });

  it("looks at a thousand orders an answer: a page that finds none says where it goes on", async () => {
    const world = await many(1_200);
    const { orders, next } = await list(world, { from: "2011-09-01", to: "2011-09-30", state: "settled", limit: 100 });
    expect(orders.length).toBeLessThanOrEqual(100);
    expect(next).toMatch(/^2011-09-\d\d\.till:/);
  });

  it.each([
    [{ from: "2011-09-02", to: "2011-09-01" }, "to"],
    [{ from: "2011-08-32" }, "from"],
    [{ limit: 0 }, "limit"],
    [{ limit: 101 }, "limit"],
    [{ state: "lost" }, "state"],
    [{ cursor: "somewhere" }, "cursor"],
  ])("refuses %j", (asked, field) => {
    const read = DiscrepancyQuery.safeParse({ from: DAY, to: DAY, ...asked });
    expect(read.error?.issues.map(({ path }) => path[0])).toEqual([field]);
  });
});
