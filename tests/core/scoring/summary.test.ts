import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeSummary, encodeSummary, SummaryFormatError } from "../../../core/scoring/encode-summary.ts";
import {
  applyOrder,
  applyRefund,
  DAYS_KEPT,
  emptySummary,
  lastOrderDayAsOf,
  REFUNDS_KEPT,
  rfmAsOf,
  type Summary,
  SummaryInputError,
} from "../../../core/scoring/summary.ts";

const paid = (orderDay: number, netMinor = 100) => ({ orderDay, netMinor, goodsMinor: netMinor });

/** An order and how it was taken back, part by part; its last refund cancels it when `whole`. */
interface Story {
  orderDay: number;
  netMinor: number;
  refunds: { after: number; minor: number }[];
  whole: boolean;
}

type Arrival = { of: number; refund: number | null };

const story = (lastDay: number): fc.Arbitrary<Story> =>
  fc.record({
    orderDay: fc.integer({ min: 0, max: lastDay }),
    netMinor: fc.integer({ min: 0, max: 10_000 }),
    refunds: fc.array(fc.record({ after: fc.integer({ min: 0, max: 40 }), minor: fc.integer({ min: 0, max: 50 }) }), {
      maxLength: 3,
    }),
    whole: fc.boolean(),
  });

/** Applies the stories in the given order of arrival, each refund after its own order. */
function summaryOf(stories: Story[], arrivals: Arrival[]): Summary {
  const arrived = new Map<number, number>();
  const waiting = new Map<number, number[]>();
  let summary = emptySummary();
  const refund = (of: number, index: number) => {
    const { orderDay, refunds, whole } = stories[of] ?? { orderDay: 0, refunds: [], whole: false };
    const one = refunds[index];
    if (one === undefined) return;
    const count = (arrived.get(of) ?? 0) + 1;
    arrived.set(of, count);
    const completes = whole && count === refunds.length;
    summary = applyRefund(summary, {
      orderDay,
      refundDay: orderDay + one.after,
      minor: one.minor,
      whollyCancelledOn: completes ? orderDay + Math.max(...refunds.map((each) => each.after)) : undefined,
    });
  };
  const placed = new Set<number>();
  for (const { of, refund: index } of arrivals) {
    if (index === null) {
      const { orderDay = 0, netMinor = 0 } = stories[of] ?? {};
      summary = applyOrder(summary, paid(orderDay, netMinor));
      placed.add(of);
      for (const early of waiting.get(of) ?? []) refund(of, early);
    } else if (placed.has(of)) refund(of, index);
    else waiting.set(of, [...(waiting.get(of) ?? []), index]);
  }
  return summary;
}

const inTurn = (stories: Story[]): Arrival[] =>
  stories.flatMap(({ refunds }, of) => [{ of, refund: null }, ...refunds.map((_, refund) => ({ of, refund }))]);

const shuffled = (stories: Story[]) => fc.shuffledSubarray(inTurn(stories), { minLength: inTurn(stories).length });

/** RFM straight from the list of orders, by the definition. */
function rfmByDefinition(stories: Story[], asOf: number, windowDays: number) {
  const inWindow = stories.filter(({ orderDay }) => orderDay <= asOf && orderDay > asOf - windowDays);
  const standing = inWindow.filter(
    ({ orderDay, refunds, whole }) =>
      !(whole && refunds.length > 0 && refunds.every((refund) => orderDay + refund.after <= asOf)),
  );
  if (standing.length === 0) return null;
  const net = inWindow.map(
    ({ orderDay, netMinor, refunds }) =>
      netMinor -
      refunds.filter((refund) => orderDay + refund.after <= asOf).reduce((sum, refund) => sum + refund.minor, 0),
  );
  return {
    recencyDays: asOf - Math.max(...standing.map((order) => order.orderDay)),
    frequency: standing.length,
    monetaryMinor: net.reduce((sum, minor) => sum + minor, 0),
    complete: true,
  };
}

