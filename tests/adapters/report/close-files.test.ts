import { parquetReadObjects } from "hyparquet";
import { expect, it } from "vitest";
import { closeFiles } from "../../../adapters/report/close-files.ts";
import { CLOSE_TABLE, LIABILITY_TABLE } from "../../../core/loyalty/close/close-tables.ts";
import { seeded, tradeADay } from "../../support/builders/ledger-history.ts";
import { ClosingWorld } from "../../support/closing-world.ts";

const DAY = "2026-12-08";

async function filesOfADay() {
  const world = new ClosingWorld();
  tradeADay(world, { day: DAY, members: 20, postings: 200, random: seeded(5) });
  const close = await world.closed(DAY);
  return { close, files: closeFiles(close) };
}

const text = (file: string | Uint8Array | undefined): string => (typeof file === "string" ? file : "");

it("a closed day is exported as CSV and as Parquet with the same cells", async () => {
  const { close, files } = await filesOfADay();
  expect(Object.keys(files).sort()).toEqual(["close.csv", "close.parquet", "liability.csv", "liability.parquet"]);
  for (const { name, columns, rows } of [
    { ...CLOSE_TABLE, rows: CLOSE_TABLE.rows(close).length },
    { ...LIABILITY_TABLE, rows: 1 },
  ]) {
    const [head, ...lines] = text(files[`${name}.csv`]).trimEnd().split("\r\n");
    expect(head).toBe(columns.map((one) => one.name).join(","));
    expect(lines).toHaveLength(rows);
    const parquet = files[`${name}.parquet`] as Uint8Array;
    const file = parquet.buffer.slice(parquet.byteOffset, parquet.byteOffset + parquet.byteLength) as ArrayBuffer;
    const read = await parquetReadObjects({ file });
    expect(read.map((row) => columns.map((one) => row[one.name] ?? "").join(","))).toEqual(lines);
  }
});

it("every line of the file adds up, as whoever reads it would add", async () => {
  const { files } = await filesOfADay();
  const [head = "", ...lines] = text(files["close.csv"]).trimEnd().split("\r\n");
  const names = head.split(",");
  const [opening, closing] = [names.indexOf("opening"), names.indexOf("closing")];
  for (const line of lines) {
    const cells = line.split(",").map(Number);
    expect(cells.slice(opening, closing).reduce((sum, cell) => sum + cell, 0)).toBe(cells[closing]);
  }
});
