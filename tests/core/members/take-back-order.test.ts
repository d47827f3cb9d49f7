import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyToMember } from "../../../core/members/apply-to-member.ts";
import { dayNumber } from "../../../core/scoring/day-number.ts";
import { rfmAsOf } from "../../../core/scoring/summary.ts";
import { aCancellation, aRefund } from "../../support/builders/a-refund.ts";
import { aLine, anOrder } from "../../support/builders/an-order.ts";
import { KilledError, killedAfter } from "../../support/killed-store.ts";
import { faultsOf, MemberWorld } from "../../support/member-world.ts";

const line = (lineId: string, quantity: number, amountMinor: number) => ({ lineId, quantity, amountMinor });
const threeCups = [
  aLine({ sku: "CUP", quantity: 3, unitPriceMinor: 334 }),
  aLine({ sku: "POT", unitPriceMinor: 2_000 }),
];

describe("a refund", () => {
  it("takes back exactly what its lines earned", async () => {
    const world = new MemberWorld();
    await world.apply(anOrder({ lines: threeCups }));
    expect((await world.member()).order?.lines.map(({ earned }) => earned)).toEqual([10, 20]);
    await world.apply(aRefund({ lines: [line("2", 1, 2_000)] }));
    const { account, entries, order } = await world.member();
    expect(account.balance).toBe(10);
    expect(entries.at(-1)).toMatchObject({
      kind: "take-back",
      amount: -20,
      because: { source: "web:1", refundId: "r1", rule: "as-earned", programme: 1 },
      lots: [{ entry: 1, amount: -20 }],
      occurredOn: "2011-09-03",
      bookedOn: "2011-09-05",
    });
    expect(order).toMatchObject({
      whollyCancelled: false,
      lines: [{ takenBack: 0 }, { refundedQuantity: 1, refundedMinor: 2_000, takenBack: 20 }],
      refunds: [{ refundId: "r1", minor: 2_000 }],
    });
  });

  it("in parts takes back the share of what came back so far, and all in the end", async () => {
    const world = new MemberWorld();
    await world.apply(anOrder({ lines: threeCups }));
    const left: number[] = [];
    for (const refundId of ["r1", "r2", "r3"]) {
      await world.apply(aRefund({ refundId, lines: [line("1", 1, 334)] }));
      left.push((await world.member()).account.balance);
    }
    // 10 points on three cups: 3.33, 6.67 and 10 of them, rounded down for the member.
    expect(left).toEqual([27, 24, 20]);
  });

  it("of what was paid less than its price, by a discount on the order, still takes back all", async () => {
    const world = new MemberWorld();
    await world.apply(anOrder({ lines: [aLine({ unitPriceMinor: 1_000 })], discountMinor: 200, deliveryMinor: 300 }));
    expect((await world.member()).account.balance).toBe(8);
    await world.apply(aRefund({ lines: [line("1", 1, 800)] }));
    expect(await world.member()).toMatchObject({ account: { balance: 0 }, order: { whollyCancelled: true } });
  });

  it("that comes twice, also under another event id, takes back once", async () => {
    const world = new MemberWorld();
    await world.apply(anOrder({ lines: threeCups }));
    const refund = aRefund({ lines: [line("1", 1, 334)] });
    const outcomes = await world.apply(refund, refund, { ...refund, eventId: "e_other" });
    expect(outcomes).toMatchObject([{ kind: "applied" }, { kind: "duplicate" }, { kind: "duplicate" }]);
    expect((await world.member()).account.balance).toBe(27);
  });

  it("makes a score net of it from its own day on, and the order uncounted once all of it came back", async () => {
    const world = new MemberWorld();
    await world.apply(anOrder({ lines: threeCups }), aRefund({ lines: [line("1", 3, 1_002)] }));
    const rfm = async (day: string) => {
      const { summary } = await world.member();
      return summary && rfmAsOf(summary, dayNumber(day), 365);
    };
    expect(await rfm("2011-09-02")).toMatchObject({ frequency: 1, monetaryMinor: 3_002 });
    expect(await rfm("2011-09-03")).toMatchObject({ frequency: 1, monetaryMinor: 2_000 });
    await world.apply(
      aRefund({ refundId: "r2", occurredAt: "2011-09-04T10:00:00.000Z", lines: [line("2", 1, 2_000)] }),
    );
    expect(await rfm("2011-09-03")).toMatchObject({ frequency: 1 });
    expect(await rfm("2011-09-04")).toBeNull();
  });

  it("of history takes nothing back, and counts in the score", async () => {
    const world = new MemberWorld();
    await world.apply(anOrder({ historic: true }), aRefund({ historic: true }));
    expect(await world.member()).toMatchObject({
      entries: [],
      account: { balance: 0, owed: 0 },
      summary: { orders: 1, cancelled: 1 },
    });
  });

  it.each([
    ["of a line that the order hasn't", aRefund({ lines: [line("9", 1, 1)] }), "unknown-line: line 9"],
    ["of more than was bought", aRefund({ lines: [line("1", 2, 1_000)] }), "more-than-was-bought: line 1: 2 of 1"],
    ["of more than a line cost", aRefund({ lines: [line("1", 1, 1_001)] }), "more-than-was-paid: line 1: 1001"],
    ["in another currency", aRefund({ currency: "EUR" }), "other-currency: refunded in EUR, paid in GBP"],
  ])("%s is refused, and nothing of it is stored", async (_, refund, because) => {
    const world = new MemberWorld();
    await world.apply(anOrder());
    const before = await world.member();
    expect(await world.apply(refund)).toEqual([{ event: refund, because }]);
    expect(await world.member()).toEqual(before);
  });

  it("of more than the order was paid is refused, though each line would hold it", async () => {
    const world = new MemberWorld();
    await world.apply(anOrder({ discountMinor: 300 }));
    const [outcome] = await world.apply(aRefund({ lines: [line("1", 1, 701)] }));
    expect(outcome).toMatchObject({ because: "more-than-was-paid: 701 of 700" });
  });

  it("is refused the second time under a new id: it was all given back", async () => {
    const world = new MemberWorld();
    await world.apply(anOrder(), aRefund());
    const [outcome] = await world.apply(aRefund({ refundId: "r2" }));
    expect(outcome).toMatchObject({ because: "more-than-was-bought: line 1: 2 of 1" });
  });

  it("after 500 others of the same order is refused", async () => {
    const world = new MemberWorld();
    await world.apply(anOrder({ lines: [aLine({ quantity: 501, unitPriceMinor: 100 })] }));
    for (let at = 1; at <= 500; at += 1) await world.apply(aRefund({ refundId: `r${at}`, lines: [line("1", 1, 100)] }));
    const [outcome] = await world.apply(aRefund({ refundId: "r501", lines: [line("1", 1, 100)] }));
    expect(outcome).toMatchObject({ because: "too-many-refunds: 500 at most" });
    expect(await faultsOf(world.store, "m_1")).toEqual([]);
  });
});

