import { stringify } from "csv-stringify/sync";
import { parquetWriteBuffer } from "hyparquet-writer";
import type { Close } from "../../core/loyalty/close/close.ts";
import {
  type Cell,
  CLOSE_TABLE,
  type CloseColumn,
  type CloseTable,
  LIABILITY_TABLE,
} from "../../core/loyalty/close/close-tables.ts";

/** Whole numbers are doubles: exact up to 2^53, and read by every engine. */
const PARQUET = { text: "STRING", whole: "DOUBLE", share: "DOUBLE" } as const;

/** The files of a closed day for finance, by name: each table as CSV (RFC 4180, UTF-8) and as Parquet. */
export function closeFiles(close: Close): Record<string, string | Uint8Array> {
  return { ...filesOf(CLOSE_TABLE, close), ...filesOf(LIABILITY_TABLE, close) };
}

function filesOf<R>({ name, columns, rows }: CloseTable<R>, close: Close): Record<string, string | Uint8Array> {
  const all = rows(close);
  return { [`${name}.csv`]: csvOf(columns, all), [`${name}.parquet`]: parquetOf(columns, all) };
}

const csvOf = <R>(columns: readonly CloseColumn<R>[], rows: readonly R[]): string =>
  stringify(
    rows.map((row) => columns.map(({ value }) => asText(value(row)))),
    { header: true, columns: columns.map(({ name }) => name), record_delimiter: "windows" },
  );

/** A text that a spreadsheet would take for a formula is marked as text: names of campaigns and stores come from people. */
const asText = (value: Cell): Cell => (typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value);

function parquetOf<R>(columns: readonly CloseColumn<R>[], rows: readonly R[]): Uint8Array {
  const columnData = columns.map(({ name, type, value }) => ({
    ...{ name, type: PARQUET[type], nullable: true },
    data: rows.map((row) => value(row)),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
