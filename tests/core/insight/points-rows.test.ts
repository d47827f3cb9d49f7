import { describe, expect, it } from "vitest";
import { sha256 } from "../../../adapters/identity/sha256.ts";
import { pointsRows } from "../../../core/insight/points-rows.ts";
import { reconcile } from "../../../core/insight/reconcile.ts";
import { emptyLedger } from "../../../core/loyalty/ledger/ledger.ts";
import { Postings } from "../../../core/loyalty/ledger/postings.ts";
import { aLine, anOrder, noRows, rules } from "./insight-rows.ts";

const days = { occurredOn: "2011-09-05", bookedOn: "2011-09-05" };
const because = (source: string) => ({ source, rule: "a rule", programme: 1 });

/** An order that earns points and counts for a tier, and a check-in between. */
function someEntries() {
  const postings = new Postings(emptyLedger("m_1"), sha256);
  postings.credit({ account: "points", kind: "earn", amount: 10, because: because("shop:1"), ...days });
  postings.credit({ account: "growth", kind: "earn", amount: 1_000, because: because("shop:1"), ...days });
  postings.credit({ account: "points", kind: "earn", amount: 5, because: because("shop#e_1"), ...days });
  return postings.entries;
}

describe("the rows of a ledger with several accounts", () => {
  it("keep every number, and move points where points moved", () => {
    expect(pointsRows("m_1", someEntries()).map(({ number, points }) => [number, points])).toEqual([
      [1, 10],
      [2, 0],
      [3, 5],
    ]);
  });

  it("reconcile: what counts for a tier is no gap, and what an act earned is no order's", () => {
    const rows = {
      ...noRows(),
      members: [{ memberId: "m_1", pointsBalance: 15, pointsOwed: 0 }],
      orders: [anOrder({ lines: [aLine({ earned: 10 })] })],
      ledger: pointsRows("m_1", someEntries()),
    };
    const { gaps, bridge } = reconcile(rows, rows, [], rules, { from: "2011-09-01", asOf: "2011-09-30" });
    expect(gaps).toEqual([]);
    expect(bridge.byKind).toEqual([{ kind: "earn", entries: 2, points: 15 }]);
  });
});
