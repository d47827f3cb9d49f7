import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { roiCsv } from "../../adapters/report/roi-csv.ts";
import { ordersJsonl, outcomesJsonl } from "../../adapters/report/traces-jsonl.ts";
import { aReport, programme, someRows } from "../adapters/report/a-report.ts";

const folder = mkdtempSync(join(tmpdir(), "incremental-check-"));
afterAll(() => rmSync(folder, { recursive: true }));

const rows = someRows();
const report = aReport({ rows });
const lines = (items: object[]): string => items.map((item) => `${JSON.stringify(item)}\n`).join("");
const sound = {
  "ledger.jsonl": lines(rows.ledger),
  "messages.jsonl": lines(rows.messages),
  "coupons.jsonl": lines(rows.coupons.map((coupon) => ({ ...coupon, redeemed: coupon.redeemed ?? null }))),
  "enrolments.jsonl": lines(rows.enrolments),
  "orders.jsonl": ordersJsonl(report),
  "outcomes.jsonl": outcomesJsonl(report),
  "roi.csv": roiCsv(report),
};

function check(files: Partial<typeof sound>): number | null {
  for (const [name, text] of Object.entries({ ...sound, ...files })) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, "programme.json"), JSON.stringify(programme));
  const given = ["--out", folder, "--programme", join(folder, "programme.json"), "--as-of", "2011-11-30"];
  return spawnSync("python3", ["tests/independent/incremental_check.py", ...given]).status;
}

const withoutFirstLine = (text: string): string => text.slice(text.indexOf("\n") + 1);

describe("the incremental check", () => {
  it("passes when rows and intervals follow from the dumps", () => {
    expect(check({})).toBe(0);
  });

  it.each([
    ["an entry is missing", { "ledger.jsonl": withoutFirstLine(sound["ledger.jsonl"]) }],
    ["a message is missing", { "messages.jsonl": withoutFirstLine(sound["messages.jsonl"]) }],
    [
      "a coupon took off more",
      { "coupons.jsonl": sound["coupons.jsonl"].replace('"valueMinor":200', '"valueMinor":201') },
    ],
    ["an enrolment is missing", { "enrolments.jsonl": withoutFirstLine(sound["enrolments.jsonl"]) }],
    [
      "an order was paid before the window",
      { "orders.jsonl": sound["orders.jsonl"].replace("2011-09-05T", "2011-08-05T") },
    ],
    ["a row of the comparison is missing", { "outcomes.jsonl": withoutFirstLine(sound["outcomes.jsonl"]) }],
    ["a verdict is another", { "roi.csv": sound["roi.csv"].replace("not proven,too-few", "proven gain,too-few") }],
    ["figures of intervals are others", { "roi.csv": sound["roi.csv"].replace(/,-0\.\d{4}/g, ",-9.9999") }],
    ["nothing was there to check", { "enrolments.jsonl": "", "outcomes.jsonl": "" }],
  ])("fails when %s", (_, files) => {
    expect(check(files)).toBe(1);
  });
});