describe("a cancellation", () => {
  it("takes back whatever is left of the order, delivery included, once", async () => {
    const world = new MemberWorld();
    await world.apply(anOrder({ lines: threeCups, deliveryMinor: 500 }), aRefund({ lines: [line("1", 1, 334)] }));
    const outcomes = await world.apply(aCancellation(), aCancellation({ eventId: "e_again" }));
    expect(outcomes).toMatchObject([{ kind: "applied" }, { kind: "duplicate" }]);
    expect(await world.member()).toMatchObject({
      account: { balance: 0, owed: 0 },
      order: { whollyCancelled: true, refunds: [{ minor: 334 }, { refundId: "cancel", minor: 3_168 }] },
      summary: { cancelled: 1, refundedMinor: 3_502, paidMinor: 3_502 },
    });
  });

  it("leaves nothing to do for a refund from before it that comes late, and nobody to look at it", async () => {
    const world = new MemberWorld();
    await world.apply(anOrder({ lines: threeCups }), aCancellation());
    const [outcome] = await world.apply(aRefund({ lines: [line("1", 1, 334)] }));
    expect(outcome).toMatchObject({ kind: "applied" });
    expect(await world.member()).toMatchObject({
      account: { balance: 0, owed: 0 },
      summary: { refundedMinor: 3_002, cancelled: 1 },
      order: {
        refunds: [
          { refundId: "cancel", minor: 3_002 },
          { refundId: "r1", minor: 0 },
        ],
      },
    });
  });

  it("takes no refund after it that the order could never have had", async () => {
    const world = new MemberWorld();
    await world.apply(anOrder(), aCancellation());
    const [outcome] = await world.apply(aRefund({ lines: [line("1", 2, 1_000)] }));
    expect(outcome).toMatchObject({ because: "more-than-was-bought: line 1: 2 of 1" });
  });
});

