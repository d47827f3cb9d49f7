import { describe, expect, it } from "vitest";
import { applyToMember } from "../../../core/members/apply-to-member.ts";
import { dayNumber } from "../../../core/scoring/day-number.ts";
import { rfmAsOf } from "../../../core/scoring/summary.ts";
import { aProgramme } from "../../support/builders/a-programme.ts";
import { aLine, anOrder } from "../../support/builders/an-order.ts";
import { MemberWorld } from "../../support/member-world.ts";

const points = (perMajorUnit: number) => ({ perMajorUnit, expireDays: 365, liabilityMinorPer1000: 500 });

describe("a paid order", () => {
  it("earns its points, in a lot that lapses, by an entry that says why", async () => {
    const world = new MemberWorld();
    await world.apply(anOrder({ spendMinor: 1_999 }));
    const { account, entries, head } = await world.member();
    expect(account).toEqual({
      balance: 19,
      owed: 0,
      lots: [{ entry: 1, source: "web:1", left: 19, expiresOn: "2012-08-31" }],
    });
    expect(entries).toEqual([
      {
        number: 1,
        account: "points",
        kind: "earn",
        amount: 19,
        because: { source: "web:1", rule: "per-major-unit", programme: 1 },
        lots: [{ entry: 1, amount: 19 }],
        expiresOn: "2012-08-31",
        occurredOn: "2011-09-01",
        bookedOn: "2011-09-05",
        hash: head?.entryHash,
      },
    ]);
    expect(head).toMatchObject({ seq: 1, entries: 1 });
  });

  it("is kept with what each line earned", async () => {
    const world = new MemberWorld();
    const lines = [
      aLine({ quantity: 3, unitPriceMinor: 333 }),
      aLine({ lineId: "post", sku: "POST", unitPriceMinor: 400, goods: false, category: "charges" }),
      aLine({ unitPriceMinor: 1_001 }),
    ];
    await world.apply(anOrder({ lines, deliveryMinor: 250, discountMinor: 200 }));
    const { order, account } = await world.member();
    // 999 + 1,001 goods less 200 off: 1,800 paid, 18 points: 8.991 and 9.009 by the exact shares.
    expect(order?.lines.map(({ lineId, earned }) => [lineId, earned])).toEqual([
      ["1", 9],
      ["post", 0],
      ["3", 9],
    ]);
    expect(order).toMatchObject({ totalMinor: 2_450, paidOn: "2011-09-01", bookedOn: "2011-09-05", programme: 1 });
    expect(account.balance).toBe(18);
  });

  it("is counted once, also under another event id, with another content, or a year later", async () => {
    const world = new MemberWorld();
    await world.apply(anOrder());
    world.now = "2012-09-05T12:00:00.000Z";
    const outcomes = await world.apply(
      anOrder(),
      anOrder({ eventId: "e_other" }),
      anOrder({ eventId: "e_third", occurredAt: "2011-09-02T10:00:00.000Z", spendMinor: 99_900 }),
    );
    expect(outcomes.map((outcome) => "kind" in outcome && outcome.kind)).toEqual([
      "duplicate",
      "duplicate",
      "duplicate",
    ]);
    const { account, head, announced, summary } = await world.member();
    expect([account.balance, head?.seq, announced.length, summary?.orders]).toEqual([10, 1, 1, 1]);
  });

  it("of another channel is another order, whatever its number", async () => {
    const world = new MemberWorld();
    await world.apply(anOrder(), anOrder({ channel: "till", eventId: "e_till" }));
    expect((await world.member()).account.balance).toBe(20);
  });

  it("is announced with how many orders now stand", async () => {
    const world = new MemberWorld();
    await world.apply(anOrder(), anOrder({ orderId: "2", spendMinor: 2_550 }));
    expect((await world.member()).announced).toMatchObject([
      { type: "OrderPaid", id: "m_1/1/0", orderKey: "web:1", totalMinor: 1_000, orders: 1 },
      { type: "OrderPaid", id: "m_1/2/0", orderKey: "web:2", totalMinor: 2_550, orders: 2, currency: "GBP" },
    ]);
  });

  it("of history is counted and scored, earns nothing and is not announced", async () => {
    const world = new MemberWorld();
    await world.apply(anOrder({ historic: true }));
    const { account, entries, announced, summary, order } = await world.member();
    expect(account.balance).toBe(0);
    expect(entries).toEqual([]);
    expect(announced).toEqual([]);
    expect(order).toMatchObject({ historic: true, lines: [{ earned: 0 }] });
    expect(summary && rfmAsOf(summary, dayNumber("2011-09-01"), 365)).toMatchObject({
      frequency: 1,
      monetaryMinor: 1_000,
    });
  });

  it("that comes to no whole unit of goods makes no entry", async () => {
    const world = new MemberWorld();
    await world.apply(anOrder({ spendMinor: 99 }), anOrder({ orderId: "2", lines: [aLine({ goods: false })] }));
    expect(await world.member()).toMatchObject({ entries: [], head: { seq: 2, entries: 0 }, summary: { orders: 2 } });
  });

  it("falls on the shop's day, whatever day it is in UTC", async () => {
    const world = new MemberWorld();
    world.programme = aProgramme({ timeZone: "Asia/Shanghai" });
    await world.apply(anOrder({ occurredAt: "2011-09-01T16:00:00.000Z" }));
    const { order, entries, summary } = await world.member();
    expect(order?.paidOn).toBe("2011-09-02");
    expect(entries[0]).toMatchObject({ occurredOn: "2011-09-02", expiresOn: "2012-09-01" });
    expect(summary?.firstDay).toBe(dayNumber("2011-09-02"));
  });

  it("earns by the rule that was in force when it was paid, and its entry names that version", async () => {
    const world = new MemberWorld();
    const saved = (version: number, value = aProgramme()) => ({ version, value, savedAt: "", savedBy: "test" });
    const doubled = saved(2, aProgramme({ points: points(2) }));
    const history = {
      current: async () => saved(3, aProgramme({ points: points(9) })),
      at: async (moment: string) => (moment < "2011-09-02" ? saved(1) : doubled),
    };
    const ports = world.ports({ programme: history });
    await applyToMember(anOrder(), ports);
    await applyToMember(anOrder({ orderId: "2", occurredAt: "2011-09-03T10:00:00.000Z" }), ports);
    const { entries } = await world.member();
    expect(entries.map(({ amount: earned, because }) => [earned, because.programme])).toEqual([
      [10, 1],
      [20, 2],
    ]);
  });

  it("in another currency than the programme's is refused, and nothing of it is stored", async () => {
    const world = new MemberWorld();
    const [outcome] = await world.apply(anOrder({ currency: "EUR" }));
    expect(outcome).toMatchObject({ because: "other-currency: paid in EUR, the programme is in GBP" });
    expect((await world.member()).head).toBeUndefined();
  });

  it("of the largest amounts on 500 lines is exact", async () => {
    const world = new MemberWorld();
    world.programme = aProgramme({ points: points(1_000) });
    const lines = Array.from({ length: 500 }, () => aLine({ unitPriceMinor: 1_999_999_999 }));
    await world.apply(anOrder({ lines }));
    const { account, order } = await world.member();
    expect(account.balance).toBe(9_999_999_995_000);
    expect(order?.lines.reduce((sum, line) => sum + line.earned, 0)).toBe(9_999_999_995_000);
  });
});
