import { readFileSync } from "node:fs";
import type { ReportRequest } from "../../../core/insight/build-report.ts";
import { buildReport } from "../../../core/insight/build-report.ts";
import type { ReportModel } from "../../../core/insight/report-model.ts";
import type { InsightRows } from "../../../core/insight/rows.ts";
import { Programme } from "../../../core/programme/programme.ts";
import {
  aCoupon,
  aLine,
  aMessage,
  anEnrolment,
  anEntry,
  anOrder,
  noRows,
  redeemed,
} from "../../core/insight/insight-rows.ts";

const shipped = new URL("../../../config/programme.json", import.meta.url);
export const programme: Programme = {
  ...Programme.parse(JSON.parse(readFileSync(shipped, "utf8"))),
  language: "en",
  currency: "GBP",
  timeZone: "Europe/London",
};

/**
 * A period of 400 members: every fifth is held out of the welcome, half of the others redeem a simulated coupon, and one
 * member is in the dormant journey, whose window is open. The books are right.
 */
export function someRows(): InsightRows {
  const rows = noRows();
  for (let m = 0; m < 400; m += 1) {
    const memberId = `m_${m}`;
    const orderKey = `shop:${m}`;
    const arm = m % 5 === 0 ? "held-out" : "treated";
    const buys = m % 3 === 0;
    const points = buys ? 20 + (m % 7) : 0;
    rows.members.push({
      memberId,
      segmentBefore: m % 2 === 0 ? "lost" : "new",
      segmentNow: buys ? "champions" : "lost",
      pointsBalance: points,
      pointsOwed: 0,
    });
    rows.enrolments.push(anEnrolment({ memberId, arm }));
    if (arm === "treated") rows.messages.push(aMessage({ memberId, channel: m % 2 === 0 ? "sms" : "email" }));
    if (!buys) continue;
    rows.orders.push(anOrder({ memberId, orderKey, lines: [aLine({ amountMinor: points * 100, earned: points })] }));
    rows.ledger.push(anEntry({ memberId, points, because: { source: orderKey } }));
    if (arm === "treated" && m % 2 === 0) {
      rows.coupons.push(aCoupon({ memberId, code: `C${m}`, ...redeemed({ orderKey, simulated: true }) }));
    }
  }
  rows.enrolments.push(anEnrolment({ memberId: "m_1", journey: "dormant", enteredAt: "2011-11-20T08:00:00Z" }));
  rows.refusals.push({ memberId: "m_9", journey: "dormant", because: "no-consent", at: "2011-09-01T08:00:00Z" });
  return rows;
}

export function aReport(request: Partial<ReportRequest> = {}): ReportModel {
  return buildReport({
    programme,
    journeys: [{ id: "welcome", name: { en: "Welcome", "zh-CN": "新会员欢迎" } }],
    segments: ["champions", "new", "lost"],
    from: "2011-09-01",
    asOf: "2011-11-30",
    scoredFirstOn: "2011-08-31",
    scoredLastOn: "2011-11-30",
    rows: someRows(),
    outboxAtMost: 50,
    ...request,
  });
}
