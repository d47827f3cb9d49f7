import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Temporal } from "temporal-polyfill";
import { afterAll, describe, expect, it } from "vitest";
import { standingOf } from "../../core/scoring/classes.ts";
import { dayNumber } from "../../core/scoring/day-number.ts";
import { rfmCuts } from "../../core/scoring/rfm.ts";
import { applyOrder, applyRefund, emptySummary, rfmAsOf, type Summary } from "../../core/scoring/summary.ts";
import { loadSample } from "../../tools/sample/load-sample.ts";
import type { SampleOrder } from "../../tools/sample/sample-events.ts";
import { SHOP_ZONE } from "../../tools/sample/shop-time.ts";

const folder = mkdtempSync(join(tmpdir(), "rfm-check-"));
afterAll(() => rmSync(folder, { recursive: true }));

const dayOf = (at: string): number =>
  dayNumber(Temporal.Instant.from(at).toZonedDateTimeISO(SHOP_ZONE).toPlainDate().toString());

/** The sample's summaries, as if every order and refund had been applied. */
function summaries(): Map<string, Summary> {
  const sample = loadSample("samples");
  const kept = new Map(sample.members.map(({ customerId }) => [customerId, emptySummary()]));
  const orders = new Map<string, SampleOrder>();
  for (const order of sample.orders) {
    orders.set(order.orderId, order);
    const counted = { orderDay: dayOf(order.at), netMinor: order.totalMinor, goodsMinor: order.goodsMinor };
    kept.set(order.customerId, applyOrder(kept.get(order.customerId) ?? emptySummary(), counted));
  }
  const left = new Map(sample.orders.map(({ orderId, lines }) => [orderId, lines.reduce((n, l) => n + l.quantity, 0)]));
  // By time, so the refund that leaves nothing is an order's latest.
  for (const { orderId, customerId, at, lines, amountMinor } of sample.refunds) {
    const rest = (left.get(orderId) ?? 0) - lines.reduce((sum, line) => sum + line.quantity, 0);
    left.set(orderId, rest);
    const refund = { orderDay: dayOf(orders.get(orderId)?.at ?? ""), refundDay: dayOf(at), minor: amountMinor };
    const whollyCancelledOn = rest === 0 ? refund.refundDay : undefined;
    kept.set(customerId, applyRefund(kept.get(customerId) ?? emptySummary(), { ...refund, whollyCancelledOn }));
  }
  return kept;
}

const ofMembers = summaries();

function membersAsOf(isoDay: string, windowDays: number) {
  const found = [...ofMembers].map(([customerId, summary]) => ({
    customerId,
    rfm: rfmAsOf(summary, dayNumber(isoDay), windowDays),
  }));
  const scored = found.flatMap(({ rfm }) => rfm ?? []);
  const cuts = rfmCuts({
    recencyDays: Int32Array.from(scored, (one) => one.recencyDays),
    frequency: Int32Array.from(scored, (one) => one.frequency),
    monetaryMinor: Float64Array.from(scored, (one) => one.monetaryMinor),
  });
  return found.map(({ customerId, rfm }) => ({ customerId, ...rfm, ...standingOf(rfm, cuts, true) }));
}

function check(members: object[], asOf: string, windowDays: number) {
  const path = join(folder, "members.jsonl");
  writeFileSync(path, members.map((member) => JSON.stringify(member)).join("\n"));
  const run = spawnSync(
    "python3",
    ["tests/independent/rfm_check.py", "--as-of", asOf, "--window", String(windowDays), "--members", path],
    { encoding: "utf8" },
  );
  return { code: run.status, said: run.stdout + run.stderr };
}

describe("the sample's RFM, worked out a second time in Python", () => {
  it.each([
    ["2011-08-31", 365],
    ["2011-11-30", 365],
    ["2011-10-15", 90],
    ["2011-03-01", 30],
  ])("is the same for every member as of %s over %i days", (asOf, windowDays) => {
    const { code, said } = check(membersAsOf(asOf, windowDays), asOf, windowDays);
    expect(said).toContain("348 members agree, 0 disagree");
    expect(said).toContain("73 cancelled lines unmatched");
    expect(code).toBe(0);
  });

  it("is refused when one member is a penny, a day or a score off, or missing", () => {
    const members = membersAsOf("2011-11-30", 365);
    const [first, ...others] = members.filter((member) => member.r > 0);
    const rest = members.filter((member) => member.customerId !== first?.customerId);
    for (const wrong of [
      [...rest, { ...first, monetaryMinor: (first?.monetaryMinor ?? 0) + 1 }],
      [...rest, { ...first, recencyDays: (first?.recencyDays ?? 0) + 1 }],
      [...rest, { ...first, r: ((first?.r ?? 0) % 5) + 1 }],
      rest,
    ]) {
      const { code, said } = check(wrong, "2011-11-30", 365);
      expect([code, said.includes("1 disagree")]).toEqual([1, true]);
    }
    expect(others.length).toBeGreaterThan(100);
  });
});
