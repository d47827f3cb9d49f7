import { parse } from "csv-parse/sync";
import { readSheet } from "read-excel-file/node";
import { beforeAll, describe, expect, it } from "vitest";
import { reconciliationJsonl } from "../../../adapters/report/reconciliation-jsonl.ts";
import { ROI_COLUMNS } from "../../../adapters/report/roi-columns.ts";
import { roiCsv } from "../../../adapters/report/roi-csv.ts";
import { roiXlsx } from "../../../adapters/report/roi-xlsx.ts";
import { aReport } from "./a-report.ts";

const model = aReport();

describe("finance's export", () => {
  const records: string[][] = parse(roiCsv(model));
  let workbook: Buffer;
  beforeAll(async () => {
    workbook = await roiXlsx(model);
  });

  it("has one line per campaign under named columns, money in major units", () => {
    expect(records.map(([journey]) => journey)).toEqual(["journey", "dormant", "welcome"]);
    const welcome = Object.fromEntries((records[0] ?? []).map((key, at) => [key, records[2]?.[at]]));
    const [, line] = model.campaigns;
    expect(welcome).toMatchObject({
      currency: model.programme.currency,
      enrolled: "400",
      held_out: "80",
      revenue: String((line?.revenueMinor ?? 0) / 100),
      cost_total: String((line?.costs.totalMinor ?? 0) / 100),
      coupons_redeemed_simulated: String(line?.couponsRedeemed),
      verdict: "not proven",
    });
    expect(line?.revenueMinor).toBeGreaterThan(0);
  });

  it("leaves a cell empty where there is no figure, rather than writing a nought", () => {
    const at = ROI_COLUMNS.findIndex(({ key }) => key === "incremental_after_cost_total");
    expect(records[1]?.[at]).toBe("");
  });

  it("says the same in the workbook, to the last digit, with numbers as numbers", async () => {
    const sheet = await readSheet(workbook, "ROI");
    expect(sheet).toHaveLength(records.length);
    for (const [row, cells] of sheet.slice(1).entries()) {
      for (const [at, column] of ROI_COLUMNS.entries()) {
        const value = cells[at] ?? null;
        const csv = records[row + 1]?.[at] ?? "";
        if (column.kind !== "text" && csv !== "") expect(typeof value).toBe("number");
        expect(value === null ? "" : String(value), column.key).toBe(csv);
      }
    }
  });

  it("labels assumed margins and simulated acts in the headings and the notes", async () => {
    const headings = ROI_COLUMNS.map(({ heading }) => heading).join("\n");
    expect(headings).toContain("ASSUMED");
    expect(headings).toContain("SIMULATED");
    const notes = (await readSheet(workbook, "Notes")).flat().join("\n");
    expect(notes).toContain("Margins are ASSUMED");
    expect(notes).toMatch(/SIMULATED coupon redemptions: \d+/);
  });

  it("carries the reconciliation with every check and its difference", async () => {
    const sheet = await readSheet(workbook, "Reconciliation");
    const differences = sheet.map((row) => row[4]).filter((value) => typeof value === "number");
    expect(differences).toEqual(model.reconciliation.checks.map(() => 0));
    const lines = reconciliationJsonl(model).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).difference)).toEqual(differences);
  });

  it("takes no name for a formula, and no control character into the workbook", async () => {
    const name = '=HYPERLINK("https://example.org")\u0001';
    const hostile = aReport({ journeys: [{ id: "welcome", name: { en: name, "zh-CN": name } }] });
    const [, , welcome] = parse(roiCsv(hostile)) as string[][];
    expect(welcome?.[1]).toBe(`'${name}`);
    const sheet = await readSheet(await roiXlsx(hostile), "ROI");
    expect(sheet[2]?.[1]).toBe(name.replace("\u0001", " ").trim());
  });
});
