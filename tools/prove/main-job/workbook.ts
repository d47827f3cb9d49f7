import { parse } from "csv-parse/sync";
import { readSheet } from "read-excel-file/node";

/** How a workbook's sheet compares with a CSV, cell by cell. */
export interface SheetComparison {
  rows: number;
  columns: number;
  /** Cells of the CSV that hold a number. */
  numbers: number;
  /** What is unequal: row and column from 1, and both values. */
  unequal: string[];
}

type Cell = string | number | boolean | null;

/** A number is equal when it is the same number; a text when it is the same text; empty is empty. */
function equal(csv: string, cell: Cell): boolean {
  if (csv === "") return cell === null || cell === "";
  if (typeof cell === "number") return Number(csv) === cell;
  // In the CSV a text that a spreadsheet would take for a formula has an apostrophe before it.
  return csv === String(cell) || csv === `'${String(cell)}`;
}

/**
 * Opens a workbook as a reader of Excel files does and holds its sheet against a CSV. Headings are not compared: the
 * workbook's are for people, the CSV's for programs.
 */
export async function compareSheet(workbook: Uint8Array, sheet: string, csv: string): Promise<SheetComparison> {
  const cells = (await readSheet(Buffer.from(workbook), sheet)) as unknown as Cell[][];
  const records: string[][] = parse(csv, { bom: true });
  const unequal: string[] = [];
  let numbers = 0;
  if (cells.length !== records.length) unequal.push(`${cells.length} rows and ${records.length}`);
  for (const [row, record] of records.entries()) {
    if (record.length !== cells[row]?.length)
      unequal.push(`row ${row + 1}: ${cells[row]?.length} and ${record.length} cells`);
    if (row === 0) continue;
    for (const [column, text] of record.entries()) {
      const cell = cells[row]?.[column] ?? null;
      if (text !== "" && Number.isFinite(Number(text))) numbers += 1;
      if (!equal(text, cell)) unequal.push(`row ${row + 1}, column ${column + 1}: ${String(cell)} and ${text}`);
    }
  }
  return { rows: records.length - 1, columns: records[0]?.length ?? 0, numbers, unequal };
}