describe("a member's summary", () => {
  it("counts the as-of day and the window's first day, and no day beyond either", () => {
    const summary = [100, 464, 465].reduce((sum, day) => applyOrder(sum, paid(day)), emptySummary());
    expect(rfmAsOf(summary, 464, 365)).toMatchObject({ recencyDays: 0, frequency: 2, monetaryMinor: 200 });
    expect(rfmAsOf(summary, 465, 365)).toMatchObject({ recencyDays: 0, frequency: 2 });
    expect(rfmAsOf(summary, 463, 365)).toMatchObject({ recencyDays: 363, frequency: 1 });
  });

  it("has no score without an order in the window", () => {
    expect(rfmAsOf(emptySummary(), 100, 365)).toBeNull();
    expect(rfmAsOf(applyOrder(emptySummary(), paid(1)), 500, 365)).toBeNull();
  });

  it("takes a refund off from the day it was made, also after the order's own day", () => {
    const refunded = applyRefund(applyOrder(emptySummary(), paid(10)), { orderDay: 10, refundDay: 20, minor: 30 });
    expect(rfmAsOf(refunded, 19, 365)?.monetaryMinor).toBe(100);
    expect(rfmAsOf(refunded, 20, 365)).toMatchObject({ monetaryMinor: 70, frequency: 1 });
  });

  it("goes back to the order before when the last one is wholly cancelled", () => {
    const two = applyOrder(applyOrder(emptySummary(), paid(10)), paid(50));
    const cancelled = applyRefund(two, { orderDay: 50, refundDay: 55, minor: 100, whollyCancelledOn: 55 });
    expect(rfmAsOf(cancelled, 54, 365)).toMatchObject({ recencyDays: 4, frequency: 2 });
    expect(rfmAsOf(cancelled, 55, 365)).toMatchObject({ recencyDays: 45, frequency: 1, monetaryMinor: 100 });
    expect(lastOrderDayAsOf(cancelled, 54)).toBe(50);
    expect(lastOrderDayAsOf(cancelled, 55)).toBe(10);
    expect(cancelled.orders - cancelled.cancelled).toBe(1);
  });

  it("knows the last order beyond the window too", () => {
    expect(lastOrderDayAsOf(applyOrder(emptySummary(), paid(1)), 5_000)).toBe(1);
    expect(lastOrderDayAsOf(applyOrder(emptySummary(), paid(9)), 8)).toBeNull();
  });

  it("refuses a refund of a day without orders, fractions, and what is negative", () => {
    expect(() => applyRefund(emptySummary(), { orderDay: 1, refundDay: 1, minor: 1 })).toThrow(SummaryInputError);
    expect(() => applyOrder(emptySummary(), paid(1, 0.5))).toThrow(SummaryInputError);
    expect(() => applyOrder(emptySummary(), paid(1, -1))).toThrow(SummaryInputError);
    const one = applyOrder(emptySummary(), paid(5));
    expect(() => applyRefund(one, { orderDay: 5, refundDay: 7, minor: 1, whollyCancelledOn: 6 })).toThrow(
      SummaryInputError,
    );
  });
});

