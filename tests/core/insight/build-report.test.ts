import { describe, expect, it } from "vitest";
import { buildReport } from "../../../core/insight/build-report.ts";
import type { InsightRows } from "../../../core/insight/rows.ts";
import { aReport, programme, someRows } from "../../adapters/report/a-report.ts";
import { anOrder, noRows } from "./insight-rows.ts";

describe("the report", () => {
  it.each([0.37, 0.61, 0.73])("is the same to the last digit in whatever order the rows were read (%f)", (turn) => {
    const mix = <T>(items: T[]): T[] =>
      items
        .map((item, at) => ({ item, rank: (at * turn) % 1 }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ item }) => item);
    const rows = someRows();
    const mixed: InsightRows = {
      members: mix(rows.members),
      enrolments: mix(rows.enrolments),
      messages: mix(rows.messages),
      coupons: mix(rows.coupons),
      orders: mix(rows.orders),
      ledger: mix(rows.ledger),
      refusals: mix(rows.refusals),
    };
    expect(aReport({ rows: mixed })).toEqual(aReport({ rows }));
  });

  it("counts the period's own orders, first and last day included,", () => {
    const orders = [
      anOrder({ orderKey: "shop:before", paidOn: "2011-08-31", paidAt: "2011-08-31T10:00:00Z" }),
      anOrder({ orderKey: "shop:first", paidOn: "2011-09-01", paidAt: "2011-08-31T23:00:00Z" }),
      anOrder({ orderKey: "shop:last", paidOn: "2011-11-30", paidAt: "2011-11-30T23:59:59Z" }),
      anOrder({ orderKey: "shop:after", paidOn: "2011-12-01", paidAt: "2011-12-01T00:00:00Z" }),
    ];
    expect(aReport({ rows: { ...noRows(), orders } }).totals).toMatchObject({
      orders: 2,
      active: 1,
      revenueMinor: 2_000,
    });
  });

  it("lists the latest messages, and no more than the page shall hold", () => {
    const { outbox } = aReport({ outboxAtMost: 3 });
    expect(outbox.shown).toHaveLength(3);
    expect(outbox.total).toBe(320);
  });

  it("is plain data: it comes back from JSON as it went in", () => {
    const report = buildReport({
      programme,
      journeys: [],
      segments: [],
      from: "2011-09-01",
      asOf: "2011-11-30",
      scoredFirstOn: "2011-08-31",
      scoredLastOn: "2011-11-30",
      rows: someRows(),
      outboxAtMost: 5,
    });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});
