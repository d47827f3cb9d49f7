import { describe, expect, it } from "vitest";
import type { Classes } from "../../../core/scoring/classes.ts";
import { dayNumber } from "../../../core/scoring/day-number.ts";
import { snapshotRow } from "../../../core/scoring/snapshot-row.ts";
import { applyOrder, applyRefund, emptySummary } from "../../../core/scoring/summary.ts";

const AS_OF = "2011-09-05";

describe("a member's row", () => {
  it("is worked out as of the day's end, whatever came after, with the standing that is stored", () => {
    const order = (day: string, netMinor: number) => ({ orderDay: dayNumber(day), netMinor, goodsMinor: netMinor });
    let summary = applyOrder(emptySummary(), order("2010-01-01", 100));
    summary = applyOrder(summary, order("2011-08-26", 3_000));
    summary = applyRefund(summary, {
      orderDay: dayNumber("2011-08-26"),
      refundDay: dayNumber("2011-09-05"),
      minor: 500,
    });
    summary = applyOrder(summary, order("2011-09-06", 9_900));
    const classes = { r: 3, f: 2, m: 1, segment: "fading" } as Classes;
    expect(snapshotRow("m_1", summary, classes, dayNumber(AS_OF), 365)).toEqual({
      memberId: "m_1",
      recencyDays: 10,
      frequency: 1,
      monetaryMinor: 2_500,
      lastOrderDay: dayNumber("2011-08-26"),
      firstDay: dayNumber("2010-01-01"),
      r: 3,
      f: 2,
      m: 1,
      segment: "fading",
    });
  });

  it("of somebody without an order in the window keeps the last one's day, for the ladder of silence", () => {
    const summary = applyOrder(emptySummary(), { orderDay: dayNumber("2010-01-01"), netMinor: 100, goodsMinor: 100 });
    const row = snapshotRow("m_1", summary, undefined, dayNumber(AS_OF), 365);
    expect(row).toMatchObject({
      recencyDays: null,
      frequency: 0,
      monetaryMinor: 0,
      lastOrderDay: dayNumber("2010-01-01"),
      r: null,
    });
  });

  it("of somebody who never ordered is there, and empty", () => {
    expect(snapshotRow("m_1", undefined, undefined, dayNumber(AS_OF), 365)).toMatchObject({
      recencyDays: null,
      lastOrderDay: null,
      firstDay: null,
    });
  });
});
