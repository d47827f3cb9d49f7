import { parquetReadObjects } from "hyparquet";
import { expect, it } from "vitest";
import { closeFiles } from "../../../adapters/report/close-files.ts";
import { CLOSE_TABLE, LIABILITY_TABLE } from "../../../core/loyalty/close/close-tables.ts";
import { DISCREPANCY_TABLE } from "../../../core/loyalty/close/discrepancy-table.ts";
import { seeded, tradeADay } from "../../support/builders/ledger-history.ts";
import { ClosingWorld } from "../../support/closing-world.ts";
import { aDiscrepancy } from "../../support/discrepancy-store-contract.ts";

const DAY = "2026-12-08";

const { discrepancies, ...order } = aDiscrepancy("till:1", DAY);
const coupon = { what: "coupon", missing: 0, because: "lapsed", code: "23456789ABCD", valueMinor: null } as const;
/** One order with two discrepancies: of the coupon nobody has said what it is worth. */
const LACKING = [{ memberId: "m_1", value: { ...order, storeId: "s1", discrepancies: [...discrepancies, coupon] } }];

async function filesOfADay() {
  const world = new ClosingWorld();
  tradeADay(world, { day: DAY, members: 20, postings: 200, random: seeded(5) });
  const close = await world.closed(DAY);
  return { close, files: closeFiles(close, LACKING) };
}

const text = (file: string | Uint8Array | undefined): string => (typeof file === "string" ? file : "");

it("a closed day is exported as CSV and as Parquet with the same cells", async () => {
  const { close, files } = await filesOfADay();
  const names = ["close", "discrepancies", "liability"];
  expect(Object.keys(files).sort()).toEqual(names.flatMap((name) => [`${name}.csv`, `${name}.parquet`]));
  for (const { name, columns, rows } of [
    { ...CLOSE_TABLE, rows: CLOSE_TABLE.rows(close).length },
    { ...LIABILITY_TABLE, rows: 1 },
    { ...DISCREPANCY_TABLE, rows: 2 },
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

it("a discrepancy is a line, its value empty where unknown, and a day without any has the head alone", async () => {
  const { close, files } = await filesOfADay();
  expect(text(files["discrepancies.csv"]).trimEnd().split("\r\n").slice(1)).toEqual([
    `1,${DAY},till:1,m_1,till,s1,${DAY},points,,500,250,GBP,hold-released`,
    `1,${DAY},till:1,m_1,till,s1,${DAY},coupon,23456789ABCD,0,,GBP,lapsed`,
  ]);
  const none = closeFiles(close, []);
  expect(text(none["discrepancies.csv"]).trimEnd().split("\r\n")).toHaveLength(1);
  const parquet = none["discrepancies.parquet"] as Uint8Array;
  const file = parquet.buffer.slice(parquet.byteOffset, parquet.byteOffset + parquet.byteLength) as ArrayBuffer;
  expect(await parquetReadObjects({ file })).toEqual([]);
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