describe("whatever a member bought and took back", () => {
  const stories = fc.array(story(500), { maxLength: 30 });

  it("any order of arrival gives the same summary", () => {
    const arrivals = stories.chain((told) => fc.tuple(fc.constant(told), shuffled(told)));
    fc.assert(
      fc.property(arrivals, ([told, order]) => {
        expect(summaryOf(told, order)).toEqual(summaryOf(told, inTurn(told)));
      }),
      { numRuns: 300 },
    );
  });

  it("RFM as of any day is what the definition says of the list of orders", () => {
    const asked = fc.tuple(stories, fc.integer({ min: 0, max: 600 }), fc.integer({ min: 1, max: 400 }));
    fc.assert(
      fc.property(asked, ([told, asOf, windowDays]) => {
        expect(rfmAsOf(summaryOf(told, inTurn(told)), asOf, windowDays)).toEqual(
          rfmByDefinition(told, asOf, windowDays),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it("what is stored is read back as it was", () => {
    fc.assert(
      fc.property(stories, (told) => {
        const summary = summaryOf(told, inTurn(told));
        expect(decodeSummary(JSON.parse(JSON.stringify(encodeSummary(summary))))).toEqual(summary);
      }),
    );
  });
});

describe("a member beyond what is kept", () => {
  const many = Array.from(
    { length: 900 },
    (_, i): Story => ({
      orderDay: i,
      netMinor: 1_000 + i,
      refunds:
        i % 5 === 0
          ? [
              { after: i % 7, minor: 3 },
              { after: 9, minor: 2 },
            ]
          : [],
      whole: i % 10 === 0,
    }),
  );
  const summary = summaryOf(many, inTurn(many));

  it("gives the same in any order of arrival, folded or not", () => {
    fc.assert(
      fc.property(shuffled(many), (order) => {
        expect(summaryOf(many, order)).toEqual(summary);
      }),
      { numRuns: 10 },
    );
  });

  it("is scored exactly over the window, 35 days back, though they bought on every day of two years", () => {
    for (const asOf of [899, 880, 864]) {
      const { complete, ...rfm } = rfmAsOf(summary, asOf, 365) ?? { complete: null };
      // Some refunds take effect after the last order's day; from 64 refunds on, older as-of days know them too early.
      expect([asOf, complete]).toEqual([asOf, true]);
      const { complete: _, ...expected } = rfmByDefinition(many, asOf, 365) ?? { complete: null };
      expect(rfm).toEqual(expected);
    }
  });

  it("is told apart where figures are incomplete, and keeps exact lifetime figures", () => {
    expect(summary.days).toHaveLength(DAYS_KEPT);
    expect(summary.refunds).toHaveLength(REFUNDS_KEPT);
    expect(rfmAsOf(summary, 899, 450)?.complete).toBe(false);
    expect(rfmAsOf(summary, 600, 50)?.complete).toBe(false);
    expect([summary.orders, summary.cancelled, summary.firstDay]).toEqual([900, 90, 0]);
    expect(summary.paidMinor).toBe(many.reduce((sum, order) => sum + order.netMinor, 0));
    expect(summary.refundedMinor).toBe(180 * 5);
  });

  it("is still known to have bought once, when all that is kept was cancelled", () => {
    const cancelled = Array.from({ length: DAYS_KEPT + 1 }, (_, i): Story => {
      return { orderDay: i, netMinor: 1, refunds: i === 0 ? [] : [{ after: 0, minor: 1 }], whole: true };
    });
    expect(lastOrderDayAsOf(summaryOf(cancelled, inTurn(cancelled)), 5_000)).toBe(0);
  });
});

describe("the stored summary", () => {
  it("takes at most 16 KB with the largest orders on every day", () => {
    const largest = 1_000_000_000_000;
    let summary = emptySummary();
    // Three orders a day of ten thousand million each, every one refunded and cancelled.
    for (let day = 15_000; day < 15_600; day += 1) {
      for (let i = 0; i < 3; i += 1) {
        summary = applyOrder(summary, paid(day, largest));
        const all = { orderDay: day, refundDay: day + 40, minor: largest, whollyCancelledOn: day + 41 };
        summary = applyRefund(summary, all);
      }
    }
    expect(JSON.stringify(encodeSummary(summary)).length).toBeLessThan(16 * 1024);
  });

  it("takes under 2 KB for somebody who buys weekly for three years", () => {
    let summary = emptySummary();
    for (let week = 0; week < 156; week += 1) summary = applyOrder(summary, paid(15_000 + 7 * week, 123_45));
    expect(JSON.stringify(encodeSummary(summary)).length).toBeLessThan(2 * 1024);
  });

  it("keeps figures up to 2^53", () => {
    const summary = applyOrder(emptySummary(), paid(20_000, Number.MAX_SAFE_INTEGER));
    expect(decodeSummary(encodeSummary(summary))).toEqual(summary);
    expect(() => applyOrder(summary, paid(20_000, 1))).toThrow(SummaryInputError);
  });

  it.each([
    undefined,
    {},
    { v: 2, t: [0, 0, 0, 0, 0, 0, 0, 0], d: "", r: "" },
    { v: 1, t: [0, 0, 0, 0, 0, 0, 0, 0], d: "a,1,2,3,4,5", r: "" },
    { v: 1, t: [0, 0, 0, 0, 0, 0, 0, 0], d: "a,!", r: "" },
  ])("is refused when it can't be read: %j", (stored) => {
    expect(() => decodeSummary(stored)).toThrow(SummaryFormatError);
  });
});
