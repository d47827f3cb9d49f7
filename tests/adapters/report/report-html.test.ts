import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { reportHtml } from "../../../adapters/report/report-html.ts";
import { buildReport } from "../../../core/insight/build-report.ts";
import { aMessage, anEnrolment, noRows } from "../../core/insight/insight-rows.ts";
import { aReport, programme, someRows } from "./a-report.ts";

const page = reportHtml(aReport());
const textOf = (markup: string): string =>
  markup
    .replace(/<(script|style)>.*?<\/\1>/gs, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");

describe("the page of the report", () => {
  it("loads nothing from anywhere", () => {
    expect(page).not.toMatch(/(?:src|href|srcset|data|action)\s*=\s*"(?!data:,")/i);
    expect(page).not.toMatch(/url\(|@import|fetch\(|XMLHttpRequest|import\(/);
  });

  it("lets its own script run and no other, by the script's hash", () => {
    const scripts = [...page.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script]) => script ?? "");
    expect(scripts).toHaveLength(1);
    const hash = createHash("sha256")
      .update(scripts[0] ?? "")
      .digest("base64");
    expect(page).toContain(`script-src &#39;sha256-${hash}&#39;`);
    expect(page).toContain("default-src &#39;none&#39;");
  });

  it("says everything in both languages, the programme's own shown first", () => {
    expect(page).toContain('<main lang="en" data-title');
    expect(page).toMatch(/<main lang="zh-CN" data-title="[^"]*" hidden>/);
    expect(textOf(page)).toContain("Not proven");
    expect(textOf(page)).toContain("尚未证实");
    const chinese = reportHtml(aReport({ programme: { ...programme, language: "zh-CN" } }));
    expect(chinese).toContain('<html lang="zh-CN">');
    expect(chinese).toMatch(/<main lang="en" data-title="[^"]*" hidden>/);
  });

  it("shows verdict, interval, what is still needed, open windows, reconciliation, outbox and refusals", () => {
    const text = textOf(page);
    expect(text).toMatch(/95% between [+−]£[\d,]+ and [+−]£[\d,]+/);
    expect(text).toMatch(/An 80% chance takes [\d,]+ members: [\d,]+ more, which takes/);
    expect(text).toContain(
      "Left out: 1 treated and 0 held out whose 28 days are not over; the last end on 18 Dec 2011.",
    );
    expect(text).toContain("All 13 checks against the ledger come out to zero");
    expect(text).toContain("The latest 50 of 320 messages");
    expect(text).toContain("no-consent");
    expect(text).toContain("Not enough data to compare");
  });

  it("labels what is assumed and what is simulated wherever it stands", () => {
    expect(textOf(page)).toContain("Margin: assumed");
    expect(textOf(page)).toMatch(/Simulated coupon redemptions: \d+/);
    expect(textOf(reportHtml(aReport({ respondShare: 0 })))).not.toContain("Simulated orders");
    const rows = someRows();
    rows.orders = rows.orders.map((order, at) => ({ ...order, simulated: at === 1 }));
    const responded = textOf(reportHtml(aReport({ rows, respondShare: 0.15 })));
    expect(responded).toContain("Simulated orders: 1, 15% of the members written to answer");
    for (const line of ["Revenue", "Margin assumed", "Points at liability", "Incremental margin after cost assumed"]) {
      expect(responded).toContain(`${line} simulated`);
    }
    expect(responded).toContain("proves nothing. assumed simulated");
    expect(textOf(page)).not.toContain("Revenue simulated");
    expect(textOf(page)).toContain("Coupons at redemption simulated");
    expect(responded).toContain("SIMULATED orders: 1; 15% of the members written to place one extra order.");
  });

  it("names a gap in red where there was a tick", () => {
    const rows = someRows();
    rows.ledger.pop();
    const text = textOf(reportHtml(aReport({ rows })));
    expect(text).not.toContain("come out to zero Entries");
    expect(text).toMatch(/\d checks don&#39;t come out to zero/);
  });

  it("draws charts for both widths in both languages, and gives the same bytes for the same model", () => {
    expect(page.match(/<svg /g)).toHaveLength(8);
    expect(reportHtml(aReport())).toBe(page);
    expect(page).not.toMatch(/zr\d|ecmeta/);
  });

  it("shows every text as a text, whatever markup it holds", () => {
    const evil = `</script><script>alert(1)</script><img src=x onerror="alert(1)">'"&{b}`;
    const rows = someRows();
    rows.messages.push(
      aMessage({ memberId: evil, journey: evil, step: evil, subject: evil, text: evil, at: "2011-11-30T08:00:00Z" }),
    );
    rows.enrolments.push(anEnrolment({ memberId: evil, journey: evil }));
    rows.refusals.push({ memberId: evil, journey: evil, because: evil, at: "2011-09-01T08:00:00Z" });
    rows.members.push({ memberId: evil, segmentBefore: evil, segmentNow: evil, pointsBalance: 0, pointsOwed: 0 });
    const hostile = reportHtml(
      aReport({
        rows,
        programme: { ...programme, name: evil, finance: { ...programme.finance, marginByCategory: { [evil]: 0.5 } } },
        journeys: [{ id: "welcome", name: { en: evil, "zh-CN": evil } }],
      }),
    );
    expect(hostile).not.toMatch(/<img|<script>alert|<\/script><script/);
    expect(hostile.match(/<script>/g)).toHaveLength(1);
    expect(hostile).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;");
  });

  it("stands with nothing to report", () => {
    const empty = reportHtml(
      buildReport({
        programme,
        journeys: [],
        segments: [],
        from: "2011-09-01",
        asOf: "2011-11-30",
        scoredFirstOn: "2011-08-31",
        scoredLastOn: "2011-11-30",
        rows: noRows(),
        outboxAtMost: 50,
      }),
    );
    expect(textOf(empty)).toContain("Nobody was scored in this period.");
    expect(empty).not.toMatch(/NaN|Infinity|undefined/);
  });
});
