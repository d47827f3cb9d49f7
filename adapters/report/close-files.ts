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
import { DISCREPANCY_TABLE, discrepancyRows } from "../../core/loyalty/close/discrepancy-table.ts";
import type { FoundDiscrepancies } from "../../core/loyalty/discrepancies/discrepancy-store.ts";

/** Whole numbers are doubles: exact up to 2^53, and read by every engine. */
const PARQUET = { text: "STRING", whole: "DOUBLE", share: "DOUBLE" } as const;

type Files = Record<string, string | Uint8Array>;

/**
 * The files of a closed day for finance, by name: each table as CSV (RFC 4180, UTF-8) and as Parquet.
 * @param found what the orders booked on the day were found to lack
 */
export function closeFiles(close: Close, found: readonly FoundDiscrepancies[]): Files {
  return {
    ...filesOf(CLOSE_TABLE, CLOSE_TABLE.rows(close)),
    ...filesOf(LIABILITY_TABLE, LIABILITY_TABLE.rows(close)),
    ...filesOf(DISCREPANCY_TABLE, discrepancyRows(found)),
  };
}

const filesOf = <R>({ name, columns }: Pick<CloseTable<R>, "name" | "columns">, rows: readonly R[]): Files => ({
  [`${name}.csv`]: csvOf(columns, rows),
  [`${name}.parquet`]: parquetOf(columns, rows),
});

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