describe("what comes before its order", () => {
  it("is parked for 30 days under the order's key, and makes the member", async () => {
    const world = new MemberWorld();
    expect(await world.apply(aRefund())).toEqual([{ kind: "parked", parked: 1 }]);
    expect(await world.member()).toMatchObject({ head: { seq: 1, parked: 1 }, entries: [], announced: [] });
    const due = (until: string) => world.store.dueParked(until, 10);
    expect(await due("2011-10-05T11:59:59.999Z")).toEqual([]);
    expect(await due("2011-10-05T12:00:00.000Z")).toMatchObject([
      { memberId: "m_1", parked: { orderKey: "web:1", refundId: "r1", event: aRefund() } },
    ]);
  });

  it("is parked once, however often it comes", async () => {
    const world = new MemberWorld();
    await world.apply(aRefund(), aRefund(), aRefund({ eventId: "e_other" }));
    expect((await world.member()).head).toMatchObject({ seq: 1, parked: 1 });
  });

  it("is applied when the order comes, in parts and with a cancellation too, and parked no longer", async () => {
    const world = new MemberWorld();
    await world.apply(
      aRefund({ lines: [line("1", 1, 334)] }),
      aRefund({ refundId: "r2", lines: [line("1", 1, 334)] }),
      anOrder({ lines: threeCups }),
    );
    expect(await world.member()).toMatchObject({
      account: { balance: 24, owed: 0 },
      head: { parked: 0 },
      order: { lines: [{ refundedQuantity: 2 }, {}] },
    });
    expect(await world.store.parkedFor("m_1", "web:1")).toEqual([]);
    await world.apply(aCancellation({ orderId: "2" }), anOrder({ orderId: "2" }));
    expect(await world.member()).toMatchObject({ account: { balance: 24 }, head: { parked: 0 } });
  });

  it("is applied by a duplicate of the order, when the one who counted it was killed before that", async () => {
    const world = new MemberWorld();
    await world.apply(aRefund());
    // Read and committed, and then no more.
    const dying = world.ports({ store: killedAfter(world.store, 2) });
    await expect(applyToMember(anOrder(), dying)).rejects.toThrow(KilledError);
    expect(await world.member()).toMatchObject({ account: { balance: 10 }, head: { parked: 1 } });
    await world.apply(anOrder());
    expect(await world.member()).toMatchObject({ account: { balance: 0 }, head: { parked: 0 } });
  });

  it("is set aside when the order shows that it can't be right, and parked no longer", async () => {
    const world = new MemberWorld();
    const refund = aRefund({ lines: [line("7", 1, 1_000)] });
    await world.apply(refund, anOrder());
    expect(world.setAside).toEqual([{ event: refund, because: "unknown-line: line 7" }]);
    expect(await world.member()).toMatchObject({ account: { balance: 10 }, head: { parked: 0 } });
    expect(await world.store.parkedFor("m_1", "web:1")).toEqual([]);
  });
});

describe("refunds in parts", () => {
  it("add up to the whole, however the lines are divided and in whatever order they come", async () => {
    const ordered = fc.record({
      lines: fc.array(
        fc.record({
          quantity: fc.integer({ min: 1, max: 6 }),
          unitPriceMinor: fc.integer({ min: 0, max: 5_000 }),
          goods: fc.boolean(),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      discount: fc.nat({ max: 100 }),
      seed: fc.integer(),
    });
    await fc.assert(
      fc.asyncProperty(ordered, fc.infiniteStream(fc.nat({ max: 1_000 })), async ({ lines, discount }, dice) => {
        const goodsMinor = lines.reduce((sum, one) => sum + (one.goods ? one.quantity * one.unitPriceMinor : 0), 0);
        const order = anOrder({ lines: lines.map(aLine), discountMinor: Math.floor((goodsMinor * discount) / 100) });
        // Each unit comes back by itself, at its price less the line's part of the discount, in a drawn order.
        const refunds = lines.flatMap(({ quantity, unitPriceMinor, goods }, at) =>
          Array.from({ length: quantity }, (_, unit) => {
            const paid = goods ? Math.floor((unitPriceMinor * (100 - discount)) / 100) : unitPriceMinor;
            return aRefund({ refundId: `r${at}-${unit}`, lines: [line(String(at + 1), 1, paid)] });
          }),
        );
        const drawn = refunds
          .map((refund) => ({ refund, draw: dice.next().value ?? 0 }))
          .sort((a, b) => a.draw - b.draw)
          .map(({ refund }) => refund);
        const world = new MemberWorld();
        const before = drawn.slice(0, (dice.next().value ?? 0) % (drawn.length + 1));
        const outcomes = await world.apply(...before, order, ...drawn.slice(before.length));
        expect(outcomes.every((outcome) => !("because" in outcome))).toBe(true);
        const { account, order: kept, head } = await world.member();
        expect(account).toEqual({ balance: 0, owed: 0, lots: [] });
        expect(kept?.lines.every((one) => one.takenBack === one.earned)).toBe(true);
        expect([kept?.whollyCancelled, head?.parked]).toEqual([true, 0]);
        expect(await faultsOf(world.store, "m_1")).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
