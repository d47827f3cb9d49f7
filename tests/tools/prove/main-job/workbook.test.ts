import { describe, expect, it } from "vitest";
import writeExcelFile from "write-excel-file/node";
import { compareSheet } from "../../../../tools/prove/main-job/workbook.ts";

const sheet = (...values: (string | number | null)[]) =>
  writeExcelFile([{ sheet: "ROI", data: [["a", "b", "c"], values] }]).toBuffer();

describe("a workbook held against a CSV", () => {
  it("is equal when each number is the same number and each text the same text, whatever the headings", async () => {
    const compared = await compareSheet(await sheet("welcome", -12.5, null), "ROI", "x,y,z\r\nwelcome,-12.50,\r\n");
    expect(compared).toEqual({ rows: 1, columns: 3, numbers: 1, unequal: [] });
  });

  it("differs by a penny, by a missing row and by a figure where none should be", async () => {
    const penny = await compareSheet(await sheet("welcome", 12.51, null), "ROI", "x,y,z\r\nwelcome,12.50,\r\n");
    expect(penny.unequal).toEqual(["row 2, column 2: 12.51 and 12.50"]);
    const row = await compareSheet(await sheet("welcome", 1, null), "ROI", "x,y,z\r\nwelcome,1,\r\ndormant,1,\r\n");
    expect(row.unequal.length).toBeGreaterThan(0);
    const figure = await compareSheet(await sheet("welcome", 1, 0), "ROI", "x,y,z\r\nwelcome,1,\r\n");
    expect(figure.unequal).toHaveLength(1);
  });
});
